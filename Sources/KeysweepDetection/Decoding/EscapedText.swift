internal import KeysweepModel

/// Text in which even letters are written as escapes.
///
/// Where only a few characters are, rules see the rest in clear, and ``EscapedSecrets`` does what is
/// left.
enum EscapedText {
  /// The stretch around escapes: up to what ends a value that is written so.
  static func stretch(around run: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Range<Int> {
    var start = run.lowerBound
    while start > 0, isInside(bytes[start - 1]) { start -= 1 }
    var end = run.upperBound
    while end < bytes.count, isInside(bytes[end]) { end += 1 }
    return start..<end
  }

  private static func isInside(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
      && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
  }

  /// What the escapes that begin with `mark` belong to.
  static func encoding(of mark: UInt8) -> Encoding {
    switch mark {
    case UInt8(ascii: "%"): .percent
    case UInt8(ascii: "&"): .xmlEntity
    default: .jsonEscape
    }
  }

  /// Decodes a stretch that is written with the escapes that begin with `mark`.
  static func decode(
    _ stretch: Range<Int>, _ bytes: UnsafeRawBufferPointer, mark: UInt8, into text: DecodedText,
    isMapped: Bool
  ) {
    text.begin(capacity: stretch.count, isMapped: isMapped)
    let slice = UnsafeRawBufferPointer(rebasing: bytes[..<stretch.upperBound])
    var at = stretch.lowerBound
    while at < stretch.upperBound {
      if bytes[at] == mark, let (byte, end) = character(slice, at) {
        text.append(byte, at, end)
        at = end
      } else {
        text.append(bytes[at], at, at + 1)
        at += 1
      }
    }
  }

  /// The character that an escape at `at` stands for, if it is one byte.
  private static func character(
    _ bytes: UnsafeRawBufferPointer, _ at: Int
  ) -> (UInt8, end: Int)? {
    switch bytes[at] {
    case UInt8(ascii: "%"):
      return EscapeHead.hex(at + 1, digits: 2, bytes).map { (UInt8($0), at + 3) }
    case UInt8(ascii: "&"): return entity(bytes, at)
    default: return backslash(bytes, at)
    }
  }

  private static func backslash(
    _ bytes: UnsafeRawBufferPointer, _ at: Int
  ) -> (UInt8, end: Int)? {
    var letter = at
    while letter < bytes.count, letter - at < 4, bytes[letter] == UInt8(ascii: "\\") { letter += 1 }
    guard letter < bytes.count else { return nil }
    switch bytes[letter] {
    case UInt8(ascii: "u"):
      guard let value = EscapeHead.hex(letter + 1, digits: 4, bytes), value < 0x100 else {
        return nil
      }
      return (UInt8(value), letter + 5)
    case UInt8(ascii: "x"):
      return EscapeHead.hex(letter + 1, digits: 2, bytes).map { (UInt8($0), letter + 3) }
    case UInt8(ascii: "n"): return (0x0A, letter + 1)
    case UInt8(ascii: "r"): return (0x0D, letter + 1)
    case UInt8(ascii: "t"): return (0x09, letter + 1)
    case UInt8(ascii: "/"): return (0x2F, letter + 1)
    default: return nil
    }
  }

  private static func entity(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> (UInt8, end: Int)? {
    guard at + 3 < bytes.count, bytes[at + 1] == UInt8(ascii: "#") else { return nil }
    let isHex = bytes[at + 2] | 0x20 == UInt8(ascii: "x")
    var end = at + (isHex ? 3 : 2)
    var value = 0
    while end < bytes.count, end - at < 10, bytes[end] != UInt8(ascii: ";") {
      guard let digit = EscapeHead.hex(end, digits: 1, bytes), isHex || digit < 10 else {
        return nil
      }
      value = value * (isHex ? 16 : 10) + digit
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: ";"), value < 0x100 else { return nil }
    return (UInt8(value), end + 1)
  }
}
