internal import KeysweepModel

/// Finds secrets in which `/` and `+` are written as escapes, near a key ID.
///
/// A raw search cannot see them: `%2F` in URLs, `\/` and `\u002b` in JSON, `&#x2F;` in XML, a soft
/// line break of quoted-printable, a line folded with `\` in YAML. Only the neighbourhood of a key
/// ID is decoded, never all input.
enum EscapedSecrets {
  /// How far from the key ID, in bytes.
  private static let before = 512
  private static let after = 1024
  private static let length = 40

  /// Calls `body` with the range in `bytes`, the decoded secret, and the encodings.
  static func find(
    around id: Range<Int>, in bytes: UnsafeRawBufferPointer,
    _ body: (Range<Int>, [UInt8], [Encoding]) -> Void
  ) {
    let low = max(0, id.lowerBound - before)
    let high = min(bytes.count, id.upperBound + after)
    // Without branches, so that the compiler can do many bytes at once.
    var escapes: UInt8 = 0
    for byte in UnsafeRawBufferPointer(rebasing: bytes[low..<high]) {
      escapes |= (byte == 0x25 ? 1 : 0) | (byte == 0x5C ? 1 : 0)
      escapes |= (byte == 0x26 ? 1 : 0) | (byte == 0x3D ? 1 : 0)
    }
    guard escapes != 0 else { return }
    var value: [UInt8] = []
    var chain: [Encoding] = []
    var at = low
    var atBound = false
    while at < high {
      // `=3D` is the equals sign of an assignment in quoted-printable: a bound, not a part.
      if bytes[at] == 0x3D, at + 2 < high, bytes[at + 1] == 0x33, bytes[at + 2] == 0x44 {
        at += 3
        atBound = true
        continue
      }
      defer { atBound = false }
      // A run starts where a character decodes and the one before does not.
      guard let first = decode(bytes, at), atBound || !isContinuation(bytes, at, low) else {
        at += 1
        continue
      }
      let start = at
      value.removeAll(keepingCapacity: true)
      chain.removeAll(keepingCapacity: true)
      var next: Step? = first
      while let step = next, value.count <= length {
        if let byte = step.byte { value.append(byte) }
        if let encoding = step.encoding, !chain.contains(encoding) { chain.append(encoding) }
        at = step.end
        next = decode(bytes, at)
      }
      let isPadded = at < bytes.count && bytes[at] == UInt8(ascii: "=") && next == nil
      if value.count == length, next == nil, !chain.isEmpty, !isPadded {
        body(start..<at, value, chain)
      } else if value.count > length {
        // Too long to be a secret: skip the rest of the run.
        while at < high, let step = decode(bytes, at) { at = step.end }
      }
    }
  }

  /// One decoded character, or none for a break that holds nothing.
  private struct Step {
    var byte: UInt8?
    var encoding: Encoding?
    var end: Int
  }

  private static func isContinuation(
    _ bytes: UnsafeRawBufferPointer, _ at: Int, _ low: Int
  ) -> Bool {
    at > low && RunFinder.isRunByte(bytes[at - 1]) && RunFinder.isRunByte(bytes[at])
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    guard at < bytes.count else { return nil }
    let byte = bytes[at]
    if RunFinder.isRunByte(byte) { return Step(byte: byte, encoding: nil, end: at + 1) }
    switch byte {
    case UInt8(ascii: "%"):
      return escape(bytes, at + 1, digits: 2, .percent)
    case UInt8(ascii: "="):
      // A break at the end of the material is padding and a line end, not a soft break.
      if let end = lineBreak(bytes, at + 1), end < bytes.count, RunFinder.isRunByte(bytes[end]) {
        return Step(byte: nil, encoding: .quotedPrintable, end: end)
      }
      // Only what needs no escape in quoted-printable would be mistaken for `=` of an assignment.
      guard at + 2 < bytes.count, bytes[at + 1] == 0x32 else { return nil }
      return escape(bytes, at + 1, digits: 2, .quotedPrintable)
    case UInt8(ascii: "\\"):
      return backslash(bytes, at)
    case UInt8(ascii: "&"):
      return entity(bytes, at)
    default:
      return nil
    }
  }

  /// A hexadecimal escape that stands for `/` or `+`; others are not part of a secret.
  private static func escape(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, digits: Int, _ encoding: Encoding
  ) -> Step? {
    guard start + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<(start + digits)] {
      switch byte {
      case 0x30...0x39: value = value * 16 + Int(byte - 0x30)
      case 0x41...0x46: value = value * 16 + Int(byte - 0x41 + 10)
      case 0x61...0x66: value = value * 16 + Int(byte - 0x61 + 10)
      default: return nil
      }
    }
    guard value == 0x2F || value == 0x2B else { return nil }
    return Step(byte: UInt8(value), encoding: encoding, end: start + digits)
  }

  /// `\/`, `\\/`, `\u002b`, or a backslash that folds a line.
  private static func backslash(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    var end = at
    while end < bytes.count, end - at < 8, bytes[end] == UInt8(ascii: "\\") { end += 1 }
    guard end < bytes.count else { return nil }
    switch bytes[end] {
    case UInt8(ascii: "/"):
      return Step(byte: 0x2F, encoding: .jsonEscape, end: end + 1)
    case UInt8(ascii: "u"):
      return escape(bytes, end + 1, digits: 4, .jsonEscape)
    case 0x0A, 0x0D:
      guard var next = lineBreak(bytes, end) else { return nil }
      while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
      guard next < bytes.count, RunFinder.isRunByte(bytes[next]) else { return nil }
      return Step(byte: nil, encoding: .folded, end: next)
    default:
      return nil
    }
  }

  /// `&#x2F;` or `&#43;`.
  private static func entity(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Step? {
    guard at + 4 < bytes.count, bytes[at + 1] == UInt8(ascii: "#") else { return nil }
    if bytes[at + 2] | 0x20 == UInt8(ascii: "x") {
      guard let step = escape(bytes, at + 3, digits: 2, .xmlEntity), step.end < bytes.count,
        bytes[step.end] == UInt8(ascii: ";")
      else { return nil }
      return Step(byte: step.byte, encoding: .xmlEntity, end: step.end + 1)
    }
    guard bytes[at + 2] == UInt8(ascii: "4"), at + 4 < bytes.count,
      bytes[at + 4] == UInt8(ascii: ";")
    else { return nil }
    switch bytes[at + 3] {
    case UInt8(ascii: "7"): return Step(byte: 0x2F, encoding: .xmlEntity, end: at + 5)
    case UInt8(ascii: "3"): return Step(byte: 0x2B, encoding: .xmlEntity, end: at + 5)
    default: return nil
    }
  }

  /// The offset behind LF or CRLF at `at`; nil when there is none.
  private static func lineBreak(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int? {
    guard at < bytes.count else { return nil }
    if bytes[at] == 0x0A { return at + 1 }
    if bytes[at] == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A { return at + 2 }
    return nil
  }
}
