internal import KeysweepModel

/// Reads access-key rows without a header: `--output text`, and what `--query` makes of it.
///
/// The order of the columns is whatever a query asked for, so columns go by what they hold in all
/// the first rows: a user may be called `Active`, but not all of them.
enum KeyRowsLoader {
  /// Rows that are looked at before the columns are settled.
  private static let sampleSize = 64

  /// What separates fields, if a line looks like a row about a key.
  static func delimiter(of line: Bytes) -> UInt8? {
    [0x09, UInt8(ascii: ","), UInt8(ascii: ";"), 0x20].first { delimiter in
      let fields = split(line, delimiter)
      guard fields.count > 1, fields.count(where: \.isKeyID) == 1 else { return false }
      return fields.contains { isState($0) } || fields.contains { Instant(iso8601Bytes: $0) != nil }
    }
  }

  /// Reads all rows.
  ///
  /// - Parameters:
  ///   - reader: Stands before the first row.
  ///   - sink: Gets keys and remarks.
  static func load(_ reader: consuming RecordReader, into sink: inout FactSink) {
    var reader = reader
    var sample: [Row] = []
    var plan: [Int: KeyTableRow.Columns] = [:]
    while reader.next() {
      guard let row = Row(reader) else { continue }
      if sample.count < sampleSize {
        sample.append(row)
        if sample.count == sampleSize {
          plan = columns(of: sample)
          for row in sample { emit(row, plan, into: &sink) }
        }
      } else {
        emit(row, plan, into: &sink)
      }
    }
    if sample.count < sampleSize {
      plan = columns(of: sample)
      for row in sample { emit(row, plan, into: &sink) }
    }
  }

  private struct Row {
    var line: Int
    var fields: [String]

    init?(_ reader: borrowing RecordReader) {
      line = reader.line
      if reader.delimiter == 0x20 {
        fields = split(reader.text, 0x20).map(\.text)
      } else {
        fields = (0..<reader.count).map { reader.with($0) { $0.trimmed.text } }
      }
      // `--output text` puts the name of the list before each row, and prints flags of their own.
      if fields.first == "ACCESSKEYMETADATA" { fields.removeFirst() }
      if fields.count <= 1, ["", "None", "True", "False"].contains(fields.first ?? "") {
        return nil
      }
      if reader.mayBeCut { return nil }
    }
  }

  /// For each number of fields, which column holds what.
  private static func columns(of rows: [Row]) -> [Int: KeyTableRow.Columns] {
    var plan: [Int: KeyTableRow.Columns] = [:]
    for (width, rows) in Dictionary(grouping: rows, by: { $0.fields.count }) {
      func holds(_ column: Int, _ test: (String) -> Bool) -> Bool {
        rows.allSatisfy { $0.fields[column].isEmpty || test($0.fields[column]) }
          && rows.contains { !$0.fields[column].isEmpty }
      }
      let all = 0..<width
      let ids = all.filter { column in holds(column) { $0.utf8.count == 20 && isKeyID($0) } }
      guard let id = ids.first, ids.count == 1 else { continue }
      var rest = all.filter { $0 != id }
      func take(_ test: (String) -> Bool) -> Int? {
        let fitting = rest.filter { holds($0, test) }
        guard fitting.count == 1, let column = fitting.first else { return nil }
        rest.removeAll { $0 == column }
        return column
      }
      var columns = KeyTableRow.Columns()
      columns.id = id
      columns.created = take { Instant(iso8601: $0) != nil }
      columns.status = take { ["active", "inactive", "expired"].contains($0.lowercased()) }
      columns.account = take { AccountID($0) != nil }
      columns.arn = take { Arn($0) != nil }
      if rest.count == 1 { columns.user = rest.first }
      plan[width] = columns
    }
    return plan
  }

  private static func emit(
    _ row: Row, _ plan: [Int: KeyTableRow.Columns], into sink: inout FactSink
  ) {
    guard let columns = plan[row.fields.count] else {
      sink.malformed(
        line: row.line,
        """
        row left out: \(row.fields.count) fields, of which none, or more than one, is always an \
        access key ID
        """)
      return
    }
    guard columns.status != nil else {
      sink.malformed(
        line: row.line,
        """
        row left out: no column, or more than one, is always Active or Inactive, so the state of \
        the key is unknown
        """)
      return
    }
    var record = KeyTableRow(line: row.line)
    columns.read(into: &record) { index in
      let field = row.fields[index]
      return field.isEmpty || field == "None" || field == "N/A" ? nil : field
    }
    // Root's own list has one field less in a row: that cannot be told from a list without users.
    if record.user == nil { record.isUserUnknown = true }
    record.emit(columns.format, into: &sink)
  }

  private static func isKeyID(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { $0.isKeyID }
  }

  private static func isState(_ field: Bytes) -> Bool {
    field.equals(ignoringCase: "active") || field.equals(ignoringCase: "inactive")
      || field.equals(ignoringCase: "expired")
  }

  /// Fields without quotes and blanks; several spaces separate like one.
  private static func split(_ line: Bytes, _ delimiter: UInt8) -> [Bytes] {
    line.split(separator: delimiter, omittingEmptySubsequences: delimiter == 0x20).map { part in
      var field = Bytes(rebasing: part).trimmed
      if field.count > 1, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") {
        field = Bytes(rebasing: field[1..<(field.count - 1)])
      }
      return field
    }
  }
}
