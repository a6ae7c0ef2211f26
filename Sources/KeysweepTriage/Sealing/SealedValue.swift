/// One value of a line of a sealed inventory: JSON without objects and fractions.
///
/// Lines are many and flat, so a reader of a hundred lines beats a general one by far, and can say
/// what is wrong.
enum SealedValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Int64)
  case text(String)
  case list([SealedValue])

  // MARK: Writing

  /// Appends the value as JSON.
  func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += Array("null".utf8)
    case .bool(let value): bytes += Array((value ? "true" : "false").utf8)
    case .number(let value): bytes += Array(String(value).utf8)
    case .text(let value): Self.quote(value, to: &bytes)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
  }

  private static func quote(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  // MARK: Reading

  /// Reads a whole line.
  ///
  /// - Parameter line: Its bytes, without the line's end.
  /// - Returns: The value.
  /// - Throws: ``SealedError`` with the column, from 1.
  static func read(_ line: UnsafeBufferPointer<UInt8>) throws(SealedError) -> SealedValue {
    var parser = SealedParser(line)
    let value = try parser.value(depth: 0)
    guard parser.isAtEnd else { throw parser.fail("something follows the value") }
    return value
  }
}

/// Why a sealed inventory cannot be used: a clause without file and line.
struct SealedError: Error, Hashable {
  var reason: String
}

private struct SealedParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  func fail(_ reason: String) -> SealedError {
    SealedError(reason: "column \(at + 1): \(reason)")
  }

  mutating func value(depth: Int) throws(SealedError) -> SealedValue {
    guard at < bytes.count else { throw fail("the line ends in the middle") }
    switch bytes[at] {
    case UInt8(ascii: "["): return try list(depth: depth + 1)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    default: return try number()
    }
  }

  private mutating func list(depth: Int) throws(SealedError) -> SealedValue {
    guard depth <= 4 else { throw fail("nested too deeply") }
    at += 1
    var values: [SealedValue] = []
    if skip("]") { return .list(values) }
    while true {
      values.append(try value(depth: depth))
      if skip("]") { return .list(values) }
      guard skip(",") else {
        throw fail(isAtEnd ? "the line ends in the middle" : "a comma is missing")
      }
    }
  }

  private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: letter) else { return false }
    at += 1
    return true
  }

  private mutating func word(
    _ word: StaticString, _ value: SealedValue
  ) throws(SealedError) -> SealedValue {
    let end = at + word.utf8CodeUnitCount
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard end <= bytes.count, bytes[at..<end].elementsEqual(expected) else {
      throw fail("neither null, true nor false")
    }
    at = end
    return value
  }

  private mutating func number() throws(SealedError) -> SealedValue {
    let start = at
    if bytes[at] == UInt8(ascii: "-") { at += 1 }
    while at < bytes.count, bytes[at] &- 0x30 < 10 { at += 1 }
    guard let value = Int64(String(decoding: bytes[start..<at], as: UTF8.self)) else {
      at = start
      throw fail("no value starts here")
    }
    return .number(value)
  }

  private mutating func text() throws(SealedError) -> String {
    at += 1
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") {
      at += 1
    }
    // Nearly all texts have no escapes.
    if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
      defer { at += 1 }
      return try string(bytes[start..<at])
    }
    var value = Array(bytes[start..<at])
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") { return try string(value) }
      value.append(byte == UInt8(ascii: "\\") ? try escape() : byte)
    }
    throw fail("a text is not closed")
  }

  private func string(_ bytes: some Collection<UInt8>) throws(SealedError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw fail("no valid UTF-8") }
    return text
  }

  private mutating func escape() throws(SealedError) -> UInt8 {
    guard at < bytes.count else { throw fail("a text is not closed") }
    let byte = bytes[at]
    at += 1
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
    guard byte == UInt8(ascii: "u"), at + 4 <= bytes.count,
      let code = UInt8(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16),
      code < 0x20
    else { throw fail("an escape that keysweep does not write") }
    at += 4
    return code
  }
}
