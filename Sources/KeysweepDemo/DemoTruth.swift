public import KeysweepModel

/// What a demo estate holds, so that a test can compare.
public struct DemoTruth: Sendable {
  /// A planted credential.
  public struct Planted: Sendable {
    /// The key ID; nil for a lone secret.
    public var keyID: String?
    /// What keysweep must say about it.
    public var status: Status
    /// Why.
    public var reason: Reason
    /// Where it stands, relative to the estate.
    public var file: String
  }

  /// The planted credentials.
  public var planted: [Planted] = []
  /// Every secret in clear, for tests that look for leaks in outputs.
  public var secrets: [Secret] = []
}
