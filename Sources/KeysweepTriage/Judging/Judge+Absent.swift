internal import KeysweepModel

extension Judge {
  /// How surely the leak is older than an inventory.
  private enum Precedence {
    /// Something trusted says so.
    case trusted(Observation)
    /// The leak may be younger; the date of the file, if there is one, is no proof.
    case undated(Instant?)
  }

  /// A key that no list names, of an account whose report is at hand.
  ///
  /// Rules R1 to R6. With lists, the slots of listed keys are taken, and only the others remain;
  /// when the lists are complete none remains, and the key is gone.
  func absent(_ subject: Subject, _ report: Inventory.Report, _ inventory: Inventory) -> Verdict {
    let owner = subject.owners.count == 1 ? subject.owners.first : nil
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
    if !report.disputedUsers.isEmpty {
      return unknown(
        .conflict, "two reports of the same time disagree", source: report.path, asOf: asOf,
        rule: "conflicting-reports", owner: owner)
    }
    var rows = report.rows.values.sorted { $0.user < $1.user }
    var scope = "account \(report.account)"
    if let owner {
      // R6: the owner is known, so only that row counts.
      guard let row = report.rows[owner] else {
        return deleted(
          "user \(owner), whose key it is by what stands beside it, is not in account "
            + "\(report.account) any more, and keys go with their user",
          subject, report, rule: "R6", owner: owner)
      }
      if let seen = subject.seen, let created = row.created, created > seen.instant + policy.skew {
        return deleted(
          "user \(owner) was created \(created.date), after the leak was seen: the name was used "
            + "again, and the key went with the earlier user",
          subject, report, rule: "R6", owner: owner)
      }
      rows = [row]
      scope = "user \(owner)"
    } else if !report.hasRootRow {
      return unknown(
        .inventoryIncomplete,
        "the report lacks the row of root, so a root key cannot be ruled out; was it filtered?",
        source: report.path, asOf: asOf, rule: "no-root-row",
        candidates: candidates(in: rows, inventory, asOf))
    }
    return weigh(rows, scope, subject, report, inventory, asOf, owner)
  }

  /// R1 to R5 on the slots that no list accounts for.
  private func weigh(
    _ rows: [ReportRow], _ scope: String, _ subject: Subject, _ report: Inventory.Report,
    _ inventory: Inventory, _ asOf: Instant, _ owner: String?
  ) -> Verdict {
    let open = rows.flatMap { row in inventory.unlistedSlots(of: row).map { (row, $0) } }
    let active = open.filter { $0.1.isActive }
    let hasLists = inventory.hasLists(of: report.account)
    if open.isEmpty {
      let statement =
        hasLists
        ? "absent from the complete access-key list of \(scope): every key that the report shows "
          + "is another one"
        : "\(scope) has no access key at all"
      return deleted(
        statement, subject, report, rule: hasLists ? "absent-from-complete-list" : "R2",
        owner: owner)
    }
    if active.isEmpty {
      return deleted(
        "\(scope) has no active access key that could be this one: it is deleted or deactivated",
        subject, report, rule: "R1", reason: .deactivated, owner: owner)
    }
    if let seen = subject.seen {
      let limit = seen.instant + policy.skew
      let possible = active.filter { $0.0.created ?? limit <= limit }
      if possible.isEmpty {
        return deleted(
          "every user of \(scope) with an active key was created after the leak was seen "
            + "(\(seen.instant.date)), and keys do not change their user",
          subject, report, rule: "R3", reason: .deleted, owner: owner)
      }
      if possible.allSatisfy({ $0.1.lastRotated ?? limit > limit }) {
        return Verdict(
          .rotated, usable: .unlikely, reason: .inferred,
          evidence: [
            Evidence(
              "every active key of \(scope) that could be this one was created or switched on after "
                + "the leak was seen (\(seen.instant.date)): it is gone, unless an old key was "
                + "deactivated and activated again since",
              source: report.path, asOf: asOf, rule: "R4")
          ], owner: owner)
      }
      let remaining = possible.filter { $0.1.lastRotated ?? limit <= limit }
      return ambiguous(remaining, scope, report, asOf, owner)
    }
    return ambiguous(active, scope, report, asOf, owner)
  }

