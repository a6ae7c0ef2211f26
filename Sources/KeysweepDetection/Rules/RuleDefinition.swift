public import KeysweepModel

/// A rule as written in a rule file.
public struct RuleDefinition: Sendable, Hashable {
  /// What a rule finds.
  public enum Kind: String, Sendable, CaseIterable {
    /// A key ID with a prefix.
    case keyID = "key-id"
    /// A key ID without a prefix.
    case legacyKeyID = "legacy-key-id"
    /// A secret access key.
    case secret
    /// A session token.
    case sessionToken = "session-token"
    /// Another credential; see ``RuleDefinition/credential``.
    case other
    /// A fact beside a key ID: no credential itself.
    case context
  }

  /// What makes the scanner look closer.
  public enum Anchor: Sendable, Hashable {
    /// One of these byte strings.
    case literals([String])
    /// A maximal run of `A-Za-z0-9+/` of such a length.
    case run(ClosedRange<Int>)
    /// A key ID.
    case besideKeyID
    /// A labelled secret.
    case besideSecret
  }

  /// How much a find matters before it is judged.
  public enum Severity: String, Sendable, CaseIterable {
    /// Opens the door.
    case high
    /// May open it for a while.
    case medium
    /// Worth knowing.
    case low
  }

  /// Filters a rule may name under `suppress`.
  public enum Filter: String, Sendable, CaseIterable {
    /// Documented examples.
    case example
    /// Repeated characters, sequences, words such as `XXXX`.
    case placeholder
    /// IDs with characters outside base32.
    case malformed
    /// Shannon entropy not above ``RuleDefinition/entropy``.
    case entropy
    /// Only hexadecimal digits of one case.
    case hex
    /// Base64 of printable text.
    case base64Text = "base64-text"
    /// Reads like code, a path or prose.
    case prose
    /// A session token that does not parse.
    case tokenStructure = "token-structure"
  }

  /// Stable identifier.
  public var id: RuleID
  /// One sentence.
  public var description: String
  /// What it finds.
  public var kind: Kind
  /// How much a find matters.
  public var severity: Severity
  /// What makes the scanner look closer.
  public var anchor: Anchor
  /// The PCRE2 pattern.
  public var pattern: String
  /// PCRE2 options by name: `caseless`, `extended`, `dotall`, `utf`.
  public var options: [String]
  /// Bytes the pattern may see before and after the anchor.
  public var before: Int
  /// Bytes the pattern may see behind the anchor.
  public var after: Int
  /// Shannon entropy, in bits per character, above which material must lie.
  public var entropy: Double?
  /// Filters that apply.
  public var suppress: Set<Filter>
  /// Whether a find is reported without a key ID beside it.
  public var standalone: Bool
  /// With ``Kind/other``: what it is.
  public var credential: OtherCredential.Kind?
  /// Texts in which the rule must find something.
  public var match: [String]
  /// Texts in which it must not.
  public var noMatch: [String]
}
