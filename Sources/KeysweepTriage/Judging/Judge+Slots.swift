internal import KeysweepModel

extension Judge {
  /// How surely the leak is older than an inventory.
  private enum Precedence {
    /// Something trusted says so.
    case trusted(Observation)
    /// The leak may be younger; the date of the file, if there is one, is no proof.
    case undated(Instant?)
  }

  /// R1 to R5 on the slots that no list accounts for.
  func weigh(
    _ coverage: Coverage, _ scope: String, _ subject: Subject, _ report: Inventory.Report,
    _ asOf: Instant, _ owner: String?, _ trace: Trace
  ) -> Verdict {
    // States are those of the report, so what was ruled out for later does not count for them.
    let active = coverage.openThen.filter { $0.slot.isActive }
    let rule = coverage.usesLists ? "absent-from-complete-list" : "R2"
    if coverage.open.isEmpty {
      let statement =
        coverage.usesLists
        ? "absent from the complete access-key list of \(scope): every key that the report shows "
          + "is another one"
        : "\(scope) has no access key at all"
      let verdict = deleted(
        statement, subject, report.path, coverage.settled, bound: coverage.bound, rule: rule,
        isUndated: coverage.isUndated, owner: owner)
      return weakened(verdict, coverage)
    }
    trace.pass(rule, "\(Phrase.count(coverage.open.count, "key slot")) of \(scope) could hold it")
    if coverage.rootIsOpenThen {
      let reason = "whether root had a key when the report was made is not known"
      for rule in ["R1", "R3", "R4"] { trace.pass(rule, reason) }
      return ambiguous(
        coverage.candidates.filter { $0.slot.isActive }, scope, subject, report, asOf, owner)
    }
    if active.isEmpty {
      return deleted(
        "\(scope) has no active access key that could be this one: it is deleted or deactivated",
        subject, report.path, asOf, bound: asOf, rule: "R1", reason: .deactivated, owner: owner)
    }
    trace.pass(
      "R1", "\(Phrase.count(active.count, "of these slots", plural: "of these slots")) active")
    guard let seen = seenBy(subject) else {
      trace.pass("R3", "nothing trusted says by when the key existed")
      trace.pass("R4", "nothing trusted says by when the key existed")
      let still = coverage.candidates.filter { $0.slot.isActive }
      return ambiguous(still.isEmpty ? active : still, scope, subject, report, asOf, owner)
    }
    let limit = seen.limit
    let possible = active.filter { $0.row.created ?? limit <= limit }
    if possible.isEmpty {
      // An inactive key of an older user could still be this one.
      let isGone = coverage.openThen.allSatisfy { $0.row.created ?? limit > limit }
      return deleted(
        "every user of \(scope) with an active key was created after the leak was seen "
          + "(\(seen.observation.instant.date)), and keys do not change their user",
        subject, report.path, asOf, bound: asOf, rule: "R3",
        reason: isGone ? .deleted : .deactivated, owner: owner)
    }
    trace.pass("R3", "some users with such a slot are older than the leak")
    if possible.allSatisfy({ $0.slot.lastRotated ?? limit > limit }) {
      var verdict = Verdict(
        .rotated, usable: .unlikely, reason: .inferred,
        evidence: [
          Evidence(
            "every active key of \(scope) that could be this one was created or switched on after "
              + "the leak was seen (\(seen.observation.instant.date)): it is gone, unless an old key "
              + "was deactivated and activated again since",
            source: report.path, asOf: asOf, rule: "R4")
        ], owner: owner)
      verdict.asOf = asOf
      return verdict
    }
    trace.pass("R4", "some active keys are older than the leak")
    let old = possible.filter { $0.slot.lastRotated ?? limit <= limit }
    let still = old.filter { place in
      coverage.candidates.contains { $0.row.user == place.row.user && $0.slot == place.slot }
    }
    let remaining = still.isEmpty ? old : still
    return ambiguous(remaining, scope, subject, report, asOf, owner)
  }

