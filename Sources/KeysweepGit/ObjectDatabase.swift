public import KeysweepModel
internal import Synchronization

/// All objects of a repository: packs, loose objects, and those of its alternates.
///
/// A picture of the moment it was opened: what is added later is not seen. Reads files of the
/// repository only, and never runs git. Safe to use from several threads; each needs an
/// ``ObjectScratch`` of its own.
public final class ObjectDatabase: Sendable {
  /// Bytes of the name of an object: 20 (SHA-1) or 32 (SHA-256).
  public let hashBytes: Int
  /// Where the repository keeps what is no object.
  public let folders: RepositoryFolders
  /// Whether history was cut off when the repository was cloned.
  public let isShallow: Bool
  /// Whether objects were left out when the repository was cloned.
  public let isPartial: Bool
  /// Packs, indexes and folders that are damaged or cannot be read.
  public let problems: [(path: SourcePath, detail: String)]
  /// Objects, each counted once however often it is stored.
  public let objectCount: Int
  /// The references of a pack or bundle that stands alone; nil for a repository.
  ///
  /// Such a file may lack what its objects name.
  public let ownReferences: RepositoryReferences?

  let packs: [Pack]
  let loose: [LooseObjects]
  /// What of each source, packs first, is visited in another one.
  let skipped: [Bits]
  /// Tells databases apart in caches; an address may be used again.
  let serial: Int

  private static let opened = Atomic<Int>(0)

  /// Opens a pack or a bundle that stands alone.
  ///
  /// - Parameter pack: The file.
  /// - Throws: ``GitError`` when it is none. Everything else that is wrong is in ``problems``.
  public init(pack: SourcePath) throws(GitError) {
    let made: PackIndexer
    do {
      let file = try MappedFile(pack)
      let first = try PackIndexer(file, pack, hashBytes: nil)
      made = first
      hashBytes = first.hashBytes
      packs = [
        try Pack(made.pack, pack, number: 0, index: .own(made.index), hashBytes: hashBytes)
      ]
    } catch let error as TableFault {
      throw GitError(.notARepository, pack, error.detail)
    } catch {
      let detail = (error as? SystemError)?.message ?? "\(error)"
      throw GitError(.notARepository, pack, "the pack cannot be read (\(detail))")
    }
    folders = RepositoryFolders(gitDirectory: pack, common: pack)
    isShallow = false
    isPartial = false
    problems = made.problems.map { (pack, $0) }
    loose = []
    skipped = Self.duplicates(packs, [])
    objectCount = packs.reduce(0) { $0 + $1.index.count }
    var references = RepositoryReferences()
    references.references = made.references
    ownReferences = references
    serial = Self.opened.add(1, ordering: .relaxed).newValue
  }

  /// Opens the objects of a repository.
  ///
  /// - Parameters:
  ///   - gitDirectory: `.git`, a bare repository, or the git directory of a linked worktree; the
  ///     file `.git` of a worktree or submodule will do as well.
  ///   - others: Folders of objects beside its own, such as that of a push that is being received.
  /// - Throws: ``GitError`` when this is no git directory or its object format is not known.
  ///   Everything else that is wrong is in ``problems``.
  public init(gitDirectory: SourcePath, and others: [SourcePath] = []) throws(GitError) {
    let layout = try RepositoryLayout(gitDirectory, and: others)
    folders = RepositoryFolders(gitDirectory: layout.gitDirectory, common: layout.common)
    var problems = layout.problems
    let configPath = layout.common.appending("config")
    var config = GitConfiguration([])
    do { config = GitConfiguration(try SystemFile.read(configPath)) } catch {
      if !error.isAbsent { problems.append((configPath, "cannot be read (\(error.message))")) }
    }
    switch config.value("extensions", nil, "objectFormat")?.lowercased() {
    case nil, "sha1": hashBytes = 20
    case "sha256": hashBytes = 32
    case let format?:
      throw GitError(.unsupported, configPath, "the object format \(format) is not known")
    }
    var finder = PackFinder(hashBytes: hashBytes)
    var loose: [LooseObjects] = []
    for folder in layout.objects {
      finder.open(folder.appending("pack"))
      loose.append(
        LooseObjects(folder, hashBytes: hashBytes) { problems.append(($0, $1)) })
    }
    isShallow = (SystemFile.identity(layout.common.appending("shallow"))?.size ?? 0) > 0
    isPartial =
      finder.hasPromisor || config.value("extensions", nil, "partialClone") != nil
      || config.isTrueAnywhere("remote", "promisor")
    self.problems = problems + finder.problems
    self.loose = loose
    ownReferences = nil
    packs = finder.packs
    skipped = Self.duplicates(finder.packs, loose)
    objectCount =
      packs.reduce(0) { $0 + $1.index.count } + loose.reduce(0) { $0 + $1.ids.count }
      - skipped.reduce(0) { $0 + $1.count }
    serial = Self.opened.add(1, ordering: .relaxed).newValue
  }

  /// Finds objects that are stored more than once.
  ///
  /// - Returns: For each source, packs first, what is to be passed over.
  private static func duplicates(_ packs: [Pack], _ loose: [LooseObjects]) -> [Bits] {
    struct Copy {
      var id: ObjectID
      var source: UInt32
      var position: UInt32
    }
    var result = [Bits](repeating: Bits(), count: packs.count + loose.count)
    var copies: [Copy] = []
    // A bucket at a time: the table of all names would be large.
    for byte in 0..<256 {
      copies.removeAll(keepingCapacity: true)
      for (source, pack) in packs.enumerated() {
        for position in pack.index.bucket(byte) {
          copies.append(
            Copy(
              id: pack.index.id(position), source: UInt32(source), position: UInt32(position)))
        }
      }
      for (source, objects) in loose.enumerated() {
        for position in objects.bucket(byte) {
          copies.append(
            Copy(
              id: objects.ids[position], source: UInt32(packs.count + source),
              position: UInt32(position)))
        }
      }
      copies.sort {
        if $0.id.prefix != $1.id.prefix { return $0.id.prefix < $1.id.prefix }
        if $0.id != $1.id { return $0.id < $1.id }
        return ($0.source, $0.position) < ($1.source, $1.position)
      }
      for (first, second) in zip(copies, copies.dropFirst()) where first.id == second.id {
        result[Int(second.source)].insert(Int(second.position))
      }
    }
    return result
  }
}
