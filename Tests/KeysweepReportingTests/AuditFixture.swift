import KeysweepModel

/// One audit with everything in it; its keys are made up and decode to documentation accounts.
enum AuditFixture {
  static let controls = [
    Control(framework: .cis, versions: ["1.2"], id: "1.3", days: 90, source: "s"),
    Control(framework: .cis, versions: ["1.4", "2.0", "3.0"], id: "1.12", days: 45, source: "s"),
    Control(framework: .cis, versions: ["10.0"], id: "2.11", days: 45, source: "s"),
    Control(framework: .securityHub, id: "IAM.8", days: 90, source: "s"),
    Control(framework: .securityHub, id: "IAM.22", days: 45, source: "s"),
    Control(framework: .config, id: "iam-user-unused-credentials-check", source: "s"),
  ]

  static func finding(
    _ check: AuditCheck, _ severity: AuditSeverity, _ user: String?, _ statement: String,
    controls: [Control] = []
  ) -> AuditFinding {
    AuditFinding(
      account: AccountID("111122223333"), check: check, severity: severity, user: user,
      statement: statement, action: "Delete it: nothing depends on it.", controls: controls,
      evidence: [Fixture.evidence("\(statement), as the report has it", "credential-report")])
  }

  static var audit: Audit {
    let root = finding(
      .rootKey, .critical, "<root_account>", "root access_key_1: active",
      controls: [Control(framework: .securityHub, id: "IAM.4", source: "s")])
    var unused = finding(
      .keyUnused, .medium, "alice", "alice access_key_1: unused for at least 120 days",
      controls: controls)
    unused.slot = 1
    unused.keyID = "AKIAEXAMPLE"
    unused.created = Fixture.instant("2020-01-01T00:00:00Z")
    unused.createdIsUpperBound = true
    unused.lastUsed = Fixture.instant("2026-07-01T00:00:00Z")
    unused.lastUsedWhere = "s3/us-east-1"
    unused.days = 120
    unused.daysIsLowerBound = true
    var old = finding(.keyOld, .medium, "alice", "alice access_key_1: at least 2000 days old")
    old.days = 2000
    old.daysIsLowerBound = true
    old.settledBy = .keyUnused
    let forged = finding(
      .inactiveKey, .low, "=cmd|' /C calc'!A0",
      "=cmd|' /C calc'!A0 \u{1B}[2J\naccess_key_1: \"off\"")
    var account = AccountAudit(account: AccountID("111122223333"))
    account.asOf = Fixture.instant("2026-11-20T00:00:00Z")
    account.users = 12_345
    account.keys = 4
    account.activeKeys = 3
    account.findings = [root, forged, unused, old]
    account.gaps = ["1 active key: how long unused is not known (a fresh report tells)"]
    var clean = AccountAudit(account: AccountID("444455556666"))
    clean.users = 1
    var audit = Audit(
      staleAfterDays: 90, maxAgeDays: 90, accounts: [clean, account],
      sources: [
        InventorySource(
          path: Fixture.inventory, format: "credential-report",
          accounts: [AccountID("111122223333")].compactMap { $0 },
          asOf: Fixture.instant("2026-11-20T00:00:00Z"), records: 12)
      ],
      incidents: [
        Incident(.malformedInventory, path: Fixture.inventory, line: 7, detail: "row left out"),
        Incident(.notice, path: Fixture.inventory, detail: "an older report"),
      ])
    audit.toolVersion = "9.9.9"
    audit.titles = [
      .rootKey: "Root has access keys", .keyUnused: "Keys that are not used any more",
    ]
    audit.prevention = "{\n  \"Version\": \"2012-10-17\"\n}"
    return audit
  }
}
