import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Audit: checks")
struct AuditTests {
  @Test(
    "A key of a report, by its slot",
    arguments: [
      ("", []), ("active 2026-10-01 2026-10-30", []), ("active 2026-10-01", []),
      // 90 days before 2026-11-01 is 2026-08-03.
      ("active 2026-08-03 2026-10-30", []), ("active 2026-08-02 2026-10-30", ["key-old"]),
      ("active 2026-08-04", []), ("active 2026-08-03", ["key-never-used"]),
      ("active 2026-01-01", ["key-never-used", "(key-old"]),
      ("active 2026-01-01 2026-08-04", ["key-old"]),
      ("active 2026-01-01 2026-08-03", ["key-unused", "(key-old"]),
      ("off 2026-01-01 2026-02-01", ["inactive-key"]), ("off 2026-10-31", ["inactive-key"]),
    ])
  func slots(slot: String, expected: [String]) throws {
    var scenario = AuditScenario()
    scenario.user("alice", slot)
    let lines = try scenario.lines()
    #expect(lines.map { String($0.split(separator: " ")[0]) } == expected, "\(lines)")
  }

  @Test("--stale-after and --max-age move the limits")
  func limits() throws {
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-09-15 2026-09-16")
    #expect(try scenario.lines() == [])
    scenario.policy = AuditPolicy(staleAfterDays: 45, maxAgeDays: 46)
    #expect(try scenario.lines() == ["key-unused alice/1", "(key-old alice/1)"])
    // 46 days break the controls of 45 days, and none of 90.
    let ids = try scenario.findings().map { $0.controls.map(\.id) }
    #expect(ids[0].contains("IAM.22") && !ids[0].contains("IAM.8"))
    #expect(ids[1].isEmpty)
    scenario.policy = AuditPolicy(staleAfterDays: 47, maxAgeDays: 47)
    #expect(try scenario.lines() == [])
  }

  @Test(
    "Root keys, whatever shows them",
    arguments: [
      ("", nil, false), ("active 2016-01-01 2026-10-30", nil, true), ("off 2016-01-01", nil, true),
      ("", true, true), ("", false, false),
    ] as [(String, Bool?, Bool)])
  func root(slot: String, summary: Bool?, isFound: Bool) throws {
    var scenario = AuditScenario()
    scenario.user(ReportRow.rootName, created: "2015-01-01", slot)
    if let summary {
      scenario.extra = [.rootKeys(account: AuditScenario.account, arePresent: summary)]
      scenario.extraTime = "2026-11-02"
    }
    #expect(try !scenario.findings().isEmpty == isFound)
    #expect(try scenario.findings().allSatisfy { $0.check == .rootKey && $0.severity == .critical })
  }

  @Test("The newest word on root keys counts")
  func newestRoot() throws {
    var scenario = AuditScenario()
    scenario.user(ReportRow.rootName, created: "2015-01-01", "active 2016-01-01")
    scenario.extra = [.rootKeys(account: AuditScenario.account, arePresent: false)]
    scenario.extraTime = "2026-10-31"
    #expect(try scenario.lines() == ["root-key <root_account>/1"])
    scenario.extraTime = "2026-11-02"
    #expect(try scenario.lines() == [])
    scenario.extraTime = nil
    #expect(try scenario.lines() == ["root-key <root_account>/1"])
    // A summary that is older than a report without root keys.
    scenario.report.rows[0].slots[0].isActive = false
    scenario.report.rows[0].slots[0].lastRotated = nil
    scenario.extra = [.rootKeys(account: AuditScenario.account, arePresent: true)]
    scenario.extraTime = "2026-10-31"
    #expect(try scenario.lines() == [])
  }

  @Test("Users without any credential, only where the report tells")
  func nobody() throws {
    var scenario = AuditScenario()
    scenario.user("told", password: false)
    scenario.user("person", password: true)
    scenario.user("untold")
    scenario.user("off", password: false, "off 2026-01-01")
    scenario.user("more", password: false)
    scenario.report.rows[4].hasMoreKeys = true
    scenario.user("listed", password: false)
    scenario.report.listTime = "2026-11-02"
    scenario.report.key(
      TestKeys.keyID(account: Scenario.account), "listed", "Active", created: "2026-11-02")
    scenario.user(ReportRow.rootName, password: false)
    #expect(try scenario.lines() == ["inactive-key off/1", "user-without-credential told"])
  }

