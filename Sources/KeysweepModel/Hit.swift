/// The identifier of a rule, for instance `aws-access-key-id`.
public typealias RuleID = String

/// A position in a source item.
public struct Position: Sendable, Hashable, Comparable {
  /// Byte offset from the start of the item.
  public var offset: Int
  /// Number of bytes the material takes in the item.
  public var length: Int
  /// Line, counted from 1 by LF.
  public var line: Int
  /// Column in bytes, counted from 1.
  public var column: Int
  /// ``utf16Column``, 0 where it is not known: an optional would take twice the room.
  private var utf16: UInt32 = 0

  /// Column in UTF-16 code units, counted from 1 as editors do, without a byte order mark; nil where
  /// it is not known, because the line is long or no UTF-8.
  public var utf16Column: Int? {
    get { utf16 == 0 ? nil : Int(utf16) }
    set { utf16 = newValue.flatMap { UInt32(exactly: $0) } ?? 0 }
  }

  /// Makes a position.
  public init(offset: Int, length: Int, line: Int, column: Int) {
    self.offset = offset
    self.length = length
    self.line = line
    self.column = column
  }

  /// Orders by offset, then length.
  public static func < (a: Self, b: Self) -> Bool {
    (a.offset, a.length) < (b.offset, b.length)
  }
}

/// A way in which material was written, outermost first in a chain.
public enum Encoding: String, Sendable, Hashable, CaseIterable {
  /// `%2F`.
  case percent
  /// `\/`, `\u002b`.
  case jsonEscape = "json"
  /// `&#x2F;`.
  case xmlEntity = "xml"
  /// Quoted-printable, with soft line breaks.
  case quotedPrintable = "quoted-printable"
  /// A string continued over lines: YAML `\`, or adjacent literals.
  case folded
  /// Base64 or base64url.
  case base64
  /// Hexadecimal.
  case hex
  /// UTF-16, little endian.
  case utf16le = "utf-16le"
  /// UTF-16, big endian.
  case utf16be = "utf-16be"
  /// Compressed as by gzip.
  case gzip
  /// Compressed as by zlib.
  case zlib
}

/// Why material that looks like a credential is not counted as one.
public struct Suppression: Sendable, Hashable {
  /// The filter's name, stable for machines: `example`, `placeholder`, `hex`, `low-entropy`, ….
  public var filter: String
  /// One sentence for people.
  public var reason: String

  /// Makes a suppression.
  public init(filter: String, reason: String) {
    self.filter = filter
    self.reason = reason
  }
}

/// A value found at a place.
public struct Located<Value: Sendable & Hashable>: Sendable, Hashable {
  /// What was found.
  public var value: Value
  /// The rule that found it.
  public var rule: RuleID
  /// Where it stands.
  public var position: Position
  /// How it was encoded there; empty for plain bytes.
  public var encodings: [Encoding]

  /// Makes a located value.
  public init(_ value: Value, rule: RuleID, position: Position, encodings: [Encoding] = []) {
    self.value = value
    self.rule = rule
    self.position = position
    self.encodings = encodings
  }
}

/// How surely a secret belongs to a key ID (`design.md` D3.6).
public enum PairingLevel: String, Sendable, Hashable, CaseIterable {
  /// A signature was recomputed.
  case proven
  /// Same record, or matching labels.
  case structural
  /// Close together, no competing choice.
  case nearby
  /// Two choices score alike; reported unpaired.
  case ambiguous
  /// Nothing to pair with.
  case none
}

/// Credential material other than key IDs, secret access keys and session tokens.
public struct OtherCredential: Sendable, Hashable {
  /// Which kind of material.
  public enum Kind: String, Sendable, CaseIterable {
    /// SES SMTP password, derived from the secret of the key ID beside it.
    case sesSMTPPassword = "ses-smtp-password"
    /// Bedrock long-term key, `ABSK…`.
    case bedrockLongTermKey = "bedrock-long-term-key"
    /// Bedrock short-term key, `bedrock-api-key-…`.
    case bedrockShortTermKey = "bedrock-short-term-key"
  }

  /// Which kind of material.
  public var kind: Kind
  /// The material itself.
  public var value: Secret
  /// The account it names, if it does.
  public var account: AccountID?
  /// The IAM user it names, if it does.
  public var user: String?

  /// Makes a description.
  public init(kind: Kind, value: Secret, account: AccountID? = nil, user: String? = nil) {
    self.kind = kind
    self.value = value
    self.account = account
    self.user = user
  }
}

/// One place where credential material stands, after pairing.
///
/// At least one of ``keyID``, ``secret``, ``sessionToken`` and ``other`` is set.
public struct Hit: Sendable, Hashable {
  /// The source item.
  public var path: SourcePath
  /// The access key ID at this place.
  public var keyID: Located<AccessKeyID>?
  /// The secret access key at this place.
  public var secret: Located<Secret>?
  /// The session token at this place.
  public var sessionToken: Located<SessionToken>?
  /// Material of another kind.
  public var other: Located<OtherCredential>?
  /// How surely the parts belong together.
  public var pairing: PairingLevel
  /// With ``PairingLevel/ambiguous``: positions of the parts that fit equally well.
  public var alternatives: [Position]
  /// Times by which the credential existed.
  public var observations: [Observation]
  /// The IAM user that stands next to it (console CSV, ARN, Terraform state).
  public var owner: String?
  /// The account that stands next to it in clear (ARN, session token).
  public var accountHint: AccountID?
  /// With a signed request: when that request stops working.
  public var requestExpires: Instant?
  /// Set when a filter says that this is no credential.
  public var suppression: Suppression?
  /// Where in a git history it stands; nil for plain files and streams.
  public var git: Shared<GitPlace>?

  /// Makes a hit without material; set the parts afterwards.
  public init(path: SourcePath, pairing: PairingLevel = .none) {
    self.path = path
    self.pairing = pairing
    alternatives = []
    observations = []
  }

  /// The position to show: that of the key ID, else of the first part.
  public var position: Position {
    keyID?.position ?? secret?.position ?? sessionToken?.position ?? other?.position
      ?? Position(offset: 0, length: 0, line: 1, column: 1)
  }

  /// The rule that found the shown part.
  public var rule: RuleID { keyID?.rule ?? secret?.rule ?? sessionToken?.rule ?? other?.rule ?? "" }

  /// The encodings of the shown part.
  public var encodings: [Encoding] {
    keyID?.encodings ?? secret?.encodings ?? sessionToken?.encodings ?? other?.encodings ?? []
  }
}

/// SHA-256 of the material of a hit, lower-case hex: what may be printed of it.
public struct HitDigests: Sendable, Hashable {
  /// Of the secret access key, or of a Bedrock key.
  public var secret: String?
  /// Of the session token.
  public var sessionToken: String?
  /// Of the SES SMTP password.
  public var sesSMTPPassword: String?

  /// No material.
  public init() {}
}
