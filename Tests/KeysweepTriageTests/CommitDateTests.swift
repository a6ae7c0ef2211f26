import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// What a commit proves about when a key existed.
@Suite("Dates of commits")
struct CommitDateTests {
  private func verdict(
    committed: String?, key created: String, report: String = "2026-11-01"
  ) throws -> String {
    var scenario = Scenario()
    scenario.reportTime = report
    scenario.listTime = nil
    scenario.root()
    scenario.user("alice", created: "2020-01-01", created)
    let id = TestKeys.keyID(account: Scenario.account)
    let finding = try #require(
      try GitHits.findings(
        [GitHits.hit("repo/a@0123abc", id: id, git: GitHits.place(), committed: committed)],
        scenario.inventory
      ).first)
    #expect(!finding.verdict.evidence.isEmpty)
    return [
      finding.verdict.status.rawValue, finding.verdict.usable.rawValue,
      finding.verdict.reason.rawValue, finding.verdict.evidence.first?.rule ?? "",
    ].joined(separator: " ")
  }

  @Test(
    "A key that was committed before the inventory was taken is judged by what is not there",
    arguments: [
      ("", "rotated no deleted R2"), ("off 2021-01-01", "rotated no deactivated R1"),
      ("active 2026-03-01", "rotated unlikely inferred R4"),
      ("active 2024-01-01", "unknown unknown ambiguous R5"),
    ])
  func before(slot: String, expected: String) throws {
    #expect(try verdict(committed: "2025-06-01", key: slot) == expected)
  }

  @Test("A user made after the commit holds no key of it")
  func younger() throws {
    var scenario = Scenario()
    scenario.listTime = nil
    scenario.root()
    scenario.user("bob", created: "2026-01-01", "active 2026-01-02")
    let id = TestKeys.keyID(account: Scenario.account)
    let found = try GitHits.findings(
      [GitHits.hit("r/a@0123abc", id: id, git: GitHits.place(), committed: "2025-06-01")],
      scenario.inventory)
    #expect(found.first?.verdict.evidence.first?.rule == "R3")
    #expect(found.first?.verdict.usable == .no)
  }

  @Test(
    "A key that was committed later, or within a day, may be younger than the inventory",
    arguments: ["2026-11-02", "2026-11-10", "2026-10-31T12:00:00Z", nil])
  func after(committed: String?) throws {
    for slot in ["", "off 2021-01-01"] {
      #expect(
        try verdict(committed: committed, key: slot).hasPrefix(
          "unknown unknown inventory-older-than-leak"))
    }
  }

  @Test("Of several commits the earliest counts, and evidence says that a commit dates it")
  func earliest() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.listTime = nil
    scenario.root()
    scenario.user("alice", "")
    let found = try GitHits.findings(
      ["2026-11-20", "2025-06-01", "2026-02-01"].enumerated().map { line, time in
        GitHits.hit("r/a@0123abc", id: id, git: GitHits.place(), committed: time, line: line)
      }, scenario.inventory)
    let verdict = try #require(found.first).verdict
    #expect(verdict.status == .rotated)
    #expect(verdict.evidence.contains { $0.statement.contains("2025-06-01 (commit)") })
  }

  @Test(
    "A clock that cannot be right dates nothing",
    arguments: ["1970-01-01", "1980-01-01", "2005-12-31"])
  func impossible(committed: String) throws {
    #expect(!Observation(Scenario.time(committed), basis: .commit).isTrusted)
    #expect(
      try verdict(committed: committed, key: "")
        == "unknown unknown inventory-older-than-leak R2")
    // Nor does it hide one that is right.
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.listTime = nil
    scenario.root()
    let found = try GitHits.findings(
      [
        GitHits.hit("r/a@0123abc", id: id, git: GitHits.place(), committed: committed),
        GitHits.hit("r/b@0123abc", id: id, git: GitHits.place(), committed: "2025-06-01"),
      ], scenario.inventory)
    #expect(found.first?.verdict.status == .rotated)
  }
}