  /// R5: which keys it could be.
  private func ambiguous(
    _ slots: [(ReportRow, ReportRow.Slot)], _ scope: String, _ report: Inventory.Report,
    _ asOf: Instant, _ owner: String?
  ) -> Verdict {
    let candidates = slots.map { candidate($0.0, $0.1, asOf) }
    let shown = candidates.prefix(5).map { "\(Phrase.name($0.user))/\($0.slot)" }
    let more = candidates.count > 5 ? ", …" : ""
    let allStale = candidates.allSatisfy(\.isStale)
    let statement =
      "could be one of \(Phrase.count(candidates.count, "active key")) of \(scope): "
      + shown.joined(separator: ", ") + more
      + (allStale ? "; if it is, it is unused for \(policy.staleAfterDays) days or more" : "")
      + "; list-access-keys of \(candidates.count == 1 ? "that user" : "those users") settles it"
    return unknown(
      .ambiguous, statement, source: report.path, asOf: asOf, rule: "R5",
      owner: owner, candidates: candidates)
  }

  private func candidates(
    in rows: [ReportRow], _ inventory: Inventory, _ asOf: Instant
  ) -> [Candidate] {
    rows.flatMap { row in
      inventory.unlistedSlots(of: row).filter(\.isActive).map { candidate(row, $0, asOf) }
    }
  }

  private func candidate(
    _ row: ReportRow, _ slot: ReportRow.Slot, _ asOf: Instant
  ) -> Candidate {
    let since = slot.lastUsed ?? slot.lastRotated
    let isStale = row.knowsLastUse && (since.map { asOf - $0 >= policy.staleAfter } ?? false)
    return Candidate(user: row.user, slot: slot.number, lastUsed: slot.lastUsed, isStale: isStale)
  }

  /// The key is not there, which proves something only if the leak precedes the inventory.
  private func deleted(
    _ statement: String, _ subject: Subject, _ report: Inventory.Report, rule: String,
    reason: Reason = .deleted, owner: String?
  ) -> Verdict {
    guard let asOf = report.asOf else {
      return unknown(.inventoryIncomplete, statement, source: report.path, rule: rule, owner: owner)
    }
    let fact = Evidence(statement, source: report.path, asOf: asOf, rule: rule)
    switch precedence(subject, asOf) {
    case .trusted(let seen):
      var evidence = [fact]
      evidence.append(
        Evidence(
          "it existed by \(seen.instant.date) (\(seen.basis.rawValue)), before the inventory was "
            + "taken",
          rule: rule))
      if policy.now - asOf < SessionToken.maximumLifetime {
        evidence.append(
          Evidence(
            "sessions made with it may outlive it by up to 36 hours", rule: "live-sessions"))
      }
      return Verdict(.rotated, usable: .no, reason: reason, evidence: evidence, owner: owner)
    case .undated(let fileDate):
      let hint =
        fileDate.map {
          "; the file's own date, \($0.date), proves nothing, because copies and "
            + "archives set it at will"
        } ?? ""
      return Verdict(
        .unknown, usable: .unknown, reason: .inventoryOlderThanLeak,
        evidence: [
          fact,
          Evidence(
            "if the leak is older than the inventory, the key is gone; but nothing trusted dates it "
              + "before \(asOf.date), so it may have been created since\(hint)",
            rule: "leak-undated"),
        ], owner: owner)
    }
  }

  /// Whether the leak is older than the inventory, beyond the margin for clocks.
  private func precedence(_ subject: Subject, _ asOf: Instant) -> Precedence {
    if let seen = subject.seen {
      // AWS itself rejects signatures that are more than 15 minutes off.
      let margin = seen.basis == .signedRequest ? min(policy.skew, 900) : policy.skew
      if seen.instant + margin <= asOf { return .trusted(seen) }
    }
    // Package managers, image builders and `touch` set file dates long before the content was
    // written, so a file date never triggers an inference.
    return .undated(subject.fileDate)
  }
}
