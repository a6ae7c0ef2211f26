public import KeysweepModel

/// What a verdict depends on besides the inventory.
public struct TriagePolicy: Sendable, Hashable {
  /// Days without use after which a key is stale (CIS 1.4 and later, Security Hub IAM.22: 45).
  public var staleAfterDays: Int
  /// The time of judgement, for sessions and signed requests that run out.
  public var now: Instant
  /// How far clocks may be apart, in seconds: a leak is taken to precede an inventory only beyond
  /// this margin.
  public var skew: Int64 = 86_400

  /// Makes a policy.
  public init(staleAfterDays: Int = 90, now: Instant) {
    self.staleAfterDays = staleAfterDays
    self.now = now
  }

  var staleAfter: Int64 { Int64(staleAfterDays) * 86_400 }
}

/// What is known about a credential when it is judged.
public struct Subject: Sendable, Hashable {
  /// The key ID.
  public var keyID: AccessKeyID?
  /// The session token.
  public var sessionToken: SessionToken?
  /// Other material.
  public var other: OtherCredential?
  /// Every time by which it existed.
  public var observations: [Observation] = []
  /// The IAM users that stand beside it.
  public var owners: Set<String> = []
  /// The accounts that stand beside it.
  public var accountHints: Set<AccountID> = []
  /// With signed requests: when the last of them stops working.
  public var requestExpires: Instant?

  /// When a trail shows that the key was made.
  var created: Instant?

  /// Nothing is known.
  public init() {}

  /// The user that stands beside it, if there is no doubt.
  var owner: String? { owners.count == 1 ? owners.first : nil }

  /// The earliest time that a verdict may rest on.
  var seen: Observation? {
    CredentialFacts.earliest(observations).filter(\.isTrusted).min { $0.instant < $1.instant }
  }

  /// The earliest file date: a hint.
  var fileDate: Instant? {
    observations.filter { $0.basis == .fileModification }.map(\.instant).min()
  }
}
