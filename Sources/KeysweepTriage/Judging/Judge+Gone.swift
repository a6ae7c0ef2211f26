internal import KeysweepModel

/// Known keys that are gone since they were listed.
extension Judge {
  /// CloudTrail shows the deletion; a key ID never comes back.
  func deletion(_ dossier: Dossier, _ trace: Trace) -> Verdict? {
    guard let event = dossier.history.deletion else {
      trace.pass("cloudtrail-delete", "no trail shows a DeleteAccessKey of this key")
      return nil
    }
    let record = dossier.record
    if !record.asOfIsLowerBound, let listedAt = record.asOf, listedAt > event.value.time {
      var verdict = unknown(
        .conflict,
        "CloudTrail shows its deletion at \(event.value.time.iso8601), and a later list names it",
        source: event.path, asOf: event.value.time, rule: "conflicting-states",
        owner: dossier.user)
      verdict.evidence.append(listed(record))
      return verdict
    }
    return deleted(by: event, dossier.history, dossier.user)
  }

  /// A deletion that a trail shows, unless the trail also shows a later use.
  func deleted(by event: Sourced<KeyEvent>, _ history: KeyHistory, _ owner: String?) -> Verdict {
    let evidence = Evidence(
      "deleted at \(event.value.time.iso8601)", source: event.path, asOf: event.value.time,
      rule: "cloudtrail-delete")
    // Deletion takes a moment to reach every region.
    if let use = history.lastSeenUse, use.value.time > event.value.time + 900 {
      return usedAfter(use, evidence, owner)
    }
    var verdict = Verdict(
      .rotated, usable: .no, reason: .deleted, evidence: [evidence], owner: owner)
    verdict.asOf = event.value.time
    if policy.now - event.value.time < SessionToken.maximumLifetime {
      verdict.evidence.append(Self.liveSessions)
    }
    return verdict
  }

  static let liveSessions = Evidence(
    "sessions made with it may outlive it by up to 36 hours", rule: "live-sessions")

  /// A younger list of all keys of the same user does not name it any more.
  func newerWholeList(
    _ dossier: Dossier, _ inventory: Inventory, _ trace: Trace
  ) -> Verdict? {
    let rule = "absent-from-newer-list"
    let record = dossier.record
    guard let account = dossier.account, let user = dossier.user,
      let whole = inventory.facts(of: account)?.wholeLists[user],
      let newer = whole.asOf, let older = record.asOf, newer > older
    else {
      trace.pass(rule, "no younger list of all keys of \(dossier.name)")
      return nil
    }
    let evidence = Evidence(
      "the list of all keys of \(dossier.name) does not name it any more", source: whole.path,
      asOf: newer, rule: rule)
    guard !record.asOfIsLowerBound else {
      var verdict = unknown(
        .conflict,
        "two lists of \(dossier.name)\u{2019}s keys, one with and one without it, and which is newer "
          + "cannot be told; --as-of or a fresh inventory settles it",
        source: record.path, asOf: older, rule: "conflicting-lists", owner: dossier.user)
      verdict.evidence.append(evidence)
      return verdict
    }
    if let use = dossier.history.lastSeenUse, use.value.time > newer, !whole.asOfIsLowerBound {
      return usedAfter(use, evidence, dossier.user)
    }
    var verdict = Verdict(
      .rotated, usable: .no, reason: .deleted,
      evidence: [evidence, listed(record, then: true)], owner: dossier.user)
    verdict.asOf = newer
    verdict.asOfIsLowerBound = whole.asOfIsLowerBound
    // Lists of everybody, taken in one go, leave no room for a renamed user.
    if let everybody = Coverage(listsOf: account, seenBy: older, inventory),
      everybody.missing.isEmpty, !everybody.reliesOnNames, everybody.bound > older
    {
      verdict.asOf = max(newer, everybody.settled)
      return verdict
    }
    return inferred(verdict)
  }

  /// A report that is certainly newer than the list, and shows that the key is gone.
  func newerReport(
    _ dossier: Dossier, _ inventory: Inventory, _ trace: Trace
  ) -> Verdict? {
    let rule = "report-newer-than-list"
    let record = dossier.record
    // A list dated only by its newest key may be younger than it seems; a report that still shows
    // an empty slot is then older than the key's creation, or newer than its deletion.
    guard let report = dossier.report, let asOf = report.asOf, let created = dossier.created,
      created < asOf, let listedAt = record.asOf, !record.asOfIsLowerBound, listedAt < asOf
    else {
      trace.pass(rule, "no report that is certainly newer than the list")
      return nil
    }
    var statement: String?
    if report.leftOutRows > 0 {
      trace.pass(rule, "the newer report has rows that could not be understood")
      return nil
    }
    if let row = dossier.row {
      let others = inventory.keys(of: row.user, in: row.account).filter {
        $0.key.id != record.key.id
      }.compactMap(\.key.created)
      let filled = row.slots.filter { slot in
        guard slot.isFilled, let date = slot.lastRotated, date >= created else {
          return slot.isFilled && slot.lastRotated == nil
        }
        // A slot with another key's very date is that key's.
        let named = others.count { $0 == date }
        return named == 0 || named < row.slots.count { $0.lastRotated == date }
      }
      if let born = row.created, born > created {
        statement =
          "user \(dossier.name) was made anew \(born.date), and keys go with their user"
      } else if filled.isEmpty, !report.hasMoreKeys {
        statement = "no key slot of \(dossier.name) holds a key that is old enough any more"
      }
    } else if let user = dossier.user, user != ReportRow.rootName, report.hasRootRow {
      statement = "user \(dossier.name) is not in the report any more, and keys go with their user"
    }
    guard let statement else {
      trace.pass(rule, "the newer report shows a slot that may hold it")
      return nil
    }
    // A renamed user takes the keys along, so the key may sit in another row.
    let home = report.couldHold(created: created, inventory)
    if home == .exactly {
      trace.pass(rule, "a slot of another user shows its creation time: the user was renamed")
      return nil
    }
    let evidence = Evidence(statement, source: report.path, asOf: asOf, rule: rule)
    if let use = dossier.history.lastSeenUse, use.value.time > asOf {
      return usedAfter(use, evidence, dossier.user)
    }
    var verdict = Verdict(
      .rotated, usable: .no, reason: .deleted,
      evidence: [listed(record, then: true), evidence], owner: dossier.user)
    verdict.asOf = asOf
    return home == .nowhere ? verdict : inferred(verdict)
  }
}

extension Inventory.Report {
  /// Where a key could sit that its user does not hold any more.
  enum Home {
    case nowhere
    /// A slot that no named key accounts for was made or switched on later than the key was made.
    case perhaps
    /// A slot shows its very creation time.
    case exactly
  }

  /// Whether some slot could hold a key that was made at this time.
  func couldHold(created: Instant, _ inventory: Inventory) -> Home {
    var home = Home.nowhere
    for user in usersWithKeys {
      guard let row = rows[user], row.created.map({ $0 <= created }) ?? true else { continue }
      let named = Set(inventory.keys(of: user, in: account).compactMap(\.key.created))
      for slot in row.slots {
        guard let rotated = slot.lastRotated, rotated >= created else { continue }
        if rotated == created { return .exactly }
        if !named.contains(rotated) { home = .perhaps }
      }
    }
    return home
  }
}
