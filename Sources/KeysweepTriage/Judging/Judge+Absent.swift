internal import KeysweepModel

extension Judge {
  /// A key that no list names, of an account whose report is at hand.
  ///
  /// Rules R1 to R6. With lists, the slots of listed keys are taken, and only the others remain;
  /// when the lists are complete none remains, and the key is gone.
  func absent(
    _ subject: Subject, _ account: AccountID, _ report: Inventory.Report, _ inventory: Inventory,
    _ trace: Trace
  ) -> Verdict {
    let owner = subject.owner
    guard let asOf = report.asOf else {
      return unknown(
        .inventoryIncomplete, "the report holds no date at all", source: report.path,
        rule: "undated-report", owner: owner)
    }
    if report.hasMoreKeys {
      return unknown(
        .inventoryIncomplete,
        "the report says that users have keys beyond the two slots it shows", source: report.path,
        asOf: asOf, rule: "additional-credentials", owner: owner)
    }
    if report.leftOutRows > 0 {
      let coverage = Coverage(
        users: owner.map { [$0] } ?? report.usersWithKeys, of: report, reportAsOf: asOf,
        seenBy: seenBy(subject)?.limit, inventory)
      return unknown(
        .inventoryIncomplete,
        "\(Phrase.count(report.leftOutRows, "row")) of the report could not be understood, so users or "
          + "keys may be missing from it",
        source: report.path, asOf: asOf, rule: "damaged-report", owner: owner,
        candidates: coverage.candidates.filter { $0.slot.isActive }.map {
          candidate($0.row, $0.slot, asOf)
        })
    }
    if let count = inventory.facts(of: account)?.userCount, let counted = count.asOf,
      Coverage.isTogether(counted, asOf),
      count.value > report.rows.count - (report.hasRootRow ? 1 : 0)
    {
      return unknown(
        .inventoryIncomplete,
        "the account summary counts \(count.value) users, and the report has fewer: was it filtered?",
        source: report.path, asOf: asOf, rule: "filtered-report", owner: owner)
    }
    if !report.disputedUsers.isEmpty {
      return unknown(
        .conflict, "two reports of the same time disagree", source: report.path, asOf: asOf,
        rule: "conflicting-reports", owner: owner)
    }
    guard let owner else {
      trace.pass("R6", "nothing beside the leak names its owner")
      return anywhere(subject, account, report, asOf, inventory, trace)
    }
    return owned(by: owner, subject, account, report, asOf, inventory, trace)
  }

  /// A key that may belong to any user of the account: R1 to R5 over all rows.
  private func anywhere(
    _ subject: Subject, _ account: AccountID, _ report: Inventory.Report, _ asOf: Instant,
    _ inventory: Inventory, _ trace: Trace
  ) -> Verdict {
    let seenBy = self.seenBy(subject)?.limit
    var coverage = Coverage(
      users: report.usersWithKeys, of: report, reportAsOf: asOf, seenBy: seenBy,
      created: subject.created, inventory)
    if !report.hasRootRow, !coverage.coverRoot(inventory.facts(of: account), seenBy: seenBy) {
      return unknown(
        .inventoryIncomplete,
        "the report lacks the row of root, so a root key cannot be ruled out; was it filtered? "
          + "get-account-summary tells",
        source: report.path, asOf: asOf, rule: "no-root-row",
        candidates: coverage.candidates.filter { $0.slot.isActive }.map {
          candidate($0.row, $0.slot, asOf)
        })
    }
    return weigh(coverage, inventory.seals.phrase(account), subject, report, asOf, nil, trace)
  }

