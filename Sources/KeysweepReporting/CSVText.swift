/// Rows of comma-separated values: RFC 4180, safe to open in a spreadsheet.
enum CSVText {
  /// One row with its line end.
  static func row(_ cells: [String]) -> String { self.cells(cells) + "\r\n" }

  /// A part of a row.
  static func cells(_ cells: [String]) -> String {
    var row = ""
    for (index, text) in cells.enumerated() {
      if index > 0 { row += "," }
      row += cell(text)
    }
    return row
  }

  /// One cell, quoted where it must be.
  ///
  /// A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
  /// injection"): user names come from whoever may create users.
  static func cell(_ text: String) -> String {
    var text = text
    // By bytes: CR and LF are one character.
    let isPlain = text.withUTF8 { utf8 in
      utf8.allSatisfy { $0 != 0x2C && $0 != 0x22 && $0 != 0x0D && $0 != 0x0A }
    }
    if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) { text = "'" + text }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
