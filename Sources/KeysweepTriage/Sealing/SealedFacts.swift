internal import KeysweepModel

/// Facts as lines, and back: an array whose first element names the kind.
extension SealedFormat {
  static func encode(_ fact: InventoryFact) -> SealedValue {
    switch fact {
    case .reportRow(let row):
      .list(
        [
          .text("row"), .text(row.account.description), .text(row.partition), .text(row.user),
          time(row.created), .bool(row.hasMoreKeys), .bool(row.knowsLastUse),
          bool(row.hasPassword),
        ] + row.slots.map(encode))
    case .listedKey(let key):
      .list([
        .text("key"), .text(key.id), text(key.user), encode(key.state), time(key.created),
        text(key.account?.description),
      ])
    case .wholeList(let owner):
      .list([.text("list"), .text(owner.account.description), .text(owner.user)])
    case .lastUse(let use):
      .list([
        .text("use"), .text(use.id), text(use.user), text(use.account?.description),
        time(use.used), text(use.service), text(use.region),
      ])
    case .user(let user):
      .list([
        .text("user"), .text(user.account.description), .text(user.partition), .text(user.name),
        time(user.created), .list(user.quarantines.map { .text($0) }),
      ])
    case .allUsers(let account): .list([.text("all-users"), .text(account.description)])
    case .rootKeys(let account, let arePresent):
      .list([.text("root-keys"), text(account?.description), .bool(arePresent)])
    case .userCount(let account, let count):
      .list([.text("user-count"), text(account?.description), .number(Int64(count))])
    case .event(let event):
      .list(
        [
          .text("event"), .text(event.id), .number(event.time.secondsSinceEpoch),
          text(event.user), text(event.account?.description), time(event.sessionCreated),
        ] + encode(event.kind))
    case .exposure(let exposure):
      .list([
        .text("exposure"), .text(exposure.id), text(exposure.user),
        text(exposure.account?.description), time(exposure.time), .text(exposure.statement),
      ])
    }
  }

  private static func encode(_ slot: ReportRow.Slot) -> SealedValue {
    .list([
      .number(Int64(slot.number)), .bool(slot.isActive), time(slot.lastRotated),
      time(slot.lastUsed), text(slot.service), text(slot.region),
    ])
  }

  private static func encode(_ state: ListedKey.State) -> SealedValue {
    switch state {
    case .active: .text("Active")
    case .inactive: .text("Inactive")
    case .expired: .text("Expired")
    case .other(let text): .text(text)
    }
  }

  private static func encode(_ kind: KeyEvent.Kind) -> [SealedValue] {
    switch kind {
    case .created(let state): [.text("created"), encode(state)]
    case .changed(let state): [.text("changed"), encode(state)]
    case .deleted: [.text("deleted")]
    case .used(let service, let region): [.text("used"), text(service), text(region)]
    }
  }

  /// Reads a fact.
  ///
  /// - Parameters:
  ///   - kind: The first element of the line.
  ///   - fields: The others.
  ///   - line: The number of the line, which rows of a report keep.
  /// - Returns: The fact.
  /// - Throws: ``SealedError``.
  static func fact(
    _ kind: String, _ fields: inout SealedFields, line: Int
  ) throws(SealedError) -> InventoryFact {
    switch kind {
    case "row": return .reportRow(try row(&fields, line: line))
    case "key":
      return .listedKey(
        ListedKey(
          id: try fields.text(), user: try fields.optionalText(),
          state: ListedKey.State(try fields.text()), created: try fields.time(),
          account: try fields.optionalAccount()))
    case "list":
      return .wholeList(KeyOwner(account: try fields.account(), user: try fields.text()))
    case "use":
      return .lastUse(
        KeyLastUse(
          id: try fields.text(), user: try fields.optionalText(),
          account: try fields.optionalAccount(), used: try fields.time(),
          service: try fields.optionalText(), region: try fields.optionalText()))
    case "user":
      return .user(
        UserRecord(
          account: try fields.account(), partition: try fields.text(), name: try fields.text(),
          created: try fields.time(), quarantines: try fields.texts()))
    case "all-users": return .allUsers(try fields.account())
    case "root-keys":
      return .rootKeys(account: try fields.optionalAccount(), arePresent: try fields.bool())
    case "user-count":
      return .userCount(
        account: try fields.optionalAccount(), count: Int(clamping: try fields.number()))
    case "event": return .event(try event(&fields))
    case "exposure":
      return .exposure(
        KeyExposure(
          id: try fields.text(), user: try fields.optionalText(),
          account: try fields.optionalAccount(), time: try fields.time(),
          statement: try fields.text()))
    default: throw SealedError(reason: "a line of the unknown kind \u{201c}\(kind)\u{201d}")
    }
  }

