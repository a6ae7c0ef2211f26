import Foundation
import KeysweepTestSupport
import Testing

/// `keysweep git`, as a user meets it, on repositories that real git makes.
@Suite("keysweep git")
struct GitSweepCommandTests {
  /// A repository and the binary.
  struct Repository {
    let tree: TempTree
    let folder: String

    init(_ name: String = "repo") throws {
      tree = try TempTree()
      folder = tree(name)
      try Tool.run("mkdir", ["-p", folder])
      try git("init -q -b main")
    }

    /// Runs git, with one date a call so that the order of commits is theirs.
    @discardableResult
    func git(_ line: String, date: Int = 1_700_000_000) throws -> String {
      let result = try Tool.run(
        "sh", ["-ec", "git \(line)"], in: folder,
        environment: GitEnvironment.variables(home: tree.path, date: "\(date) +0000"))
      try #require(result.status == 0, "\(line): \(result.error)")
      return result.output.trimmingCharacters(in: .newlines)
    }

    func write(_ name: String, _ text: String) throws { try tree.write("repo/\(name)", text) }

    @discardableResult
    func commit(_ name: String, _ text: String, date: Int = 1_700_000_000) throws -> String {
      try write(name, text)
      try git("add -A && git commit -q -m change", date: date)
      return try git("rev-parse HEAD")
    }

    func sweep(_ arguments: String..., from place: String? = nil) throws -> Tool.Result {
      try Tool.run(
        Tool.keysweep, ["git"] + arguments + ["--format", "json"], in: place ?? folder,
        environment: GitEnvironment.variables(home: tree.path))
    }
  }

  /// The key IDs that a run reports.
  func found(_ result: Tool.Result) throws -> Set<String> {
    Set(try ScanCommandTests.findings(result).compactMap { $0["keyId"] as? String })
  }

  @Test("Every part of a history holds what it should, and nothing else")
  func parts() throws {
    let repository = try Repository()
    let (old, gone, mine, other) = (
      TestKeys.keyID(), TestKeys.keyID(), TestKeys.keyID(), TestKeys.keyID()
    )
    let first = try repository.commit("a", "id \(old)\n", date: 1_600_000_000)
    try repository.commit("gone", "id \(gone)\n", date: 1_610_000_000)
    let third = try repository.commit("gone", "nothing\n", date: 1_620_000_000)
    try repository.git("checkout -q -b side")
    try repository.commit("mine", "id \(mine)\n", date: 1_630_000_000)
    // Another line of a file that has held a key before.
    try repository.commit("a", "id \(old)\nmore\n", date: 1_640_000_000)
    try repository.git("checkout -q main")
    try repository.commit("other", "id \(other)\n", date: 1_650_000_000)
    let all: Set<String> = [old, gone, mine, other]
    #expect(try found(repository.sweep()) == all)
    #expect(try found(repository.sweep("--all")) == all)
    #expect(try found(repository.sweep("--branch", "side")) == [old, gone, mine])
    #expect(try found(repository.sweep("--branch", "refs/heads/main")) == [old, gone, other])
    #expect(try found(repository.sweep("--range", "main..side")) == [mine])
    #expect(try found(repository.sweep("--range", "\(first)..\(third)")) == [gone])
    #expect(try found(repository.sweep("--since", first)) == [gone, mine, other])
    #expect(try found(repository.sweep("--since", "2021-08-01")) == [mine, other])
    // From a folder within, and of the repository by name.
    try repository.write("deep/er/file", "nothing\n")
    let inner = repository.folder + "/deep/er"
    #expect(try found(repository.sweep("--range", "main..side", from: inner)) == [mine])
    #expect(try found(repository.sweep(from: inner)) == all)
    #expect(try found(repository.sweep(repository.folder, from: "/")) == all)
  }

  @Test("Merges: what only the resolution brings is new, what comes from the base is not")
  func merges() throws {
    let repository = try Repository()
    let (base, evil) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("file", "one\n")
    try repository.git("checkout -q -b side")
    try repository.commit("file", "two\n")
    try repository.git("checkout -q main")
    try repository.commit("file", "three\nid \(base)\n")
    try repository.git("checkout -q side")
    try repository.git("merge -q main || true")
    try repository.commit("file", "two\nthree\nid \(base)\nid \(evil)\n")
    #expect(try repository.git("rev-list --count --merges HEAD") == "1")
    let result = try repository.sweep("--range", "main..side")
    #expect(try found(result) == [evil])
    #expect(result.status == 1)
  }

  @Test("A version that comes back brings what was gone meanwhile, and nothing else")
  func reverted() throws {
    let repository = try Repository()
    let (kept, gone) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("file", "id \(kept)\n", date: 1_600_000_000)
    try repository.commit("other", "id \(gone)\n", date: 1_610_000_000)
    try repository.commit("other", "nothing\n", date: 1_620_000_000)
    let start = try repository.commit("file", "id \(kept)\nmore\n", date: 1_630_000_000)
    // As `git revert` would.
    let reverted = try repository.commit("file", "id \(kept)\n", date: 1_640_000_000)
    #expect(try found(repository.sweep("--range", "\(start)..\(reverted)")) == [])
    try repository.commit("elsewhere", "id \(gone)\n", date: 1_650_000_000)
    #expect(try found(repository.sweep("--range", "\(start)..main")) == [gone])
    #expect(try found(repository.sweep("--since", reverted)) == [gone])
  }

