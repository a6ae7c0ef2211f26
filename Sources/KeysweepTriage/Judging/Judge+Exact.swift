internal import KeysweepModel

extension Judge {
  /// A key that a list names.
  func exact(_ record: Inventory.KeyRecord, _ inventory: Inventory) -> Verdict {
    let user = record.reportUser
    let name = Phrase.name(user)
    let key = record.key
    if let other = record.disputedBy {
      return unknown(
        .conflict,
        "\(record.path.lossyText) and \(other.lossyText) are of the same time and disagree about "
          + "this key",
        source: record.path, asOf: record.asOf, rule: "conflicting-lists", owner: user)
    }
    let account = inventory.account(of: record)
    let reports = account.map { inventory.reports(of: $0) } ?? []
    let report = reports.count == 1 ? reports.first : nil
    let row = report?.rows[user]
    let slot = row.flatMap { inventory.slot(of: record, in: $0) }
    if let report, report.disputedUsers.contains(user) {
      return unknown(
        .conflict, "two reports of the same time disagree about \(name)", source: report.path,
        asOf: report.asOf, rule: "conflicting-reports", owner: user)
    }
    if let report, let verdict = newerReport(record, report, row, slot) { return verdict }

    switch key.state {
    case .active: break
    case .inactive:
      if let slot, slot.isActive, let report {
        return unknown(
          .conflict,
          "the list says Inactive and the credential report says Active; one of them is newer than "
            + "the other tells",
          source: report.path, asOf: report.asOf, rule: "list-against-report", owner: user)
      }
      var verdict = Verdict(
        .rotated, usable: .no, reason: .deactivated,
        evidence: [listed(record, "Inactive: it does not work, but can be switched on again")],
        owner: user)
      verdict.created = key.created
      verdict.lastUsed = slot?.lastUsed
      return verdict
    case .expired:
      return Verdict(
        .expired, usable: .no, reason: .listedExpired, evidence: [listed(record, "Expired")],
        owner: user)
    case .other(let text):
      return unknown(
        .inventoryIncomplete, "listed with status \u{201c}\(text)\u{201d}, which is not documented",
        source: record.path, asOf: record.asOf, rule: "exact-match", owner: user)
    }
    if let slot, !slot.isActive, let report {
      return unknown(
        .conflict,
        "the list says Active and the credential report says Inactive; one of them is newer than "
          + "the other tells",
        source: report.path, asOf: report.asOf, rule: "list-against-report", owner: user)
    }
    return activeKey(record, report, row, slot)
  }

  /// A key that is Active: in use, or stale.
  private func activeKey(
    _ record: Inventory.KeyRecord, _ report: Inventory.Report?, _ row: ReportRow?,
    _ slot: ReportRow.Slot?
  ) -> Verdict {
    let key = record.key
    var evidence = [listed(record, "Active")]
    guard let report, let row, let slot, row.knowsLastUse, let asOf = report.asOf else {
      evidence.append(
        Evidence(
          "when it was last used is not known: that takes the account's credential report",
          rule: "last-use-unknown"))
      var verdict = Verdict(
        .active, usable: .yes, reason: .inventoryIncomplete, evidence: evidence,
        owner: record.reportUser)
      verdict.created = key.created
      return verdict
    }
    evidence.append(
      Evidence(
        "\(Phrase.name(row.user)), access_key_\(slot.number) Active, \(Phrase.use(slot))",
        source: report.path, asOf: report.asOf, rule: "exact-match"))
    let created = key.created ?? slot.lastRotated
    var verdict: Verdict
    if let used = slot.lastUsed {
      let isStale = asOf - used >= policy.staleAfter
      verdict = Verdict(
        isStale ? .stale : .active, usable: .yes, reason: isStale ? .unused : .inUse,
        evidence: evidence, owner: row.user)
    } else {
      // The audit procedure of CIS: never used counts from the day of creation.
      let isStale = created.map { asOf - $0 >= policy.staleAfter } ?? true
      verdict = Verdict(
        isStale ? .stale : .active, usable: .yes, reason: isStale ? .unused : .recentlyCreated,
        evidence: evidence, owner: row.user)
    }
    verdict.created = key.created
    verdict.lastUsed = slot.lastUsed
    verdict.lastUsedWhere = Phrase.place(slot)
    return verdict
  }

  /// A report that is certainly newer than the list, and shows that the key is gone or off.
  private func newerReport(
    _ record: Inventory.KeyRecord, _ report: Inventory.Report, _ row: ReportRow?,
    _ slot: ReportRow.Slot?
  ) -> Verdict? {
    // A list dated only by its newest key may be younger than it seems; a report that still shows
    // an empty slot is then older than the key's creation, or newer than its deletion.
    guard let asOf = report.asOf, let created = record.key.created, created < asOf,
      let listed = record.asOf, !record.asOfIsLowerBound, listed < asOf
    else { return nil }
    let name = Phrase.name(record.reportUser)
    guard let row else {
      guard record.reportUser != ReportRow.rootName else { return nil }
      return gone(
        "user \(name) is not in the report any more, and keys go with their user", report, record)
    }
    let filled = row.slots.filter { $0.isFilled && ($0.lastRotated ?? asOf) >= created }
    if filled.isEmpty, !report.hasMoreKeys {
      return gone("no key slot of \(name) holds a key that is old enough any more", report, record)
    }
    guard let slot, !slot.isActive, record.key.state == .active else { return nil }
    var verdict = Verdict(
      .rotated, usable: .no, reason: .deactivated,
      evidence: [
        self.listed(record, "Active then"),
        Evidence(
          "\(name), access_key_\(slot.number) Inactive: it does not work, but can be switched on "
            + "again",
          source: report.path, asOf: report.asOf, rule: "report-newer-than-list"),
      ], owner: record.reportUser)
    verdict.created = record.key.created
    return verdict
  }

  private func gone(
    _ statement: String, _ report: Inventory.Report, _ record: Inventory.KeyRecord
  ) -> Verdict {
    var verdict = Verdict(
      .rotated, usable: .no, reason: .deleted,
      evidence: [
        listed(record, "present then"),
        Evidence(
          statement, source: report.path, asOf: report.asOf, rule: "report-newer-than-list"),
      ], owner: record.reportUser)
    verdict.created = record.key.created
    return verdict
  }

  private func listed(_ record: Inventory.KeyRecord, _ state: String) -> Evidence {
    let created = record.key.created.map { ", created \($0.date)" } ?? ""
    let bound =
      record.asOfIsLowerBound && record.asOf != nil ? " (or later: the list is undated)" : ""
    return Evidence(
      "listed for \(Phrase.name(record.reportUser))\(created), \(state)\(bound)",
      source: record.path, asOf: record.asOf, rule: "exact-match")
  }
}
