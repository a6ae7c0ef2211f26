/// A word that marks a credential beside its status.
public enum Tag: String, Sendable, Hashable, Comparable, CaseIterable {
  /// A root key.
  case root
  /// The account belongs to a canary-token service.
  case canary
  /// One of AWS's documented examples.
  case example
  /// AWS has attached a quarantine policy to the owner.
  case quarantined
  /// The ID is of the generation that holds no account number.
  case oldFormat = "old-format"
  /// The account is one that documentation and emulators use.
  case fixtureAccount = "fixture-account"
  /// The ID holds characters outside base32.
  case malformed
  /// The ID cannot have been issued by AWS.
  case implausible

  /// Orders alphabetically.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What kind of credential a finding is about.
public enum CredentialKind: String, Sendable, Hashable, CaseIterable {
  /// A key ID and its secret.
  case keyPair = "key-pair"
  /// A key ID alone.
  case keyID = "key-id"
  /// A secret access key alone.
  case secret
  /// A session token alone.
  case sessionToken = "session-token"
  /// A key ID and the SES SMTP password derived from its secret, without the secret itself.
  case sesSMTPPassword = "ses-smtp-password"
  /// Bedrock long-term key.
  case bedrockLongTermKey = "bedrock-long-term-key"
  /// Bedrock short-term key.
  case bedrockShortTermKey = "bedrock-short-term-key"
}

/// The credential itself, in a form that may be printed.
public struct Credential: Sendable, Hashable {
  /// What kind it is.
  public var kind: CredentialKind
  /// The key ID, if known.
  public var keyID: AccessKeyID?
  /// SHA-256 of every secret seen with it, lower-case hex, sorted; of a Bedrock key, its own.
  ///
  /// A secret holds 240 random bits, so the digest cannot be reversed.
  public var secretSHA256: [String]
  /// SHA-256 of every SES SMTP password seen with it, lower-case hex, sorted.
  public var sesSMTPPasswordSHA256: [String]
  /// The session token seen with it; of several, the one issued last.
  public var sessionToken: Session?
  /// The owning account, decoded from the ID or read from the token.
  public var account: AccountID?
  /// The best pairing level over all places.
  public var pairing: PairingLevel

  /// What may be printed of a session token.
  public struct Session: Sendable, Hashable {
    /// SHA-256 of the token, lower-case hex.
    public var sha256: String
    /// When it was issued, where it says so.
    public var created: Instant?
    /// The region it was issued in, where it says so.
    public var region: String?
    /// The account it was issued by, where it says so.
    public var account: AccountID?

    /// Describes a token.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - sha256: Its digest.
    public init(_ token: SessionToken, sha256: String) {
      self.sha256 = sha256
      created = token.created
      region = token.region
      account = token.account
    }
  }

  /// Makes a credential.
  public init(
    kind: CredentialKind, keyID: AccessKeyID? = nil, secretSHA256: [String] = [],
    sesSMTPPasswordSHA256: [String] = [], sessionToken: Session? = nil,
    account: AccountID? = nil, pairing: PairingLevel = .none
  ) {
    self.kind = kind
    self.keyID = keyID
    self.secretSHA256 = secretSHA256
    self.sesSMTPPasswordSHA256 = sesSMTPPasswordSHA256
    self.sessionToken = sessionToken
    self.account = account
    self.pairing = pairing
  }
}

/// One place at which a credential stands, ready to print.
public struct FindingLocation: Sendable, Hashable, Comparable {
  /// The source item.
  public var path: SourcePath
  /// The position of the key ID, else of the material found.
  public var position: Position
  /// The position of the secret, if it stands there too.
  public var secretPosition: Position?
  /// The position of the session token, if it stands there too.
  public var sessionTokenPosition: Position?
  /// The position of the SES SMTP password, if it stands there too.
  public var sesSMTPPasswordPosition: Position?
  /// The rule that fired.
  public var rule: RuleID
  /// How the parts were paired there.
  public var pairing: PairingLevel
  /// The encoding chain of the shown part.
  public var encodings: [Encoding]
  /// Fingerprint of credential and path, lower-case hex.
  public var fingerprint: String
  /// Times by which the credential existed, as vouched for at this place.
  public var observations: [Observation]
  /// Where in a git history it stands; nil for plain files and streams.
  public var git: Shared<GitPlace>?

  /// Makes a location.
  public init(
    path: SourcePath, position: Position, secretPosition: Position? = nil, rule: RuleID,
    pairing: PairingLevel, encodings: [Encoding] = [], fingerprint: String = "",
    observations: [Observation] = []
  ) {
    self.path = path
    self.position = position
    self.secretPosition = secretPosition
    self.rule = rule
    self.pairing = pairing
    self.encodings = encodings
    self.fingerprint = fingerprint
    self.observations = observations
  }

  /// The place of a hit.
  ///
  /// - Parameters:
  ///   - hit: The hit.
  ///   - fingerprint: Fingerprint of credential and path, if known already.
  public init(_ hit: Hit, fingerprint: String = "") {
    self.init(
      path: hit.path, position: hit.position, rule: hit.rule, pairing: hit.pairing,
      encodings: hit.encodings, fingerprint: fingerprint, observations: hit.observations)
    git = hit.git
    // What stands alone is what `position` shows.
    func beside(_ position: Position?) -> Position? { position == self.position ? nil : position }
    secretPosition = beside(hit.secret?.position)
    sessionTokenPosition = beside(hit.sessionToken?.position)
    sesSMTPPasswordPosition =
      hit.other?.value.kind == .sesSMTPPassword ? beside(hit.other?.position) : nil
  }

  /// Orders by path, then position; of the same place in several versions of a file, by the
  /// version.
  public static func < (a: Self, b: Self) -> Bool {
    if a.path != b.path { return a.path < b.path }
    if a.position != b.position { return a.position < b.position }
    if a.rule != b.rule { return a.rule < b.rule }
    return a.git?.value.object ?? "" < b.git?.value.object ?? ""
  }
}

/// A credential, judged.
public struct Finding: Sendable, Hashable {
  /// The credential.
  public var credential: Credential
  /// The judgement.
  public var verdict: Verdict
  /// Marks beside the status.
  public var tags: Set<Tag>
  /// Places, in order, at most as many as are kept in memory.
  public var locations: [FindingLocation]
  /// How many places there are in all.
  public var locationCount: Int
  /// Fingerprint of the credential alone, lower-case hex.
  public var fingerprint: String
  /// One line on what to do, fitting the place it was found.
  public var advice: String
  /// Set when the credential is suppressed, shown only on request.
  public var suppression: Suppression?
  /// What its verdict rests on beside the inventory, so that it can be judged again.
  public var facts: CredentialFacts?

  /// Makes a finding.
  public init(
    credential: Credential, verdict: Verdict, tags: Set<Tag> = [],
    locations: [FindingLocation] = [], locationCount: Int = 0, fingerprint: String,
    advice: String = "", suppression: Suppression? = nil
  ) {
    self.credential = credential
    self.verdict = verdict
    self.tags = tags
    self.locations = locations
    self.locationCount = locationCount
    self.fingerprint = fingerprint
    self.advice = advice
    self.suppression = suppression
  }

  /// Rank in the order of importance: active root, active, stale, unknown, rotated, expired.
  public var rank: Int {
    switch verdict.status {
    case .active: tags.contains(.root) ? 0 : 1
    case .stale: 2
    case .unknown: 3
    case .rotated: 4
    case .expired: 5
    }
  }
}
