import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// Makes hits in git histories, and findings of them.
enum GitHits {
  static func place(
    _ kind: GitPlace.Kind = .blob, _ reach: GitPlace.Reach = .referenced, path: String? = nil,
    object: String = String(repeating: "a1", count: 20)
  ) -> GitPlace {
    var place = GitPlace(
      repository: SourcePath("repo"), kind: kind, object: object, reach: reach)
    place.paths = GitPlace.Names(path.map { [SourcePath($0)] } ?? [])
    return place
  }

  static func hit(
    _ path: String, id: String, git: GitPlace? = nil, committed: String? = nil, line: Int = 1
  ) -> Hit {
    var hit = Hit(path: SourcePath(path))
    let position = Position(offset: line, length: 20, line: line, column: 1)
    hit.keyID = AccessKeyID(id).map { Located($0, rule: "id", position: position) }
    hit.git = git.map { Shared($0) }
    if let committed {
      hit.observations = [Observation(Scenario.time(committed), basis: .commit)]
    }
    return hit
  }

  static func findings(
    _ hits: [Hit], _ inventory: Inventory? = nil
  ) throws -> [Finding] {
    let judge = Judge(
      inventory: inventory, policy: TriagePolicy(now: Scenario.time("2026-11-24")),
      accounts: try AccountTags.bundled())
    var builder = FindingBuilder(judge: judge, advice: try AdviceTable.bundled())
    for hit in hits { builder.add(hit) }
    return builder.finish().findings
  }
}

/// What triage makes of places in a git history.
@Suite("Places in git")
struct GitPlaceTests {
  // MARK: Grouping

  @Test("Locations keep their place in the history, in one order whatever the order of hits")
  func keeps() throws {
    let id = TestKeys.keyID()
    // The same path and position in four versions, and a plain file.
    let versions = (1...4).map { GitHits.place(object: String(repeating: "\($0)", count: 40)) }
    let hits =
      versions.map { GitHits.hit("repo/a", id: id, git: $0) } + [GitHits.hit("repo/a", id: id)]
    for _ in 0..<6 {
      let finding = try #require(try GitHits.findings(hits.shuffled()).first)
      #expect(finding.locations.map { $0.git?.value } == [nil] + versions)
      #expect(finding.locationCount == 5)
    }
  }

  @Test("The fingerprint of a location does not depend on the commit")
  func fingerprints() throws {
    let id = TestKeys.keyID()
    let hits = [
      GitHits.hit("repo/.env", id: id),
      GitHits.hit("repo/.env@0123abc", id: id, git: GitHits.place()),
      GitHits.hit("repo/.env@\(AdviceTests.commit)", id: id, git: GitHits.place()),
      GitHits.hit("repo/b@0123abc", id: id),
    ]
    let locations = try #require(try GitHits.findings(hits).first).locations
    #expect(Set(locations.prefix(3).map(\.fingerprint)).count == 1)
    // A plain file of such a name is one.
    #expect(locations[3].path == SourcePath("repo/b@0123abc"))
    #expect(locations[3].fingerprint != locations[0].fingerprint)
    let other = try GitHits.findings([GitHits.hit("repo/b", id: id)])[0].locations[0].fingerprint
    #expect(locations[3].fingerprint != other)
  }

  // MARK: Advice

  @Test(
    "Advice knows how git keeps it",
    arguments: [
      (.blob, .referenced, "git-history developer-files", "whoever cloned"),
      (.blob, .recoverable, "git-recoverable developer-files", "git reflog expire"),
      (.blob, .unreachable, "git-unreachable developer-files", "git gc --prune=now"),
      (.commit, .referenced, "git-commit", "message"),
      (.commit, .recoverable, "git-recoverable", "git stash drop"),
      (.tag, .referenced, "git-tag", "annotated tag"),
      (.tag, .unreachable, "git-unreachable", "git gc"),
      (.tree, .referenced, "git-tree", "name of a file"),
      (.reference, .referenced, "git-reference", "name of a branch"),
      (.reference, .unreachable, "git-reference", "name of a branch"),
    ] as [(GitPlace.Kind, GitPlace.Reach, String, String)])
  func advice(
    kind: GitPlace.Kind, reach: GitPlace.Reach, names: String, word: String
  ) throws {
    let table = try AdviceTable.bundled()
    let path = SourcePath("etc/repo/.env@0123abc")
    let git = GitHits.place(kind, reach, path: ".env")
    #expect(table.placeNames(of: path, git: git).joined(separator: " ") == names)
    let text = table.advice(path: path, git: git, status: .active)
    #expect(text.hasPrefix("Rotate it now"))
    #expect(text.contains(" Revoke first"))
    #expect(text.contains(word), "\(text)")
    #expect(!table.advice(path: path, git: git, status: .rotated).contains("Revoke first"))
  }

  @Test("What has no path is no file, and a path need not name a commit")
  func paths() throws {
    let table = try AdviceTable.bundled()
    #expect(
      table.placeNames(of: SourcePath("opt/x.tf"), git: GitHits.place(.blob, .unreachable))
        == ["git-unreachable"])
    #expect(
      table.placeNames(of: SourcePath("repo/main.tf"), git: GitHits.place(path: "main.tf"))
        == ["git-history", "terraform"])
  }

  @Test("A key that stands in a file and in its history gets the advice of the history")
  func both() throws {
    let id = TestKeys.keyID()
    func advice(_ reach: GitPlace.Reach) throws -> String {
      try GitHits.findings([
        GitHits.hit("repo/.env", id: id),
        GitHits.hit("repo/.env@0123abc", id: id, git: GitHits.place(.blob, reach, path: ".env")),
      ])[0].advice
    }
    #expect(try advice(.referenced).contains("whoever cloned"))
    // The file is there, whatever git drops.
    #expect(try !advice(.unreachable).contains("git gc"))
    #expect(try !advice(.recoverable).contains("git gc"))
  }

  @Test("Keys of one file get the advice of their own places")
  func memory() throws {
    let kinds: [(GitPlace.Kind, GitPlace.Reach, String)] = [
      (.blob, .referenced, "whoever cloned"), (.blob, .unreachable, "git gc"),
      (.commit, .referenced, "message"), (.blob, .recoverable, "reflog expire"),
    ]
    let hits = kinds.map { kind, reach, _ in
      GitHits.hit("repo@0123abc", id: TestKeys.keyID(), git: GitHits.place(kind, reach))
    }
    for finding in try GitHits.findings(hits) {
      let git = try #require(finding.locations.first?.git?.value)
      let word = kinds.first { $0.0 == git.kind && $0.1 == git.reach }?.2
      #expect(finding.advice.contains(word ?? "?"), "\(finding.advice)")
    }
  }
}
