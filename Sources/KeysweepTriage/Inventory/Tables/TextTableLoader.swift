internal import KeysweepModel

/// Reads what `aws iam list-access-keys --output table` draws, one table or many.
enum TextTableLoader {
  /// Whether a line is the upper edge of a table.
  static func recognises(_ line: Bytes) -> Bool {
    let line = line.trimmed
    return line.count >= 10
      && line.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
  }

  /// Reads all tables.
  ///
  /// - Parameters:
  ///   - reader: Splits at bars; stands before the first edge.
  ///   - sink: Gets keys and remarks.
  static func load(_ reader: consuming RecordReader, into sink: inout FactSink) {
    var reader = reader
    var columns: KeyTableRow.Columns?
    var width = 0
    var isFamiliar = false
    while reader.next() {
      let line = reader.text.trimmed
      guard line.first == UInt8(ascii: "|"), !reader.mayBeCut else {
        if !recognises(line) {
          sink.malformed(line: reader.line, "row left out: text outside of any table")
        }
        continue
      }
      let cells = (0..<reader.count).map { reader.with($0) { $0.trimmed.text } }
        .filter { !$0.isEmpty }
      // Edges between the bars, and titles of one cell.
      if cells.allSatisfy({ $0.allSatisfy { "+-".contains($0) } }) { continue }
      if cells.count == 1 {
        if cells[0] == "ListAccessKeys" || cells[0] == "AccessKeyMetadata" { isFamiliar = true }
        columns = nil
        continue
      }
      let names = cells.map { $0.lowercased() }
      if KeyTableLoader.recognises(names) {
        columns = KeyTableRow.Columns(names)
        width = names.count
        isFamiliar = true
        continue
      }
      guard let columns, cells.count == width else {
        sink.malformed(
          line: reader.line,
          columns == nil
            ? "row left out: the table shows no AccessKeyId and Status"
            : "row left out: \(cells.count) cells where the table has \(width)")
        continue
      }
      var record = KeyTableRow(line: reader.line)
      columns.read(into: &record) { cells[$0] == "None" ? nil : cells[$0] }
      record.emit(columns.format, into: &sink)
    }
    if isFamiliar { sink.recognise("list-access-keys") }
  }
}
