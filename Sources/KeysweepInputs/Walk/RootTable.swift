internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The roots of a walk, looked at before it begins.
///
/// What is named itself is swept under the name it was given, once: every root knows beforehand
/// what the others are. Patterns of an outer folder therefore do not reach into a named one, in
/// whatever order the two were named.
struct RootTable {
  /// The roots in byte order.
  let paths: [SourcePath]
  /// Whether anything but folders is named: only then must the files of the walk be looked up.
  let namesFiles: Bool
  /// Standard input, when it is swept and could be named by a path as well.
  let standardInput: FileIdentity?
  /// The first root of each identity.
  private let homes: [FileIdentity: Int]
  private let patterns: [GlobPattern]
  private let filter: PathFilter

  init(_ roots: [SourcePath], _ options: WalkOptions) {
    paths = roots.sorted()
    patterns = options.excludes.compactMap { GlobPattern(line: $0.utf8) }
    filter = PathFilter(patterns: options.excludes)
    let input = options.sweepsStandardInput ? FileSystem.standardInput()?.status : nil
    standardInput = input.flatMap {
      switch FileKind($0) {
      case .pipe, .special: FileIdentity($0)
      // A file is read by offset and can be read twice.
      case .regular, .directory, .symlink: nil
      }
    }
    var homes: [FileIdentity: Int] = [:]
    var namesFiles = false
    for (index, path) in paths.enumerated() where !path.bytes.contains(0) {
      let result = (path.bytes + [0]).withUnsafeBytes { bytes in
        bytes.baseAddress.map {
          FileSystem.status(
            $0.assumingMemoryBound(to: CChar.self), in: nil, followsLink: true)
        }
      }
      guard case .success(let status) = result else { continue }
      let isDirectory = FileKind(status) == .directory
      // A root that is excluded takes nothing away from the others.
      if !isDirectory, Self.excludes(path, filter) { continue }
      if homes[FileIdentity(status)] == nil { homes[FileIdentity(status)] = index }
      if !isDirectory { namesFiles = true }
    }
    self.homes = homes
    self.namesFiles = namesFiles
  }

  /// The root that sweeps what has this identity; nil when it is not named.
  func home(of identity: FileIdentity) -> Int? { homes[identity] }

  /// Patterns of the command line for a walk whose display paths begin with so many bytes.
  func rules(baseLength: Int) -> IgnoreRules? {
    patterns.isEmpty ? nil : IgnoreRules(patterns: patterns, baseLength: baseLength, outer: nil)
  }

  /// Whether patterns of the command line exclude a named file, or a folder in its path.
  func excludes(_ path: SourcePath) -> Bool { Self.excludes(path, filter) }

  /// Patterns see the path without what does not change its meaning (`./`, `//`, `x/../`, the
  /// leading slash), and component by component, as a walk to it would.
  private static func excludes(_ path: SourcePath, _ filter: PathFilter) -> Bool {
    if filter.isEmpty { return false }
    var components: [ArraySlice<UInt8>] = []
    for component in path.bytes.split(separator: UInt8(ascii: "/")) {
      if component.elementsEqual(".".utf8) { continue }
      if component.elementsEqual("..".utf8) {
        _ = components.popLast()
      } else {
        components.append(component)
      }
    }
    return filter.excludes(Array(components.joined(separator: [UInt8(ascii: "/")])))
  }

  /// Whether it is the terminal that standard input is; other devices must not be opened to ask.
  static func isTerminalOfStandardInput(_ status: stat) -> Bool {
    guard status.st_mode & S_IFMT == S_IFCHR, let input = FileSystem.standardInput(),
      input.isTerminal
    else { return false }
    return input.status.st_rdev == status.st_rdev
  }
}
