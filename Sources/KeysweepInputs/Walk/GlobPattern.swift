/// One line of a gitignore file, compiled.
///
/// Semantics of gitignore(5). Matching is iterative on bytes and remembers only the last star, so
/// that no pattern is slow on any path.
struct GlobPattern: Sendable, Hashable {
  /// Whether the pattern re-includes (`!`).
  let isNegated: Bool
  /// Whether it matches folders only (trailing `/`).
  let matchesDirectoriesOnly: Bool
  /// Whether it is matched against the path below its folder, not against the name.
  private let isAnchored: Bool
  private let tokens: [Token]
  /// The name itself, when the pattern has no wildcard: compared without the matcher.
  private let literal: [UInt8]?

  private enum Token: Sendable, Hashable {
    case byte(UInt8)
    /// `?`: any byte but `/`.
    case any
    /// `*`: any bytes but `/`.
    case star
    /// `**`: any bytes.
    case doubleStar
    /// `**/`: nothing, or any folders.
    case folders
    /// A class, with its 256 bits.
    case set(SIMD4<UInt64>)
    /// Something that matches nothing (an unclosed class, as git has it).
    case never
  }

  /// Compiles a line; nil for blank lines and comments.
  ///
  /// - Parameter line: The line without its line end.
  init?(line: some Sequence<UInt8>) {
    var bytes = Array(line)
    if bytes.last == 0x0D { bytes.removeLast() }
    guard let first = bytes.first, first != UInt8(ascii: "#") else { return nil }
    // Trailing spaces are dropped unless a backslash stands before them.
    while bytes.last == 0x20 {
      let backslashes = bytes.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      if !backslashes.isMultiple(of: 2) { break }
      bytes.removeLast()
    }
    var body = bytes[...]
    isNegated = body.first == UInt8(ascii: "!")
    if isNegated { body = body.dropFirst() }
    matchesDirectoriesOnly = body.last == UInt8(ascii: "/")
    if matchesDirectoriesOnly { body = body.dropLast() }
    guard !body.isEmpty else { return nil }
    isAnchored = body.contains(UInt8(ascii: "/"))
    if body.first == UInt8(ascii: "/") { body = body.dropFirst() }
    tokens = Self.tokens(body)
    var plain: [UInt8] = []
    for case .byte(let byte) in tokens { plain.append(byte) }
    literal = plain.count == tokens.count ? plain : nil
  }

  /// Whether the pattern matches.
  ///
  /// - Parameters:
  ///   - path: The path below the folder of the pattern, without a leading slash.
  ///   - nameStart: Where the last component of `path` starts.
  ///   - isDirectory: Whether it is a folder.
  /// - Returns: Whether it matches.
  func matches(_ path: UnsafeRawBufferPointer, nameStart: Int, isDirectory: Bool) -> Bool {
    if matchesDirectoriesOnly, !isDirectory { return false }
    let subject =
      isAnchored ? path : UnsafeRawBufferPointer(rebasing: path[nameStart...])
    if let literal { return subject.elementsEqual(literal) }
    return matchTokens(subject)
  }

  private func matchTokens(_ path: UnsafeRawBufferPointer) -> Bool {
    var token = 0
    var at = 0
    // Where to resume when the rest does not fit: behind the last `*`, and behind the last `**`.
    var star: (token: Int, at: Int)?
    var deep: (token: Int, at: Int, isFolders: Bool)?
    while true {
      if token == tokens.count {
        if at == path.count { return true }
      } else {
        switch tokens[token] {
        case .star:
          star = (token + 1, at)
          token += 1
          continue
        case .doubleStar, .folders:
          deep = (token + 1, at, tokens[token] == .folders)
          star = nil
          token += 1
          continue
        case .byte(let byte) where at < path.count && path[at] == byte:
          token += 1
          at += 1
          continue
        case .any where at < path.count && path[at] != UInt8(ascii: "/"):
          token += 1
          at += 1
          continue
        case .set(let bits) where at < path.count && Self.contains(bits, path[at]):
          token += 1
          at += 1
          continue
        case .byte, .any, .set, .never: break
        }
      }
      if let last = star, last.at < path.count, path[last.at] != UInt8(ascii: "/") {
        star = (last.token, last.at + 1)
        token = last.token
        at = last.at + 1
        continue
      }
      guard let last = deep, last.at < path.count else { return false }
      var next = last.at + 1
      if last.isFolders {
        while next < path.count, path[next - 1] != UInt8(ascii: "/") { next += 1 }
        if path[next - 1] != UInt8(ascii: "/") { return false }
      }
      deep = (last.token, next, last.isFolders)
      star = nil
      token = last.token
      at = next
    }
  }

