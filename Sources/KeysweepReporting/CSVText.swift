/// Rows of comma-separated values: RFC 4180, safe to open in a spreadsheet.
enum CSVText {
  /// One row with its line end.
  static func row(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// One cell, quoted where it must be.
  ///
  /// A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
  /// injection"): user names come from whoever may create users.
  static func cell(_ text: String) -> String {
    var text = text
    // By scalars: CR and LF are one character.
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
