internal import KeysweepModel

/// Identifiers that look like key IDs and open nothing.
///
/// Source: IAM user guide, "Understanding unique ID prefixes".
enum UniqueIDs {
  private static let kinds: [String: String] = [
    "ABIA": "an STS service bearer token", "ACCA": "a service-specific credential",
    "AGPA": "a user group", "AIDA": "an IAM user", "AIPA": "an EC2 instance profile",
    "ANPA": "a managed policy", "ANVA": "a version of a managed policy", "APKA": "a public key",
    "AROA": "a role", "ASCA": "a certificate",
  ]

  /// Explains a text that is such an identifier as a whole; nil when it is none.
  static func explain(_ text: String) -> Explanation? {
    guard (20...21).contains(text.utf8.count), let kind = kinds[String(text.prefix(4))],
      text.utf8.allSatisfy({ ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39) })
    else { return nil }
    var facts = [
      Explanation.Fact(
        "kind", "kind", "unique-id", note: " of \(kind); it opens nothing by itself")
    ]
    // They hold their account in the same place as key IDs do.
    if let alike = AccessKeyID("AKIA" + text.dropFirst(4).prefix(16)) {
      facts += DecodedFacts.account(of: alike, prefix: String(text.prefix(4)))
    }
    return Explanation(title: "\(text)  no credential", facts: facts)
  }
}
