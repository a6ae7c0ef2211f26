internal import KeysweepModel

/// Reads rows that Steampipe and CloudQuery export as JSON: of keys, and of credential reports.
struct TableRows {
  /// The names in the rows that came last; tables have the same in every row.
  private var names: Set<String> = []
  private var columns: [String: Int] = [:]
  private var keys: KeyTableRow.Columns?
  private var reports: ReportRowReader?

  /// Reads a row, if it is one of a table that is known.
  ///
  /// - Parameters:
  ///   - bytes: From bracket to bracket.
  ///   - names: The names of its members.
  ///   - line: Where it starts.
  ///   - sink: Gets facts and remarks.
  /// - Returns: False when it is something else.
  mutating func load(
    _ bytes: Bytes, _ names: Set<String>, line: Int, into sink: inout FactSink
  ) -> Bool {
    if names != self.names { settle(names) }
    guard keys != nil || reports != nil else { return false }
    var row = Row(line: line, fields: Array(repeating: nil, count: columns.count))
    JSONFields.forEachMember(of: bytes) { name, value in
      if let index = columns[name.text] { row.fields[index] = JSONFields.text(value) }
    }
    if let keys {
      var record = KeyTableRow(line: line)
      keys.read(into: &record) { row.fields[$0] }
      record.emit(keys.format, into: &sink)
    } else {
      loadReport(row, into: &sink)
    }
    return true
  }

  private mutating func loadReport(_ row: Row, into sink: inout FactSink) {
    do throws(RowError) {
      guard let columns = reports?.columns, let found = try reports?.read(row) else { return }
      let asOf = columns.generated.flatMap { row.fields[$0] }.flatMap { Instant(iso8601: $0) }
      let group = sink.group(columns.dialect.rawValue, account: found.row.account, asOf: asOf)
      sink.add(.reportRow(found.row), to: group)
      sink.observe(found.newest, in: group, line: row.line)
    } catch {
      sink.malformed(line: row.line, "row left out: \(error.reason)")
    }
  }

  /// Finds out what a table holds.
  private mutating func settle(_ names: Set<String>) {
    self.names = names
    let order = names.sorted()
    columns = [:]
    for (index, name) in order.enumerated() { columns[name] = index }
    keys = names.contains("access_key_id") ? KeyTableRow.Columns(order) : nil
    reports = keys == nil ? ReportColumns(order).map { ReportRowReader($0) } : nil
  }

  /// The values of a row in the order of the names.
  private struct Row: FieldSource {
    var line: Int
    var fields: [String?]

    func with<R>(_ index: Int, _ body: (Bytes) -> R) -> R {
      var text = fields[index] ?? ""
      return text.withUTF8 { body($0) }
    }
  }
}
