import KeysweepGit
import KeysweepModel
import Testing

@Suite("Attribution of every hiding place")
struct HidingPlaceTests {
  let repository: GitRepository

  init() throws {
    repository = try GitRepository()
    try repository.tree.write("README", "hello\n")
    try repository.commit("Begin")
  }

  @Test("A deleted file: first, last, people, dates, and no longer at HEAD")
  func deleted() throws {
    try repository.tree.write("conf/key", "secret\n")
    let first = try repository.commit("Add the key\nin two lines\n\nbody")
    let date = repository.clock
    let last = try repository.commit("Something else")
    try repository.git(["rm", "-q", "conf/key"])
    try repository.commit("Remove the key")
    let result = try repository.attribute(text: "secret\n")
    #expect(result.first?.commit == first)
    #expect(result.first?.subject == "Add the key in two lines")
    #expect(result.first?.author?.name == "Ann Author")
    #expect(result.first?.author?.email == "ann@example.com")
    #expect(result.first?.committer?.name == "Carl Committer")
    #expect(result.first?.committer?.zoneMinutes == 120)
    #expect(result.firstDate == Instant(secondsSinceEpoch: Int64(date)))
    #expect(result.first?.path == Array("conf/key".utf8))
    #expect(result.last?.commit == last)
    #expect(result.last?.subject == "Something else")
    #expect(!result.standsAtHead)
    #expect(result.isFirstCertain)
    #expect(result.reach == .referenced)
    #expect(result.branches.texts == ["refs/heads/main"])
    #expect(result.branches.items.first?.isAtTip == false)
    #expect(result.others.texts == ["HEAD"])
    #expect(result.pathTexts == ["conf/key"])
    let log = try repository.git([
      "log", "--all", "--format=%H", "--find-object=\(try repository.blob("secret\n"))",
    ])
    #expect(log.split(separator: "\n").last.map(String.init) == first.description)
  }

  @Test("A renamed and moved file, and one at several paths, keeps its first commit")
  func renamed() throws {
    try repository.tree.write("b/key", "secret\n")
    let first = try repository.commit("Add")
    try repository.git(["mv", "b/key", "c"])
    try repository.commit("Move")
    try repository.tree.write("a/x/y", "secret\n")
    try repository.tree.write("a.b", "secret\n")
    let last = try repository.commit("Copy")
    let result = try repository.attribute(text: "secret\n")
    #expect(result.first?.commit == first)
    #expect(result.last?.commit == last)
    #expect(result.pathTexts == ["a.b", "a/x/y", "b/key", "c"])
    #expect(result.pathCount == 4)
    #expect(result.standsAtHead)
    var limits = AttributionLimits()
    limits.paths = 2
    let blob = try repository.blob("secret\n")
    let cut = try repository.attribute([blob], limits: limits)[blob]
    #expect(cut?.pathTexts == ["a.b", "a/x/y"])
    #expect(cut?.pathCount == 4)
  }

