internal import KeysweepModel

extension Judge {
  /// The newest use that any source knows of.
  struct LatestUse {
    var used: Instant?
    var place: String?
    /// The time for which a source answers for all uses; nil when only a trail speaks.
    var answeredAt: Instant?
    var evidence: [Evidence] = []
  }

  /// How much older than the list a word on a key's last use may be, in seconds, to call it unused.
  static let useTolerance: Int64 = 7 * 86_400

  /// Joins the report's columns, get-access-key-last-used, and trails; nil when nobody knows.
  func latestUse(_ dossier: Dossier) -> LatestUse? {
    var result = LatestUse()
    var isKnown = false
    if let report = dossier.report, let row = dossier.row, let slot = dossier.slot,
      row.knowsLastUse, let asOf = report.asOf
    {
      isKnown = true
      result.used = slot.lastUsed
      result.place = Phrase.place(slot)
      result.answeredAt = asOf
      if slot.isActive {
        result.evidence.append(
          Evidence(
            "\(dossier.name), access_key_\(slot.number) Active, \(Phrase.use(slot))",
            source: report.path, asOf: asOf, rule: "exact-match"))
      }
    }
    if let use = dossier.history.lastUse, let asOf = use.asOf ?? dossier.record.asOf {
      isKnown = true
      let place = Phrase.place(use.value.service, use.value.region)
      if result.answeredAt.map({ asOf > $0 }) ?? true { result.answeredAt = asOf }
      if let used = use.value.used, result.used.map({ used > $0 }) ?? true {
        result.used = used
        result.place = place
      }
      result.evidence.append(
        Evidence(
          Phrase.use(use.value.used, place), source: use.path, asOf: asOf, rule: "last-used"))
    }
    if let use = dossier.history.lastSeenUse, result.used.map({ use.value.time > $0 }) ?? true {
      isKnown = true
      result.used = use.value.time
      if case .used(let service, let region) = use.value.kind {
        result.place = Phrase.place(service, region)
      }
      result.evidence.append(
        Evidence(
          "CloudTrail shows it in use at \(use.value.time.iso8601)", source: use.path,
          asOf: use.value.time, rule: "cloudtrail-use"))
    }
    return isKnown ? result : nil
  }

  /// A key that is Active: in use, or stale.
  func activeKey(_ statement: StateStatement, _ dossier: Dossier) -> Verdict {
    var evidence = [statement.evidence]
    var verdict: Verdict
    let use = latestUse(dossier)
    let since = use?.used ?? dossier.created
    // The audit procedure of CIS: never used counts from the day of creation.
    let never: Reason = .recentlyCreated
    // What was true of its use long before the list says little about the time since.
    let isFresh =
      use?.answeredAt.map { answered in
        statement.time.map { $0 - answered <= Self.useTolerance } ?? true
          || use?.used.map { answered - $0 < policy.staleAfter } ?? false
      } ?? false
    if let use, let answered = use.answeredAt, let since, isFresh {
      // Staleness is as of the source that answers for all uses; what a trail saw later counts too.
      let isStale = max(answered, use.used ?? answered) - since >= policy.staleAfter
      verdict = Verdict(
        isStale ? .stale : .active, usable: .yes,
        reason: isStale ? .unused : use.used == nil ? never : .inUse, evidence: [],
        owner: dossier.user)
      verdict.asOf = max(statement.time ?? answered, use.used ?? answered)
    } else if let used = use?.used, policy.now - used < policy.staleAfter {
      verdict = Verdict(.active, usable: .yes, reason: .inUse, evidence: [], owner: dossier.user)
      verdict.asOf = max(used, statement.time ?? used)
    } else {
      evidence.append(
        Evidence(
          use?.answeredAt.map {
            "it was unused on \($0.date), but that is long before the list: a fresh credential "
              + "report tells whether it still is"
          }
            ?? "when it was last used is not known: that takes the account's credential report, or "
            + "get-access-key-last-used",
          rule: "last-use-unknown"))
      verdict = Verdict(
        .active, usable: .yes, reason: .inventoryIncomplete, evidence: [], owner: dossier.user)
      verdict.asOf = statement.time
    }
    for more in use?.evidence ?? [] where !evidence.contains(more) { evidence.append(more) }
    verdict.evidence = evidence
    verdict.asOfIsLowerBound = statement.isLowerBound
    verdict.created = dossier.created
    verdict.lastUsed = use?.used
    verdict.lastUsedWhere = use?.place
    return verdict
  }

  /// A key that only trails show.
  func seenOnly(_ history: KeyHistory, absent: Verdict, _ trace: Trace) -> Verdict {
    if let event = history.deletion { return deleted(by: event, history, history.user) }
    let owner = history.user
    if absent.status == .rotated, let use = history.lastSeenUse,
      let against = absent.evidence.first,
      absent.asOf.map({ use.value.time > $0 }) ?? true
    {
      return usedAfter(use, against, owner)
    }
    if history.lastState == nil, let one = history.lastStates.first?.event {
      var verdict = unknown(
        .conflict,
        "CloudTrail shows it switched on and off within one second, and which came last cannot be "
          + "told",
        source: one.path, asOf: one.value.time, rule: "conflicting-states", owner: owner)
      verdict.lastUsed = history.lastSeenUse?.value.time
      if history.lastSeenUse.map({ $0.value.time <= one.value.time }) ?? true { return verdict }
    }
    if let (state, event) = history.lastState, state == .inactive,
      history.lastSeenUse.map({ $0.value.time <= event.value.time }) ?? true
    {
      var verdict = Verdict(
        .rotated, usable: .no, reason: .deactivated,
        evidence: [
          Evidence(
            "switched off at \(event.value.time.iso8601): it does not work, but can be switched on "
              + "again",
            source: event.path, asOf: event.value.time, rule: "cloudtrail-state")
        ], owner: owner)
      verdict.asOf = event.value.time
      return verdict
    }
    // An event that made or switched it on proves as much as a use.
    let proofs = [history.lastSeenUse, history.lastState?.event].compactMap { $0 }
    guard let proof = proofs.max(by: { $0.value.time < $1.value.time }) else { return absent }
    let time = proof.value.time
    let isUse = proof == history.lastSeenUse
    let fact = Evidence(
      isUse
        ? "CloudTrail shows it in use at \(time.iso8601)"
        : "CloudTrail shows that it was made or switched on at \(time.iso8601)",
      source: proof.path, asOf: time, rule: isUse ? "cloudtrail-use" : "cloudtrail-state")
    guard policy.now - time < policy.staleAfter else {
      trace.pass("cloudtrail-use", "the last trace of it is older than the threshold")
      var verdict = absent
      verdict.evidence.append(fact)
      verdict.owner = verdict.owner ?? owner
      if verdict.reason == .accountUndecodable || verdict.reason == .foreignAccount {
        verdict.reason = .inventoryIncomplete
      }
      return verdict
    }
    var verdict = Verdict(
      .active, usable: .yes, reason: isUse ? .inUse : .recentlyCreated, evidence: [fact],
      owner: owner, candidates: absent.candidates)
    verdict.asOf = time
    verdict.lastUsed = history.lastSeenUse?.value.time
    if case .used(let service, let region)? = history.lastSeenUse?.value.kind {
      verdict.lastUsedWhere = Phrase.place(service, region)
    }
    return verdict
  }
}
