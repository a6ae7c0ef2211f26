/// What a sweep has learned about a credential from what stands beside it: enough to judge it again,
/// against another inventory, without reading the sources.
public struct CredentialFacts: Sendable, Hashable {
  /// The IAM users that stand beside it, in order.
  public var owners: [String] = []
  /// The accounts that stand beside it in clear, in order.
  public var accounts: [AccountID] = []
  /// Of each kind the earliest time by which it existed, and the earliest that can be trusted.
  public var observations: [Observation] = []
  /// With signed requests: when the last of them stops working.
  public var requestExpires: Instant?
  /// The account that material other than a key ID names.
  public var namedAccount: AccountID?
  /// The IAM user that material other than a key ID names.
  public var namedUser: String?

  /// Nothing.
  public init() {}

  /// Whether nothing is known.
  public var isEmpty: Bool { self == CredentialFacts() }

  /// Those of many observations that a verdict can depend on, in order.
  ///
  /// - Parameter observations: All of them, in any order.
  /// - Returns: Of each kind the earliest, and the earliest that can be trusted.
  public static func earliest(_ observations: [Observation]) -> [Observation] {
    Observation.Basis.allCases.flatMap { basis -> [Observation] in
      let same = observations.filter { $0.basis == basis }
      let first = same.min { $0.instant < $1.instant }
      let trusted = same.filter(\.isTrusted).min { $0.instant < $1.instant }
      return first == trusted ? [first].compactMap { $0 } : [first, trusted].compactMap { $0 }
    }
  }
}
