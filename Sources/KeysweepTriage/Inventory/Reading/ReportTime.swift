internal import KeysweepModel

/// The time at which a report says it was made.
enum ReportTime {
  /// Applies `GeneratedTime`, unless the content is younger than it claims.
  static func apply(_ text: String, to input: inout LoadedInput) {
    guard let stated = Instant(iso8601: text) else {
      input.incidents.append(
        Incident(
          .notice, path: input.path,
          detail:
            "GeneratedTime \u{201c}\(text)\u{201d} is no ISO 8601 time; using the newest time inside"
        ))
      return
    }
    if let newest = input.asOf, newest > stated {
      input.incidents.append(
        Incident(
          .notice, path: input.path,
          detail: """
            GeneratedTime \(stated.iso8601) is older than times inside the report; using the newest \
            of them, \(newest.iso8601)
            """))
      return
    }
    input.asOf = stated
    input.asOfIsLowerBound = false
  }

  /// A time in a file name: `2026-11-24`, with an optional time behind it.
  ///
  /// - Parameter name: The name.
  /// - Returns: The time, and whether it is more than a day; nil when there is none.
  static func inName(_ name: some Sequence<UInt8>) -> (instant: Instant, isExact: Bool)? {
    let bytes = Array(name)
    guard bytes.count >= 10 else { return nil }
    for start in 0...(bytes.count - 10) where isDigit(bytes[start]) {
      if start > 0, isDigit(bytes[start - 1]) { continue }
      let date = String(decoding: bytes[start..<(start + 10)], as: UTF8.self)
      guard Instant(iso8601: date) != nil, date.utf8.dropFirst(4).first == UInt8(ascii: "-")
      else { continue }
      // `T10:00:00`, `T10-00-00`, `T100000`, with or without Z.
      var time = ""
      var at = start + 10
      if at < bytes.count, bytes[at] == UInt8(ascii: "T") || bytes[at] == UInt8(ascii: "_") {
        at += 1
        while at < bytes.count, time.utf8.count < 6 {
          if isDigit(bytes[at]) {
            time.append(Character(UnicodeScalar(bytes[at])))
          } else if bytes[at] != UInt8(ascii: ":"), bytes[at] != UInt8(ascii: "-") {
            break
          }
          at += 1
        }
      }
      let compact = date.filter { $0 != "-" }
      if time.utf8.count == 6, let exact = Instant(iso8601: "\(compact)T\(time)Z") {
        return (exact, true)
      }
      return Instant(iso8601: date).map { ($0, false) }
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
