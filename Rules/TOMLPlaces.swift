/// Where the keys and values of a TOML document stand, for messages.
///
/// The parser that reads the documents keeps no positions of keys. This reader only finds places, in
/// a document that the parser has accepted; in any other it gives some place and never fails.
public struct TOMLPlaces: Sendable {
  /// A step on the way to a value.
  public enum Step: Sendable, Hashable {
    /// Into a table.
    case key(String)
    /// Into an array, or an array of tables, from 0.
    case index(Int)
  }

  /// A line and a column in bytes, both from 1.
  public struct Place: Sendable, Hashable {
    /// The line.
    public var line: Int
    /// The column.
    public var column: Int
  }

  private let bytes: [UInt8]
  /// Offsets of keys, headers and elements.
  private let starts: [[Step]: Int]
  /// Offsets of values.
  private let values: [[Step]: Int]

  /// Reads a document.
  ///
  /// - Parameter text: The document.
  public init(_ text: String) {
    var reader = TOMLPlaceReader(text)
    reader.readDocument()
    bytes = reader.bytes
    starts = reader.starts
    values = reader.values
  }

  /// The place of a key, header or element, or of the nearest thing around it that is written down.
  ///
  /// - Parameter path: The way to it; empty for the document.
  /// - Returns: The place.
  public func place(of path: [Step]) -> Place {
    var path = path[...]
    while !path.isEmpty {
      if let start = starts[Array(path)] { return place(at: start) }
      path = path.dropLast()
    }
    return Place(line: 1, column: 1)
  }

  /// The place of a byte of a string, behind the escapes and line ends it was written with.
  ///
  /// - Parameters:
  ///   - offset: The byte in the string's value, from 0; the end of the string counts as a byte.
  ///   - path: The way to the string.
  /// - Returns: The place.
  public func place(ofByte offset: Int, in path: [Step]) -> Place {
    guard let value = values[path] else { return place(of: path) }
    let string = TOMLString(bytes, at: value)
    return place(at: string?.source(of: offset) ?? value)
  }

  private func place(at offset: Int) -> Place {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Place(line: line, column: before.count - lineStart + 1)
  }
}

/// A string as it is written.
struct TOMLString {
  private let bytes: [UInt8]
  private let isBasic: Bool
  private let isMultiline: Bool
  /// The first byte of the content.
  private let start: Int
  /// Behind the last byte of the content.
  private let contentEnd: Int
  /// Behind the closing quotes.
  let end: Int

  /// Finds the string that starts at an offset; nil when none does.
  init?(_ bytes: [UInt8], at offset: Int) {
    guard bytes.indices.contains(offset) else { return nil }
    let quote = bytes[offset]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    isBasic = quote == UInt8(ascii: "\"")
    isMultiline = bytes[offset...].starts(with: [quote, quote, quote])
    let width = isMultiline ? 3 : 1
    var at = offset + width
    if isMultiline {
      // A line end right behind the opening quotes does not count.
      if bytes[at...].starts(with: [0x0D, 0x0A]) {
        at += 2
      } else if bytes[at...].first == 0x0A {
        at += 1
      }
    }
    start = at
    while at < bytes.count {
      if isBasic, bytes[at] == UInt8(ascii: "\\") {
        at += 2
      } else if bytes[at] != quote {
        if !isMultiline, bytes[at] == 0x0A { break }
        at += 1
      } else if !isMultiline {
        break
      } else {
        let run = bytes[at...].prefix { $0 == quote }.count
        // Up to two quotes may stand before the closing three.
        at += run >= 3 ? min(run, 5) - 3 : run
        if run >= 3 { break }
      }
    }
    self.bytes = bytes
    contentEnd = min(at, bytes.count)
    end = min(at + width, bytes.count)
  }

  /// The value of the string.
  var value: String {
    var result: [UInt8] = []
    var at = start
    while at < contentEnd {
      let unit = unit(at: at)
      result += unit.value
      at += unit.written
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where a byte of the value is written.
  func source(of offset: Int) -> Int {
    var rest = offset
    var at = start
    while at < contentEnd {
      let unit = unit(at: at)
      if unit.value.count > rest { return at }
      rest -= unit.value.count
      at += unit.written
    }
    return contentEnd
  }

  /// One byte or escape: what it stands for, and how many bytes it takes.
  private func unit(at offset: Int) -> (value: [UInt8], written: Int) {
    // The parser makes LF of every line end.
    if isMultiline, bytes[offset..<contentEnd].starts(with: [0x0D, 0x0A]) { return ([0x0A], 2) }
    guard isBasic, bytes[offset] == UInt8(ascii: "\\"), offset + 1 < contentEnd else {
      return ([bytes[offset]], 1)
    }
    let digits: Int
    switch bytes[offset + 1] {
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    case 0x20, 0x09, 0x0A, 0x0D:
      // A backslash at the end of a line swallows all white space behind it.
      let space = bytes[(offset + 1)..<contentEnd].prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
      return ([], 1 + space.count)
    case UInt8(ascii: "n"): return ([0x0A], 2)
    case UInt8(ascii: "t"): return ([0x09], 2)
    case UInt8(ascii: "r"): return ([0x0D], 2)
    case UInt8(ascii: "b"): return ([0x08], 2)
    case UInt8(ascii: "f"): return ([0x0C], 2)
    case UInt8(ascii: "e"): return ([0x1B], 2)
    case let byte: return ([byte], 2)
    }
    let code = bytes[min(offset + 2, contentEnd)..<min(offset + 2 + digits, contentEnd)]
    let scalar = UInt32(String(decoding: code, as: UTF8.self), radix: 16).flatMap(
      Unicode.Scalar.init)
    return (Array(String(scalar.map(Character.init) ?? "?").utf8), 2 + code.count)
  }
}
