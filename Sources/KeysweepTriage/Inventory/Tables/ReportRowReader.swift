internal import KeysweepModel

/// Why a row cannot be used.
struct RowError: Error {
  var reason: String
}

/// A row of a table, field by field.
protocol FieldSource: ~Copyable {
  /// The line on which the row starts.
  var line: Int { get }
  /// Gives a field's bytes to a closure.
  func with<R>(_ index: Int, _ body: (Bytes) -> R) -> R
}

extension RecordReader: FieldSource {}

extension FieldSource where Self: ~Copyable {
  /// A field as text.
  func string(_ index: Int) -> String { with(index) { $0.text } }
}

/// Turns the fields of a credential report's row into a ``ReportRow``.
///
/// A million rows pass through here: strings are made only of what is kept, and the account is
/// remembered from row to row.
struct ReportRowReader {
  private static let keyColumns = ["access_key_1_", "access_key_2_"]

  let columns: ReportColumns
  private var known: (arn: [UInt8], partition: String, account: AccountID)?

  init(_ columns: ReportColumns) { self.columns = columns }

  /// Reads a row.
  ///
  /// - Parameter reader: Stands at the row, with as many fields as the header.
  /// - Returns: The row, and the newest time in it.
  /// - Throws: ``RowError`` with column, value and expectation.
  mutating func read(
    _ reader: borrowing some FieldSource & ~Copyable
  ) throws(RowError) -> (row: ReportRow, newest: Instant?) {
    guard let userColumn = columns.user, reader.with(userColumn, { !$0.isEmpty }) else {
      throw RowError(reason: "no user name")
    }
    let (partition, account) = try owner(reader)
    var newest: Instant?
    func note(_ time: Instant?) {
      if let time, time > newest ?? time - 1 { newest = time }
    }
    var slots: [ReportRow.Slot] = []
    slots.reserveCapacity(2)
    for number in 0..<2 {
      let slot = columns.slots[number]
      guard let active = slot.active else { continue }
      let prefix = Self.keyColumns[number]
      let rotated = try time(reader, slot.rotated, prefix, "last_rotated")
      let used = try time(reader, slot.used, prefix, "last_used_date")
      let isActive = try flag(reader, active, prefix)
      if isActive, rotated == nil, slot.rotated != nil {
        throw RowError(reason: "\(prefix)active is true, but \(prefix)last_rotated holds no date")
      }
      note(rotated)
      note(used)
      slots.append(
        ReportRow.Slot(
          number: number + 1, isActive: isActive, lastRotated: rotated, lastUsed: used,
          service: word(reader, slot.service), region: word(reader, slot.region)))
    }
    guard slots.count == 2 else {
      throw RowError(reason: "the header lacks access_key_1_active or access_key_2_active")
    }
    let created = try time(reader, columns.created, "", "user_creation_time")
    note(created)
    for column in columns.times {
      note(reader.with(column) { $0.isAbsent ? nil : Instant(iso8601Bytes: $0) })
    }
    let row = ReportRow(
      account: account, partition: partition, user: reader.string(userColumn), created: created,
      slots: slots, hasMoreKeys: word(reader, columns.more) != nil,
      knowsLastUse: columns.knowsLastUse, hasPassword: password(reader), line: reader.line)
    return (row, newest)
  }

  /// Partition and account, from the ARN or from columns of their own.
  private mutating func owner(
    _ reader: borrowing some FieldSource & ~Copyable
  ) throws(RowError) -> (String, AccountID) {
    guard let column = columns.arn else {
      let text = columns.account.map { reader.string($0) } ?? ""
      guard let account = AccountID(text) else {
        throw RowError(reason: "account_id is \u{201c}\(text)\u{201d}, expected twelve digits")
      }
      return (word(reader, columns.partition) ?? "aws", account)
    }
    if let known,
      reader.with(
        column,
        { bytes in
          bytes.count > known.arn.count
            && known.arn.withUnsafeBufferPointer { bytes.starts(with: $0) }
        })
    {
      return (known.partition, known.account)
    }
    let text = reader.string(column)
    guard let arn = Arn(text) else {
      throw RowError(reason: "the ARN is none: \u{201c}\(text)\u{201d}")
    }
    let prefix = text.utf8.dropLast(arn.resource.utf8.count)
    known = (Array(prefix), arn.partition, arn.account)
    return (arn.partition, arn.account)
  }

  private func flag(
    _ reader: borrowing some FieldSource & ~Copyable, _ column: Int, _ prefix: String
  ) throws(RowError) -> Bool {
    let value = reader.with(column) { bytes -> Bool? in
      if bytes.equals(ignoringCase: "true") { return true }
      return bytes.equals(ignoringCase: "false") ? false : nil
    }
    guard let value else {
      throw RowError(
        reason:
          "\(prefix)active is \u{201c}\(reader.string(column))\u{201d}, expected true or false")
    }
    return value
  }

  private func password(_ reader: borrowing some FieldSource & ~Copyable) -> Bool? {
    guard let column = columns.passwordEnabled else { return nil }
    return reader.with(column) { bytes in
      if bytes.equals(ignoringCase: "true") { return true }
      return bytes.equals(ignoringCase: "false") ? false : nil
    }
  }

  private func word(_ reader: borrowing some FieldSource & ~Copyable, _ column: Int?) -> String? {
    guard let column else { return nil }
    return reader.with(column) { $0.isAbsent ? nil : $0.text }
  }

  private func time(
    _ reader: borrowing some FieldSource & ~Copyable, _ column: Int?, _ prefix: String,
    _ name: String
  ) throws(RowError) -> Instant? {
    guard let column else { return nil }
    let (isAbsent, instant) = reader.with(column) { bytes in
      bytes.isAbsent ? (true, nil) : (false, Instant(iso8601Bytes: bytes))
    }
    if isAbsent { return nil }
    guard let instant else {
      throw RowError(
        reason: """
          \(prefix)\(name) is \u{201c}\(reader.string(column))\u{201d}, expected an ISO 8601 time \
          or N/A
          """)
    }
    return instant
  }
}