  @Test("Clocks that are off make nothing new of what stood there before")
  func skewed() throws {
    let repository = try Repository()
    let key = TestKeys.keyID()
    let start = try repository.commit("file", "id \(key)\n", date: 1_600_000_000)
    try repository.commit("file", "id \(key)\none\n", date: 1_620_000_000)
    try repository.commit("file", "id \(key)\none\ntwo\n", date: 1_610_000_000)
    #expect(try found(repository.sweep("--range", "\(start)..main")) == [])
  }

  @Test("The next commit: the index, not the working tree, and not what HEAD has")
  func staged() throws {
    let repository = try Repository()
    let (old, new, loose, linked) = (
      TestKeys.keyID(), TestKeys.keyID(), TestKeys.keyID(), TestKeys.keyID()
    )
    // Before the first commit everything is new.
    try repository.write("a", "id \(old)\n")
    try repository.git("add a")
    #expect(try found(repository.sweep("--staged")) == [old])
    try repository.git("commit -q -m first")
    let nothing = try repository.sweep("--staged")
    #expect(nothing.status == 0)
    #expect(nothing.output.contains("git names no file with new content"))
    try repository.write("a", "# comment\nid \(old)\nid \(new)\n")
    try repository.git("add a")
    // Not staged: neither this line nor that file.
    try repository.write("a", "id \(old)\nid \(new)\nid \(loose)\n")
    try repository.write("b", "id \(loose)\n")
    try Tool.run("ln", ["-s", "/nowhere/\(linked)", repository.folder + "/link"])
    let result = try repository.sweep("--staged")
    #expect(try found(result) == [new])
    let place = try #require(
      try ScanCommandTests.findings(result).first?["locations"] as? [[String: Any]])
    #expect(place.first?["line"] as? Int == 3)
    #expect(try found(repository.sweep("--worktree")) == [new, loose, linked])
  }

  @Test("A renamed file brings nothing new with it")
  func renamed() throws {
    let repository = try Repository()
    let key = TestKeys.keyID()
    let text = (0..<30).map { "line \($0)\n" }.joined()
    try repository.commit("before", text + "id \(key)\n")
    try repository.git("mv before after")
    #expect(try found(repository.sweep("--staged")) == [])
    // A copy is a place of its own.
    try repository.git("mv after before")
    try repository.write("copy", text + "id \(key)\n")
    try repository.git("add -A")
    #expect(try found(repository.sweep("--staged")) == [key])
  }

  @Test("Whatever cannot be swept is an error with a remedy, or said aloud")
  func refusals() throws {
    let repository = try Repository()
    try repository.commit("a", "one\n")
    let plain = repository.tree("plain")
    try Tool.run("mkdir", [plain])
    #expect(try repository.sweep(plain).status == 2)
    // What is not there, or no folder, is not looked for in the repository around it.
    #expect(try repository.sweep("nothing").status == 2)
    #expect(try repository.sweep("a").status == 2)
    #expect(try repository.sweep("--range", "main..side").status == 2)
    #expect(try repository.sweep("--branch", "side").status == 2)
    #expect(try repository.sweep("--since", "yesteryear").status == 2)
    #expect(try repository.sweep("--staged", "--all").status == 2)
    let bare = repository.tree("bare.git")
    try repository.git("clone -q --bare . \(bare)")
    #expect(try repository.sweep(bare).status == 0)
    #expect(try repository.sweep(bare, "--worktree").status == 2)
    #expect(try repository.sweep(bare, "--staged").status == 2)
    let empty = try repository.sweep("--range", "main..main")
    #expect(empty.status == 0)
    #expect(empty.output.contains("git names no commits"))
    // A shallow clone is incomplete.
    try repository.commit("a", "two\n")
    let shallow = repository.tree("shallow")
    try repository.git("clone -q --depth 1 file://\(repository.folder) \(shallow)")
    #expect(try repository.sweep(shallow).status == 3)
  }

  @Test("Submodules are swept where their objects are, and named where they are not")
  func submodules() throws {
    let inner = try Repository()
    let key = TestKeys.keyID()
    try inner.commit("file", "id \(key)\n")
    try inner.commit("file", "nothing\n")
    let outer = try Repository()
    try outer.git("-c protocol.file.allow=always submodule --quiet add \(inner.folder) part")
    try outer.git("commit -q -m 'Add a part'")
    #expect(try found(outer.sweep()) == [key])
    let range = try outer.sweep("--branch", "main")
    #expect(try found(range) == [])
    #expect(range.output.contains("submodule part not swept"))
    let clone = outer.tree("clone")
    try outer.git("clone -q . \(clone)")
    let result = try outer.sweep(clone)
    #expect(try found(result) == [])
    #expect(result.output.contains("submodule part cannot be swept"))
    // One that has its git directory in its own folder, as long ago.
    try outer.git("clone -q \(inner.folder) \(clone)/part")
    #expect(try found(outer.sweep(clone)) == [key])
  }

  @Test("What is staged is not called unreachable")
  func index() throws {
    let repository = try Repository()
    let key = TestKeys.keyID()
    try repository.commit("a", "one\n")
    try repository.write("folder/b", "id \(key)\n")
    try repository.git("add -A")
    let finding = try #require(try ScanCommandTests.findings(repository.sweep()).first)
    let place = try #require((finding["locations"] as? [[String: Any]])?.first)
    let git = try #require(place["git"] as? [String: Any])
    #expect(git["reach"] as? String == "recoverable")
    #expect("\(place["path"] ?? "")".contains("folder/b@"))
  }
}
