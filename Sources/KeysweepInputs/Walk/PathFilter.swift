/// Exclusion patterns for paths that no walk comes along, as those of a git history.
public struct PathFilter: Sendable {
  private let patterns: [GlobPattern]

  /// Compiles patterns in gitignore syntax.
  public init(patterns: [String]) {
    self.patterns = patterns.compactMap { GlobPattern(line: $0.utf8) }
  }

  /// Whether nothing is excluded.
  public var isEmpty: Bool { patterns.isEmpty }

  /// Whether a path, or a folder on the way to it, is excluded.
  ///
  /// - Parameter path: The path below what the patterns are relative to.
  /// - Returns: What a walk to it would say.
  public func excludes(_ path: [UInt8]) -> Bool {
    if patterns.isEmpty { return false }
    let rules = IgnoreRules(patterns: patterns, baseLength: 0, outer: nil)
    let components = path.split(separator: UInt8(ascii: "/"))
    var below: [UInt8] = []
    for (index, component) in components.enumerated() {
      if index > 0 { below.append(UInt8(ascii: "/")) }
      let nameStart = below.count
      below += component
      let isExcluded = below.withUnsafeBytes {
        rules.excludes($0, nameStart: nameStart, isDirectory: index + 1 < components.count)
      }
      if isExcluded ?? false { return true }
    }
    return false
  }
}
