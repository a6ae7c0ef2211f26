import Foundation
import KeysweepGit
import KeysweepTestSupport
import Testing

@Suite("References")
struct ReferenceTests {
  private func names(_ references: RepositoryReferences) -> Set<String> {
    Set(references.references.map { String(decoding: $0.fullName, as: UTF8.self) })
  }

  @Test("Loose and packed references give what git lists")
  func packed() throws {
    let repository = try GitRepository()
    try repository.commit("One")
    try repository.git(["branch", "feature/deep/one"])
    try repository.git(["tag", "-a", "-m", "t", "v1"])
    try repository.git(["update-ref", "refs/pull/7/head", "HEAD"])
    try repository.git(["update-ref", "refs/remotes/origin/main", "HEAD"])
    try repository.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"])
    try repository.git(["pack-refs", "--all"])
    try repository.commit("Two")
    try repository.git(["branch", "loose"])
    let references = repository.references
    #expect(references.problems.isEmpty)
    let listed = try repository.git(["for-each-ref", "--format=%(refname) %(objectname)"])
    for line in listed.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let found = references.references.filter { $0.name == Array(words[0].utf8) }
      #expect(found.count == 1, "\(line)")
      #expect(found.first.flatMap { references.resolve($0) }?.description == words[1], "\(line)")
    }
    let tag = references.references.first { $0.kind == .tag }
    #expect(tag?.peeled == (try repository.id("v1^{commit}")))
    let head = try #require(references.references.first { $0.kind == .head })
    #expect(references.resolve(head) == (try repository.id("HEAD")))
    try repository.git(["checkout", "-q", "--detach"])
    let detached = try #require(repository.references.references.first { $0.kind == .head })
    #expect(detached.target == .object(try repository.id("HEAD")))
  }

  @Test("Leftovers, reflogs and linked worktrees, seen from either side")
  func worktrees() throws {
    let repository = try GitRepository()
    try repository.commit("One")
    let other = try TempTree()
    try repository.git(["worktree", "add", "-q", "--detach", other("w")])
    let linked = Array("\(repository.tree.path)/.git/worktrees/w".utf8)
    try other.write("w/only", "in the worktree\n")
    try repository.git(["-C", other("w"), "add", "-A"])
    repository.clock += 100
    try repository.git(["-C", other("w"), "commit", "-q", "-m", "Elsewhere"])
    let id = try repository.id("worktrees/w/HEAD")
    let main = repository.references
    #expect(names(main).contains("worktrees/w/HEAD"))
    #expect(main.reflogs.contains { $0.worktree == Array("w".utf8) && $0.entries.last?.new == id })
    let result = try repository.attribute(text: "in the worktree\n")
    #expect(result.reach == .referenced)
    #expect(result.others.texts == ["worktrees/w/HEAD"])
    #expect(!result.standsAtHead)

    let inside = ReferenceReader.read(
      gitDirectory: linked, commonDirectory: repository.gitDirectory)
    let head = try #require(
      inside.references.first { $0.kind == .head && $0.worktree == nil })
    #expect(inside.resolve(head) == id)
    #expect(names(inside).contains("worktrees/main-worktree/HEAD"))

    let clone = try TempTree()
    try Tool.run("git", ["clone", "-q", repository.tree.path, clone("c")])
    try Tool.run("git", ["-C", clone("c"), "fetch", "-q"])
    let fetched = ReferenceReader.read(gitDirectory: Array("\(clone("c"))/.git".utf8))
    #expect(names(fetched).contains("FETCH_HEAD"))
    #expect(fetched.problems.isEmpty)
    let times = fetched.reflogs.flatMap(\.entries).compactMap(\.date)
    #expect(times.count == fetched.reflogs.flatMap(\.entries).count)
  }

  @Test("Damage is named, and everything else is still there")
  func damage() throws {
    let repository = try GitRepository()
    try repository.commit("One")
    try repository.tree.write(".git/refs/heads/broken", "what\n")
    try repository.tree.write(".git/refs/heads/empty", "")
    try repository.tree.write(".git/refs/heads/x.lock", "what\n")
    try repository.tree.write(".git/logs/refs/heads/broken", "what\nis this\n")
    try repository.tree.write(".git/packed-refs", "# pack\n^\nrubbish\n^zz\n")
    try repository.tree.write(".git/reftable/tables.list", "x\n")
    try repository.run("ln", ["-s", "/etc/passwd", ".git/refs/heads/link"])
    try repository.run("mkfifo", [".git/refs/heads/pipe"])
    try repository.tree.write(".git/refs/heads/loop", "ref: refs/heads/loop\n")
    try repository.run("sh", ["-c", "cp .git/refs/heads/main .git/refs/heads/$(printf 'b\\377d')"])
    let references = repository.references
    let problems = references.problems.map {
      "\($0.reason) \(String(decoding: $0.path, as: UTF8.self))"
    }
    #expect(
      problems.sorted() == [
        "malformed logs/refs/heads/broken", "malformed packed-refs", "malformed refs/heads/broken",
        "malformed refs/heads/empty", "reftable reftable",
      ])
    let odd = Array("refs/heads/b".utf8) + [0xFF, 0x64]
    #expect(references.references.contains { $0.name == odd })
    let loop = references.references.first { $0.name == Array("refs/heads/loop".utf8) }
    #expect(loop.flatMap { references.resolve($0) } == nil)
    #expect(!names(references).contains("refs/heads/link"))
  }
}
