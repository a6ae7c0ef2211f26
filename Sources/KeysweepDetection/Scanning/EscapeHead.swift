/// The tail of an escape sequence that sticks to the head of a run.
///
/// The letters and digits of `\n`, `%3D`, `\u0022` or of a terminal colour belong to the alphabet
/// of secrets, so a run that starts behind `\`, `%` or `[` may begin with what is no part of it.
struct EscapeHead {
  /// The longest head that is looked for: `252F25` and the like.
  static let longest = 8

  /// How many bytes of the run belong to the escape.
  var length: Int
  /// Where the escape starts, outside the run.
  var start: Int
  /// Whether it cannot be anything but an escape, unlike a lone `n` behind `\`.
  var isCertain: Bool
  /// Whether it stands for `/` or `+`, and so for a character of the material itself.
  var isMaterial: Bool

  /// Reads the escape that reaches from before `start` into the run that starts there.
  ///
  /// - Parameters:
  ///   - start: The first byte of a run.
  ///   - bytes: The window's bytes.
  /// - Returns: The head, or nil when the run stands on its own.
  static func read(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> EscapeHead? {
    guard start > 0 else { return nil }
    switch bytes[start - 1] {
    case UInt8(ascii: "%"): return percent(start, bytes)
    case UInt8(ascii: "\\"): return backslash(start, bytes)
    case UInt8(ascii: "["), UInt8(ascii: ";"): return colour(start, bytes)
    case UInt8(ascii: "="):
      // The equals sign of an assignment in quoted-printable.
      guard hex(start, digits: 2, bytes) == 0x3D else { return nil }
      return EscapeHead(length: 2, start: start - 1, isCertain: false, isMaterial: false)
    default: return nil
    }
  }

  /// The run without the escape in front of it.
  ///
  /// - Parameters:
  ///   - run: A maximal run.
  ///   - bytes: The window's bytes.
  /// - Returns: What is left, and whether the run starts in the middle of escaped material.
  static func trim(
    _ run: Range<Int>, _ bytes: UnsafeRawBufferPointer
  ) -> (run: Range<Int>, isTorn: Bool) {
    guard let head = read(run.lowerBound, bytes), head.length < run.count else {
      return (run, false)
    }
    if head.isMaterial { return (run, true) }
    // A secret may start with `n` behind a backslash; 40 characters are believed as they stand.
    if !head.isCertain, run.count == 40 { return (run, false) }
    return (run.lowerBound + head.length..<run.upperBound, false)
  }

  private static func percent(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> EscapeHead? {
    var at = start
    // `%252F` is `%2F` written once more.
    while at - start + 4 <= longest, hex(at, digits: 2, bytes) == 0x25,
      hex(at + 2, digits: 2, bytes) != nil
    { at += 2 }
    guard let value = hex(at, digits: 2, bytes) else { return nil }
    let isMaterial = value == 0x2F || value == 0x2B
    return EscapeHead(
      length: at + 2 - start, start: start - 1, isCertain: isMaterial, isMaterial: isMaterial)
  }

  private static func backslash(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> EscapeHead? {
    var outside = start - 1
    while outside > 0, start - outside < 8, bytes[outside - 1] == UInt8(ascii: "\\") {
      outside -= 1
    }
    switch bytes[start] {
    case UInt8(ascii: "u"):
      guard let value = hex(start + 1, digits: 4, bytes) else { return nil }
      return EscapeHead(
        length: 5, start: outside, isCertain: true, isMaterial: value == 0x2F || value == 0x2B)
    case UInt8(ascii: "x"):
      guard let value = hex(start + 1, digits: 2, bytes) else { return nil }
      let isMaterial = value == 0x2F || value == 0x2B
      return EscapeHead(length: 3, start: outside, isCertain: isMaterial, isMaterial: isMaterial)
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return EscapeHead(length: 1, start: outside, isCertain: false, isMaterial: false)
    default: return nil
    }
  }

  /// `ESC[33m`, also with the escape character written out.
  private static func colour(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> EscapeHead? {
    var end = start
    while end < bytes.count, end - start < 4, isDigit(bytes[end]) { end += 1 }
    guard end < bytes.count, (bytes[end] | 0x20) &- 0x61 < 26 else { return nil }
    var open = start - 1
    while open > 0, start - open < 16, isDigit(bytes[open]) || bytes[open] == UInt8(ascii: ";") {
      open -= 1
    }
    guard bytes[open] == UInt8(ascii: "["), let outside = escapeCharacter(before: open, bytes)
    else { return nil }
    return EscapeHead(length: end + 1 - start, start: outside, isCertain: true, isMaterial: false)
  }

  /// The start of ESC, `\x1b`, `\u001b`, `\033` or `\e` that ends at `end`.
  private static func escapeCharacter(
    before end: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Int? {
    guard end > 0 else { return nil }
    if bytes[end - 1] == 0x1B { return end - 1 }
    for form in ["\\x1b", "\\u001b", "\\033", "\\e"] as [StaticString] {
      let count = form.utf8CodeUnitCount
      guard end >= count else { continue }
      var matches = true
      for index in 0..<count where bytes[end - count + index] | 0x20 != form.utf8Start[index] | 0x20
      {
        matches = false
      }
      if matches { return end - count }
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// The value of hexadecimal digits; nil when there are not so many.
  static func hex(_ start: Int, digits: Int, _ bytes: UnsafeRawBufferPointer) -> Int? {
    guard start >= 0, start + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<(start + digits)] {
      switch byte {
      case 0x30...0x39: value = value * 16 + Int(byte - 0x30)
      case 0x41...0x46: value = value * 16 + Int(byte - 0x41 + 10)
      case 0x61...0x66: value = value * 16 + Int(byte - 0x61 + 10)
      default: return nil
      }
    }
    return value
  }
}