  /// R5: which keys it could be.
  private func ambiguous(
    _ slots: [(row: ReportRow, slot: ReportRow.Slot)], _ scope: String, _ subject: Subject,
    _ report: Inventory.Report, _ asOf: Instant, _ owner: String?
  ) -> Verdict {
    let candidates = slots.map { candidate($0.row, $0.slot, asOf) }
    guard !candidates.isEmpty else {
      return unknown(
        .inventoryIncomplete,
        "no active key of \(scope) could be this one, but root may have had one: the report lacks "
          + "its row",
        source: report.path, asOf: asOf, rule: "no-root-row", owner: owner)
    }
    let shown = candidates.prefix(5).map { "\(Phrase.name($0.user))/\($0.slot)" }
    let more = candidates.count > 5 ? ", …" : ""
    let allStale = candidates.allSatisfy(\.isStale)
    let statement =
      "could be one of \(Phrase.count(candidates.count, "active key")) of \(scope): "
      + shown.joined(separator: ", ") + more
      + (owner == nil && !report.hasRootRow ? ", or a root key made since root was looked at" : "")
      + (allStale ? "; if it is, it is unused for \(policy.staleAfterDays) days or more" : "")
      + "; list-access-keys of \(candidates.count == 1 ? "that user" : "those users") settles it"
    var verdict = unknown(
      .ambiguous, statement, source: report.path, asOf: asOf, rule: "R5",
      owner: owner, candidates: candidates)
    if let hint = useHint(candidates, subject) {
      verdict.evidence.append(
        Evidence(hint, source: report.path, asOf: asOf, rule: "R7"))
    }
    return verdict
  }

  /// R7: a use that somebody logged, and exactly one slot that was used just then.
  ///
  /// A hint only.
  private func useHint(_ candidates: [Candidate], _ subject: Subject) -> String? {
    for observation in subject.observations
    where observation.basis == .signedRequest || observation.basis == .logLine {
      // AWS notes uses in steps of 15 minutes.
      let fitting = candidates.filter { candidate in
        candidate.lastUsed.map { abs($0 - observation.instant) <= 900 } ?? false
      }
      guard fitting.count == 1, let one = fitting.first else { continue }
      return
        "it stands in a request or log of \(observation.instant.iso8601), and of these keys only "
        + "\(Phrase.name(one.user))/\(one.slot) was last used then: probably that one"
    }
    return nil
  }

  func candidate(
    _ row: ReportRow, _ slot: ReportRow.Slot, _ asOf: Instant
  ) -> Candidate {
    let since = slot.lastUsed ?? slot.lastRotated
    let isStale = row.knowsLastUse && (since.map { asOf - $0 >= policy.staleAfter } ?? false)
    return Candidate(user: row.user, slot: slot.number, lastUsed: slot.lastUsed, isStale: isStale)
  }

  /// The key is not there, which proves something only if the leak precedes the inventory.
  ///
  /// - Parameters:
  ///   - statement: What shows that it is not there.
  ///   - subject: The credential.
  ///   - path: The source.
  ///   - asOf: The time by which it is gone: that of the youngest input that was relied on.
  ///   - bound: The time of the oldest input that the statement rests on.
  ///   - rule: The rule.
  ///   - reason: Deleted, or deactivated.
  ///   - isUndated: Whether one of the lists is undated, so that it is gone by then or later.
  ///   - owner: The owner, if known.
  /// - Returns: The verdict.
  func deleted(
    _ statement: String, _ subject: Subject, _ path: SourcePath, _ asOf: Instant, bound: Instant,
    rule: String, reason: Reason = .deleted, isUndated: Bool = false, owner: String?
  ) -> Verdict {
    let fact = Evidence(statement, source: path, asOf: asOf, rule: rule)
    switch precedence(subject, bound) {
    case .trusted(let seen):
      var evidence = [fact]
      evidence.append(
        Evidence(
          "it existed by \(seen.instant.date) (\(seen.basis.rawValue)), before the inventory was "
            + "taken",
          rule: rule))
      if policy.now - asOf < SessionToken.maximumLifetime { evidence.append(Self.liveSessions) }
      var verdict = Verdict(.rotated, usable: .no, reason: reason, evidence: evidence, owner: owner)
      verdict.asOf = asOf
      verdict.asOfIsLowerBound = isUndated
      return verdict
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
              + "before \(bound.date), so it may have been created since\(hint)",
            rule: "leak-undated"),
        ], owner: owner)
    }
  }

  /// Whether the leak is older than an inventory, beyond the margin for clocks.
  private func precedence(_ subject: Subject, _ bound: Instant) -> Precedence {
    if let seen = seenBy(subject), seen.limit <= bound { return .trusted(seen.observation) }
    // Package managers, image builders and `touch` set file dates long before the content was
    // written, so a file date never triggers an inference.
    return .undated(subject.fileDate)
  }

  /// The observation that dates the leak earliest, and the time with the margin for its clock.
  func seenBy(_ subject: Subject) -> (observation: Observation, limit: Instant)? {
    // In the order of their kinds, so that of equals always the same one speaks.
    CredentialFacts.earliest(subject.observations).filter(\.isTrusted).map { observation in
      // AWS itself rejects signatures that are more than 15 minutes off, and dates trails itself.
      let isAWSTime = [.signedRequest, .cloudTrail, .inventory].contains(observation.basis)
      return (observation, observation.instant + (isAWSTime ? min(policy.skew, 900) : policy.skew))
    }.min { $0.limit < $1.limit }
  }
}