  /// R6: the owner is known by name, so only that user's row counts.
  ///
  /// A user can be renamed, takes the keys along, and leaves the name to somebody else. So what
  /// only the row of that name shows is an inference; what all rows show is not.
  private func owned(
    by owner: String, _ subject: Subject, _ account: AccountID, _ report: Inventory.Report,
    _ asOf: Instant, _ inventory: Inventory, _ trace: Trace
  ) -> Verdict {
    var everywhere = anywhere(subject, account, report, asOf, inventory, trace)
    if everywhere.status == .rotated, everywhere.usable == .no {
      everywhere.owner = owner
      return everywhere
    }
    // User names are unique whatever their case, and people write them as they like.
    let owner =
      report.rows[owner] != nil
      ? owner : report.rows.keys.first { $0.lowercased() == owner.lowercased() } ?? owner
    let name = Phrase.name(owner)
    let seenBy = self.seenBy(subject)?.limit
    var verdict: Verdict
    // A sealed inventory may know the user by another name.
    let local = inventory.localName(of: owner, in: account)
    if let row = report.rows[local] {
      if let seenBy, let created = row.created, created > seenBy {
        verdict = deleted(
          "user \(name) was created \(created.date), after the leak was seen: the name was used "
            + "again, and the key went with the earlier user",
          subject, report.path, asOf, bound: asOf, rule: "R6", owner: owner)
      } else {
        let coverage = Coverage(
          users: [local], of: report, reportAsOf: asOf, seenBy: seenBy, inventory)
        verdict = weigh(coverage, "user \(name)", subject, report, asOf, owner, trace)
      }
    } else if owner == ReportRow.rootName {
      return unknown(
        .inventoryIncomplete, "it is a root key, and the report lacks the row of root",
        source: report.path, asOf: asOf, rule: "no-root-row", owner: owner)
    } else {
      verdict = deleted(
        "user \(name), whose key it is by what stands beside it, is not in "
          + "\(inventory.seals.phrase(account)) any more, and keys go with their user",
        subject, report.path, asOf, bound: asOf, rule: "R6", owner: owner)
    }
    // Root is never renamed.
    guard owner != ReportRow.rootName, verdict.status == .rotated, verdict.usable == .no else {
      return verdict
    }
    verdict = inferred(verdict)
    verdict.candidates = everywhere.candidates
    return verdict
  }

  /// Weakens a verdict that holds only if no user was renamed, or some other assumption.
  func inferred(
    _ verdict: Verdict,
    _ assumption: String =
      "inferred from a user name: a user can be renamed, and takes the keys along",
    rule: String = "user-names"
  ) -> Verdict {
    var verdict = verdict
    verdict.usable = .unlikely
    verdict.reason = .inferred
    verdict.evidence.append(Evidence(assumption, rule: rule))
    return verdict
  }

  /// Weakens a verdict as far as its coverage rests on assumptions.
  func weakened(_ verdict: Verdict, _ coverage: Coverage) -> Verdict {
    guard verdict.status == .rotated else { return verdict }
    var verdict = verdict
    if coverage.reliesOnNames { verdict = inferred(verdict) }
    if coverage.isAssumed {
      verdict = inferred(
        verdict,
        "the account summary that says that root has no keys names no account; it is taken "
          + "for this one's because the inventory speaks of no other",
        rule: "assumed-account")
    }
    return verdict
  }

  /// A key that no list names, of an account without a report: lists of everything may do as well.
  func absentFromLists(
    _ account: AccountID, _ subject: Subject, _ inventory: Inventory, _ trace: Trace
  ) -> Verdict {
    let owner = subject.owner
    let seen = seenBy(subject)
    let name = inventory.seals.phrase(account)
    if let coverage = Coverage(listsOf: account, seenBy: seen?.limit, inventory),
      let all = inventory.facts(of: account)?.allUsers
    {
      guard coverage.missing.isEmpty else {
        return unknown(
          .inventoryIncomplete,
          "not in the access-key lists of \(name), which lack "
            + coverage.missing.joined(separator: " and "),
          source: all.path, asOf: all.asOf, rule: "lists-incomplete", owner: owner)
      }
      let verdict = deleted(
        "absent from the complete access-key lists of \(name), root included",
        subject, all.path, coverage.settled, bound: coverage.bound,
        rule: "absent-from-complete-list", isUndated: coverage.isUndated, owner: owner)
      return weakened(verdict, coverage)
    }
    trace.pass(
      "absent-from-complete-list",
      "neither a credential report nor a list of all users of \(name)")
    if inventory.hasLists(of: account) {
      return unknown(
        .inventoryIncomplete,
        "not in the access-key lists of \(name), but without that account's credential "
          + "report nothing says whether the lists are complete",
        rule: "lists-without-report", owner: owner)
    }
    let isFromID = subject.keyID?.account == account
    return unknown(
      .foreignAccount,
      "\(name)\(isFromID ? ", read from the ID," : "") is in no given inventory",
      rule: "foreign-account", owner: owner)
  }
}
