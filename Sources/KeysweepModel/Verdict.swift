/// The state of a credential at the inventory's as-of time (`design.md` D4).
public enum Status: String, Sendable, Hashable, CaseIterable {
  /// Works and is in use: revoke now.
  case active
  /// Works and is not used: delete today.
  case stale
  /// Cannot be decided; the reason says what is missing.
  case unknown
  /// Does not work any more.
  case rotated
  /// A temporary credential provably past its lifetime.
  case expired
}

/// Whether the credential still opens the door.
public enum Usability: String, Sendable, Hashable, CaseIterable {
  /// It does.
  case yes
  /// Inferred that it does not.
  case unlikely
  /// It does not.
  case no
  /// Cannot be decided.
  case unknown
}

/// Why a verdict is what it is: stable words for machines.
public enum Reason: String, Sendable, Hashable, CaseIterable {
  /// The inventory shows the key Active and used within the threshold.
  case inUse = "in-use"
  /// Active, created within the threshold, not used yet.
  case recentlyCreated = "recently-created"
  /// Active, but unused for at least the threshold.
  case unused
  /// The inventory shows the key Inactive.
  case deactivated
  /// The key, or its user, is gone.
  case deleted
  /// Follows from rotation dates, assuming no key was switched on again.
  case inferred
  /// The session, or the signed request, is past its lifetime.
  case pastLifetime = "past-lifetime"
  /// AWS lists the key as Expired.
  case listedExpired = "listed-expired"
  /// No inventory was given.
  case noInventory = "no-inventory"
  /// The key belongs to an account that no inventory covers.
  case foreignAccount = "foreign-account"
  /// The ID does not tell its account.
  case accountUndecodable = "account-undecodable"
  /// The leak may be younger than the inventory.
  case inventoryOlderThanLeak = "inventory-older-than-leak"
  /// The inventory lacks what the verdict would need.
  case inventoryIncomplete = "inventory-incomplete"
  /// Several keys of the inventory could be this one.
  case ambiguous
  /// Two sources contradict each other.
  case conflict
  /// A secret without its key ID.
  case noKeyID = "no-key-id"
  /// A temporary credential that cannot be dated.
  case temporaryUndated = "temporary-undated"
  /// A temporary credential that may still be alive.
  case temporaryMayLive = "temporary-may-live"
}

/// One sentence that a person can check.
public struct Evidence: Sendable, Hashable {
  /// The sentence, without the source.
  public var statement: String
  /// The file it comes from, as given; nil when it follows from the credential itself.
  public var source: SourcePath?
  /// The time at which the source was true.
  public var asOf: Instant?
  /// The name of the rule that used it (`exact-match`, `R1`, …, `token-lifetime`).
  public var rule: String

  /// Makes a piece of evidence.
  public init(_ statement: String, source: SourcePath? = nil, asOf: Instant? = nil, rule: String) {
    self.statement = statement
    self.source = source
    self.asOf = asOf
    self.rule = rule
  }
}

/// A key of the inventory that could be the leaked one.
public struct Candidate: Sendable, Hashable {
  /// IAM user name, `<root_account>` for root.
  public var user: String
  /// Key slot of the credential report, 1 or 2.
  public var slot: Int
  /// Last use, if the report has it.
  public var lastUsed: Instant?
  /// Whether it would be stale, if it is this one.
  public var isStale: Bool

  /// Makes a candidate.
  public init(user: String, slot: Int, lastUsed: Instant? = nil, isStale: Bool) {
    self.user = user
    self.slot = slot
    self.lastUsed = lastUsed
    self.isStale = isStale
  }
}

/// The judgement of one credential.
public struct Verdict: Sendable, Hashable {
  /// The state.
  public var status: Status
  /// Whether it still opens the door.
  public var usable: Usability
  /// Why.
  public var reason: Reason
  /// What it rests on; never empty.
  public var evidence: [Evidence]
  /// The owning IAM user, `<root_account>` for root, when the inventory or the place names it.
  public var owner: String?
  /// With ``Reason/ambiguous``: which keys it could be.
  public var candidates: [Candidate]
  /// When the key was created, if known exactly.
  public var created: Instant?
  /// When it was last used, if known.
  public var lastUsed: Instant?
  /// The service and region of the last use, as AWS prints them.
  public var lastUsedWhere: String?
  /// The time at which it was so, when the inventory decided.
  public var asOf: Instant?
  /// Whether ``asOf`` is a lower bound, because an input is undated: it was so then or later.
  public var asOfIsLowerBound = false

  /// Makes a verdict.
  public init(
    _ status: Status, usable: Usability, reason: Reason, evidence: [Evidence],
    owner: String? = nil, candidates: [Candidate] = []
  ) {
    self.status = status
    self.usable = usable
    self.reason = reason
    self.evidence = evidence
    self.owner = owner
    self.candidates = candidates
  }
}
