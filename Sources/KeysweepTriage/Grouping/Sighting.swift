public import KeysweepModel

extension FindingBuilder {
  /// Names of what a hit shows.
  public struct Sighting: Sendable, Hashable {
    /// The fingerprint of the credential.
    public var credential: String
    /// The fingerprint of credential and path.
    public var location: String
    /// The digests of what is secret there.
    public var digests: HitDigests
  }
}
