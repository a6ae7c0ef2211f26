public import KeysweepModel

/// Where a repository keeps what is no object.
public struct RepositoryFolders: Sendable, Hashable {
  /// The folder that holds `HEAD`.
  public var gitDirectory: SourcePath
  /// The folder that all worktrees share: configuration, references, objects.
  public var common: SourcePath

  /// Finds them, starting from `.git`, a bare repository, or the file `.git` of a worktree.
  ///
  /// - Throws: ``GitError`` when there are no objects.
  public init(_ directory: SourcePath) throws(GitError) {
    let layout = try RepositoryLayout(directory)
    self.init(gitDirectory: layout.gitDirectory, common: layout.common)
  }

  init(gitDirectory: SourcePath, common: SourcePath) {
    self.gitDirectory = gitDirectory
    self.common = common
  }

  /// Whether a path is a file that names a git directory, as in worktrees and submodules.
  public static func isPointer(_ path: SourcePath) -> Bool {
    guard SystemFile.identity(path)?.isFolder == false,
      let bytes = try? SystemFile.read(path, limit: 1 << 16)
    else { return false }
    return bytes.starts(with: "gitdir: ".utf8)
  }

  /// The forge of the remote `origin`, if it is a known one.
  public var webLinks: WebLinks? {
    (try? SystemFile.read(common.appending("config"))).flatMap { WebLinks(configuration: $0) }
  }
}

/// Where the parts of a repository lie.
struct RepositoryLayout {
  /// The folder that holds `HEAD`.
  let gitDirectory: SourcePath
  /// The folder that all worktrees share: configuration, references, objects.
  let common: SourcePath
  /// The folders of objects: its own, then its alternates.
  private(set) var objects: [SourcePath] = []
  private(set) var problems: [(path: SourcePath, detail: String)] = []

  /// Folders of alternates that are followed; git itself stops at a depth of five.
  private static let mostFolders = 64

  /// Finds the parts.
  ///
  /// - Parameters:
  ///   - directory: A git directory: `.git`, a bare repository, or the one of a linked worktree;
  ///     also the file `.git` that points to one.
  ///   - others: Folders of objects beside its own.
  /// - Throws: ``GitError`` when there are no objects.
  init(_ directory: SourcePath, and others: [SourcePath] = []) throws(GitError) {
    var directory = directory
    if let found = SystemFile.identity(directory), !found.isFolder {
      let line = Self.line(directory)
      let mark = Array("gitdir: ".utf8)
      guard let line, line.starts(with: mark) else {
        throw GitError(.notARepository, directory, "this is not a git directory")
      }
      let folder = SourcePath(bytes: Array(directory.bytes.dropLast(directory.lastComponent.count)))
      directory = folder.appending("").appending(line.dropFirst(mark.count))
    }
    gitDirectory = directory
    if let line = Self.line(directory.appending("commondir")) {
      common = directory.appending(line)
    } else {
      common = directory
    }
    let own = common.appending("objects")
    guard SystemFile.identity(own)?.isFolder == true else {
      throw GitError(.notARepository, directory, "this is not a git directory: it has no objects")
    }
    follow([own] + others)
  }

  /// Collects folders of objects and, breadth first, their alternates.
  private mutating func follow(_ own: [SourcePath]) {
    var seen: Set<SystemFile.Identity> = []
    var queue = own
    var next = 0
    while next < queue.count {
      let folder = queue[next]
      next += 1
      guard let identity = SystemFile.identity(folder), identity.isFolder else {
        problems.append((folder, "the alternate folder of objects is not there"))
        continue
      }
      guard seen.insert(identity).inserted else { continue }
      guard objects.count < Self.mostFolders else {
        problems.append((folder, "there are too many alternate folders of objects"))
        return
      }
      objects.append(folder)
      let list = folder.appending("info/alternates")
      do {
        let bytes = try SystemFile.read(list)
        for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(1024)
        where line.first != UInt8(ascii: "#") {
          queue.append(folder.appending(Self.unquoted(line)))
        }
      } catch {
        if !error.isAbsent { problems.append((list, "cannot be read (\(error.message))")) }
      }
    }
  }

  /// The first line of a small file; nil when it cannot be read.
  private static func line(_ path: SourcePath) -> [UInt8]? {
    guard let bytes = try? SystemFile.read(path, limit: 1 << 16) else { return nil }
    return Array(bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
  }

  /// A path as git quotes it when it holds special characters.
  private static func unquoted(_ line: ArraySlice<UInt8>) -> [UInt8] {
    guard line.first == UInt8(ascii: "\""), line.last == UInt8(ascii: "\""), line.count > 1 else {
      return Array(line)
    }
    let letters: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
      UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
    ]
    var result: [UInt8] = []
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        result.append(byte)
        continue
      }
      if (48...55).contains(next) {
        let digits = [next] + rest.prefix(2)
        rest = rest.dropFirst(2)
        result.append(digits.reduce(0) { $0 &<< 3 | ($1 & 7) })
      } else {
        result.append(letters[next] ?? next)
      }
    }
    return result
  }
}
