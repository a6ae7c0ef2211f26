public import KeysweepModel

/// Who did something to a history, and when: the value of `author`, `committer` or `tagger`.
public struct Signature: Sendable, Hashable {
  /// The name, as it stands there.
  public var name: String
  /// The address between angle brackets.
  public var email: String
  /// The time; nil when there is none or it is no number.
  public var date: Instant?
  /// The zone the clock showed, in minutes east of UTC.
  public var zoneMinutes: Int

  /// Makes a signature.
  public init(name: String, email: String, date: Instant?, zoneMinutes: Int = 0) {
    self.name = name
    self.email = email
    self.date = date
    self.zoneMinutes = zoneMinutes
  }

  /// Reads `Name <address> seconds zone`; whatever is missing stays empty.
  ///
  /// - Parameters:
  ///   - bytes: The header's value.
  ///   - isLatin1: Whether the object says that its text is ISO 8859-1.
  init(_ bytes: Bytes, isLatin1: Bool) {
    func text(_ range: Range<Int>) -> String {
      guard isLatin1 else { return bytes.text(range) }
      return String(String.UnicodeScalarView(bytes[range].map { Unicode.Scalar($0) }))
    }
    let open = bytes.firstIndex(of: 0x3C) ?? bytes.count
    // The last bracket, because broken mailers left some inside addresses.
    let close = bytes[min(open, bytes.count)...].lastIndex(of: 0x3E)
    var nameEnd = open
    while nameEnd > 0, bytes[nameEnd - 1] == 0x20 { nameEnd -= 1 }
    name = text(0..<nameEnd)
    email = open < bytes.count ? text((open + 1)..<(close ?? bytes.count)) : ""
    let time = Self.time(in: bytes)
    date = time?.date
    zoneMinutes = time?.zone ?? 0
  }

  /// The time after the last bracket.
  static func time(in bytes: Bytes) -> (date: Instant, zone: Int)? {
    guard let close = bytes.lastIndex(of: 0x3E) else { return nil }
    var at = close + 1
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    let isNegative = at < bytes.count && bytes[at] == 0x2D
    if isNegative { at += 1 }
    let start = at
    var seconds: Int64 = 0
    while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
      // More than fifteen digits are no time, and would overflow what is computed with it.
      guard at - start < 15 else { return nil }
      seconds = seconds * 10 + Int64(bytes[at] - 0x30)
      at += 1
    }
    guard at > start else { return nil }
    let date = Instant(secondsSinceEpoch: isNegative ? -seconds : seconds)
    return (date, zone(bytes, after: at))
  }

  private static func zone(_ bytes: Bytes, after start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    guard at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D else { return 0 }
    let sign = bytes[at] == 0x2D ? -1 : 1
    let digits = bytes[(at + 1)...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard digits.count == 4 else { return 0 }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return sign * (value / 100 * 60 + value % 100)
  }
}
