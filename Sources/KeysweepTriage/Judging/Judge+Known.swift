internal import KeysweepModel

extension Judge {
  /// Everything the rules for known keys look at, joined once.
  struct Dossier {
    var id: AccessKeyID
    var record: Inventory.KeyRecord
    var history: KeyHistory
    /// nil where no input tells.
    var user: String?
    var account: AccountID?
    var report: Inventory.Report?
    var row: ReportRow?
    var slot: ReportRow.Slot?
    /// When the key was made, if it is known exactly.
    var created: Instant?

    var name: String { user.map { Phrase.name($0) } ?? "its user" }
  }

  /// A key that a list names.
  func known(
    _ id: AccessKeyID, _ record: Inventory.KeyRecord, _ history: KeyHistory,
    _ inventory: Inventory, _ trace: Trace
  ) -> Verdict {
    let dossier = self.dossier(id, record, history, inventory)
    var verdict = judgeKnown(dossier, inventory, trace)
    verdict.created = verdict.created ?? dossier.created
    if verdict.lastUsed == nil, verdict.reason == .deactivated || verdict.reason == .deleted {
      verdict.lastUsed = latestUse(dossier)?.used
    }
    return verdict
  }

  private func dossier(
    _ id: AccessKeyID, _ record: Inventory.KeyRecord, _ history: KeyHistory,
    _ inventory: Inventory
  ) -> Dossier {
    let account = inventory.account(of: record)
    let reports = account.map { inventory.reports(of: $0) } ?? []
    let report = reports.count == 1 ? reports.first : nil
    let row = record.user.flatMap { report?.rows[$0] }
    let slot = row.flatMap { inventory.slot(of: record, in: $0, reportAsOf: report?.asOf) }
    var created = record.key.created
    if created == nil, let first = history.changes.first, case .created = first.value.kind {
      created = first.value.time
    }
    return Dossier(
      id: id, record: record, history: history, user: record.user, account: account,
      report: report, row: row, slot: slot, created: created)
  }

  private func judgeKnown(
    _ dossier: Dossier, _ inventory: Inventory, _ trace: Trace
  ) -> Verdict {
    let record = dossier.record
    if let other = record.disputedBy {
      return unknown(
        .conflict,
        "\(record.path.lossyText) and \(other.lossyText) are of the same time and disagree about "
          + "this key",
        source: record.path, asOf: record.asOf, rule: "conflicting-lists", owner: dossier.user)
    }
    if let report = dossier.report, let user = dossier.user, report.disputedUsers.contains(user) {
      return unknown(
        .conflict, "two reports of the same time disagree about \(dossier.name)",
        source: report.path, asOf: report.asOf, rule: "conflicting-reports", owner: dossier.user)
    }
    if let verdict = deletion(dossier, trace) { return verdict }
    if let verdict = newerReport(dossier, inventory, trace) { return verdict }
    if let verdict = newerWholeList(dossier, inventory, trace) { return verdict }

    let statement: StateStatement
    switch KeyState.decide(statements(dossier)) {
    case .decided(let newest): statement = newest
    case .conflict(let a, let b):
      var verdict = unknown(
        .conflict,
        "two sources say different things, and which is newer cannot be told: \(a.evidence.statement)",
        source: a.evidence.source, asOf: a.time, rule: "conflicting-states", owner: dossier.user)
      verdict.evidence.append(b.evidence)
      return verdict
    case nil:
      return unknown(
        .inventoryIncomplete, "listed without a state", source: record.path, asOf: record.asOf,
        rule: "exact-match", owner: dossier.user)
    }
    if statement.state != .active, !statement.isLowerBound, let time = statement.time,
      let use = dossier.history.lastSeenUse, use.value.time > time
    {
      return usedAfter(use, statement.evidence, dossier.user)
    }
    return verdict(on: statement, dossier)
  }

  private func verdict(on statement: StateStatement, _ dossier: Dossier) -> Verdict {
    var verdict: Verdict
    switch statement.state {
    case .active: return activeKey(statement, dossier)
    case .inactive:
      verdict = Verdict(
        .rotated, usable: .no, reason: .deactivated, evidence: [statement.evidence],
        owner: dossier.user)
    case .expired:
      verdict = Verdict(
        .expired, usable: .no, reason: .listedExpired, evidence: [statement.evidence],
        owner: dossier.user)
    case .other(let text):
      verdict = unknown(
        .inventoryIncomplete, "listed with status \u{201c}\(text)\u{201d}, which is not documented",
        source: dossier.record.path, asOf: dossier.record.asOf, rule: "exact-match",
        owner: dossier.user)
    }
    verdict.asOf = statement.time
    verdict.asOfIsLowerBound = statement.isLowerBound
    return verdict
  }

  // MARK: What the sources say

  private func statements(_ dossier: Dossier) -> [StateStatement] {
    let record = dossier.record
    var statements = [
      StateStatement(
        state: record.key.state, time: record.asOf,
        isLowerBound: record.asOfIsLowerBound || record.asOf == nil,
        evidence: listed(record))
    ]
    // What else a list says (Expired) has no counterpart in the report's columns.
    let hasCounterpart = record.key.state == .active || record.key.state == .inactive
    if let report = dossier.report, let slot = dossier.slot, hasCounterpart {
      statements.append(
        StateStatement(
          state: slot.isActive ? .active : .inactive, time: report.asOf,
          isLowerBound: report.asOfIsLowerBound,
          evidence: Evidence(
            slot.isActive
              ? "\(dossier.name), access_key_\(slot.number) Active, \(Phrase.use(slot))"
              : "\(dossier.name), access_key_\(slot.number) Inactive: it does not work, but can "
                + "be switched on again",
            source: report.path, asOf: report.asOf, rule: "exact-match")))
    }
    for (state, event) in dossier.history.lastStates {
      statements.append(
        StateStatement(
          state: state, time: event.value.time, isLowerBound: false,
          evidence: Evidence(
            Phrase.change(event.value), source: event.path, asOf: event.value.time,
            rule: "cloudtrail-state")))
    }
    return statements
  }

  func listed(_ record: Inventory.KeyRecord, then: Bool = false) -> Evidence {
    let created = record.key.created.map { ", created \($0.date)" } ?? ""
    let owner = record.user.map { " for \(Phrase.name($0))" } ?? ""
    let bound =
      record.asOfIsLowerBound && record.asOf != nil ? " (or later: the list is undated)" : ""
    let state =
      switch record.key.state {
      case .active: "Active"
      case .inactive:
        then ? "Inactive" : "Inactive: it does not work, but can be switched on again"
      case .expired: "Expired"
      case .other(let text): text
      }
    return Evidence(
      "listed\(owner)\(created), \(state)\(then ? " then" : "")\(bound)",
      source: record.path, asOf: record.asOf, rule: "exact-match")
  }

  func usedAfter(
    _ use: Sourced<KeyEvent>, _ against: Evidence, _ owner: String?
  ) -> Verdict {
    var verdict = unknown(
      .conflict,
      "CloudTrail shows it in use at \(use.value.time.iso8601), later than what says that it does "
        + "not work: take a fresh inventory",
      source: use.path, asOf: use.value.time, rule: "used-after", owner: owner)
    verdict.evidence.append(against)
    return verdict
  }
}
