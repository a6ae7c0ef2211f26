internal import KeysweepGit
internal import KeysweepModel
internal import Synchronization

/// A place in a history before its line and column are known.
struct HistoryPlace: Sendable {
  /// The object that is shown: of all versions, the one that was first in the history.
  var object: ObjectID
  var kind: ObjectKind
  var material: UInt64
  /// Within the repository; empty for what is no file.
  var path: [UInt8]
  var place: GitPlace
}

/// The second pass over a history: where what was found stands in it.
struct HistoryAttribution {
  let database: ObjectDatabase
  /// All units of the database, if they are at hand.
  let units: [SweepUnit]?
  let references: RepositoryReferences
  let words: HistoryWords
  let target: HistoryTarget
  let jobs: Int
  let isCancelled: @Sendable () -> Bool

  /// Says where everything stands: one place for every material and path.
  func places(of found: [FoundObject], _ tally: inout HistoryTally) -> [HistoryPlace] {
    for problem in references.problems { tally.note(incident(problem)) }
    let items = found.filter { !$0.materials.isEmpty }
    guard !items.isEmpty else { return [] }
    let units = units ?? database.units()
    let history = Mutex(HistoryIndex(idLength: database.hashBytes))
    let selected = Mutex<Set<ObjectID>>([])
    forEachObject([.commit, .tag], units) { [selection = target.selection] id, kind, bytes in
      if kind == .commit, selection?.contains(id) ?? false {
        selected.withLock { _ = $0.insert(id) }
      }
      history.withLock {
        if kind == .commit {
          $0.add(commit: id, bytes: bytes)
        } else {
          $0.add(tag: id, bytes: bytes)
        }
      }
    }
    tally.selectedCommits = selected.withLock { $0.sorted() }
    let attributor = Mutex(
      Attributor(history.withLock { $0 }, items: items.lazy.map(\.id)))
    forEachObject([.tree], units) { id, _, bytes in
      attributor.withLock { $0.add(tree: id, bytes: bytes) }
    }
    var source = DatabaseSource(database)
    var attributions = attributor.withLock {
      $0.finish(references: references, source: &source)
    }
    addStaged(items, to: &attributions)
    return group(items, attributions)
  }

  /// What nothing else reaches may be in an index, about to be committed.
  private func addStaged(
    _ items: [FoundObject], to attributions: inout [ObjectID: Attribution]
  ) {
    let dangling = items.filter {
      $0.kind == .blob && (attributions[$0.id]?.reach ?? .dangling) == .dangling
    }
    let staged = StagedBlobs(
      in: database.folders, wanted: Set(dangling.map(\.id)), hashBytes: database.hashBytes)
    for (id, place) in staged.places {
      var attribution = attributions[id] ?? Attribution()
      attribution.reach = .recoverable
      attribution.recovery = ReferenceList(name: place.index)
      if attribution.paths.isEmpty {
        attribution.paths = [place.path]
        attribution.pathCount = 1
      }
      attributions[id] = attribution
    }
  }