  private static func tokens(_ body: ArraySlice<UInt8>) -> [Token] {
    var result: [Token] = []
    var at = body.startIndex
    while at < body.endIndex {
      let byte = body[at]
      switch byte {
      case UInt8(ascii: "*"):
        var end = at
        while end < body.endIndex, body[end] == byte { end += 1 }
        let startsComponent = at == body.startIndex || body[at - 1] == UInt8(ascii: "/")
        let endsComponent = end == body.endIndex || body[end] == UInt8(ascii: "/")
        if end - at == 2, startsComponent, endsComponent {
          if end < body.endIndex {
            result.append(.folders)
            end += 1
          } else {
            result.append(.doubleStar)
          }
        } else {
          result.append(.star)
        }
        at = end
      case UInt8(ascii: "?"):
        result.append(.any)
        at += 1
      case UInt8(ascii: "["):
        let (token, end) = classToken(body, at)
        result.append(token)
        at = end
      case UInt8(ascii: "\\") where at + 1 < body.endIndex:
        result.append(.byte(body[at + 1]))
        at += 2
      default:
        result.append(byte == UInt8(ascii: "\\") ? .never : .byte(byte))
        at += 1
      }
    }
    return result
  }

  private static func classToken(_ body: ArraySlice<UInt8>, _ start: Int) -> (Token, Int) {
    var at = start + 1
    var bits = SIMD4<UInt64>()
    let isNegated =
      at < body.endIndex && (body[at] == UInt8(ascii: "!") || body[at] == UInt8(ascii: "^"))
    if isNegated { at += 1 }
    var isFirst = true
    var previous: UInt8?
    while at < body.endIndex, isFirst || body[at] != UInt8(ascii: "]") {
      isFirst = false
      if body[at] == UInt8(ascii: "["), let (name, end) = posixClass(body, at) {
        for value in UInt8.min...UInt8.max where isIn(name, value) { insert(value, &bits) }
        previous = nil
        at = end
        continue
      }
      if body[at] == UInt8(ascii: "-"), let low = previous, at + 1 < body.endIndex,
        body[at + 1] != UInt8(ascii: "]")
      {
        at += 1
        if body[at] == UInt8(ascii: "\\"), at + 1 < body.endIndex { at += 1 }
        if low <= body[at] { for value in low...body[at] { insert(value, &bits) } }
        previous = nil
        at += 1
        continue
      }
      if body[at] == UInt8(ascii: "\\"), at + 1 < body.endIndex { at += 1 }
      insert(body[at], &bits)
      previous = body[at]
      at += 1
    }
    guard at < body.endIndex else { return (.never, body.endIndex) }
    if isNegated { bits = ~bits }
    // A class never matches the separator.
    bits[0] &= ~(1 << 0x2F)
    return (.set(bits), at + 1)
  }

  /// `[:digit:]` and its kin inside a class.
  private static func posixClass(_ body: ArraySlice<UInt8>, _ at: Int) -> (String, Int)? {
    guard at + 1 < body.endIndex, body[at + 1] == UInt8(ascii: ":") else { return nil }
    var end = at + 2
    while end + 1 < body.endIndex, body[end] != UInt8(ascii: ":") { end += 1 }
    guard end + 1 < body.endIndex, body[end + 1] == UInt8(ascii: "]") else { return nil }
    return (String(decoding: body[(at + 2)..<end], as: UTF8.self), end + 2)
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
    case "space": return byte == 0x20 || (0x09...0x0D).contains(byte)
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

  private static func contains(_ bits: SIMD4<UInt64>, _ byte: UInt8) -> Bool {
    bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
  }
}
