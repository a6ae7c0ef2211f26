import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// An account in a few words, audited.
struct AuditScenario {
  static let account = AccountID("210987654321")
  var report = Scenario()
  /// Facts of an input of their own, as of ``extraTime``.
  var extra: [InventoryFact] = []
  var extraTime: String? = "2026-11-01"
  var reportIsUndated = false
  var listIsUndated = false
  var policy = AuditPolicy()

  /// Adds a user to the report; slots as in `Scenario`.
  mutating func user(
    _ name: String, created: String = "2020-01-01", password: Bool? = nil, service: String? = "s3",
    knowsLastUse: Bool = true, _ slots: String...
  ) {
    report.user(name, created: created, slots.first ?? "", slots.dropFirst().first ?? "")
    let last = report.rows.count - 1
    report.rows[last].hasPassword = password
    report.rows[last].knowsLastUse = knowsLastUse
    for index in report.rows[last].slots.indices {
      report.rows[last].slots[index].service = service
      if !knowsLastUse { report.rows[last].slots[index].lastUsed = nil }
    }
  }

  var inputs: [LoadedInput] {
    var inputs: [LoadedInput] = []
    if report.hasReport {
      var input = LoadedInput(path: SourcePath("report.csv"), format: "credential-report")
      input.facts = report.rows.map { .reportRow($0) }
      input.asOf = Scenario.time(report.reportTime)
      input.asOfIsLowerBound = reportIsUndated
      inputs.append(input)
    }
    if !report.keys.isEmpty {
      var input = LoadedInput(path: SourcePath("keys.json"), format: "list-access-keys")
      input.facts = report.keys.map { .listedKey($0) }
      input.asOf = report.listTime.map { Scenario.time($0) }
      input.asOfIsLowerBound = listIsUndated
      inputs.append(input)
    }
    if !extra.isEmpty {
      var input = LoadedInput(path: SourcePath("extra.json"), format: "extra")
      input.facts = extra
      input.asOf = extraTime.map { Scenario.time($0) }
      inputs.append(input)
    }
    return inputs
  }

  func audit() throws -> Audit {
    let inventory = Inventory(inputs)
    let judge = Judge(
      inventory: inventory,
      policy: TriagePolicy(
        staleAfterDays: policy.staleAfterDays, now: Scenario.time("2026-11-24")),
      accounts: try AccountTags.bundled())
    return Auditor(
      inventory: inventory, policy: policy, table: try ControlTable.bundled(), judge: judge
    ).audit()
  }

  func findings() throws -> [AuditFinding] {
    let findings = try audit().findings
    #expect(findings.allSatisfy { !$0.evidence.isEmpty && !$0.action.isEmpty })
    #expect(findings.map(\.check) == findings.map(\.check).sorted())
    return findings
  }

  /// `check user/slot`, one a finding; settled ones in brackets.
  func lines() throws -> [String] {
    try findings().map { finding in
      let line =
        "\(finding.check.rawValue) \(finding.user ?? "?")" + (finding.slot.map { "/\($0)" } ?? "")
      return finding.settledBy == nil ? line : "(\(line))"
    }
  }

  /// What could not be looked at.
  func gaps() throws -> [String] { try audit().accounts.flatMap(\.gaps) }
}
