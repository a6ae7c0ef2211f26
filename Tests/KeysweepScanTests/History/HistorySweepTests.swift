import Foundation
import KeysweepGit
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

@Suite("Histories")
struct HistorySweepTests {
  private static func text(_ id: String, _ secret: String) -> String {
    "aws_access_key_id = \(id)\naws_secret_access_key = \(secret)\n"
  }

  @Test("A deleted file: one place for all its versions, with its first and last commit")
  func deleted() throws {
    let repository = try HistoryRepository()
    let (id, secret) = (TestKeys.keyID(), TestKeys.secret())
    try repository.commit("begin", ["README": "nothing\n"])
    let first = try repository.commit("add it", ["a/config.ini": Self.text(id, secret)])
    let last = try repository.commit(
      "edit it", ["a/config.ini": "# a comment\n" + Self.text(id, secret)])
    try repository.commit("remove it", ["a/config.ini": nil])
    try repository.git("tag v1")
    let (hits, summary) = try repository.sweep()
    #expect(summary.isComplete)
    #expect(summary.repositoriesSwept == 1)
    let hit = try #require(hits.first)
    #expect(hits.count == 1)
    #expect(hit.place(in: repository) == "a/config.ini@\(first.prefix(12))")
    #expect(hit.position.line == 1)
    #expect(hit.keyID?.value.description == id)
    #expect(hit.secret != nil)
    #expect(hit.observations.map(\.basis) == [.commit])
    let second = Instant(secondsSinceEpoch: 1_600_000_000 + 2 * 86_400)
    #expect(hit.observations.first?.instant == second)
    let place = try #require(hit.git?.value)
    #expect(place.first?.id == first)
    #expect(place.first?.author == GitPlace.Person(name: "Alice", email: "alice@example.com"))
    #expect(place.first?.committer?.name == "Bob")
    #expect(place.first?.subject == "add it")
    #expect(place.last?.id == last)
    #expect(place.versions == 2)
    #expect(!place.standsAtHead)
    #expect(place.reach == .referenced)
    #expect(place.paths.first == [SourcePath("a/config.ini")])
    #expect(place.branches.first == [SourcePath("refs/heads/main")])
    #expect(place.tags.first == [SourcePath("refs/tags/v1")])
    #expect(place.others.first.isEmpty)
  }

  @Test("What still stands is found as a file and in the history")
  func standing() throws {
    let repository = try HistoryRepository()
    try repository.commit("add", ["x": Self.text(TestKeys.keyID(), TestKeys.secret())])
    try repository.git("remote add origin https://user:token@github.com/acme/shop.git")
    let hits = try repository.sweep().hits
    #expect(hits.map { $0.place(in: repository).prefix(2) }.sorted() == ["x", "x@"])
    let place = try #require(hits.compactMap(\.git).first?.value)
    #expect(place.standsAtHead)
    let commit = try #require(place.first?.id)
    #expect(place.url == "https://github.com/acme/shop/blob/\(commit)/x#L1")
    #expect(place.first?.url == "https://github.com/acme/shop/commit/\(commit)")
  }

  @Test("Without histories, their objects are left out and named")
  func withoutHistory() throws {
    let repository = try HistoryRepository()
    try repository.commit("add", ["x": Self.text(TestKeys.keyID(), TestKeys.secret())])
    try repository.commit("remove", ["x": nil])
    let (hits, summary) = try repository.sweep { $0.sweepsHistory = false }
    #expect(hits.isEmpty)
    #expect(summary.isComplete)
    #expect(summary.incidents.map(\.kind) == [.gitObjects])
  }

  @Test("What only a reflog or nothing reaches")
  func unreached() throws {
    let repository = try HistoryRepository()
    let (lost, gone) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("begin", ["a": "a\n"])
    try repository.commit("lost", ["b": "id: \(lost)\n"])
    try repository.git("reset -q --hard HEAD~1")
    try repository.shell("echo 'id: \(gone)' | git hash-object -w --stdin")
    let hits = try repository.sweep().hits
    #expect(hits.count == 2)
    let first = try #require(hits.first { $0.keyID?.value.description == lost }?.git?.value)
    #expect(first.reach == .recoverable)
    #expect(first.recovery.first.contains(SourcePath("HEAD@{1}")))
    let second = try #require(hits.first { $0.keyID?.value.description == gone }?.git?.value)
    #expect(second.reach == .unreachable)
    #expect(second.first == nil)
  }

  @Test("Messages, tags, names of files and of references")
  func words() throws {
    let repository = try HistoryRepository()
    let ids = (0..<5).map { _ in TestKeys.keyID() }
    try repository.commit("deploy with \(ids[0])", ["a": "a\n"])
    try repository.git("tag -a v1 -m 'key \(ids[1])'")
    try repository.commit("names", ["d/\(ids[2]).txt": "a\n"])
    try repository.git("branch '\(ids[3])'")
    try repository.git("notes add -m 'note \(ids[4])'")
    let hits = try repository.sweep().hits.filter { $0.git != nil }
    let kinds = Dictionary(
      hits.map { ($0.keyID?.value.description ?? "", $0.git?.value.kind) },
      uniquingKeysWith: { first, _ in first })
    #expect(ids.map { kinds[$0] } == [.commit, .tag, .tree, .reference, .blob])
    let named = try #require(hits.first { $0.git?.value.kind == .tree })
    #expect(named.place(in: repository).hasPrefix("d/\(ids[2]).txt@"))
  }

