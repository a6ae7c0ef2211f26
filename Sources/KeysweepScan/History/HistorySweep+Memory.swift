internal import KeysweepGit
internal import KeysweepInputs
internal import KeysweepModel
internal import Synchronization

/// What earlier runs know of a repository.
extension HistorySweep {
  /// Adds what earlier runs found in this repository.
  func recall(
    _ memory: any ObjectMemory, _ database: ObjectDatabase, _ tally: inout HistoryTally
  ) {
    for object in memory.allFound
    where database.contains(object.id) && target.selection?.contains(object.id) ?? true {
      tally.found.append(object)
    }
  }

  /// Makes sure that what known objects name is here.
  ///
  /// Folders, commits and tags that are known from another repository, or from this one before it
  /// lost something, are read again, but not scanned. For all others the census says what is absent.
  ///
  /// - Parameters:
  ///   - database: The objects.
  ///   - memory: What earlier runs know.
  ///   - present: What is there, as a census has it; empty for a selection.
  ///   - shallow: Commits whose parents were left out on purpose.
  ///   - isDone: Whether the first pass came to its end.
  ///   - tally: Gets what is absent or damaged.
  func recheck(
    _ database: ObjectDatabase, _ memory: any ObjectMemory, present: [UInt64],
    shallow: Set<ObjectID>, isDone: Bool, _ tally: inout HistoryTally
  ) {
    let selection = target.selection
    let repository = database.folders.common.canonical
    let stored = selection == nil ? memory.census(of: repository) : nil
    let census = stored.flatMap { $0.holds(present, shallow: shallow) ? $0 : nil }
    let units = database.units { id in
      (selection?.contains(id) ?? true) && memory.contains(id)
        && !(census?.hasChecked(id) ?? false)
    }
    let whole = Mutex(HistoryTally())
    let isChecked = UnitQueue.run(units, jobs: configuration.jobs, isCancelled: isCancelled) {
      queue in
      var visitor = PresenceVisitor(presence: PresenceCheck(database, shallow: shallow))
      var scratch = ObjectScratch(cacheBytes: ObjectScratch.sweepBytes)
      while let unit = queue.next() { database.visit(unit, &scratch, &visitor) }
      whole.withLock { $0.add(visitor.finish()) }
    }
    tally.add(whole.withLock { $0 })
    if let census {
      // They may have arrived meanwhile.
      for id in census.absent where !database.contains(id) { tally.absent.insert(id) }
    }
    guard selection == nil, isDone, isChecked, !isCancelled(), !tally.hasLostFile,
      tally.absent.count <= RepositoryCensus.mostAbsent
    else { return }
    let fresh = RepositoryCensus(
      present: present, damaged: tally.damaged.map(RepositoryCensus.prefix).sorted(),
      absent: tally.absent.sorted(), shallow: shallow.sorted())
    if fresh != stored { memory.record(fresh, of: repository) }
  }
}

/// Looks up what objects name, without scanning them.
struct PresenceVisitor: ObjectVisitor, ~Copyable {
  private var tally = HistoryTally()
  private var presence: PresenceCheck

  init(presence: consuming PresenceCheck) { self.presence = presence }

  func wants(_ kind: ObjectKind) -> Bool { kind != .blob }

  mutating func visit(
    _ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    presence.check(id, kind, bytes)
    return false
  }

  mutating func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String) {
    tally.problem(id, path, detail)
  }

  /// Ends the pass.
  mutating func finish() -> HistoryTally {
    tally.absent = presence.absent
    return tally
  }
}