  @Test("What only the resolution of a merge holds, and an octopus")
  func merges() throws {
    for branch in ["one", "two", "three"] {
      try repository.git(["checkout", "-q", "-b", branch, "main"])
      try repository.tree.write(branch, branch + "\n")
      try repository.tree.write("shared", branch == "three" ? "one\n" : branch + "\n")
      try repository.commit(branch)
    }
    try repository.git(["checkout", "-q", "one"])
    try repository.git(["merge", "-q", "two"], allowsFailure: true)
    try repository.tree.write("shared", "resolved\n")
    let merge = try repository.commit("Merge two")
    let resolved = try repository.attribute(text: "resolved\n")
    #expect(resolved.first?.commit == merge)
    #expect(resolved.branches.texts == ["refs/heads/one"])

    try repository.git(["checkout", "-q", "main"])
    for branch in ["four", "five", "six"] {
      try repository.git(["checkout", "-q", "-b", branch, "main"])
      try repository.tree.write(branch, branch + "\n")
      try repository.commit(branch)
    }
    repository.clock += 100
    try repository.git(["merge", "-q", "-m", "Octopus", "four", "five"])
    try repository.tree.write("octopus", "arms\n")
    let octopus = try repository.commitStaged("Octopus")
    #expect(
      try repository.git(["rev-list", "--parents", "-1", "HEAD~1"]).split(separator: " ").count == 4
    )
    try repository.git(["add", "-A"])
    repository.clock += 100
    try repository.git(["commit", "-q", "--amend", "-m", "Octopus with arms"])
    let amended = try repository.attribute(text: "arms\n")
    #expect(amended.first?.commit == (try repository.id("HEAD")))
    let five = try repository.attribute(text: "five\n")
    #expect(five.first?.subject == "five")
    #expect(five.branches.texts == ["refs/heads/five", "refs/heads/six"])
    #expect(five.last?.commit == (try repository.id("HEAD")))
    #expect(octopus != amended.first?.commit)
  }

  @Test("Stash, reset and amended commits are named by reflogs; without those they dangle")
  func recoverable() throws {
    try repository.tree.write("README", "stashed\n")
    repository.clock += 100
    try repository.git(["stash", "-q"])
    try repository.tree.write("README", "second stash\n")
    repository.clock += 100
    try repository.git(["stash", "-q"])
    try repository.tree.write("reset", "reset\n")
    let reset = try repository.commit("To be reset")
    try repository.git(["reset", "-q", "--hard", "HEAD~1"])
    try repository.tree.write("amend", "amend\n")
    let amended = try repository.commit("To be amended")
    try repository.tree.write("amend", "clean\n")
    try repository.commit("Amended", ["--amend"])
    let stash = try repository.attribute(text: "stashed\n")
    #expect(stash.reach == .recoverable)
    #expect(stash.recovery.texts.first == "stash@{1}")
    #expect(stash.first?.subject.hasPrefix("WIP on main") == true)
    #expect(try repository.attribute(text: "second stash\n").recovery.texts.first == "stash@{0}")
    let lost = try repository.attribute(text: "reset\n")
    #expect(lost.first?.commit == reset)
    #expect(lost.recovery.texts.contains("ORIG_HEAD"))
    #expect(lost.recovery.texts.first == "HEAD@{3}")
    #expect(lost.branches.count == 0)
    let before = try repository.attribute(text: "amend\n")
    #expect(before.first?.commit == amended)
    #expect(before.recovery.texts.first == "HEAD@{1}")
    // What both hold belongs to the commit that a branch reaches.
    let both = try repository.attribute(text: "clean\n")
    #expect(both.first?.commit == (try repository.id("HEAD")))
    #expect(both.reach == .referenced)
    try repository.run("rm", ["-rf", ".git/logs", ".git/refs/stash", ".git/ORIG_HEAD"])
    for text in ["stashed\n", "reset\n", "amend\n"] {
      let result = try repository.attribute(text: text)
      #expect(result.reach == .dangling, "\(text)")
      #expect(result.first != nil)
      #expect(result.recovery.count == 0)
    }
  }

  @Test("A blob in no commit has no first commit")
  func loose() throws {
    try repository.run("git", ["hash-object", "-w", "--stdin"], input: Array("loose\n".utf8))
    let result = try repository.attribute(text: "loose\n")
    #expect(result.first == nil)
    #expect(result.reach == .dangling)
    #expect(result.paths.isEmpty)
  }

  @Test("Tags, notes, messages, names of files")
  func otherObjects() throws {
    let message = try repository.commit("The key is in the message")
    repository.clock += 100
    try repository.git(["tag", "-a", "-m", "tagged words", "v1"])
    try repository.git(["tag", "light"])
    try repository.git(["tag", "-a", "-m", "of a tag", "v2", "v1"])
    let blob = try repository.blob("hello\n")
    try repository.git(["tag", "blobtag", blob.description])
    try repository.git(["notes", "add", "-m", "noted", "HEAD"])
    try repository.tree.write("dir/sub/name-with-key", "x\n")
    let named = try repository.commit("Names")

    let commit = try repository.attribute(message)
    #expect(commit.first?.commit == message)
    #expect(commit.last?.commit == message)
    #expect(commit.first?.path == nil)
    #expect(commit.tags.texts == ["refs/tags/light", "refs/tags/v1", "refs/tags/v2"])
    let tag = try repository.attribute(repository.id("v1"))
    #expect(tag.tags.texts == ["refs/tags/v1", "refs/tags/v2"])
    #expect(tag.first?.subject == "tagged words")
    #expect(tag.firstDate != nil)
    #expect(tag.reach == .referenced)
    #expect(try repository.attribute(blob).tags.texts.contains("refs/tags/blobtag"))
    let note = try repository.attribute(text: "noted\n")
    #expect(note.others.texts == ["refs/notes/commits"])
    #expect(note.branches.count == 0)
    #expect(note.reach == .referenced)
    let folder = try repository.attribute(repository.id("HEAD:dir/sub"))
    #expect(folder.first?.commit == named)
    #expect(folder.pathTexts == ["dir/sub"])
    let root = try repository.attribute(repository.id("HEAD^{tree}"))
    #expect(root.paths == [[]])
    #expect(root.standsAtHead)
  }

  @Test("Symbolic links count, submodules are skipped")
  func modes() throws {
    try repository.run("ln", ["-s", "secret-target", "link"])
    let fake = String(repeating: "ab", count: 20)
    try repository.git(["update-index", "--add", "--cacheinfo", "160000,\(fake),module"])
    try repository.git(["add", "link"])
    let commit = try repository.commitStaged("Link and module")
    let result = try repository.attribute(text: "secret-target")
    #expect(result.first?.commit == commit)
    #expect(result.pathTexts == ["link"])
    let module = ObjectID(hex: fake)
    let absent = try repository.attribute(try #require(module))
    #expect(absent.first == nil)
    #expect(absent.isFirstCertain)
  }
}
