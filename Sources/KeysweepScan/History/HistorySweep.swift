internal import KeysweepDetection
public import KeysweepGit
internal import KeysweepInputs
public import KeysweepModel
internal import Synchronization

/// One repository to sweep.
public struct HistoryTarget: Sendable {
  /// The folder under which its places are shown: that of the working tree, or a bare repository.
  public var repository: SourcePath
  /// `.git`, a bare repository, the git directory of a linked worktree, or a file `.git`.
  public var gitDirectory: SourcePath
  /// Which objects are swept; nil for all.
  public var selection: Set<ObjectID>?
  /// Folders of objects beside those of the repository: what a calling git keeps apart.
  public var objectFolders: [SourcePath] = []
  /// Whether it is a pack or a bundle that stands alone.
  var isPack = false

  /// Names a repository.
  public init(
    repository: SourcePath, gitDirectory: SourcePath, selection: Set<ObjectID>? = nil
  ) {
    self.repository = repository
    self.gitDirectory = gitDirectory
    self.selection = selection
  }

  /// Names a pack or a bundle.
  init(pack: SourcePath) {
    self.init(repository: pack, gitDirectory: pack)
    isPack = true
  }

  /// Opens its objects.
  func open() throws(GitError) -> ObjectDatabase {
    if isPack { return try ObjectDatabase(pack: gitDirectory) }
    return try ObjectDatabase(gitDirectory: gitDirectory, and: objectFolders)
  }
}

/// Sweeps every object of a repository, and says where in the history what it finds stands.
///
/// Three passes, of which the last two happen only when something is found: all objects are
/// scanned; commits and trees are read once more for the walk through the history; and of all
/// versions of a file with the same material one is scanned again for its lines and columns.
struct HistorySweep {
  let configuration: SweepConfiguration
  let target: HistoryTarget
  let progress: SweepProgress
  /// Whether no other repository follows.
  let isLast: Bool
  let isCancelled: @Sendable () -> Bool

  /// What a sweep gave.
  struct Result {
    var hits: [Hit] = []
    var tally = HistoryTally()
    /// Whether the objects could be opened at all.
    var isOpened = false
    /// Submodules whose histories are to be swept, too.
    var submodules: [HistoryTarget] = []
  }

  /// Runs to the end.
  func run() -> Result {
    var result = Result()
    let database: ObjectDatabase
    do throws(GitError) {
      database = try target.open()
    } catch {
      result.tally.note(
        Incident(.damagedObject, path: error.path, detail: "no history is swept: \(error.detail)"))
      return result
    }
    result.isOpened = true
    for problem in database.problems {
      result.tally.note(Incident(.damagedObject, path: problem.path, detail: problem.detail))
    }
    if let selection = target.selection, selection.isEmpty {
      result.tally.note(
        Incident(
          .notice, path: target.repository,
          detail: "nothing to sweep: git names no commits in that part of the history"))
      return result
    }
    let memory = configuration.memory?(database.hashBytes)
    let materials = MaterialHash(key: memory?.hashKey)
    let references =
      database.ownReferences
      ?? ReferenceReader.read(
        gitDirectory: database.folders.gitDirectory.bytes,
        commonDirectory: database.folders.common.bytes)
    let units = scan(database, memory, materials, shallow: references.shallow, &result.tally)
    noteAbsences(database, references, &result.tally)
    if let memory { recall(memory, database, &result.tally) }
    result.tally.found.sort { $0.id < $1.id }
    let words = HistoryWords(
      links: database.folders.webLinks,
      knowsReferences: database.ownReferences == nil && !references.isUnread)
    let attribution = HistoryAttribution(
      database: database, units: units, references: references, words: words, target: target,
      jobs: configuration.jobs, isCancelled: isCancelled)
    var places = attribution.places(of: result.tally.found, &result.tally)
    exclude(from: &places, &result.tally)
    let parts = Submodules(
      DatabaseSource(database), target, database, references)
    if let notice = parts.notice(target) { result.tally.note(notice) }
    if target.selection == nil { result.submodules = parts.all.compactMap(\.target) }
    var reader = HistoryHits(
      database: database, target: target, materials: materials, words: words,
      configuration: configuration, commits: result.tally.selectedCommits)
    result.hits = reader?.hits(places, references, &result.tally) ?? []
    return result
  }

