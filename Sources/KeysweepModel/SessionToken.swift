/// What an STS session token says about itself in clear.
public struct SessionToken: Sendable, Hashable {
  /// The token itself.
  public var value: Secret
  /// The leading type byte (33 today; 2, 1, 21, 23 are older).
  public var type: UInt8
  /// The account that issued it, where the format states it.
  public var account: AccountID?
  /// The region of the issuing endpoint, where the format states it.
  public var region: String?
  /// When it was issued.
  public var created: Instant?

  /// The longest life STS grants: GetSessionToken and GetFederationToken, 129 600 seconds.
  public static let maximumLifetime: Int64 = 129_600

  /// The latest instant at which it can still work: creation plus ``maximumLifetime``.
  public var latestExpiry: Instant? { created.map { $0 + Self.maximumLifetime } }

  /// Makes a token description.
  public init(
    value: Secret, type: UInt8, account: AccountID? = nil, region: String? = nil,
    created: Instant? = nil
  ) {
    self.value = value
    self.type = type
    self.account = account
    self.region = region
    self.created = created
  }
}
