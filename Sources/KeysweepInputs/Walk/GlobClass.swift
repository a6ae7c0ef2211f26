/// Bracket expressions of ignore patterns (`[a-z]`, `[!x]`, `[[:digit:]]`), as git's wildmatch has them.
enum GlobClass {
  /// Reads a bracket expression.
  ///
  /// - Parameters:
  ///   - body: The pattern.
  ///   - start: Where its `[` stands.
  /// - Returns: The bytes it matches, and where the pattern goes on; nil for an expression that is
  ///   not closed or names an unknown class: a pattern with such a one matches nothing.
  static func read(
    _ body: ArraySlice<UInt8>, _ start: Int
  ) -> (bits: SIMD4<UInt64>?, end: Int) {
    var at = start + 1
    var bits = SIMD4<UInt64>()
    let isNegated =
      at < body.endIndex && (body[at] == UInt8(ascii: "!") || body[at] == UInt8(ascii: "^"))
    if isNegated { at += 1 }
    var isFirst = true
    // The start of a possible range; not after a range or a named class.
    var previous: UInt8?
    while at < body.endIndex, isFirst || body[at] != UInt8(ascii: "]") {
      isFirst = false
      switch named(body, at) {
      case .known(let name, let end):
        for value in UInt8.min...UInt8.max where isIn(name, value) { insert(value, &bits) }
        previous = nil
        at = end
        continue
      case .unknown: return (nil, body.endIndex)
      case .none: break
      }
      if body[at] == UInt8(ascii: "-"), let low = previous, at + 1 < body.endIndex,
        body[at + 1] != UInt8(ascii: "]")
      {
        at += 1
        if body[at] == UInt8(ascii: "\\") {
          at += 1
          if at == body.endIndex { break }
        }
        if low <= body[at] { for value in low...body[at] { insert(value, &bits) } }
        previous = nil
        at += 1
        continue
      }
      if body[at] == UInt8(ascii: "\\") {
        at += 1
        if at == body.endIndex { break }
      }
      insert(body[at], &bits)
      previous = body[at]
      at += 1
    }
    guard at < body.endIndex else { return (nil, body.endIndex) }
    if isNegated { bits = ~bits }
    // A class never matches the separator.
    bits[0] &= ~(1 << 0x2F)
    return (bits, at + 1)
  }

  private enum Named {
    case known(String, end: Int)
    case unknown
  }

  private static let names: Set<String> = [
    "alpha", "digit", "alnum", "upper", "lower", "space", "blank", "xdigit", "punct", "print",
    "graph", "cntrl",
  ]

  /// `[:digit:]` and its kin inside an expression: from `[:` to the next `]`, if a `:` stands before
  /// that; nil when these are ordinary characters.
  private static func named(_ body: ArraySlice<UInt8>, _ at: Int) -> Named? {
    guard body[at...].starts(with: "[:".utf8) else { return nil }
    // An expression that is not closed is unknown too: neither matches anything.
    guard let close = body[(at + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return .unknown }
    guard close >= at + 3, body[close - 1] == UInt8(ascii: ":") else { return nil }
    let name = String(decoding: body[(at + 2)..<(close - 1)], as: UTF8.self)
    return names.contains(name) ? .known(name, end: close + 1) : .unknown
  }

  private static func isIn(_ name: String, _ byte: UInt8) -> Bool {
    let isUpper = (0x41...0x5A).contains(byte)
    let isLower = (0x61...0x7A).contains(byte)
    let isDigit = (0x30...0x39).contains(byte)
    switch name {
    case "alpha": return isUpper || isLower
    case "digit": return isDigit
    case "alnum": return isUpper || isLower || isDigit
    case "upper": return isUpper
    case "lower": return isLower
    // git's own table has neither vertical tab nor form feed.
    case "space": return byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    case "blank": return byte == 0x20 || byte == 0x09
    case "xdigit":
      return isDigit || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    case "punct": return (0x21...0x7E).contains(byte) && !isUpper && !isLower && !isDigit
    case "print": return (0x20...0x7E).contains(byte)
    case "graph": return (0x21...0x7E).contains(byte)
    case "cntrl": return byte < 0x20 || byte == 0x7F
    default: return false
    }
  }

  private static func insert(_ byte: UInt8, _ bits: inout SIMD4<UInt64>) {
    bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }
}
