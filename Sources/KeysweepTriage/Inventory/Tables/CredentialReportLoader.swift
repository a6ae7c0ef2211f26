internal import KeysweepModel

/// Reads IAM credential reports: columns by name, so that old, new and extended reports all work.
///
/// Source of the format: IAM user guide, "Getting credential reports", and reports of live accounts
/// (2014 to 2026). The tables of Steampipe and CloudQuery hold the same under other names.
enum CredentialReportLoader {
  /// Begins every header that AWS writes.
  private static let headerStart: StaticString = "user,arn,user_creation_time"

  /// Reads a report, or several one after the other.
  ///
  /// - Parameters:
  ///   - reader: Stands before the header.
  ///   - format: What the input is called; nil to go by the header.
  ///   - generated: When the report was made, if something around it says so.
  ///   - sink: Gets rows and remarks.
  static func load(
    _ reader: consuming RecordReader, format: String? = nil, generated: String? = nil,
    into sink: inout FactSink
  ) {
    var reader = reader
    var rows: ReportRowReader?
    var section = 0
    var current: (account: AccountID, asOf: Instant?, group: FactSink.Group)?
    var groups: [FactSink.Group] = []
    while reader.next() {
      if let columns = header(reader, isFirst: rows == nil) {
        rows = ReportRowReader(columns)
        section += 1
        current = nil
        continue
      }
      guard let columns = rows?.columns else {
        sink.malformed(line: reader.line, "row left out: it stands before any header")
        continue
      }
      do throws(RowError) {
        try repair(&reader, columns)
        guard let (row, newest) = try rows?.read(reader) else { continue }
        let asOf = columns.generated.flatMap { column in
          reader.with(column) { Instant(iso8601Bytes: $0) }
        }
        let group: FactSink.Group
        if let current, current.account == row.account, current.asOf == asOf {
          group = current.group
        } else {
          group = sink.group(
            format ?? columns.dialect.rawValue, account: row.account, asOf: asOf, section: section)
          current = (row.account, asOf, group)
          if generated != nil, !groups.contains(group) { groups.append(group) }
        }
        sink.add(.reportRow(row), to: group)
        sink.observe(newest, in: group, line: reader.line)
      } catch {
        sink.malformed(line: reader.line, "row left out: \(error.reason)")
      }
    }
    if let generated {
      for group in groups { sink.apply(generatedTime: generated, to: group) }
    }
  }

  /// The columns, if the reader stands at a header.
  private static func header(
    _ reader: borrowing RecordReader, isFirst: Bool
  ) -> ReportColumns? {
    // Cheap, because it is asked of every row: no row of a user has a name where a header has one.
    guard reader.count > 2,
      reader.with(0, { $0.withoutMark.first?.lowered.isLetter ?? false }),
      (0..<3).contains(where: { index in
        reader.with(index) {
          $0.equals(ignoringCase: "arn") || $0.equals(ignoringCase: "user_arn")
            || $0.equals(ignoringCase: "account_id")
        }
      }) || isFirst
    else { return nil }
    return ReportColumns(TableHeader.names(reader))
  }

  /// Puts a row right that has more fields than the header.
  ///
  /// User names may hold commas, and not every tool quotes them. The ARN that follows the name
  /// tells where it ends, and everything behind the ARN is counted from the right. And reports end
  /// without a line end, so that the header of the next one may stand in the same line.
  private static func repair(
    _ reader: inout RecordReader, _ columns: ReportColumns
  ) throws(RowError) {
    let width = columns.width
    if reader.mayBeCut {
      throw RowError(reason: "the input ends within it")
    }
    if reader.count > width, let next = reader.text.firstRange(of: headerStart) {
      reader.cut(at: next.lowerBound)
    }
    if reader.count == width { return }
    guard reader.count > width, columns.user == 0, columns.arn == 1 else {
      throw RowError(
        reason:
          "\(reader.count) fields where the header has \(width); was the file cut or edited?")
    }
    let lastOfArn = reader.count - (width - 2) - 1
    let firstOfArn = (1...max(1, lastOfArn)).first { index in
      reader.with(index) { $0.starts(with: "arn:aws") }
    }
    guard let firstOfArn, firstOfArn <= lastOfArn else {
      throw RowError(
        reason: "\(reader.count) fields where the header has \(width), and no ARN")
    }
    reader.merge(firstOfArn...lastOfArn)
    reader.merge(0...(firstOfArn - 1))
  }
}

/// The names in the header of a table.
enum TableHeader {
  /// The fields in lower case, without blanks, quotes and byte order mark.
  static func names(_ reader: borrowing RecordReader) -> [String] {
    (0..<reader.count).map { index in
      reader.with(index) { $0.withoutMark.trimmed.text.lowercased() }
    }
  }
}

extension UInt8 {
  /// Whether it is one of `a`–`z`, `A`–`Z`.
  var isLetter: Bool { lowered >= 0x61 && lowered <= 0x7A }
}
