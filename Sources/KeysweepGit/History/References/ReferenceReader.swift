/// Reads all references of a repository from its files.
///
/// No process is started and nothing is followed out of the repository. What cannot be read is a
/// problem in the result, and everything else is still there.
public struct ReferenceReader {
  /// Larger files are named as unreadable: packed references of a million branches take 80 MB.
  static let largestFile = 1 << 28
  /// How deep folders of references are followed.
  static let deepest = 64
  /// How many references are read.
  static let most = 4_000_000

  let gitDirectory: [UInt8]
  let commonDirectory: [UInt8]
  var result = RepositoryReferences()
  var loose: Set<[UInt8]> = []

  private init(gitDirectory: [UInt8], commonDirectory: [UInt8]) {
    self.gitDirectory = gitDirectory
    self.commonDirectory = commonDirectory
  }

  /// Reads them.
  ///
  /// - Parameters:
  ///   - gitDirectory: The folder that holds `HEAD`: `.git`, a bare repository, or
  ///     `.git/worktrees/x` for a linked worktree.
  ///   - commonDirectory: The folder that holds `objects`; the same for all but linked worktrees.
  /// - Returns: The references, with what could not be read.
  public static func read(
    gitDirectory: [UInt8], commonDirectory: [UInt8]? = nil
  ) -> RepositoryReferences {
    var reader = Self(
      gitDirectory: gitDirectory, commonDirectory: commonDirectory ?? gitDirectory)
    reader.readAll()
    return reader.result
  }

  private mutating func readAll() {
    if let tables = try? RepositoryFiles.list(path("reftable", in: commonDirectory)),
      !tables.isEmpty
    {
      report("reftable", .reftable)
    }
    readWorktree(gitDirectory, worktree: nil)
    let isLinked = gitDirectory != commonDirectory
    if isLinked { readWorktree(commonDirectory, worktree: Array("main-worktree".utf8)) }
    readFolder(Array("refs".utf8), in: commonDirectory, worktree: nil, depth: 0)
    readPacked()
    readLogs(Array("logs/refs".utf8), in: commonDirectory, worktree: nil, depth: 0)
    let worktrees = Array("worktrees".utf8)
    for name in list(worktrees, in: commonDirectory) where name.isFolder {
      let folder = commonDirectory + [0x2F] + worktrees + [0x2F] + name.bytes
      // The opened one was read above.
      if folder == gitDirectory { continue }
      readWorktree(folder, worktree: name.bytes)
      readFolder(Array("refs".utf8), in: folder, worktree: name.bytes, depth: 0)
      readLogs(Array("logs/refs".utf8), in: folder, worktree: name.bytes, depth: 0)
    }
    if isLinked {
      readFolder(Array("refs".utf8), in: gitDirectory, worktree: nil, depth: 0)
      readLogs(Array("logs/refs".utf8), in: gitDirectory, worktree: nil, depth: 0)
    }
    if let bytes = read(Array("shallow".utf8), in: commonDirectory) {
      result.shallow = Set(lines(of: bytes).compactMap { ObjectID(hexDigits: $0) })
    }
  }

  /// `HEAD` and what operations leave beside it.
  private mutating func readWorktree(_ folder: [UInt8], worktree: [UInt8]?) {
    for name in list([], in: folder) where !name.isFolder && Self.isPseudo(name.bytes) {
      guard let bytes = read(name.bytes, in: folder) else { continue }
      if name.bytes == Array("FETCH_HEAD".utf8) || name.bytes == Array("MERGE_HEAD".utf8) {
        for line in lines(of: bytes) {
          let id = line.prefix { $0 != 0x09 && $0 != 0x20 }
          add(name.bytes, id, worktree: worktree)
        }
      } else {
        add(name.bytes, ArraySlice(bytes), worktree: worktree)
      }
    }
    readLog(Array("logs/HEAD".utf8), in: folder, worktree: worktree)
  }

