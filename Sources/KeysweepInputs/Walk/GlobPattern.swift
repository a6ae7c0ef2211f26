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
    /// Something that matches nothing (an unclosed or unknown class, as git has it).
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
    let wildcards = Array("*?[\\".utf8)
    // git compares what stands before the first wildcard and matches the rest as a pattern of its
    // own, so that stars at the start of that rest start a component (`ab**` and `ab**/c`).
    let rest = body.firstIndex { wildcards.contains($0) } ?? body.endIndex
    var result: [Token] = []
    var at = body.startIndex
    while at < body.endIndex {
      let byte = body[at]
      switch byte {
      case UInt8(ascii: "*"):
        var end = at
        while end < body.endIndex, body[end] == byte { end += 1 }
        let startsComponent = at == rest || body[at - 1] == UInt8(ascii: "/")
        let after = body[end...]
        let endsComponent =
          after.isEmpty || after.first == UInt8(ascii: "/") || after.starts(with: "\\/".utf8)
        // Two stars or more: git does not count them.
        if end - at >= 2, startsComponent, endsComponent {
          if after.first == UInt8(ascii: "/") {
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
        let (token, end) = GlobClass.read(body, at)
        result.append(token.map { .set($0) } ?? .never)
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

  private static func contains(_ bits: SIMD4<UInt64>, _ byte: UInt8) -> Bool {
    bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
  }
}
