/// Splits delimited text into records after RFC 4180, tolerating LF, CRLF and a missing last end.
///
/// Works on the bytes of a ``ByteWindow`` and makes nothing per record: a field is a range, and only
/// who keeps it turns it into a string.
struct RecordReader: ~Copyable {
  /// A longer record is a quote that was never closed.
  static let maxRecord = 1 << 20
  /// A longer line is cut: no report in base64 is that long.
  static let maxLine = 64 << 20
  /// After so many quotes that were never closed, quotes are taken for text: looking for their
  /// ends, over and over, would take forever.
  private static let maxOpenQuotes = 100

  private static let quote = UInt8(ascii: "\"")
  private static let newline: UInt8 = 0x0A

  let window: ByteWindow
  let delimiter: UInt8
  /// The line on which the current record starts, from 1.
  private(set) var line: Int
  /// Whether the current record was ended by the end of a damaged input: it may be cut.
  private(set) var mayBeCut = false
  private var nextLine: Int
  /// What the current record takes of the window.
  private var taken = 0
  private var raw = Bytes(start: nil, count: 0)
  private var fields: [Range<Int>] = []
  /// Holds records with quotes, without the quotes.
  private var scratch: [UInt8] = []
  private var isInScratch = false
  private var openQuotes = 0

  /// Reads from where the window stands.
  ///
  /// - Parameters:
  ///   - window: The bytes.
  ///   - delimiter: Comma, semicolon or tab.
  ///   - line: The number of the first line.
  init(_ window: ByteWindow, delimiter: UInt8, line: Int = 1) {
    self.window = window
    self.delimiter = delimiter
    self.line = line
    nextLine = line
  }

  /// How many fields the current record has.
  var count: Int { fields.count }

  /// The record as it stands in the input, quotes and all.
  var text: Bytes { raw }

  /// Gives a field's bytes to a closure.
  @inline(__always)
  func with<R>(_ index: Int, _ body: (Bytes) -> R) -> R {
    let range = fields[index]
    if isInScratch {
      return scratch.withUnsafeBufferPointer { body(Bytes(rebasing: $0[range])) }
    }
    return body(Bytes(rebasing: raw[range]))
  }

  /// Goes on to the next record that is not blank.
  ///
  /// - Returns: False at the end.
  mutating func next() -> Bool {
    while advance() {
      if fields.count > 1 || !(fields.first?.isEmpty ?? true) { return true }
    }
    return false
  }

  /// Ends the current record before its line ends, and has the next one start there.
  ///
  /// Reports of AWS end without a line end, so two of them joined by `cat` share a line.
  ///
  /// - Parameter offset: Into ``text``.
  mutating func cut(at offset: Int) {
    nextLine = line
    taken = offset
    raw = Bytes(rebasing: raw[..<offset])
    split()
  }

  /// Joins fields from one to another, with what stands between them, into one.
  mutating func merge(_ range: ClosedRange<Int>) {
    let joined = fields[range.lowerBound].lowerBound..<fields[range.upperBound].upperBound
    fields.replaceSubrange(range, with: CollectionOfOne(joined))
  }

  private mutating func advance() -> Bool {
    window.consume(taken)
    taken = 0
    line = nextLine
    mayBeCut = false
    var searched = 0
    // Whether the search stands inside quotes.
    var isQuoted = false
    let isLiteral = openQuotes > Self.maxOpenQuotes
    while true {
      let bytes = window.unread
      if let end = Self.end(of: bytes, from: &searched, &isQuoted, isLiteral) {
        finish(Bytes(rebasing: bytes[..<end]), taking: end + 1, isLiteral: isLiteral)
        return true
      }
      if searched > Self.maxLine {
        mayBeCut = true
        finish(bytes, taking: bytes.count, isLiteral: true)
        return true
      }
      if isQuoted, searched > Self.maxRecord {
        // Not closed: the quote is part of the text, and the line is a record.
        openQuotes += 1
        let end = bytes.firstIndex(of: Self.newline) ?? bytes.count
        finish(Bytes(rebasing: bytes[..<end]), taking: min(end + 1, bytes.count), isLiteral: true)
        return true
      }
      if window.refill() { continue }
      let rest = window.unread
      if rest.isEmpty { return false }
      mayBeCut = window.failure != nil
      let end = isQuoted ? rest.firstIndex(of: Self.newline) ?? rest.count : rest.count
      finish(Bytes(rebasing: rest[..<end]), taking: min(end + 1, rest.count), isLiteral: isQuoted)
      return true
    }
  }

  /// The place of the line end that ends the record.
  private static func end(
    of bytes: Bytes, from searched: inout Int, _ isQuoted: inout Bool, _ isLiteral: Bool
  ) -> Int? {
    var at = searched
    let count = bytes.count
    var quoted = isQuoted
    while at < count {
      let byte = bytes[at]
      if byte == newline, !quoted {
        searched = at
        return at
      }
      // A doubled quote opens and closes at once.
      if byte == quote, !isLiteral { quoted.toggle() }
      at += 1
    }
    searched = at
    isQuoted = quoted
    return nil
  }

  private mutating func finish(_ record: Bytes, taking count: Int, isLiteral: Bool = false) {
    taken = count
    raw = record
    nextLine = line + 1
    split(isLiteral: isLiteral)
  }

  private mutating func split(isLiteral: Bool = false) {
    fields.removeAll(keepingCapacity: true)
    isInScratch = false
    var start = 0
    var at = 0
    var end = raw.count
    if end > 0, raw[end - 1] == 0x0D { end -= 1 }
    while at < end {
      let byte = raw[at]
      if byte == delimiter {
        fields.append(start..<at)
        start = at + 1
      } else if byte == Self.quote, at == start, !isLiteral {
        splitQuoted(end)
        return
      }
      at += 1
    }
    fields.append(start..<end)
  }

  /// Splits a record in which a field starts with a quote.
  private mutating func splitQuoted(_ end: Int) {
    fields.removeAll(keepingCapacity: true)
    scratch.removeAll(keepingCapacity: true)
    isInScratch = true
    var start = 0
    var isQuoted = false
    var at = 0
    while at < end {
      let byte = raw[at]
      if isQuoted {
        if byte == Self.quote {
          if at + 1 < end, raw[at + 1] == byte {
            scratch.append(byte)
            at += 1
          } else {
            isQuoted = false
          }
        } else {
          if byte == Self.newline { nextLine += 1 }
          scratch.append(byte)
        }
      } else if byte == Self.quote, scratch.count == start {
        isQuoted = true
      } else if byte == delimiter {
        fields.append(start..<scratch.count)
        scratch.append(byte)
        start = scratch.count
      } else {
        scratch.append(byte)
      }
      at += 1
    }
    fields.append(start..<scratch.count)
  }
}
