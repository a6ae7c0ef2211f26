import KeysweepModel

/// A report whose places are in git histories: every kind, every reach, and names made to mislead.
enum GitFixture {
  static func id(_ digits: String) -> String { String(repeating: digits, count: 40 / digits.count) }

  static func names(_ names: String..., count: Int = 0) -> GitPlace.Names {
    GitPlace.Names(names.map { SourcePath($0) }, count: count)
  }

  static let alice = GitPlace.Person(name: "Alice Example", email: "alice@example.com")
  static let bob = GitPlace.Person(name: "Doe, Bob", email: "bob@example.com")

  static func commit(
    _ digits: String, _ time: String, _ subject: String, by person: GitPlace.Person = alice
  ) -> GitPlace.Commit {
    GitPlace.Commit(
      id: id(digits), author: person, authored: Fixture.instant(time), committer: person,
      committed: Fixture.instant(time), subject: subject)
  }

  static func place(
    _ kind: GitPlace.Kind, _ reach: GitPlace.Reach = .referenced, first: GitPlace.Commit? = nil,
    last: GitPlace.Commit? = nil, paths: GitPlace.Names = GitPlace.Names()
  ) -> GitPlace {
    var place = GitPlace(
      repository: SourcePath("work/shop"), kind: kind,
      object: kind == .reference ? "" : id("0b1ec7"), reach: reach)
    place.first = first
    place.last = last
    place.paths = paths
    return place
  }

  static func location(_ path: String, _ line: Int, _ git: GitPlace) -> FindingLocation {
    var location = Fixture.location(SourcePath(path), line, secretLine: line + 1)
    location.git = Shared(git)
    return location
  }

  // MARK: Places

  static let added = commit("1a2b3c4d", "2019-03-02T10:00:00Z", "add config")

  /// Still there, on many branches, in many versions; two lines of it.
  static var standing: [FindingLocation] {
    var git = place(.blob, first: added, last: commit("2b", "2026-11-01", "tidy", by: bob))
    git.standsAtHead = true
    git.paths = names("config/.env", "old name/.env", "prod.env")
    git.branches = names(
      "refs/heads/main", "refs/heads/dev", "refs/remotes/origin/main", count: 5)
    git.tags = names("refs/tags/v1.0")
    git.versions = 7
    git.first?.url = "https://github.com/example/shop/commit/\(added.id)"
    git.first?.committer = bob
    git.first?.committed = Fixture.instant("2019-03-03T04:05:06Z")
    return [3, 9].map { line in
      git.url = "https://github.com/example/shop/blob/\(added.id)/config/.env#L\(line)"
      return location("work/shop/config/.env@\(added.id)", line, git)
    }
  }

  static var others: [FindingLocation] {
    var removed = place(
      .blob, first: added, last: commit("3c", "2020-01-05", "remove keys"), paths: names("a.py"))
    removed.branches = names("refs/heads/main")
    removed.tags = names("refs/tags/v1.0", "refs/tags/v1.1", "refs/tags/v2", count: 12)
    removed.others = names("refs/pull/7/head")
    var shallow = place(.blob, first: added, last: added, paths: names("b.py"))
    shallow.isFirstCertain = false
    shallow.branches = names("refs/heads/main")
    var stashed = place(
      .blob, .recoverable, first: commit("4d", "2026-10-01", "WIP on main: 1a2b3c4 add config"),
      paths: names("c.py"))
    stashed.recovery = names("stash@{0}", "HEAD@{3}", "ORIG_HEAD")
    return [
      location("work/shop/a.py@\(added.id)", 1, removed),
      location("work/shop/b.py@\(added.id)", 1, shallow),
      location("work/shop/c.py@\(id("4d"))", 1, stashed),
      location("work/shop@\(id("0b1ec7"))", 5, place(.blob, .unreachable)),
    ]
  }

  static var kinds: [FindingLocation] {
    var commit = place(.commit, first: added, last: added)
    commit.branches = names("refs/heads/main")
    var tag = place(.tag, first: self.commit("5e", "2021-05-05", "release 2"))
    tag.last = tag.first
    tag.tags = names("refs/tags/v2")
    var tree = place(.tree, first: added, last: added, paths: names("keys/AKIA.txt"))
    tree.branches = names("refs/heads/main")
    var reference = place(.reference)
    reference.branches = names("refs/heads/feature/leak")
    var unreadable = place(.blob, first: GitPlace.Commit(id: id("6f")), paths: names("d"))
    unreadable.isFirstCertain = false
    unreadable.others = names("refs/notes/commits")
    return [
      location("work/shop@\(added.id)", 2, commit), location("work/shop@\(id("5e"))", 3, tag),
      location("work/shop/keys@\(id("0b1ec7"))", 1, tree),
      location("work/shop", 1, reference),
      location("work/shop/d@\(id("6f"))", 1, unreadable),
    ]
  }

  /// Everything that people write is made to move the cursor, to forge lines, and to be too long.
  static var hostile: FindingLocation {
    let evil = GitPlace.Person(
      name: "Eve\u{1B}]0;owned\u{7}\n  => all is well", email: "eve@\u{9B}2J>, not at HEAD")
    var git = place(
      .blob,
      first: commit(
        "7a", "2022-02-02", "fix\r\n\u{1B}[2J\"; still at HEAD; on main \u{202E}gnp.exe", by: evil),
      last: commit("8b", "2022-02-03", String(repeating: "grüße ", count: 2000), by: evil))
    git.repository = SourcePath(bytes: Array("work/\u{1B}[31m".utf8) + [0xFF])
    let listed = (0..<16).map { SourcePath("refs/heads/topic-\($0)") }
    git.branches = GitPlace.Names(listed, count: 40)
    git.branches.first[0] = SourcePath(bytes: Array("refs/heads/\u{1B}[1A\n".utf8) + [0xFE, 0x22])
    git.branches.first[1] = SourcePath("refs/heads/main (+3); unreachable")
    git.tags = names("refs/tags/\u{202E}1v")
    git.paths = GitPlace.Names([SourcePath("x\ny"), SourcePath(bytes: [0xC3, 0x28])], count: 20)
    return location("work/evil\u{1B}[2J@\(id("7a"))", 1, git)
  }

  static var report: SweepReport {
    let verdict = Verdict(
      .unknown, usable: .unknown, reason: .noInventory,
      evidence: [Evidence("no inventory was given", rule: "no-inventory")])
    var summary = SweepSummary()
    summary.filesSwept = 12
    summary.bytesSwept = 34_567
    return SweepReport(
      findings: [
        Fixture.finding("RTX3GSDSQAAAAAAA", verdict, locations: standing),
        Fixture.finding("RTX3GSDSQBBBBBBB", verdict, locations: others),
        Fixture.finding("RTX3GSDSQCCCCCCC", verdict, locations: kinds),
        Fixture.finding("RTX3GSDSQDDDDDDD", verdict, locations: [hostile]),
      ],
      summary: summary, toolVersion: "0.0.0-test",
      asOf: Fixture.instant("2026-11-24T00:00:00Z"), staleAfterDays: 90)
  }
}
