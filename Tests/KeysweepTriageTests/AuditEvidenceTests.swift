import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Audit: no word stronger than the evidence")
struct AuditEvidenceTests {
  private func first(_ scenario: AuditScenario, _ check: AuditCheck) throws -> AuditFinding {
    try #require(try scenario.findings().first { $0.check == check })
  }

  @Test("A report tells an upper bound of the creation, a list the creation itself")
  func age() throws {
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-01-01 2026-10-30")
    let bound = try first(scenario, .keyOld)
    #expect(
      bound.statement
        == "alice access_key_1: at least 304 days old, made or last switched on 2026-01-01")
    #expect(bound.days == 304 && bound.daysIsLowerBound && bound.createdIsUpperBound)
    let id = TestKeys.keyID(account: Scenario.account)
    scenario.report.key(id, "alice", "Active", created: "2026-01-01")
    let exact = try first(scenario, .keyOld)
    #expect(exact.statement == "alice \(id): 304 days old, made 2026-01-01")
    #expect(exact.days == 304 && !exact.daysIsLowerBound && !exact.createdIsUpperBound)
    #expect(exact.slot == 1 && exact.keyID == id)
  }

  @Test("A key that was switched on again is as old as its list says")
  func reactivated() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-10-20 2026-10-30")
    #expect(try scenario.lines() == [])
    scenario.report.key(id, "alice", "Active", created: "2020-01-01")
    #expect(try first(scenario, .keyOld).days == 2496)
    #expect(try scenario.audit().accounts.map(\.keys) == [1])
  }

  @Test("An undated input makes every span a lower bound")
  func undated() throws {
    var scenario = AuditScenario()
    scenario.reportIsUndated = true
    scenario.user("alice", "active 2020-01-01 2026-01-30")
    let unused = try first(scenario, .keyUnused)
    #expect(unused.statement.contains("unused for at least 275 days, last used 2026-01-30"))
    #expect(unused.daysIsLowerBound)
    scenario.reportIsUndated = false
    #expect(try first(scenario, .keyUnused).statement.contains("unused for 275 days"))
  }

  @Test("A report of 2014 says nothing of use")
  func oldReport() throws {
    var scenario = AuditScenario()
    scenario.user("alice", knowsLastUse: false, "active 2026-01-01")
    #expect(try scenario.lines() == ["key-old alice/1"])
    #expect(try scenario.gaps().contains { $0.hasPrefix("1 active key: how long unused") })
    #expect(try !scenario.findings()[0].evidence[0].statement.contains("never used"))
  }

  @Test("Uses are recorded since 2015-04-22 only")
  func before2015() throws {
    var scenario = AuditScenario()
    scenario.user("young", created: "2020-01-01", "active 2021-01-01")
    scenario.user("old", created: "2012-01-01", "active 2021-01-01")
    let statements = try scenario.findings().filter { $0.check == .keyNeverUsed }.map(\.statement)
    // The old user's key may have been made in 2012 and switched on again in 2021.
    #expect(statements[0].contains("old access_key_1: no use on record (AWS records uses since"))
    #expect(statements[1].contains("young access_key_1: never used, at least"))
    scenario.report.key(
      TestKeys.keyID(account: Scenario.account), "old", "Active", created: "2021-01-01")
    #expect(try first(scenario, .keyNeverUsed).statement.contains("never used, 2130 days old"))
  }

  @Test("A use that only a trail shows counts")
  func trail() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-01-01 2026-02-01")
    scenario.report.key(id, "alice", "Active", created: "2026-01-01")
    #expect(try scenario.lines() == ["key-unused alice/1", "(key-old alice/1)"])
    let use = KeyEvent.Kind.used(service: "sqs.amazonaws.com", region: "eu-west-1")
    scenario.extra = [.event(KeyEvent(id: id, kind: use, time: Scenario.time("2026-10-30")))]
    #expect(try scenario.lines() == ["key-old alice/1", "workload-key alice/1"])
  }

  @Test("get-access-key-last-used stands in for the report")
  func lastUsed() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = AuditScenario()
    scenario.report.hasReport = false
    scenario.report.key(id, "alice", "Active", created: "2026-01-01")
    #expect(try scenario.lines() == ["key-old alice"])
    scenario.extra = [.lastUse(KeyLastUse(id: id, used: nil))]
    #expect(try scenario.lines() == ["key-never-used alice", "(key-old alice)"])
    #expect(try first(scenario, .keyNeverUsed).evidence[0].source == SourcePath("extra.json"))
    // A word that is long before the list says nothing about the time since.
    scenario.extraTime = "2026-10-20"
    #expect(try scenario.lines() == ["key-old alice"])
    #expect(try scenario.gaps().contains { $0.contains("how long unused is not known") })
  }

  @Test("A key counts once, however many inputs show it, and what is gone does not count")
  func once() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = AuditScenario()
    scenario.user("alice", "off 2026-01-01", "off 2026-05-01")
    scenario.report.key(id, "alice", "Inactive", created: "2026-01-01")
    #expect(try scenario.lines() == ["inactive-key alice/1", "inactive-key alice/2"])
    // A younger list of all keys does not name the one in the second slot.
    guard let account = AuditScenario.account else { return }
    scenario.report.listTime = "2026-11-02"
    scenario.extra = [.wholeList(KeyOwner(account: account, user: "alice"))]
    scenario.extraTime = "2026-11-02"
    #expect(try scenario.lines() == ["inactive-key alice/1"])
    // CloudTrail shows that the other one was deleted after the report.
    scenario.extra.append(
      .event(KeyEvent(id: id, kind: .deleted, time: Scenario.time("2026-11-03"))))
    #expect(try scenario.lines() == [])
    // A key that was made after the report.
    scenario.report.key(
      TestKeys.keyID(account: Scenario.account), "alice", "Inactive", created: "2026-11-02")
    #expect(try scenario.lines() == ["inactive-key alice"])
  }

  @Test("What inputs contradict each other about is a gap, not a finding")
  func disputed() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-01-01")
    scenario.report.key(id, "alice", "Inactive", created: "2026-01-01")
    #expect(try scenario.lines() == [])
    #expect(try scenario.gaps().contains { $0.contains("contradict") && $0.hasSuffix(id) })
  }

  @Test("Sealed names are audited as they are")
  func sealed() throws {
    var scenario = AuditScenario()
    scenario.report.keys = [
      ListedKey(
        id: "sealed:0f0f", user: "u1", state: .active, created: Scenario.time("2026-01-01"),
        account: AuditScenario.account)
    ]
    scenario.user("u1", "active 2026-01-01 2026-10-30")
    let findings = try scenario.findings()
    #expect(findings.map(\.check) == [.keyOld])
    #expect(findings[0].keyID == "sealed:0f0f" && findings[0].slot == 1)
  }

  @Test("Gaps name what would close them")
  func gaps() throws {
    var scenario = AuditScenario()
    scenario.report.hasReport = false
    scenario.report.key(
      TestKeys.keyID(account: Scenario.account), "alice", "Active", created: "2026-10-01")
    let gaps = try scenario.gaps().joined(separator: "\n")
    for command in [
      "get-account-summary", "get-credential-report", "get-account-authorization-details",
    ] {
      #expect(gaps.contains(command))
    }
    guard let account = AuditScenario.account else { return }
    var whole = AuditScenario()
    whole.user(ReportRow.rootName)
    whole.user("alice", password: false, "active 2026-10-01 2026-10-30")
    whole.extra = [.user(UserRecord(account: account, partition: "aws", name: "alice"))]
    #expect(try whole.gaps() == [])
  }
}