  @Test("A subject that holds a secret is masked")
  func masked() throws {
    let repository = try HistoryRepository()
    let secret = TestKeys.secret()
    try repository.commit(
      "key \(TestKeys.keyID()) aws_secret_access_key=\(secret)", ["a": "a\n"])
    let hit = try #require(try repository.sweep().hits.first { $0.git != nil })
    #expect(hit.secret != nil)
    let subject = try #require(hit.git?.value.first?.subject)
    #expect(!subject.contains(secret))
    #expect(subject.contains("[masked]"))
  }

  @Test("A worktree shares the history of its repository, which is swept once")
  func worktree() throws {
    let repository = try HistoryRepository()
    try repository.commit("add", ["x": "id: \(TestKeys.keyID())\n"])
    try repository.commit("remove", ["x": nil])
    try repository.git("worktree add -q wt")
    let (hits, summary) = try repository.sweep()
    #expect(summary.repositoriesSwept == 1)
    #expect(hits.count == 1)
    // Alone, it leads to the same history.
    let alone = try repository.sweep { $0.roots = [SourcePath(repository.folder + "/wt")] }
    #expect(alone.summary.repositoriesSwept == 1)
    #expect(alone.hits.count == 1)
  }

  @Test("Shallow and partial clones are incomplete")
  func shallow() throws {
    let repository = try HistoryRepository()
    try repository.commit("one", ["x": "id: \(TestKeys.keyID())\n"])
    try repository.commit("two", ["y": "y\n"])
    try repository.git("config uploadpack.allowFilter true")
    try repository.shell("git clone -q --depth 1 file://$PWD shallow")
    let folder = SourcePath(repository.folder + "/shallow")
    let shallow = try repository.sweep { $0.roots = [folder] }
    #expect(shallow.summary.incidents.map(\.kind) == [.absentObjects])
    #expect(!shallow.summary.isComplete)
    #expect(shallow.hits.compactMap(\.git).first?.value.isFirstCertain == false)
    try repository.shell("git clone -q --filter=blob:none --no-checkout file://$PWD partial")
    let partial = try repository.sweep { $0.roots = [SourcePath(repository.folder + "/partial")] }
    #expect(partial.summary.incidents.map(\.kind) == [.absentObjects])
  }

  @Test("A lost object is counted and named")
  func lost() throws {
    let repository = try HistoryRepository()
    try repository.commit("one", ["x": "x\n", "d/y": "id: \(TestKeys.keyID())\n"])
    let blob = try repository.git("rev-parse HEAD:x").trimmingCharacters(in: .newlines)
    try repository.shell("rm -f .git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
    let (hits, summary) = try repository.sweep()
    #expect(hits.compactMap(\.git).count == 1)
    #expect(summary.incidents.map(\.kind) == [.absentObjects])
    #expect(summary.incidents.first?.detail.contains("1 object is missing") == true)
    #expect(summary.incidents.first?.detail.contains(blob) == true)
  }

  @Test("Excluded paths are left out of the history too, and named")
  func excluded() throws {
    let repository = try HistoryRepository()
    try repository.commit("add", ["vendor/x": "id: \(TestKeys.keyID())\n"])
    try repository.commit("remove", ["vendor/x": nil])
    let (hits, summary) = try repository.sweep { $0.walk.excludes = ["vendor/"] }
    #expect(hits.isEmpty)
    // The folder that is left, and the file that was in it.
    #expect(summary.incidents.map(\.kind) == [.excluded, .excluded])
  }

  @Test("Only what a commit brings counts")
  func changes() throws {
    let repository = try HistoryRepository()
    let (old, new) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("add", ["x": "id: \(old)\n"])
    try repository.tree.write("repo/x", "# more\nid: \(old)\nid: \(new)\n")
    try repository.git("add x")
    let staged = try repository.git("ls-files -s x").split(separator: " ")[1]
    let base = try repository.git("rev-parse HEAD:x").trimmingCharacters(in: .newlines)
    let target = HistoryTarget(
      repository: SourcePath(repository.folder),
      gitDirectory: SourcePath(repository.folder + "/.git"))
    for blob in [ObjectID(hex: staged), nil] {
      let file = ChangedFile(path: Array("x".utf8), blob: blob, baseline: ObjectID(hex: base))
      let sweep = try ChangeSweep(
        SweepConfiguration(rules: .bundled()), target: target, files: [file])
      let gathered = Gathered()
      let summary = sweep.run { gathered.hits.append($0) }
      #expect(summary.filesSwept == 1)
      #expect(gathered.hits.map { $0.keyID?.value.description } == [new])
      #expect(gathered.hits.first?.position.line == 3)
    }
  }

  private final class Gathered: @unchecked Sendable {
    // Sendable: a sweep hands hits out from one thread at a time.
    var hits: [Hit] = []
  }
}
