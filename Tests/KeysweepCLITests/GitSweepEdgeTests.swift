import Foundation
import KeysweepTestSupport
import Testing

/// What is unusual about `keysweep git`: memory, hostile names, malformed objects.
@Suite("keysweep git at the edges")
struct GitSweepEdgeTests {
  typealias Repository = GitSweepCommandTests.Repository

  /// The key IDs that a run reports.
  private func found(_ result: Tool.Result) throws -> Set<String> {
    Set(try ScanCommandTests.findings(result).compactMap { $0["keyId"] as? String })
  }

  @Test("With a memory the finds are those without")
  func remembered() throws {
    let repository = try Repository()
    let (first, second) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("a", "id \(first)\n")
    try repository.commit("a", "nothing\n")
    let bundle = repository.tree("all.bundle")
    try repository.git("bundle create -q \(bundle) --all")
    // Older than what could be written again in the same moment.
    try Tool.run("touch", ["-d", "2020-01-01", bundle])
    let state = repository.tree("memory.state")
    for keys: Set<String> in [[first], [first], [first, second]] {
      if keys.count == 2 { try repository.commit("b", "id \(second)\n") }
      let known = try repository.sweep("--state", state)
      let fresh = try repository.sweep()
      #expect(try found(known) == keys)
      #expect(
        try ScanCommandTests.findings(known) as NSArray
          == ScanCommandTests.findings(fresh) as NSArray)
      #expect(
        try found(repository.sweep("--range", "HEAD~1..HEAD", "--state", state))
          == (keys.count == 2 ? [second] : []))
      let lone = try Tool.run(
        Tool.keysweep, ["scan", bundle, "--state", state, "--format", "json"])
      #expect(try found(lone) == [first])
    }
    #expect(try repository.sweep("--staged", "--state", state).status == 2)
  }

  @Test("A secret in the name of a file is found and not shown")
  func named() throws {
    let repository = try Repository()
    let (key, inner) = (TestKeys.keyID(), TestKeys.keyID())
    let secret = TestKeys.secret().replacing("/", with: "x")
    let name = "\(key):\(secret)"
    try repository.write(name, "id \(inner)\n")
    try repository.git("add -A")
    for arguments in [["--staged"], []] {
      for format in ["json", "jsonl", "text"] {
        let result = try Tool.run(
          Tool.keysweep, ["git", repository.folder, "--format", format] + arguments,
          environment: GitEnvironment.variables(home: repository.tree.path))
        #expect(!result.output.contains(secret), "\(format) \(arguments)")
        #expect(result.output.contains(key) && result.output.contains(inner))
      }
      if arguments.isEmpty { break }
      try repository.git("commit -q -m one")
    }
    let found = try found(repository.sweep())
    #expect(found == [key, inner])
  }

  @Test("What is staged and cannot be swept is named")
  func others() throws {
    let inner = try Repository()
    try inner.commit("file", "one\n")
    let outer = try Repository()
    try outer.git("-c protocol.file.allow=always submodule --quiet add \(inner.folder) part")
    let added = try outer.sweep("--staged")
    #expect(added.status == 0)
    #expect(added.output.contains("a submodule at another commit"))
    try outer.commit("both", "one\n")
    try outer.git("checkout -q -b side")
    try outer.commit("both", "two\n")
    try outer.git("checkout -q main")
    try outer.commit("both", "three\n")
    try outer.git("merge -q side || true")
    #expect(try outer.sweep("--staged").output.contains("a conflict that is not resolved"))
  }

  @Test("A malformed folder is swept as it is, and named")
  func malformedTree() throws {
    let repository = try Repository()
    let key = TestKeys.keyID()
    try repository.commit("a", "one\n")
    try repository.git(
      "hash-object -t tree --literally -w --stdin >/dev/null < /dev/null; printf '100644 \(key)\\0\\1\\1\\1' | "
        + "git hash-object -t tree --literally -w --stdin")
    let result = try repository.sweep()
    #expect(try found(result) == [key])
    #expect(result.output.contains("malformed"))
  }
}
