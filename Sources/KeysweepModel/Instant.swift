/// A point in time in whole seconds since 1970-01-01T00:00:00Z.
///
/// AWS inventories and signatures carry second resolution; a whole number compares exactly and
/// needs no calendar library in the libraries below the command line.
public struct Instant: Sendable, Hashable, Comparable {
  /// Seconds since the Unix epoch, negative before it.
  public var secondsSinceEpoch: Int64

  /// Makes an instant from seconds since the Unix epoch.
  public init(secondsSinceEpoch: Int64) {
    self.secondsSinceEpoch = secondsSinceEpoch
  }

  /// Makes an instant from UTC calendar fields; nil when a field is out of range.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), day >= 1,
      day <= Self.daysIn(month: month, year: year)
    else { return nil }
    let days = Self.daysFromCivil(year: year, month: month, day: day)
    secondsSinceEpoch = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  /// Orders by time.
  public static func < (a: Self, b: Self) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }
  /// Seconds from `b` to `a`.
  public static func - (a: Self, b: Self) -> Int64 { a.secondsSinceEpoch - b.secondsSinceEpoch }
  /// The instant `seconds` later.
  public static func + (a: Self, seconds: Int64) -> Self {
    Instant(secondsSinceEpoch: a.secondsSinceEpoch &+ seconds)
  }
  /// The instant `seconds` earlier.
  public static func - (a: Self, seconds: Int64) -> Self {
    Instant(secondsSinceEpoch: a.secondsSinceEpoch &- seconds)
  }
}

extension Instant {
  /// Reads the ISO 8601 forms AWS and its tools write.
  ///
  /// `2026-09-11T13:14:52Z`, `2016-07-29T09:20:20+00:00`, `2026-11-23T22:49:34.121240Z`,
  /// `20261123T225623Z` (signatures), and the bare date `2026-09-11` (midnight UTC). Fractions are
  /// cut, offsets are applied. A time without a zone is taken as UTC.
  public init?(iso8601 text: some StringProtocol) {
    var text = String(text)
    guard let instant = text.withUTF8({ Instant(iso8601Bytes: $0) }) else { return nil }
    self = instant
  }

  /// Reads the same forms from ASCII, without making a string: millions of rows hold several each.
  ///
  /// - Parameter bytes: The text and nothing else.
  public init?(iso8601Bytes bytes: UnsafeBufferPointer<UInt8>) {
    var s = FieldScanner(bytes)
    guard let year = s.digits(4) else { return nil }
    let dashed = s.skip(UInt8(ascii: "-"))
    guard let month = s.digits(2) else { return nil }
    if dashed, !s.skip(UInt8(ascii: "-")) { return nil }
    guard let day = s.digits(2) else { return nil }
    var hour = 0
    var minute = 0
    var second = 0
    var offset = 0
    if !s.atEnd {
      guard s.skip(UInt8(ascii: "T")) || s.skip(UInt8(ascii: " ")) else { return nil }
      guard let h = s.digits(2) else { return nil }
      let colons = s.skip(UInt8(ascii: ":"))
      guard let m = s.digits(2) else { return nil }
      hour = h
      minute = m
      if !colons || s.skip(UInt8(ascii: ":")) {
        guard let sec = s.digits(2) else { return nil }
        second = sec
        if s.skip(UInt8(ascii: ".")), !s.skipDigits() { return nil }
      }
      _ = s.skip(UInt8(ascii: " "))
      guard let zone = s.zoneOffset() else { return nil }
      offset = zone
    }
    guard s.atEnd,
      let local = Instant(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    self = local - Int64(offset)
  }

  /// Reads what ``iso8601`` writes, whatever the year: commits name times that no calendar holds.
  ///
  /// - Parameter text: The text.
  public init?(printed text: String) {
    if let instant = Instant(iso8601: text) {
      self = instant
      return
    }
    let isNegative = text.hasPrefix("-")
    let body = isNegative ? text.dropFirst() : text[...]
    guard let dash = body.firstIndex(of: "-"), let number = Int(body[..<dash]),
      (0...300_000_000_000).contains(number)
    else { return nil }
    // The calendar repeats after 400 years, which are 146 097 days.
    let year = isNegative ? -number : number
    let cycles = (year - 2000) / 400 - (year < 2000 ? 1 : 0)
    guard let near = Instant(iso8601: "\(year - cycles * 400)\(body[dash...])") else { return nil }
    let (shift, overflows) = Int64(cycles).multipliedReportingOverflow(by: 146_097 * 86_400)
    let (seconds, isTooFar) = near.secondsSinceEpoch.addingReportingOverflow(shift)
    guard !overflows, !isTooFar else { return nil }
    self.init(secondsSinceEpoch: seconds)
  }

  /// `2026-09-11T13:14:52Z`.
  public var iso8601: String {
    let (date, seconds) = fields
    return "\(date)T\(pad(seconds / 3600)):\(pad(seconds / 60 % 60)):\(pad(seconds % 60))Z"
  }

  /// `2026-09-11`, the UTC date.
  public var date: String { fields.date }

  private var fields: (date: String, seconds: Int) {
    var days = Int(secondsSinceEpoch / 86_400)
    var rest = Int(secondsSinceEpoch % 86_400)
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    let (y, m, d) = Self.civilFromDays(days)
    let year = String(y)
    return (
      String(repeating: "0", count: max(0, 4 - year.count)) + "\(year)-\(pad(m))-\(pad(d))", rest
    )
  }

  private func pad(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil and back).
  private static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civilFromDays(_ days: Int) -> (Int, Int, Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  private static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Reads fixed-width decimal fields from ASCII.
private struct FieldScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var atEnd: Bool { at == bytes.count }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  mutating func digits(_ width: Int) -> Int? {
    guard at + width <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[at..<(at + width)] {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    at += width
    return value
  }

  mutating func skipDigits() -> Bool {
    let start = at
    while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
    return at > start
  }

  /// Seconds east of UTC; nil when the rest is no zone.
  mutating func zoneOffset() -> Int? {
    if atEnd || skip(UInt8(ascii: "Z")) { return 0 }
    if bytes[at...].elementsEqual("UTC".utf8) {
      at = bytes.count
      return 0
    }
    let sign: Int
    if skip(UInt8(ascii: "+")) {
      sign = 1
    } else if skip(UInt8(ascii: "-")) {
      sign = -1
    } else {
      return nil
    }
    guard let hours = digits(2) else { return nil }
    _ = skip(UInt8(ascii: ":"))
    let minutes = atEnd ? 0 : digits(2)
    guard let minutes, hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
