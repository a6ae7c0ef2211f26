internal import KeysweepModel

/// Reads tables of access keys with a header: CSV of the AWS CLI's fields, Steampipe, CloudQuery.
enum KeyTableLoader {
  /// Whether a header names a key ID and a state.
  static func recognises(_ names: [String]) -> Bool {
    let columns = KeyTableRow.Columns(names)
    return columns.id != nil && columns.status != nil
  }

  /// Reads all rows.
  ///
  /// - Parameters:
  ///   - reader: Stands before the header.
  ///   - sink: Gets keys and remarks.
  static func load(_ reader: consuming RecordReader, into sink: inout FactSink) {
    var reader = reader
    var columns: KeyTableRow.Columns?
    var width = 0
    while reader.next() {
      // Files of the same kind joined by `cat` repeat the header.
      let isKeyRow = (0..<reader.count).contains { reader.with($0) { $0.trimmed.isKeyID } }
      if columns == nil || !isKeyRow {
        let names = TableHeader.names(reader)
        if recognises(names) {
          columns = KeyTableRow.Columns(names)
          width = names.count
          continue
        }
      }
      guard let columns, reader.count == width, !reader.mayBeCut else {
        sink.malformed(
          line: reader.line,
          """
          row left out: \(reader.count) fields where the header has \(width); was the file cut or \
          edited?
          """)
        continue
      }
      var record = KeyTableRow(line: reader.line)
      columns.read(into: &record) { index in
        reader.with(index) { $0.trimmed.isAbsent ? nil : $0.trimmed.text }
      }
      record.emit(columns.format, into: &sink)
    }
  }
}
