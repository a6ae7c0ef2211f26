internal import KeysweepModel

/// Decodes one character of material that is written with escapes.
///
/// Only what stands for `/` or `+`, or for nothing (a folded line), can be part of a secret; every
/// other escape ends it.
enum EscapeDecoder {
  /// One decoded character, or none for a break that holds nothing.
  struct Step {
    var byte: UInt8?
    var encoding: Encoding?
    var end: Int
  }

  /// Whether an escape may start with this byte.
  @inline(__always)
  static func isTrigger(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "&")
      || byte == UInt8(ascii: "=")
  }

  /// Reads the character at `at`; nil when nothing there can be part of a secret.
  static func decode(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    guard at < bytes.count else { return nil }
    let byte = bytes[at]
    if RunFinder.isRunByte(byte) { return Step(byte: byte, encoding: nil, end: at + 1) }
    switch byte {
    case UInt8(ascii: "%"): return percent(bytes, at)
    case UInt8(ascii: "="):
      // A break at the end of the material is padding and a line end, not a soft break.
      guard let end = lineBreak(bytes, at + 1), end < bytes.count, RunFinder.isRunByte(bytes[end])
      else { return nil }
      return Step(byte: nil, encoding: .quotedPrintable, end: end)
    case UInt8(ascii: "\\"): return backslash(bytes, at)
    case UInt8(ascii: "&"): return entity(bytes, at)
    default: return nil
    }
  }

  /// A hexadecimal escape that stands for `/` or `+`.
  private static func escape(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, digits: Int, _ encoding: Encoding
  ) -> Step? {
    guard let value = EscapeHead.hex(start, digits: digits, bytes), value == 0x2F || value == 0x2B
    else { return nil }
    return Step(byte: UInt8(value), encoding: encoding, end: start + digits)
  }

  /// `%2F`, and `%252F` for what was encoded more than once.
  private static func percent(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    var start = at + 1
    while start - at < 7, EscapeHead.hex(start, digits: 2, bytes) == 0x25 { start += 2 }
    return escape(bytes, start, digits: 2, .percent)
  }

  /// `\/`, `\\/`, `\u002b`, `\x2b`, or a backslash that folds a line.
  private static func backslash(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    var end = at
    while end < bytes.count, end - at < 8, bytes[end] == UInt8(ascii: "\\") { end += 1 }
    guard end < bytes.count else { return nil }
    switch bytes[end] {
    case UInt8(ascii: "/"):
      return Step(byte: 0x2F, encoding: .jsonEscape, end: end + 1)
    case UInt8(ascii: "u"):
      return escape(bytes, end + 1, digits: 4, .jsonEscape)
    case UInt8(ascii: "x"):
      return escape(bytes, end + 1, digits: 2, .jsonEscape)
    case 0x0A, 0x0D:
      guard var next = lineBreak(bytes, end) else { return nil }
      let limit = min(bytes.count, next + 64)
      while next < limit, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
      guard next < limit, RunFinder.isRunByte(bytes[next]) else { return nil }
      return Step(byte: nil, encoding: .folded, end: next)
    default:
      return nil
    }
  }

  /// `&#x2F;`, `&#43;`, with leading zeros, or by name.
  private static func entity(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    var end = at + 1
    let limit = min(bytes.count, at + 10)
    while end < limit, bytes[end] != UInt8(ascii: ";") { end += 1 }
    guard end < limit, end - at >= 4 else { return nil }
    let body = bytes[at + 1..<end]
    let byte: UInt8
    if body.elementsEqual("sol".utf8) {
      byte = 0x2F
    } else if body.elementsEqual("plus".utf8) {
      byte = 0x2B
    } else {
      guard bytes[at + 1] == UInt8(ascii: "#") else { return nil }
      let isHex = bytes[at + 2] | 0x20 == UInt8(ascii: "x")
      let digits = String(decoding: bytes[at + (isHex ? 3 : 2)..<end], as: UTF8.self)
      guard let value = Int(digits, radix: isHex ? 16 : 10), value == 0x2F || value == 0x2B else {
        return nil
      }
      byte = UInt8(value)
    }
    return Step(byte: byte, encoding: .xmlEntity, end: end + 1)
  }

  /// The offset behind LF or CRLF at `at`; nil when there is none.
  private static func lineBreak(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int? {
    guard at < bytes.count else { return nil }
    if bytes[at] == 0x0A { return at + 1 }
    if bytes[at] == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A { return at + 2 }
    return nil
  }

  /// Where the character that ends at `end` starts, if it is an escape or a break; nil otherwise.
  ///
  /// The reverse of ``decode(_:_:)`` for everything but plain characters.
  static func escapeStart(_ bytes: UnsafeRawBufferPointer, endingAt end: Int) -> Int? {
    // The longest escape has nine bytes, a fold may be longer by its indentation.
    var at = end - 1
    let floor = max(0, end - 72)
    if at >= floor, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0A {
      while at > floor, bytes[at] == 0x20 || bytes[at] == 0x09 { at -= 1 }
      guard bytes[at] == 0x0A else { return nil }
      at -= at > floor && bytes[at - 1] == 0x0D ? 2 : 1
      guard at >= floor, at >= 0, let step = decode(bytes, at), step.end == end,
        step.byte == nil
      else { return nil }
      return at
    }
    while at >= max(floor, end - 10) {
      if isTrigger(bytes[at]), let step = decode(bytes, at), step.end == end { return at }
      at -= 1
    }
    return nil
  }
}
