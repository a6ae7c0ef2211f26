public import KeysweepModel

/// The audit for people: account by account, what is easiest first.
public struct AuditTextReporter: AuditReporter {
  private let style: TextStyle

  /// Makes a reporter.
  ///
  /// - Parameter style: How the text looks; verbose names every finding and every incident.
  public init(style: TextStyle) { self.style = style }

  /// Writes the audit.
  ///
  /// - Parameters:
  ///   - audit: What to write.
  ///   - write: Gets the text in order.
  public func write(_ audit: Audit, to write: (String) -> Void) {
    write(summary(audit))
    for account in audit.accounts { self.account(account, audit, write) }
    incidents(audit, write)
    if let policy = audit.prevention { write(prevention(policy)) }
  }

  // MARK: Parts

  private func summary(_ audit: Audit) -> String {
    let findings = audit.findings
    let keys = audit.accounts.reduce(0) { $0 + $1.keys }
    let active = audit.accounts.reduce(0) { $0 + $1.activeKeys }
    let looked =
      "\(Amounts.count(keys, "key")), \(Amounts.number(active)) active, in "
      + Amounts.count(audit.accounts.count, "account")
    guard !findings.isEmpty else {
      let hasGaps = audit.accounts.contains { !$0.gaps.isEmpty }
      let rest = hasGaps || !audit.isComplete ? " in what could be looked at" : ""
      return wrap("Nothing to do\(rest): \(looked).", first: "")
    }
    let counts = AuditSeverity.allCases.compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : "\(Amounts.number(count)) \(severity.rawValue)"
    }
    let steps = findings.count { $0.settledBy == nil }
    let text = wrap(
      "\(Amounts.count(findings.count, "finding")) (\(counts.joined(separator: ", "))), "
        + "\(Amounts.count(steps, "step")) to take: \(looked).", first: "")
    let isCritical = findings.contains { $0.severity == .critical }
    return paint(String(text.dropLast()), isCritical ? .red : .bold) + "\n"
  }

  private func account(_ account: AccountAudit, _ audit: Audit, _ write: (String) -> Void) {
    let title = account.account.map { "Account \($0)" } ?? "Keys of unknown accounts"
    let asOf = account.asOf.map { ", as of \($0.date)" } ?? ", undated"
    let counts =
      "\(Amounts.count(account.users, "user")), \(Amounts.count(account.keys, "key")), "
      + "\(Amounts.number(account.activeKeys)) active"
    let line = wrap("\(title): \(counts)\(asOf)", first: "")
    write("\n" + paint(title, .bold) + line.dropFirst(title.count))
    if account.findings.isEmpty { write("  nothing to do\n") }
    for check in AuditCheck.allCases {
      let findings = account.findings.filter { $0.check == check }
      if !findings.isEmpty { group(check, findings, audit, write) }
    }
    if !account.gaps.isEmpty {
      write("\n  " + paint("Not known", .bold) + "\n")
      for gap in account.gaps { write(wrap(Escaping.printable(gap), first: "    - ")) }
    }
  }

  private func group(
    _ check: AuditCheck, _ findings: [AuditFinding], _ audit: Audit, _ write: (String) -> Void
  ) {
    let title = audit.titles[check] ?? check.rawValue
    let worst = AuditSeverity.allCases.first { severity in
      findings.contains { $0.severity == severity }
    }
    let severity = worst.map { " (\($0.rawValue))" } ?? ""
    write(
      "\n  " + paint("\(title): \(Amounts.number(findings.count))\(severity)", color(worst)) + "\n")
    var controls: [Control] = []
    for control in findings.flatMap(\.controls) where !controls.contains(control) {
      controls.append(control)
    }
    if !controls.isEmpty { write(wrap(controls.full.joined(separator: ". ") + ".", first: "    ")) }
    let open = style.isVerbose ? findings : findings.filter { $0.settledBy == nil }
    for finding in open { write(line(finding)) }
    let settled = findings.count - open.count
    if settled > 0 {
      write(
        wrap(
          "\(open.isEmpty ? "" : "and ")\(Amounts.number(settled)) settled by the steps above "
            + "(--verbose lists \(settled == 1 ? "it" : "them"))", first: "    - "))
    }
    // One action for all of them, else one for each way.
    var actions: [String] = []
    for finding in open where !actions.contains(finding.action) { actions.append(finding.action) }
    for action in actions { write(wrap(action, first: "    => ")) }
  }

  private func line(_ finding: AuditFinding) -> String {
    var text = Escaping.printable(finding.statement)
    if let evidence = finding.evidence.first(where: { $0.source != nil }),
      let source = evidence.source
    {
      text += "; " + Escaping.printable(source.bytes)
      if let asOf = evidence.asOf { text += " as of \(asOf.date)" }
    }
    if !finding.controls.short.isEmpty { text += " [\(finding.controls.short)]" }
    if let settledBy = finding.settledBy { text += " (settled by \(settledBy.rawValue))" }
    return wrap(text, first: "    - ")
  }

  private func incidents(_ audit: Audit, _ write: (String) -> Void) {
    let shown = style.isVerbose ? audit.incidents : audit.incidents.filter(\.makesIncomplete)
    guard !shown.isEmpty else { return }
    write("\n" + paint("Inputs", .bold) + "\n")
    for incident in shown.prefix(style.isVerbose ? .max : 10) {
      let line = incident.line.map { ":\($0)" } ?? ""
      write(
        wrap(
          "\(Escaping.printable(incident.path.bytes))\(line): "
            + Escaping.printable(incident.detail), first: "  - "))
    }
    if !style.isVerbose, shown.count > 10 { write("  - and \(shown.count - 10) more\n") }
  }

  private func prevention(_ policy: String) -> String {
    "\n" + paint("Prevention", .bold) + "\n"
      + wrap(
        "Attach this service-control policy (keysweep audit --scp prints it alone) to the root of "
          + "the organisation, or to one unit first. It does not bind the management account. "
          + "--except-role names roles that may still make keys, --deny-users adds new users.",
        first: "  ")
      + policy.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  // MARK: Looks

  private func color(_ severity: AuditSeverity?) -> Paint {
    switch severity {
    case .critical: .red
    case .high, .medium: .yellow
    case .low, nil: .bold
    }
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    style.usesColor ? paint.apply(to: text) : text
  }

  private func wrap(_ text: String, first: String) -> String {
    TextWrap.lines(text, width: style.width, first: first)
  }
}
