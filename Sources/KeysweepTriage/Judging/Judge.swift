public import KeysweepModel

/// Decides what a credential is worth, from the inventory, and says why.
///
/// Every verdict carries evidence with the name of the rule that spoke. A rule concludes only what
/// holds whatever else happened in the account; where something weaker is all there is, the words
/// are weaker too. See `aws-domain` §5 in the design material, and README.md, "How a verdict is
/// reached".
public struct Judge: Sendable {
  let inventory: Inventory?
  let policy: TriagePolicy
  private let accounts: AccountTags

  /// Makes a judge.
  ///
  /// - Parameters:
  ///   - inventory: What the accounts say; nil when none was given.
  ///   - policy: Threshold and time.
  ///   - accounts: Canary and fixture accounts.
  public init(inventory: Inventory?, policy: TriagePolicy, accounts: AccountTags) {
    self.inventory = inventory
    self.policy = policy
    self.accounts = accounts
  }

  /// Does the slow part of many judgements at once; of use only with sealed inventories.
  ///
  /// - Parameters:
  ///   - ids: The keys that will be judged.
  ///   - forEach: Calls a body for every number below a count, best on all cores.
  public func prepare(
    _ ids: [AccessKeyID],
    forEach: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
  ) {
    inventory?.prepare(ids, forEach: forEach)
  }

  /// A verdict, with everything that was said on the way to it.
  public struct Judgement: Sendable, Hashable {
    /// The verdict.
    public var verdict: Verdict
    /// Marks beside it.
    public var tags: Set<Tag>
    /// The rules that were tried, in their order.
    public var outcomes: [RuleOutcome]
  }

  /// Judges a credential.
  ///
  /// - Parameter subject: What is known about it.
  /// - Returns: The verdict, and marks beside it.
  public func verdict(for subject: Subject) -> (verdict: Verdict, tags: Set<Tag>) {
    let judgement = judge(subject)
    return (judgement.verdict, judgement.tags)
  }

  /// Judges a credential and tells which rules were tried.
  ///
  /// - Parameter subject: What is known about it.
  /// - Returns: The judgement.
  public func judge(_ subject: Subject) -> Judgement {
    let trace = Trace()
    var verdict: Verdict
    if let keyID = subject.keyID {
      verdict =
        switch keyID.kind {
        case .temporary: temporary(subject, trace)
        case .longTerm, .legacy: longTerm(keyID, subject, trace)
        }
    } else if subject.sessionToken != nil {
      verdict = temporary(subject, trace)
    } else if let other = subject.other {
      verdict = self.other(other, subject, trace)
    } else {
      verdict = Verdict(
        .unknown, usable: .unknown, reason: .noKeyID,
        evidence: [
          Evidence(
            "a secret without its key ID: an inventory lists IDs only; search for the ID that "
              + "was issued with it",
            rule: "no-key-id")
        ])
    }
    for evidence in verdict.evidence { trace.fire(evidence.rule, evidence.statement) }
    let tags = mark(&verdict, subject)
    return Judgement(verdict: verdict, tags: tags, outcomes: trace.outcomes)
  }

  /// The account of a credential: from the ID, else from the token, the inventory, or from what
  /// stands beside it.
  func account(of subject: Subject) -> AccountID? {
    if let account = subject.keyID?.account { return account }
    if let account = subject.sessionToken?.account ?? subject.other?.account { return account }
    if let id = subject.keyID, let inventory {
      if let account = inventory.history(of: id)?.account { return account }
      if let account = inventory.record(of: id).flatMap({ inventory.account(of: $0) }) {
        return account
      }
    }
    return subject.accountHints.count == 1 ? subject.accountHints.first : nil
  }

  /// The account of a credential, unless all that is known is the number that stands for it in a
  /// sealed inventory.
  func shownAccount(of subject: Subject) -> AccountID? {
    account(of: subject).flatMap { inventory?.isSealed($0) ?? false ? nil : $0 }
  }

  // MARK: Marks

  private func mark(_ verdict: inout Verdict, _ subject: Subject) -> Set<Tag> {
    var tags: Set<Tag> = []
    if verdict.owner == ReportRow.rootName { tags.insert(.root) }
    if let keyID = subject.keyID {
      switch keyID.form {
      case .oldGeneration: tags.insert(.oldFormat)
      case .implausible: tags.insert(.implausible)
      case .malformed: tags.insert(.malformed)
      case .current: break
      }
      for exposure in inventory?.history(of: keyID)?.exposures ?? [] {
        let time = exposure.value.time.map { " (\($0.date))" } ?? ""
        verdict.evidence.append(
          Evidence(
            exposure.value.statement + time, source: exposure.path, asOf: exposure.asOf,
            rule: "reported-exposure"))
      }
    }
    guard let account = account(of: subject) else { return tags }
    if let owner = verdict.owner, let inventory,
      let user = inventory.facts(of: account)?.users[inventory.localName(of: owner, in: account)],
      !user.value.quarantines.isEmpty
    {
      tags.insert(.quarantined)
      let policies = user.value.quarantines.sorted().joined(separator: ", ")
      verdict.evidence.append(
        Evidence(
          "AWS attached \(policies) to \(owner): it has seen a leak of one of that user's keys; "
            + "the policy limits what the key can do, it does not switch it off",
          source: user.path, asOf: user.asOf, rule: "quarantined-user"))
    }
    if let service = accounts.canary(account) {
      tags.insert(.canary)
      verdict.evidence.append(
        Evidence(
          "account \(account) belongs to \(service): a trap that reports its use; do not try it",
          rule: "canary-account"))
    }
    if let user = accounts.fixture(account) {
      tags.insert(.fixtureAccount)
      verdict.evidence.append(
        Evidence(
          "account \(account) is one that documentation and emulators use (\(user))",
          rule: "fixture-account"))
    }
    return tags
  }

