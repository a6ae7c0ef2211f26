import Foundation
import KeysweepTestSupport
import Testing

/// `.pre-commit-hooks.yaml`, as the real pre-commit reads and runs it.
@Suite("pre-commit")
struct HookFrameworkTests {
  /// A repository that has keysweep among its hooks.
  struct Framed {
    let repository: HookedRepository
    private let variables: [String: String]

    init(_ hooks: String...) throws {
      repository = try HookedRepository()
      let tree = repository.repository.tree
      let home = tree("hooks")
      let file = HookTools.root.appending(path: ".pre-commit-hooks.yaml")
      try tree.write("hooks/.pre-commit-hooks.yaml", bytes: Array(Data(contentsOf: file)))
      try repository.repository.git(
        "-C \(home) init -q && git -C \(home) add -A && git -C \(home) commit -q -m hooks")
      let revision = try repository.repository.git("-C \(home) rev-parse HEAD")
      let list = hooks.map { "      - id: \($0)\n" }.joined()
      try tree.write(
        "repo/.pre-commit-config.yaml",
        "repos:\n  - repo: \(home)\n    rev: \(revision)\n    hooks:\n\(list)")
      let folder = URL(filePath: Tool.keysweep).deletingLastPathComponent().path()
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      variables = [
        "PRE_COMMIT_HOME": tree("cache"), "PATH": "\(path):\(folder)",
        "PYTHON": try HookTools.python(), "GIT_OPTIONAL_LOCKS": "1",
      ]
    }

    func attempt(_ line: String) throws -> Tool.Result {
      try repository.attempt(line, variables: variables)
    }

    func run(_ arguments: String) throws -> Tool.Result {
      try attempt("\"$PYTHON\" -m pre_commit run \(arguments)")
    }
  }

  @Test("Commits pass and fail, whatever is staged and what is not")
  func commits() throws {
    let framed = try Framed("keysweep", "keysweep-message")
    let installed = try framed.attempt(
      "\"$PYTHON\" -m pre_commit install --hook-type pre-commit --hook-type commit-msg")
    try #require(installed.status == 0, "\(installed.error)")
    let (staged, loose) = (TestKeys.keyID(), TestKeys.keyID())
    try framed.repository.stage("a", "one\n")
    var result = try framed.attempt("git commit -q -m one")
    #expect(result.status == 0, "\(result.output)\(result.error)")
    // A key that is only in the working tree; then one that is only in the index.
    _ = try framed.attempt("echo two > a && git add a && echo id \(loose) >> a")
    result = try framed.attempt("git commit -q -m two")
    #expect(result.status == 0, "\(result.output)\(result.error)")
    _ = try framed.attempt("echo id \(staged) > a && git add a && echo three > a")
    result = try framed.attempt("git commit -q -m three")
    let text = result.output + result.error
    #expect(result.status == 1)
    #expect(text.contains(staged) && text.contains("a:1"), "\(text)")
    #expect(try framed.attempt("cat a").output == "three\n")
    result = try framed.attempt("git add a; git commit -q -m 'id \(loose)'")
    #expect(result.status == 1)
    #expect((result.output + result.error).contains("line 1 of the message"))
  }

  @Test("--all-files and --from-ref/--to-ref see what they should")
  func ranges() throws {
    let framed = try Framed("keysweep")
    let (old, gone) = (TestKeys.keyID(), TestKeys.keyID())
    let git = framed.repository.repository
    try git.commit("old", "id \(old)\n")
    try git.commit("new", "id \(gone)\n")
    try git.commit("new", "nothing\n")
    var result = try framed.run("--all-files")
    #expect(result.status == 1)
    #expect(result.output.contains(old) && !result.output.contains(gone), "\(result.output)")
    result = try framed.run("--from-ref HEAD~2 --to-ref HEAD")
    #expect(result.status == 1)
    #expect(result.output.contains(gone) && !result.output.contains(old), "\(result.output)")
    result = try framed.run("--from-ref HEAD~1 --to-ref HEAD")
    #expect(result.status == 0, "\(result.output)")
    try git.git("rm -q old && git commit -q -m less")
    result = try framed.run("--all-files")
    #expect(result.status == 0, "\(result.output)")
  }
}
