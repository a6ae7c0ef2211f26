internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Why a document cannot be used.
struct DocumentError: Error {
  var reason: String
}

/// Decodes what AWS services print.
enum AWSDocument {
  /// Decodes with names as they stand.
  static func decode<T: Decodable>(
    _ type: T.Type, from bytes: Bytes
  ) throws(DocumentError) -> T {
    try decode(type, from: bytes, JSONDecoder())
  }

  /// Decodes with the first letter of every name made upper case.
  ///
  /// The same finding is `AccessKeyId` in one service's output and `accessKeyId` in its export.
  static func decodeAnyCase<T: Decodable>(
    _ type: T.Type, from bytes: Bytes
  ) throws(DocumentError) -> T {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { path in
      let name = path.last?.stringValue ?? ""
      return AnyName(stringValue: name.prefix(1).uppercased() + name.dropFirst())
    }
    return try decode(type, from: bytes, decoder)
  }

  private struct AnyName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static func decode<T: Decodable>(
    _ type: T.Type, from bytes: Bytes, _ decoder: JSONDecoder
  ) throws(DocumentError) -> T {
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch {
      throw DocumentError(reason: describe(error))
    }
  }

  private static func describe(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      let within = context.codingPath.isEmpty ? "" : " in \(place(context))"
      return "not an AWS CLI document that keysweep knows: no \(key.stringValue)\(within)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "not an AWS CLI document that keysweep knows: \(place(context)) is of another kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "\(place(context)): \(context.debugDescription)"
    default: return "not valid JSON"
    }
  }
}

/// A time as AWS prints it: ISO 8601, seconds since 1970, or CloudTrail's `Jul 20, 2026 3:07:12 AM`.
struct AWSTime: Decodable {
  /// As it stands.
  var text: String
  /// nil when the text is no time.
  var instant: Instant?

  init(_ text: String) {
    self.text = text
    instant = Instant(iso8601: text) ?? Self.epoch(text) ?? Self.english(text)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.init(text)
    } else {
      self.init(String(try container.decode(Double.self)))
    }
  }

  /// Seconds since 1970, or milliseconds.
  private static func epoch(_ text: String) -> Instant? {
    guard text.utf8.count >= 9, let number = Double(text), number >= 0, number < 1e14 else {
      return nil
    }
    return Instant(secondsSinceEpoch: Int64(number > 1e11 ? number / 1000 : number))
  }

  /// `Jul 20, 2026 3:07:12 AM`, with any kind of space before the half of the day.
  private static func english(_ text: String) -> Instant? {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let words = text.split { $0.isWhitespace || $0 == "," }
    guard words.count == 5, let month = months.firstIndex(of: String(words[0])),
      let day = Int(words[1]), let year = Int(words[2])
    else { return nil }
    let clock = words[3].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, (1...12).contains(clock[0]), words[4] == "AM" || words[4] == "PM" else {
      return nil
    }
    return Instant(
      year: year, month: month + 1, day: day, hour: clock[0] % 12 + (words[4] == "PM" ? 12 : 0),
      minute: clock[1], second: clock[2])
  }
}

extension AWSTime {
  /// Reads the usual form without making a string.
  static func parse(_ bytes: Bytes) -> Instant? {
    Instant(iso8601Bytes: bytes) ?? (bytes.isEmpty ? nil : AWSTime(bytes.text).instant)
  }
}