  @Test("Two active keys; settled when one of them is to go anyway")
  func two() throws {
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-10-01 2026-10-30", "active 2026-10-02 2026-10-30")
    scenario.user("bob", "active 2026-10-01 2026-10-30", "off 2026-10-02")
    #expect(try scenario.lines() == ["inactive-key bob/2", "two-active-keys alice"])
    scenario.report.rows[0].slots[1].lastUsed = Scenario.time("2026-01-02")
    #expect(
      try scenario.lines() == [
        "inactive-key bob/2", "key-unused alice/2", "(two-active-keys alice)",
      ])
  }

  @Test("Keys of people and of programs")
  func users() throws {
    var scenario = AuditScenario()
    scenario.user("alice", password: true, service: "sqs", "active 2026-10-01 2026-10-30")
    scenario.user("bob", password: false, service: "sqs", "active 2026-10-01 2026-10-30")
    scenario.user("carol", service: "s3", "active 2026-10-01 2026-10-30")
    scenario.user("github-actions", service: "s3", "active 2026-10-01 2026-10-30")
    scenario.user("lucia", service: "iam", "active 2026-10-01 2026-10-30")
    #expect(
      try scenario.lines() == [
        "console-user-key alice/1", "workload-key bob/1", "workload-key github-actions/1",
      ])
    let findings = try scenario.findings()
    #expect(findings[0].action.contains("IAM Identity Center"))
    #expect(
      findings[1].statement == "bob access_key_1: last used for sqs in us-east-1, as a program does"
    )
    #expect(findings[1].action.contains("IAM Roles Anywhere"))
    #expect(findings[2].statement.contains("perhaps"))
    #expect(findings[2].action.contains("OIDC federation"))
  }

  @Test("Quarantined users and exposed keys")
  func seenByAWS() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    let gone = TestKeys.keyID(account: Scenario.account)
    var scenario = AuditScenario()
    scenario.user("alice", "active 2026-10-01 2026-10-30")
    scenario.user("bob")
    scenario.report.key(id, "alice", "Active", created: "2026-10-01")
    for name in ["alice", "bob", "carol"] {
      guard let account = AuditScenario.account else { continue }
      scenario.extra.append(
        .user(
          UserRecord(
            account: account, partition: "aws", name: name,
            quarantines: ["AWSCompromisedKeyQuarantineV3"])))
    }
    for key in [id, gone] {
      scenario.extra.append(
        .exposure(
          KeyExposure(
            id: key, user: "alice", account: AuditScenario.account,
            time: Scenario.time("2026-10-20"), statement: "exposed on github.com")))
    }
    scenario.extra.append(
      .event(KeyEvent(id: gone, kind: .deleted, time: Scenario.time("2026-10-21"))))
    #expect(
      try scenario.lines() == [
        "exposed-key alice/1", "quarantined-user alice", "quarantined-user bob",
        "quarantined-user carol",
      ])
    let findings = try scenario.findings()
    #expect(findings[1].statement.hasSuffix("1 active key"))
    #expect(findings.map(\.severity) == [.critical, .critical, .medium, .critical])
    #expect(findings[3].statement.hasSuffix("which keys are active is not known"))
  }

  @Test("Accounts in order; --account leaves the others out; unknown accounts come last")
  func accounts() throws {
    var scenario = AuditScenario()
    scenario.report.hasReport = false
    let old = "AKIAI" + TestKeys.keyID().dropFirst(5)
    for (account, user) in [("999999999999", "b"), ("111111111111", "a")] {
      scenario.report.key(TestKeys.keyID(account: account), user, "Inactive", created: "2026-01-01")
    }
    scenario.report.key(old, nil, "Inactive", created: "2016-01-01")
    let audit = try scenario.audit()
    #expect(
      audit.accounts.map(\.account?.description) == ["111111111111", "999999999999", nil])
    #expect(audit.findings.map(\.check) == [.inactiveKey, .inactiveKey, .inactiveKey])
    #expect(audit.findings[2].statement.hasPrefix("a user no input names, \(old)"))
    scenario.policy.accounts = Set([AccountID("999999999999")].compactMap { $0 })
    #expect(try scenario.audit().accounts.map(\.account?.description) == ["999999999999"])
  }
}
