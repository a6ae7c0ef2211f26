import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// A shape in which keys leak: a text with places for fresh material.
///
/// `<I1>` and `<S1>` are an ID and the secret that belongs to it; `<S1|url>` is the secret in one of
/// the encodings of ``encode(_:as:)``. `<R>` is a random run of 40 that is no AWS secret, `<H>` 40
/// hexadecimal digits, `<K>` an ID without a secret, `<P>` an SES password, `<O>` an object ID.
struct LeakShape: Sendable, CustomTestStringConvertible {
  /// What must come out.
  enum Expected: Sendable {
    /// Every pair, and nothing else.
    case pairs
    /// Every ID and every secret; which belongs to which cannot be told, so no wrong pair.
    case ambiguous
    /// Every secret, without an ID.
    case secrets
  }

  var name: String
  var template: String
  var expected: Expected

  init(_ name: String, _ template: String, _ expected: Expected = .pairs) {
    self.name = name
    self.template = template
    self.expected = expected
  }

  /// `row` as often as asked, with the number of the pair for `#`.
  init(_ name: String, rows: Int, _ row: String, head: String = "", tail: String = "") {
    let body = (1...rows).map { row.replacing("#", with: "\($0)") }.joined()
    self.init(name, head + body + tail)
  }

  var testDescription: String { name }

  /// A text with fresh material, and the pairs in it.
  func fill() -> (text: String, pairs: [(id: String, secret: String)]) {
    var text = template
    var pairs: [(id: String, secret: String)] = []
    for number in 1... {
      guard text.contains("<I\(number)>") || text.contains("<S\(number)") else { break }
      let (id, secret) = (Self.keyID(), Self.secret())
      pairs.append((id, secret))
      text = text.replacing("<I\(number)>", with: id).replacing("<S\(number)>", with: secret)
      for encoding in Self.encodings {
        text = text.replacing(
          "<S\(number)|\(encoding)>", with: Self.encode(secret, as: encoding))
      }
    }
    let decoys: [(String, () -> String)] = [
      ("<R>", Self.secret), ("<K>", Self.keyID), ("<H>", { TestKeys.hex(40) }),
      ("<P>", { "BC" + TestKeys.base64(42) }), ("<O>", { "\"" + TestKeys.hex(24) + "\"" }),
    ]
    for (mark, make) in decoys {
      while let range = text.firstRange(of: mark) { text.replaceSubrange(range, with: make()) }
    }
    return (text, pairs)
  }

  static let encodings = [
    "url", "slash", "lower", "twice", "json", "json2", "net", "xml", "entity", "hex",
  ]

  /// The secret as a certain writer encodes `/` and `+`.
  static func encode(_ secret: String, as encoding: String) -> String {
    let (slash, plus): (String, String) =
      switch encoding {
      case "url": ("%2F", "%2B")
      case "slash": ("%2F", "+")
      case "lower": ("%2f", "%2b")
      case "twice": ("%252F", "%252B")
      case "json": ("\\/", "+")
      case "json2": ("\\\\/", "+")
      case "net": ("/", "\\u002B")
      case "xml": ("&#x2F;", "&#43;")
      case "entity": ("&#x002F;", "&plus;")
      case "hex": ("\\x2f", "\\x2b")
      default: ("/", "+")
      }
    return secret.replacing("/", with: slash).replacing("+", with: plus)
  }

  /// An ID that no filter takes for a placeholder, which happens to one in 100 000.
  static func keyID() -> String {
    while true {
      let text = TestKeys.keyID()
      guard let id = AccessKeyID(text) else { continue }
      if MaterialFilter.rejectKeyID(
        id, filters: Set(RuleDefinition.Filter.allCases), entropy: 2.8,
        examples: InMemory.rules.examples) == nil
      {
        return text
      }
    }
  }

  /// A secret that no filter rejects.
  static func secret() -> String {
    while true {
      let text = TestKeys.secret()
      let verdict = Array(text.utf8).withUnsafeBytes {
        MaterialFilter.rejectSecret(
          $0, filters: Set(RuleDefinition.Filter.allCases), entropy: 4.0,
          examples: InMemory.rules.examples)
      }
      if verdict == nil { return text }
    }
  }
}
