public import KeysweepModel

/// One JSON document, `keysweep-audit/1`, as documented in the README.
public struct AuditJSONReporter: AuditReporter {
  /// The name of the schema.
  public static let schema = "keysweep-audit/1"

  /// Makes a reporter.
  public init() {}

  /// Writes the audit, account by account.
  ///
  /// - Parameters:
  ///   - audit: What to write.
  ///   - write: Gets the text in order.
  public func write(_ audit: Audit, to write: (String) -> Void) {
    let tool = JSONModel.encode(JSONModel.Tool(version: audit.toolVersion), pretty: false)
    write("{\n  \"schema\" : \"\(Self.schema)\",\n  \"tool\" : \(tool),\n")
    write("  \"staleAfterDays\" : \(audit.staleAfterDays),\n")
    write("  \"maxAgeDays\" : \(audit.maxAgeDays),\n")
    let checks = Checks(audit)
    write("  \"checks\" : \(indented(checks.items)),\n")
    write("  \"summary\" : \(indented(Summary(audit))),\n  \"accounts\" : [")
    for (index, account) in audit.accounts.enumerated() {
      write(index == 0 ? "\n    " : ",\n    ")
      write(indented(Account(account, checks), by: "    "))
    }
    write(audit.accounts.isEmpty ? "],\n" : "\n  ],\n")
    write("  \"incidents\" : \(indented(audit.incidents.map { JSONModel.IncidentItem($0) })),\n")
    write("  \"prevention\" : \(audit.prevention.map { indent($0, by: "  ") } ?? "null")\n}\n")
  }

  private func indented(_ value: some Encodable, by indent: String = "  ") -> String {
    self.indent(JSONModel.encode(value, pretty: true), by: indent)
  }

  private func indent(_ json: String, by indent: String) -> String {
    // By bytes: JSON may be gigabytes, and a line feed within a string is written as an escape.
    var result: [UInt8] = []
    result.reserveCapacity(json.utf8.count + json.utf8.count / 4)
    for byte in json.utf8 {
      result.append(byte)
      if byte == 0x0A { result.append(contentsOf: indent.utf8) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  // MARK: Schema

  private struct Summary: Encodable {
    var complete: Bool
    var findings: Int
    var steps: Int
    var bySeverity: [String: Int]
    var byCheck: [String: Int]
    var accounts: Int
    var keys: Int
    var activeKeys: Int
    var inventory: [JSONModel.Source]

    init(_ audit: Audit) {
      let all = audit.findings
      complete = audit.isComplete
      findings = all.count
      steps = all.count { $0.settledBy == nil }
      bySeverity = [:]
      byCheck = [:]
      for severity in AuditSeverity.allCases { bySeverity[severity.rawValue] = 0 }
      for check in AuditCheck.allCases { byCheck[check.rawValue] = 0 }
      for finding in all {
        bySeverity[finding.severity.rawValue, default: 0] += 1
        byCheck[finding.check.rawValue, default: 0] += 1
      }
      accounts = audit.accounts.count
      keys = audit.accounts.reduce(0) { $0 + $1.keys }
      activeKeys = audit.accounts.reduce(0) { $0 + $1.activeKeys }
      inventory = audit.sources.map { JSONModel.Source($0) }
    }
  }

  private struct Account: Encodable {
    var account: String?
    var asOf: String?
    var users: Int
    var keys: Int
    var activeKeys: Int
    var findings: [Item]
    var gaps: [String]

    init(_ audit: AccountAudit, _ checks: Checks) {
      account = audit.account?.description
      asOf = audit.asOf?.iso8601
      users = audit.users
      keys = audit.keys
      activeKeys = audit.activeKeys
      findings = audit.findings.map { Item($0, checks) }
      gaps = audit.gaps
    }
  }

  private struct ControlItem: Encodable {
    var framework: String
    var versions: [String]
    var id: String
    var source: String
  }

  private struct CheckItem: Encodable {
    var title: String?
    var actions: [String] = []
    var controls: [ControlItem] = []
  }

  /// What many findings of a check have in common, written once; findings give positions in it.
  private struct Checks {
    private(set) var items: [String: CheckItem] = [:]
    private var actions: [AuditCheck: [String: Int]] = [:]
    private var controls: [AuditCheck: [Control: Int]] = [:]

    init(_ audit: Audit) {
      for finding in audit.findings {
        let check = finding.check
        var item =
          items.removeValue(forKey: check.rawValue) ?? CheckItem(title: audit.titles[check])
        if actions[check]?[finding.action] == nil {
          actions[check, default: [:]][finding.action] = item.actions.count
          item.actions.append(finding.action)
        }
        for control in finding.controls where controls[check]?[control] == nil {
          controls[check, default: [:]][control] = item.controls.count
          item.controls.append(
            ControlItem(
              framework: control.framework.rawValue, versions: control.versions, id: control.id,
              source: control.source))
        }
        items[check.rawValue] = item
      }
    }

    func action(of finding: AuditFinding) -> Int { actions[finding.check]?[finding.action] ?? 0 }

    func controls(of finding: AuditFinding) -> [Int] {
      finding.controls.compactMap { controls[finding.check]?[$0] }
    }
  }

  private struct Item: Encodable {
    var check: String
    var severity: String
    var user: String?
    var slot: Int?
    var keyId: String?
    var created: String?
    var createdIsUpperBound: Bool?
    var lastUsed: String?
    var lastUsedWhere: String?
    var days: Int?
    var daysIsLowerBound: Bool?
    var statement: String
    var action: Int
    var controls: [Int]
    var evidence: [JSONModel.EvidenceItem]
    var settledBy: String?

    init(_ finding: AuditFinding, _ checks: Checks) {
      check = finding.check.rawValue
      severity = finding.severity.rawValue
      user = finding.user
      slot = finding.slot
      keyId = finding.keyID
      created = finding.created?.iso8601
      createdIsUpperBound = finding.created == nil ? nil : finding.createdIsUpperBound
      lastUsed = finding.lastUsed?.iso8601
      lastUsedWhere = finding.lastUsedWhere
      days = finding.days
      daysIsLowerBound = finding.days == nil ? nil : finding.daysIsLowerBound
      statement = finding.statement
      action = checks.action(of: finding)
      controls = checks.controls(of: finding)
      evidence = finding.evidence.map(JSONModel.EvidenceItem.init)
      settledBy = finding.settledBy?.rawValue
    }
  }
}
