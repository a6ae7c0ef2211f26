/// Keeps free text from telling what the seal hides.
enum Scrub {
  /// The text, with `…` for everything that could be a key ID or an account number.
  static func text(_ text: String) -> String {
    guard mayTell(text) else { return text }
    var result = ""
    var rest = text[...]
    while let range = identifier(in: rest) {
      result += rest[..<range.lowerBound] + "…"
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  /// Whether the text could tell a key ID or an account number.
  static func tells(_ text: String) -> Bool {
    mayTell(text) && identifier(in: text[...]) != nil
  }

  /// The cheap question first: most texts are short words.
  private static func mayTell(_ text: String) -> Bool {
    text.utf8.count >= 12
      && (text.utf8.count { $0 &- 0x30 < 10 } >= 12
        || text.utf8.count { $0 &- 0x30 < 10 || ($0 & 0xDF) &- 0x41 < 26 } >= 16)
  }

  /// Twelve digits, `1234-5678-9012` among them; sixteen capitals and digits; an ID in lower case.
  private static func identifier(in text: Substring) -> Range<Substring.Index>? {
    text.firstRange(of: /(?:[0-9]-?){11}[0-9]|[A-Z0-9]{16}[A-Z0-9]*|(?i:a[ks]ia[a-z0-9]{16})/)
  }
}
