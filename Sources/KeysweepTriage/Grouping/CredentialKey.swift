internal import KeysweepModel

/// What hits are grouped by.
struct CredentialKey: Sendable, Hashable {
  /// The credential itself.
  enum Material: Sendable, Hashable {
    /// A key ID, as it stands.
    case keyID(String)
    /// The digest of a secret, a session token or other material.
    case digest(Digest)
    /// A hit without material.
    case none
  }

  /// The credential itself.
  var material: Material
  /// Suppressed material never mixes with what counts.
  var isSuppressed: Bool

  /// The text that fingerprints are made from.
  var identity: String {
    switch material {
    case .keyID(let id): id
    case .digest(let digest): "sha256:\(digest.hex)"
    case .none: ""
    }
  }

  init(_ material: Material, isSuppressed: Bool = false) {
    self.material = material
    self.isSuppressed = isSuppressed
  }

  /// Tells what a hit shows.
  ///
  /// - Parameters:
  ///   - hit: The hit.
  ///   - digests: The digests of what is secret there.
  init(_ hit: Hit, _ digests: MaterialDigests) {
    isSuppressed = hit.suppression != nil
    if let id = hit.keyID?.value {
      material = .keyID(id.description)
    } else {
      let digest = digests.secret ?? digests.sessionToken ?? digests.sesSMTPPassword
      material = digest.map { .digest($0) } ?? .none
    }
  }
}

extension CredentialKind {
  /// The kind of the credential that a hit shows; what stands beside a key ID is told elsewhere.
  init(_ hit: Hit) {
    self =
      if hit.keyID != nil {
        .keyID
      } else if hit.secret != nil {
        .secret
      } else if hit.sessionToken != nil {
        .sessionToken
      } else {
        switch hit.other?.value.kind {
        case .sesSMTPPassword: .sesSMTPPassword
        case .bedrockLongTermKey: .bedrockLongTermKey
        case .bedrockShortTermKey: .bedrockShortTermKey
        case nil: .keyID
        }
      }
  }
}