  /// `HEAD`, `AUTO_MERGE`, and names that end in `_HEAD`: git's own rule for such files.
  private static func isPseudo(_ name: [UInt8]) -> Bool {
    if name == Array("HEAD".utf8) || name == Array("AUTO_MERGE".utf8) { return true }
    return name.reversed().starts(with: "_HEAD".utf8.reversed())
      && name.allSatisfy { $0 == 0x5F || (0x41...0x5A) ~= $0 }
  }

  private mutating func readFolder(
    _ folder: [UInt8], in root: [UInt8], worktree: [UInt8]?, depth: Int
  ) {
    guard depth < Self.deepest else { return report(folder, .tooMany) }
    for name in list(folder, in: root) {
      let full = folder + [0x2F] + name.bytes
      if name.isFolder {
        readFolder(full, in: root, worktree: worktree, depth: depth + 1)
      } else if !name.bytes.reversed().starts(with: ".lock".utf8.reversed()),
        let bytes = read(full, in: root)
      {
        if worktree == nil { loose.insert(full) }
        add(full, ArraySlice(bytes), worktree: worktree)
      }
    }
  }

  private mutating func readPacked() {
    guard let bytes = read(Array("packed-refs".utf8), in: commonDirectory) else { return }
    var last: Int?
    for line in lines(of: bytes) {
      if line.first == 0x23 { continue }
      if line.first == 0x5E {
        if let last { result.references[last].peeled = ObjectID(hexDigits: line.dropFirst()) }
        continue
      }
      last = nil
      guard let space = line.firstIndex(of: 0x20), let id = ObjectID(hexDigits: line[..<space])
      else {
        report("packed-refs", .malformed)
        continue
      }
      let name = Array(line[(space + 1)...])
      // A loose file is newer than a packed line.
      guard !loose.contains(name), hasRoom() else { continue }
      last = result.references.count
      result.references.append(Reference(name: name, target: .object(id)))
    }
  }
}

extension ReferenceReader {
  /// Notes one reference, from the content of its file.
  mutating func add(_ name: [UInt8], _ content: ArraySlice<UInt8>, worktree: [UInt8]?) {
    guard hasRoom() else { return }
    let line = content.prefix { $0 != 0x0A && $0 != 0x0D }
    if line.starts(with: "ref:".utf8) {
      let target = Array(line.dropFirst(4).drop { $0 == 0x20 || $0 == 0x09 })
      result.references.append(
        Reference(name: name, target: .symbolic(target), worktree: worktree))
    } else if let id = ObjectID(hexDigits: line.prefix { $0 != 0x20 && $0 != 0x09 }) {
      result.references.append(Reference(name: name, target: .object(id), worktree: worktree))
    } else if name != Array("FETCH_HEAD".utf8) || !line.isEmpty {
      report(name, .malformed)
    }
  }

  mutating func hasRoom() -> Bool {
    if result.references.count < Self.most { return true }
    let problem = ReferenceProblem(path: Array("refs".utf8), reason: .tooMany)
    if result.problems.last != problem { result.problems.append(problem) }
    return false
  }

  mutating func read(_ name: [UInt8], in root: [UInt8]) -> [UInt8]? {
    do throws(RepositoryFiles.Failure) {
      return try RepositoryFiles.read(root + [0x2F] + name, limit: Self.largestFile)
    } catch {
      if error == .unreadable { report(name, .unreadable) }
      return nil
    }
  }

  mutating func list(_ name: [UInt8], in root: [UInt8]) -> [RepositoryFiles.Name] {
    do throws(RepositoryFiles.Failure) {
      return try RepositoryFiles.list(root + [0x2F] + name)
    } catch {
      if error == .unreadable { report(name, .unreadable) }
      return []
    }
  }

  func path(_ name: String, in root: [UInt8]) -> [UInt8] { root + [0x2F] + Array(name.utf8) }

  mutating func report(_ name: String, _ reason: ReferenceProblem.Reason) {
    report(Array(name.utf8), reason)
  }

  mutating func report(_ name: [UInt8], _ reason: ReferenceProblem.Reason) {
    result.problems.append(ReferenceProblem(path: name, reason: reason))
  }
}
