/// Breaks text into lines.
enum TextWrap {
  /// Breaks at spaces; later lines are indented as far as the first one.
  static func lines(_ text: String, width: Int, first: String) -> String {
    let isASCII = isASCII(text)
    let firstWidth = isASCII && self.isASCII(first) ? first.utf8.count : first.count
    let indent = String(repeating: " ", count: firstWidth)
    let room = max(20, width - firstWidth)
    var result = first
    var lineWidth = 0
    func take(_ word: Substring, _ wordWidth: Int) {
      if lineWidth > 0, lineWidth + 1 + wordWidth > room {
        result += "\n"
        result += indent
        lineWidth = 0
      }
      if lineWidth > 0 {
        result += " "
        lineWidth += 1
      }
      result += word
      lineWidth += wordWidth
    }
    if isASCII {
      for word in text.utf8.split(separator: 0x20) { take(Substring(word), word.count) }
    } else {
      for word in text.split(separator: " ") { take(word, word.count) }
    }
    return result + "\n"
  }

  /// Whether every character is one byte.
  ///
  /// Then counting bytes, which is many times faster, counts characters. A carriage return does not
  /// count, because it makes one character with a line feed.
  private static func isASCII(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x0D }
  }
}
