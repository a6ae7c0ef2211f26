internal import KeysweepModel

/// A date as somebody writes it who wants the commits since then.
///
/// git itself takes every text for a date: what it does not understand means now, and a bare date
/// means that day at the present time of day. Only what is certain is let through.
enum SinceDate: Equatable {
  /// A point in time.
  case fixed(Instant)
  /// A stretch of time until now, in words that git understands.
  case relative(String)

  private static let units = ["second", "minute", "hour", "day", "week", "month", "year"]

  /// Reads a date; nil when it is none.
  init?(_ text: String) {
    if text.first == "@" {
      guard let seconds = Int64(text.dropFirst()), seconds >= 0 else { return nil }
      self = .fixed(Instant(secondsSinceEpoch: seconds))
    } else if text.contains("-"), let instant = Instant(iso8601: text) {
      self = .fixed(instant)
    } else {
      var words = text.lowercased().split { $0 == " " || $0 == "." }.map(String.init)
      if words != ["yesterday"] {
        if words.last == "ago" { words.removeLast() }
        guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
        for index in stride(from: 0, to: words.count, by: 2) {
          guard Self.isAmount(words[index], words[index + 1]) else { return nil }
        }
        words.append("ago")
      }
      self = .relative(words.joined(separator: "."))
    }
  }

  private static func isAmount(_ number: String, _ unit: String) -> Bool {
    (1...6).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && units.contains { unit == $0 || unit == $0 + "s" }
  }
}
