internal import KeysweepModel

/// Something that a rule found, before pairing.
struct Candidate: Sendable, Hashable {
  /// What was found.
  enum Value: Sendable, Hashable {
    case keyID(AccessKeyID)
    case secret(Secret)
    case sessionToken(SessionToken)
    case other(OtherCredential)
  }

  /// What was found.
  var value: Value
  /// The rule.
  var rule: RuleID
  /// Byte offset in the item.
  var offset: Int
  /// Number of bytes in the item.
  var length: Int
  /// Line feeds in the segment before it.
  var linesBefore: Int
  /// Offset of the last line feed before it in the segment, if there is one.
  var lineFeedBefore: Int?
  /// Its column in UTF-16 code units, where that is known.
  var utf16Column: Int?
  /// How it was encoded.
  var encodings: [Encoding] = []
  /// Where it would stand had it not been compressed: material of one compressed stretch shares its
  /// offset and length, and is told apart by this.
  var unpacked: Range<Int>?
  /// Set when it stands in a context that names it; such a secret is reported without an ID.
  var isLabelled = false
  /// How well its name says that it is an AWS secret access key.
  var rank = LabelRank.none
  /// The column of a table in which it stands, where that may tell what it is.
  var column: TableColumn?
  /// Set when a filter says that it is no credential.
  var suppression: Suppression?
  /// The surroundings that pairing weighs.
  var surroundings = Surroundings()
  /// Facts that stand beside a key ID.
  var facts = Facts()

  /// Facts about a key ID read from its surroundings.
  struct Facts: Sendable, Hashable {
    var observation: Observation?
    var requestExpires: Instant?
    var owner: String?
    var account: AccountID?
  }

  var isKeyID: Bool { if case .keyID = value { true } else { false } }
  var isSecret: Bool { if case .secret = value { true } else { false } }
  var isSessionToken: Bool { if case .sessionToken = value { true } else { false } }
  var isSMTPPassword: Bool {
    if case .other(let other) = value { other.kind == .sesSMTPPassword } else { false }
  }
  var end: Int { offset + length }
  /// The range with which it is paired.
  var weighed: Range<Int> { unpacked ?? offset..<end }
}

/// The records that enclose a candidate, and its label: all that pairing knows of the bytes.
struct Surroundings: Sendable, Hashable {
  /// A stretch that belongs together: an object, a call, a row, a section, a block.
  struct Record: Sendable, Hashable {
    /// What bounds a record.
    enum Kind: Sendable {
      /// A line.
      case line
      /// Lines of more indentation below one of less.
      case block
      /// A bracket that is still open.
      case bracket
      /// The header of a section, `[name]`.
      case section
      /// A blank line.
      case paragraph
    }

    /// Offset in the item at which it starts.
    var start: Int
    /// What bounds it.
    var kind: Kind
    /// Whether its bounds are explicit, not just a blank line.
    var isHard: Bool { kind != .paragraph }
  }

  /// Enclosing records, innermost first.
  var records: [Record] = []
  /// The name in front of it.
  var label = Label()

  /// The start of the section around it, if there is one.
  var section: Int? { records.last.flatMap { $0.kind == .section ? $0.start : nil } }
}

/// What the windows of one stretch of an item gave.
public struct SegmentResult: Sendable {
  var candidates: [Candidate] = []
  var lineFeeds = 0
  var lastLineFeed: Int?
  /// Matches that PCRE2 gave up on.
  public internal(set) var matchErrors: [String] = []

  /// An empty result.
  public init() {}

  /// Whether nothing was found.
  public var isEmpty: Bool { candidates.isEmpty }
}
