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

  /// Judges a credential.
  ///
  /// - Parameter subject: What is known about it.
  /// - Returns: The verdict, and marks beside it.
  public func verdict(for subject: Subject) -> (verdict: Verdict, tags: Set<Tag>) {
    var verdict: Verdict
    if let keyID = subject.keyID {
      verdict =
        switch keyID.kind {
        case .temporary: temporary(subject)
        case .longTerm, .legacy: longTerm(keyID, subject)
        }
    } else if subject.sessionToken != nil {
      verdict = temporary(subject)
    } else if let other = subject.other {
      verdict = self.other(other, subject)
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
    var tags: Set<Tag> = []
    if verdict.owner == ReportRow.rootName { tags.insert(.root) }
    if let keyID = subject.keyID {
      switch keyID.form {
      case .oldGeneration: tags.insert(.oldFormat)
      case .implausible: tags.insert(.implausible)
      case .malformed: tags.insert(.malformed)
      case .current: break
      }
    }
    if let account = account(of: subject) {
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
    }
    return (verdict, tags)
  }

  /// The account of a credential: from the ID, else from the token or from what stands beside it.
  func account(of subject: Subject) -> AccountID? {
    if let account = subject.keyID?.account { return account }
    if let account = subject.sessionToken?.account ?? subject.other?.account { return account }
    return subject.accountHints.count == 1 ? subject.accountHints.first : nil
  }

  // MARK: Long-term keys

  private func longTerm(_ id: AccessKeyID, _ subject: Subject) -> Verdict {
    guard let inventory else {
      return unknown(
        .noInventory,
        "no inventory was given; --inventory takes a credential report and list-access-keys output"
          + (id.account.map { " of account \($0)" } ?? ""),
        rule: "no-inventory", owner: subject.owners.first)
    }
    if let record = inventory.record(of: id) { return exact(record, inventory) }
    guard let account = account(of: subject) else {
      return unknown(
        .accountUndecodable, undecodable(id), rule: "account-undecodable",
        owner: subject.owners.first)
    }
    let reports = inventory.reports(of: account)
    guard let report = reports.first else {
      if inventory.hasLists(of: account) {
        return unknown(
          .inventoryIncomplete,
          "not in the access-key lists of account \(account), but without that account's credential "
            + "report nothing says whether the lists are complete",
          rule: "lists-without-report", owner: subject.owners.first)
      }
      return unknown(
        .foreignAccount, "account \(account), read from the ID, is in no given inventory",
        rule: "foreign-account", owner: subject.owners.first)
    }
    guard reports.count == 1 else {
      let partitions = reports.map(\.partition).sorted().joined(separator: ", ")
      return unknown(
        .inventoryIncomplete,
        "account number \(account) exists in several partitions (\(partitions)), and the ID does "
          + "not tell which",
        rule: "several-partitions", owner: subject.owners.first)
    }
    return absent(subject, report, inventory)
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
  static func use(_ slot: ReportRow.Slot) -> String {
    guard let used = slot.lastUsed else { return "never used" }
    return "last used \(used.date)" + (place(slot).map { " \($0)" } ?? "")
  }

  /// `s3/us-east-1`.
  static func place(_ slot: ReportRow.Slot) -> String? {
    guard let service = slot.service else { return slot.region }
    return slot.region.map { "\(service)/\($0)" } ?? service
  }

  /// `1 day`, `3 keys`.
  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
