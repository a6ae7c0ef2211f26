internal import KeysweepModel

/// The checks of one account, in order of ease.
struct AccountWork {
  let auditor: Auditor
  let account: AccountID?
  let roll: KeyRoll
  var keys: [AuditedKey]
  var findings: [AuditFinding] = []

  var inventory: Inventory { auditor.inventory }
  var policy: AuditPolicy { auditor.policy }

  init(_ auditor: Auditor, _ account: AccountID?, _ roll: KeyRoll) {
    self.auditor = auditor
    self.account = account
    self.roll = roll
    keys = roll.keys
  }

  /// Runs all checks.
  ///
  /// - Parameter exposed: Keys of the account that AWS saw in the wrong hands.
  mutating func check(exposed: [String]) {
    checkRoot()
    checkInactive()
    checkUse()
    checkUsersWithoutCredential()
    checkTwoActive()
    checkAge()
    checkConsoleUsers()
    checkWorkloads()
    checkExposed(exposed)
    checkQuarantines()
  }

  /// The result.
  func finish() -> AccountAudit {
    var result = AccountAudit(account: account)
    result.findings = findings
    result.keys = keys.count
    result.activeKeys = keys.count { $0.isActive }
    result.users = users.count
    result.asOf =
      account.map { account in inventory.sources.filter { $0.accounts.contains(account) } }?
      .compactMap(\.asOf).max() ?? keys.compactMap(\.asOf).max()
    result.gaps = gaps()
    return result
  }

  /// All known users but root.
  private var users: Set<String> {
    var users = Set(keys.compactMap(\.user))
    if let account {
      for report in inventory.reports(of: account) { users.formUnion(report.rows.keys) }
      users.formUnion((inventory.facts(of: account)?.users ?? [:]).keys)
    }
    users.remove(ReportRow.rootName)
    return users
  }

  // MARK: What to say

  /// Adds a finding about a key.
  ///
  /// - Parameters:
  ///   - check: What was looked for.
  ///   - index: Which key.
  ///   - seconds: What the check counts, and whether it may be more.
  ///   - statement: What was found.
  ///   - action: What to do, where it is not what the table says.
  ///   - evidence: What it rests on beside the key's own.
  mutating func add(
    _ check: AuditCheck, _ index: Int, seconds: (seconds: Int64, isLowerBound: Bool)? = nil,
    _ statement: String, action: String? = nil, evidence: [Evidence] = []
  ) {
    let key = keys[index]
    let entry = auditor.table[check]
    var finding = AuditFinding(
      account: account, check: check, severity: entry.severity, user: key.user,
      statement: "\(key.name): \(statement)", action: action ?? entry.action,
      controls: controls(check, seconds?.seconds),
      evidence: ordered(key.evidence, check, key) + evidence)
    finding.slot = key.slot
    finding.keyID = key.id
    finding.created = key.created
    finding.createdIsUpperBound = key.created != nil && key.createdIsUpperBound
    finding.lastUsed = key.use?.used
    finding.lastUsedWhere = key.use?.place
    finding.days = seconds.map { Int($0.seconds / 86_400) }
    finding.daysIsLowerBound = seconds?.isLowerBound ?? false
    if check != .exposedKey { finding.settledBy = key.settledBy }
    findings.append(finding)
    if entry.settles, keys[index].settledBy == nil { keys[index].settledBy = check }
  }

  /// What speaks of use stands first where use is the point, since its time is what counts.
  private func ordered(
    _ evidence: [Evidence], _ check: AuditCheck, _ key: AuditedKey
  ) -> [Evidence] {
    guard check == .keyNeverUsed || check == .keyUnused || check == .workloadKey,
      let source = key.use?.source
    else { return evidence }
    return evidence.filter { $0.source == source } + evidence.filter { $0.source != source }
  }

  /// Adds a finding about a user.
  mutating func add(
    _ check: AuditCheck, user: String?, _ statement: String, evidence: [Evidence],
    settledBy: AuditCheck? = nil, severity: AuditSeverity? = nil
  ) {
    let entry = auditor.table[check]
    var finding = AuditFinding(
      account: account, check: check, severity: severity ?? entry.severity, user: user,
      statement: (user.map { "\(Phrase.name($0)): " } ?? "") + statement, action: entry.action,
      controls: controls(check, nil), evidence: evidence)
    finding.settledBy = settledBy
    findings.append(finding)
  }

  /// The controls of a check that ask at so many seconds.
  ///
  /// "Rotated every 90 days or less" lets the ninetieth day pass, "unused for 45 days or greater"
  /// does not.
  private func controls(_ check: AuditCheck, _ seconds: Int64?) -> [Control] {
    auditor.table[check].controls.filter { control in
      guard let days = control.days, let seconds else { return true }
      let limit = Int64(days) * 86_400
      return check == .keyOld ? seconds > limit : seconds >= limit
    }
  }

  /// `at least 120 days`.
  func days(_ span: (seconds: Int64, isLowerBound: Bool)) -> String {
    (span.isLowerBound ? "at least " : "") + Phrase.count(Int(span.seconds / 86_400), "day")
  }
}