  /// The first pass.
  ///
  /// - Returns: The units of the whole repository, if it was swept whole.
  @discardableResult
  func scan(
    _ database: ObjectDatabase, _ memory: (any ObjectMemory)?, _ materials: MaterialHash,
    shallow: Set<ObjectID>, _ tally: inout HistoryTally
  ) -> [SweepUnit]? {
    let selection = target.selection
    var isWanted: ((ObjectID) -> Bool)? = selection.map { selection in selection.contains }
    var known = 0
    var present: [UInt64] = []
    if let memory {
      isWanted = { id in
        if let selection {
          if !selection.contains(id) { return false }
        } else {
          present.append(RepositoryCensus.prefix(id))
        }
        if !memory.contains(id) { return true }
        known += 1
        return false
      }
    }
    let units = database.units(where: isWanted)
    for unit in units { progress.expect(bytes: unit.approximateBytes) }
    if isLast { progress.endWalk() }
    let (configuration, progress, isCancelled) = (configuration, progress, isCancelled)
    let whole = Mutex(HistoryTally())
    let isDone = UnitQueue.run(units, jobs: configuration.jobs, isCancelled: isCancelled) { queue in
      guard
        let scanner = ObjectScanner(
          configuration, hashBytes: database.hashBytes, isCancelled: isCancelled)
      else { return }
      var visitor = HistoryVisitor(
        scanner, presence: PresenceCheck(database, shallow: shallow), materials: materials,
        known: memory, skipsDeltas: configuration.skipsDeltas, progress: progress)
      var scratch = ObjectScratch(cacheBytes: ObjectScratch.sweepBytes)
      while let unit = queue.next() {
        database.visit(unit, &scratch, &visitor)
        visitor.save()
      }
      whole.withLock { $0.add(visitor.finish()) }
    }
    tally.add(whole.withLock { $0 })
    if !isDone, !isCancelled() {
      tally.note(
        Incident(
          .limit, path: target.repository,
          detail: "not swept: out of memory for a worker; lower --jobs"))
    }
    if let memory {
      tally.known = known
      tally.objects += known
      present.sort()
      recheck(database, memory, present: present, shallow: shallow, isDone: isDone, &tally)
    }
    // What was not filtered serves the other passes as well.
    return selection == nil && known == 0 ? units : nil
  }

  /// What a repository lacks was not swept, and that is said aloud.
  private func noteAbsences(
    _ database: ObjectDatabase, _ references: RepositoryReferences, _ tally: inout HistoryTally
  ) {
    if database.isShallow {
      tally.note(
        Incident(
          .absentObjects, path: target.repository,
          detail: "a shallow clone: commits before its boundaries "
            + "(\(references.shallow.count)) are not there and were not swept; \u{201c}git fetch --unshallow\u{201d} fetches them"
        ))
    }
    if tally.absent.isEmpty { return }
    let count = tally.absent.count
    let names = tally.absent.sorted().prefix(3).map(\.description).joined(separator: ", ")
    let objects = count == 1 ? "object is" : "objects are"
    tally.note(
      Incident(
        .absentObjects, path: target.repository,
        detail: "\(count) \(objects) missing and could not be swept (\(names)"
          + (count > 3 ? ", \u{2026}); " : "); ")
          + (database.isPartial
            ? "a partial clone: \u{201c}git fetch --refetch --no-filter\u{201d} fetches them"
            : "\u{201c}git fsck\u{201d} names them all")))
  }

  /// Leaves out places whose paths are excluded, and names each path.
  private func exclude(from places: inout [HistoryPlace], _ tally: inout HistoryTally) {
    let filter = PathFilter(patterns: configuration.walk.excludes)
    if filter.isEmpty { return }
    var paths: Set<[UInt8]> = []
    places.removeAll { place in
      guard place.kind == .blob, filter.excludes(place.path) else { return false }
      paths.insert(place.path)
      return true
    }
    for path in paths {
      tally.note(
        Incident(
          .excluded, path: target.below(path),
          detail: "matches an exclusion pattern; its versions in the history are left out"))
    }
  }
}

extension ObjectScratch {
  /// Bytes of bases a worker of a sweep may hold.
  static let sweepBytes = 64 << 20
}