  // MARK: Long-term keys

  private func longTerm(_ id: AccessKeyID, _ given: Subject, _ trace: Trace) -> Verdict {
    guard let inventory else {
      trace.pass("exact-match", "no inventory was given")
      return unknown(
        .noInventory,
        "no inventory was given; --inventory takes a credential report and list-access-keys output"
          + (id.account.map { " of account \($0)" } ?? ""),
        rule: "no-inventory", owner: given.owner)
    }
    var subject = given
    let history = inventory.history(of: id)
    if let existed = history?.existedBy?.value.time {
      subject.observations.append(Observation(existed, basis: .cloudTrail))
    }
    if let user = history?.user, subject.owners.isEmpty { subject.owners = [user] }
    subject.created = history?.created
    if let record = inventory.record(of: id) {
      return known(id, record, history ?? KeyHistory(), inventory, trace)
    }
    trace.pass("exact-match", "no given list names this key")
    let whereItBelongs = place(id, subject, inventory, trace)
    guard let history, !history.changes.isEmpty || history.lastSeenUse != nil else {
      trace.pass("cloudtrail", "no given trail names this key")
      return whereItBelongs
    }
    // What the trail shows, unless the account's own state, which is younger, says that it is over.
    let lastSign = [history.lastSeenUse, history.lastStates.last?.event].compactMap {
      $0?.value.time
    }.max()
    if history.deletion == nil, whereItBelongs.status == .rotated, let asOf = whereItBelongs.asOf,
      lastSign.map({ $0 <= asOf }) ?? true
    {
      return whereItBelongs
    }
    return seenOnly(history, absent: whereItBelongs, trace)
  }

  /// A key that no list names: what its account says.
  private func place(
    _ id: AccessKeyID, _ subject: Subject, _ inventory: Inventory, _ trace: Trace
  ) -> Verdict {
    guard let account = account(of: subject) else {
      return unknown(
        .accountUndecodable, undecodable(id), rule: "account-undecodable",
        owner: subject.owner)
    }
    let reports = inventory.reports(of: account)
    guard let report = reports.first else {
      return absentFromLists(account, subject, inventory, trace)
    }
    guard reports.count == 1 else {
      let partitions = reports.map(\.partition).sorted().joined(separator: ", ")
      return unknown(
        .inventoryIncomplete,
        "the number of \(inventory.seals.phrase(account)) exists in several partitions (\(partitions)), and the ID does "
          + "not tell which",
        rule: "several-partitions", owner: subject.owner)
    }
    return absent(subject, account, report, inventory, trace)
  }

  private func undecodable(_ id: AccessKeyID) -> String {
    switch id.form {
    case .oldGeneration where id.kind == .longTerm:
      "an ID of the generation before 2019 holds no account number, and no given list names it"
    case .oldGeneration:
      "an ID from before AKIA holds no account number, and no given list names it"
    case .implausible, .malformed:
      "the ID is not of a form that AWS issues, and no given list names it"
    case .current: "no account can be read from the ID"
    }
  }

  // MARK: Helpers

  func unknown(
    _ reason: Reason, _ statement: String, source: SourcePath? = nil, asOf: Instant? = nil,
    rule: String, owner: String? = nil, candidates: [Candidate] = []
  ) -> Verdict {
    Verdict(
      .unknown, usable: .unknown, reason: reason,
      evidence: [Evidence(statement, source: source, asOf: asOf, rule: rule)], owner: owner,
      candidates: candidates)
  }
}

/// How people say things in evidence.
enum Phrase {
  /// `alice`, or `root`.
  static func name(_ user: String) -> String { user == ReportRow.rootName ? "root" : user }

  /// `last used 2026-11-01 s3/us-east-1`, or `never used`.
  static func use(_ slot: ReportRow.Slot) -> String { use(slot.lastUsed, place(slot)) }

  /// `last used 2026-11-01 s3/us-east-1`, or `never used`.
  static func use(_ used: Instant?, _ place: String?) -> String {
    guard let used else { return "never used" }
    return "last used \(used.date)" + (place.map { " \($0)" } ?? "")
  }

  /// `s3/us-east-1`.
  static func place(_ slot: ReportRow.Slot) -> String? { place(slot.service, slot.region) }

  /// `s3/us-east-1`.
  static func place(_ service: String?, _ region: String?) -> String? {
    guard let service else { return region }
    return region.map { "\(service)/\($0)" } ?? service
  }

  /// `made at 2026-11-01T00:00:00Z`.
  static func change(_ event: KeyEvent) -> String {
    let word =
      switch event.kind {
      case .created: "made"
      case .changed(.inactive): "switched off"
      case .changed: "switched on"
      case .deleted: "deleted"
      case .used: "used"
      }
    return "\(word) at \(event.time.iso8601)"
  }

  /// `1 day`, `3 keys`.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
  }
}