  /// Calls with every object of some kinds, from several threads.
  private func forEachObject(
    _ kinds: Set<ObjectKind>, _ units: [SweepUnit],
    _ body: @escaping @Sendable (ObjectID, ObjectKind, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let database = database
    // A sweep that is stopped says so; what is damaged was named by the first pass.
    _ = UnitQueue.run(units, jobs: jobs, isCancelled: isCancelled) { queue in
      var scratch = ObjectScratch(cacheBytes: ObjectScratch.sweepBytes)
      while let unit = queue.next() {
        database.visit(unit, &scratch, wants: kinds.contains, problem: { _, _, _ in }) {
          id, kind, bytes in
          bytes.withMemoryRebound(to: UInt8.self) { body(id, kind, $0) }
        }
      }
    }
  }

  // MARK: Grouping

  private struct Key: Hashable {
    var material: UInt64
    var path: [UInt8]
    /// For what has no path.
    var object: ObjectID?
  }

  /// Joins the versions of a file that hold the same.
  private func group(
    _ items: [FoundObject], _ attributions: [ObjectID: Attribution]
  ) -> [HistoryPlace] {
    var groups: [Key: HistoryPlace] = [:]
    // Ascending by name of object, so that nothing depends on which worker came first.
    for item in items {
      let attribution = attributions[item.id] ?? Attribution()
      let isFile = item.kind == .blob || item.kind == .tree
      let path = isFile ? attribution.first?.path ?? attribution.paths.first : nil
      let place = words.place(item, attribution, target.repository)
      for material in item.materials {
        let key = Key(
          material: material, path: path ?? [], object: path == nil ? item.id : nil)
        let fresh = HistoryPlace(
          object: item.id, kind: item.kind, material: material, path: path ?? [], place: place)
        if let known = groups[key] {
          groups[key] = Self.join(known, fresh)
        } else {
          groups[key] = fresh
        }
      }
    }
    return Array(groups.values)
  }

  private static func join(_ a: HistoryPlace, _ b: HistoryPlace) -> HistoryPlace {
    let isEarlier = isBefore(b.place, a.place)
    var result = isEarlier ? b : a
    let (x, y) = (a.place, b.place)
    result.place.versions = x.versions + y.versions
    result.place.reach = strongest(x.reach, y.reach)
    result.place.isFirstCertain = x.isFirstCertain && y.isFirstCertain
    result.place.standsAtHead = x.standsAtHead || y.standsAtHead
    result.place.last = later(x, y)
    result.place.paths = joined(x.paths, y.paths)
    result.place.branches = joined(x.branches, y.branches)
    result.place.tags = joined(x.tags, y.tags)
    result.place.others = joined(x.others, y.others)
    result.place.recovery =
      result.place.reach == .referenced ? .init() : joined(x.recovery, y.recovery)
    return result
  }

  /// By reach, then date, then name.
  private static func isBefore(_ a: GitPlace, _ b: GitPlace) -> Bool {
    let (x, y) = (rank(a.reach), rank(b.reach))
    if x != y { return x < y }
    guard let first = a.first else { return b.first == nil && a.object < b.object }
    guard let second = b.first else { return true }
    let (s, t) = (
      first.committed?.secondsSinceEpoch ?? .max, second.committed?.secondsSinceEpoch ?? .max
    )
    return (s, first.id, a.object) < (t, second.id, b.object)
  }

  private static func later(_ a: GitPlace, _ b: GitPlace) -> GitPlace.Commit? {
    guard let first = a.last, let second = b.last else { return a.last ?? b.last }
    if rank(a.reach) != rank(b.reach) { return rank(a.reach) < rank(b.reach) ? first : second }
    let (s, t) = (
      first.committed?.secondsSinceEpoch ?? .min, second.committed?.secondsSinceEpoch ?? .min
    )
    return (s, first.id) >= (t, second.id) ? first : second
  }

  private static func rank(_ reach: GitPlace.Reach) -> Int {
    GitPlace.Reach.allCases.firstIndex(of: reach) ?? 0
  }

  private static func strongest(_ a: GitPlace.Reach, _ b: GitPlace.Reach) -> GitPlace.Reach {
    rank(a) <= rank(b) ? a : b
  }

  private static func joined(_ a: GitPlace.Names, _ b: GitPlace.Names) -> GitPlace.Names {
    let all = a.first + b.first.filter { !a.first.contains($0) }
    return GitPlace.Names(
      Array(all.sorted().prefix(AttributionLimits().references)),
      count: max(a.count, b.count, all.count))
  }

  private func incident(_ problem: ReferenceProblem) -> Incident {
    let path = SourcePath(
      bytes: database.folders.common.bytes + [UInt8(ascii: "/")] + problem.path)
    let detail =
      switch problem.reason {
      case .reftable:
        "references are kept as reftables, which this version does not read: what stands in the "
          + "history is found, and on which branches is not known"
      case .unreadable: "the reference cannot be read; what only it reaches counts as unreachable"
      case .malformed: "holds no reference"
      case .tooMany: "there are more references than are read"
      }
    return Incident(
      problem.reason == .malformed ? .notice : .damagedObject, path: path, detail: detail)
  }
}
