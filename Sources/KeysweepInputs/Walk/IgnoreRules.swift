/// Exclusion patterns and the folder they are relative to; the last match wins.
final class IgnoreRules: Sendable {
  /// Patterns of outer folders, which have less weight.
  private let outer: IgnoreRules?
  private let patterns: [GlobPattern]
  /// Length of the display path of the folder the patterns are relative to, with its slash.
  private let baseLength: Int

  /// Makes rules out of a text.
  ///
  /// - Parameters:
  ///   - patterns: Compiled lines in their order.
  ///   - baseLength: How many bytes of a display path stand before what patterns see.
  ///   - outer: Rules of outer folders.
  init(patterns: [GlobPattern], baseLength: Int, outer: IgnoreRules?) {
    self.patterns = patterns
    self.baseLength = baseLength
    self.outer = outer
  }

  /// Compiles the lines of an ignore file, with or without a UTF-8 byte order mark.
  static func parse(_ text: some Collection<UInt8>) -> [GlobPattern] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return text.dropFirst(text.starts(with: mark) ? mark.count : 0).split(separator: 0x0A)
      .compactMap { GlobPattern(line: $0) }
  }

  /// Whether the path is excluded; nil when no pattern says anything about it.
  ///
  /// - Parameters:
  ///   - path: The display path.
  ///   - nameStart: Where its last component starts.
  ///   - isDirectory: Whether it is a folder.
  /// - Returns: What the last pattern that matches says.
  func excludes(_ path: UnsafeRawBufferPointer, nameStart: Int, isDirectory: Bool) -> Bool? {
    var rules: IgnoreRules? = self
    while let current = rules {
      let below = UnsafeRawBufferPointer(rebasing: path[min(current.baseLength, path.count)...])
      for pattern in current.patterns.reversed()
      where pattern.matches(
        below, nameStart: nameStart - current.baseLength, isDirectory: isDirectory)
      {
        return !pattern.isNegated
      }
      rules = current.outer
    }
    return nil
  }
}
