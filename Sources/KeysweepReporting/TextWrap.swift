/// Breaks text into lines.
enum TextWrap {
  /// Breaks at spaces; later lines are indented as far as the first one.
  static func lines(_ text: String, width: Int, first: String) -> String {
    let indent = String(repeating: " ", count: first.count)
    let room = max(20, width - first.count)
    var result = ""
    var line = ""
    var prefix = first
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      if !line.isEmpty, line.count + 1 + word.count > room {
        result += prefix + line + "\n"
        prefix = indent
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return result + prefix + line + "\n"
  }
}