  private static func row(
    _ fields: inout SealedFields, line: Int
  ) throws(SealedError) -> ReportRow {
    var row = ReportRow(
      account: try fields.account(), partition: try fields.text(), user: try fields.text(),
      created: try fields.time(), slots: [], hasMoreKeys: try fields.bool(),
      knowsLastUse: try fields.bool(), hasPassword: try fields.optionalBool(), line: line)
    while !fields.isAtEnd {
      var slot = try fields.list()
      row.slots.append(
        ReportRow.Slot(
          number: try slot.number(in: 1...2), isActive: try slot.bool(),
          lastRotated: try slot.time(),
          lastUsed: try slot.time(), service: try slot.optionalText(),
          region: try slot.optionalText()))
      try slot.end()
    }
    return row
  }

  private static func event(_ fields: inout SealedFields) throws(SealedError) -> KeyEvent {
    var event = KeyEvent(
      id: try fields.text(), kind: .deleted,
      time: try fields.exactTime(), user: try fields.optionalText(),
      account: try fields.optionalAccount(), sessionCreated: try fields.time())
    switch try fields.text() {
    case "created": event.kind = .created(ListedKey.State(try fields.text()))
    case "changed": event.kind = .changed(ListedKey.State(try fields.text()))
    case "deleted": event.kind = .deleted
    case "used":
      event.kind = .used(service: try fields.optionalText(), region: try fields.optionalText())
    case let other:
      throw SealedError(reason: "an event of the unknown kind \u{201c}\(other)\u{201d}")
    }
    return event
  }

  static func input(_ fields: inout SealedFields) throws(SealedError) -> Input {
    Input(
      file: try fields.number(in: 1...999_999), format: try fields.text(), asOf: try fields.time(),
      asOfIsLowerBound: try fields.bool(), leftOut: try fields.number(in: 0...1_000_000))
  }
}

/// Takes the elements of a line one after the other.
struct SealedFields {
  private let values: [SealedValue]
  private var at = 0

  init(_ value: SealedValue) throws(SealedError) {
    guard case .list(let values) = value else { throw SealedError(reason: "the line is no array") }
    self.values = values
  }

  var isAtEnd: Bool { at == values.count }

  private mutating func next() throws(SealedError) -> SealedValue {
    guard at < values.count else {
      throw SealedError(reason: "\(values.count) elements are too few")
    }
    at += 1
    return values[at - 1]
  }

  private func fail(_ expected: String) -> SealedError {
    SealedError(reason: "element \(at) is no \(expected)")
  }

  mutating func text() throws(SealedError) -> String {
    guard let text = try optionalText() else { throw fail("text") }
    return text
  }

  mutating func optionalText() throws(SealedError) -> String? {
    switch try next() {
    case .text(let text): return text
    case .null: return nil
    default: throw fail("text")
    }
  }

  mutating func texts() throws(SealedError) -> [String] {
    var inner = try list()
    var texts: [String] = []
    while !inner.isAtEnd { texts.append(try inner.text()) }
    return texts
  }

  mutating func list() throws(SealedError) -> SealedFields {
    let value = try next()
    guard case .list = value else { throw fail("array") }
    return try SealedFields(value)
  }

  mutating func number() throws(SealedError) -> Int64 {
    guard case .number(let number) = try next() else { throw fail("number") }
    return number
  }

  mutating func bool() throws(SealedError) -> Bool {
    guard let bool = try optionalBool() else { throw fail("true or false") }
    return bool
  }

  mutating func optionalBool() throws(SealedError) -> Bool? {
    switch try next() {
    case .bool(let bool): return bool
    case .null: return nil
    default: throw fail("true or false")
    }
  }

  mutating func time() throws(SealedError) -> Instant? {
    switch try next() {
    case .number(let seconds):
      // Year 1 to 9999, so that differences of times cannot overflow.
      guard (-62_135_596_800...253_402_300_799).contains(seconds) else { throw fail("time") }
      return Instant(secondsSinceEpoch: seconds)
    case .null: return nil
    default: throw fail("time")
    }
  }

  mutating func exactTime() throws(SealedError) -> Instant {
    guard let time = try time() else { throw fail("time") }
    return time
  }

  mutating func number(in range: ClosedRange<Int64>) throws(SealedError) -> Int {
    let number = try number()
    guard range.contains(number) else { throw fail("number from \(range)") }
    return Int(number)
  }

  mutating func account() throws(SealedError) -> AccountID {
    guard let account = try optionalAccount() else { throw fail("account") }
    return account
  }

  mutating func optionalAccount() throws(SealedError) -> AccountID? {
    guard let text = try optionalText() else { return nil }
    guard let account = AccountID(text) else { throw fail("account") }
    return account
  }

  func end() throws(SealedError) {
    guard isAtEnd else { throw SealedError(reason: "\(values.count) elements are too many") }
  }
}
