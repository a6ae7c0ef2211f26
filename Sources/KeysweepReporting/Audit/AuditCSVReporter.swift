public import KeysweepModel

/// One row a finding, for spreadsheets and ticket systems.
public struct AuditCSVReporter: AuditReporter {
  /// Makes a reporter.
  public init() {}

  private static let header = [
    "account", "check", "severity", "user", "slot", "key_id", "created", "created_is_upper_bound",
    "last_used", "last_used_where", "days", "days_is_lower_bound", "statement", "action",
    "controls", "settled_by", "source", "as_of",
  ]

  /// Writes the audit.
  ///
  /// - Parameters:
  ///   - audit: What to write.
  ///   - write: Gets the text in order.
  public func write(_ audit: Audit, to write: (String) -> Void) {
    write(CSVText.row(Self.header))
    for account in audit.accounts {
      for finding in account.findings { write(CSVText.row(Self.cells(finding))) }
    }
  }

  private static func cells(_ finding: AuditFinding) -> [String] {
    let evidence = finding.evidence.first { $0.source != nil } ?? finding.evidence.first
    // Explicit pieces: one long literal takes the type checker minutes.
    var cells: [String] = [
      finding.account?.description ?? "", finding.check.rawValue, finding.severity.rawValue,
    ]
    cells += [finding.user ?? "", finding.slot.map { "\($0)" } ?? "", finding.keyID ?? ""]
    cells += [
      finding.created?.iso8601 ?? "",
      finding.created == nil ? "" : "\(finding.createdIsUpperBound)",
    ]
    cells += [finding.lastUsed?.iso8601 ?? "", finding.lastUsedWhere ?? ""]
    cells += [
      finding.days.map { "\($0)" } ?? "", finding.days == nil ? "" : "\(finding.daysIsLowerBound)",
    ]
    cells += [finding.statement, finding.action, finding.controls.full.joined(separator: ". ")]
    cells += [
      finding.settledBy?.rawValue ?? "", evidence?.source?.lossyText ?? "",
      evidence?.asOf?.iso8601 ?? "",
    ]
    // A file is printed to a terminal sooner or later.
    return cells.map { Escaping.message($0) }
  }
}
