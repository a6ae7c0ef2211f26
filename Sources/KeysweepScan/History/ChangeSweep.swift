internal import KeysweepDetection
public import KeysweepGit
internal import KeysweepInputs
public import KeysweepModel
internal import Synchronization

/// A file that is about to be committed, or could be.
public struct ChangedFile: Sendable, Hashable {
  /// Within the repository.
  public var path: [UInt8]
  /// Its new content; nil when it lies in the working tree.
  public var blob: ObjectID?
  /// Its content at `HEAD`; nil for a new file.
  public var baseline: ObjectID?
  /// Whether it is a symbolic link, whose content is the path it leads to.
  public var isLink: Bool
  /// Whether its name is new, too.
  public var isNewPath: Bool

  /// Names a file.
  public init(
    path: [UInt8], blob: ObjectID?, baseline: ObjectID?, isLink: Bool = false,
    isNewPath: Bool? = nil
  ) {
    self.path = path
    self.blob = blob
    self.baseline = baseline
    self.isLink = isLink
    self.isNewPath = isNewPath ?? (baseline == nil)
  }
}

/// Sweeps what a commit would bring: changed files, without what stands at `HEAD` already.
///
/// Somebody who edits another line of a file that has held a key for years has not leaked it, and a
/// hook that says so is taken out.
public struct ChangeSweep: Sendable {
  private let configuration: SweepConfiguration
  private let target: HistoryTarget
  private let files: [ChangedFile]
  /// Counters to look at while it runs.
  public let progress: SweepProgress
  private let worktree: Sweep
  private let database: ObjectDatabase
  /// What is to be said beside the finds.
  public var notices: [Incident] = []

  /// Prepares a sweep.
  ///
  /// - Parameters:
  ///   - configuration: How to sweep; its roots are replaced.
  ///   - target: The repository.
  ///   - files: What changed.
  /// - Throws: ``GitError`` when the objects cannot be opened.
  public init(
    _ configuration: SweepConfiguration, target: HistoryTarget, files: [ChangedFile]
  ) throws(GitError) {
    database = try ObjectDatabase(gitDirectory: target.gitDirectory, and: target.objectFolders)
    self.configuration = configuration
    self.target = target
    self.files = files
    var configuration = configuration
    configuration.roots = files.filter { $0.blob == nil && !$0.isLink }.map {
      target.below($0.path)
    }
    configuration.sweepsHistory = false
    worktree = Sweep(configuration)
    progress = worktree.progress
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - isCancelled: Whether to stop.
  ///   - onHit: Gets every hit, from one thread at a time.
  /// - Returns: What was gone through.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    onHit: @escaping @Sendable (Hit) -> Void
  ) -> SweepSummary {
    let mask = NameMask(onHit)
    let onHit: @Sendable (Hit) -> Void = { mask($0) }
    let reader = Mutex(MaterialReader(database, configuration, MaterialHash(key: nil)))
    var summary = SweepSummary()
    let started = Platform.monotonicSeconds
    if files.isEmpty {
      summary.note(
        Incident(
          .notice, path: target.repository,
          detail: "nothing to sweep: git names no file with new content"))
    }
    if files.contains(where: { $0.blob == nil && !$0.isLink }) {
      let byPath = Dictionary(
        files.map { (target.below($0.path), $0) }, uniquingKeysWith: { first, _ in first })
      summary = worktree.run(isCancelled: isCancelled) { hit in
        let stood = reader.withLock { $0.holds(byPath[hit.path]?.baseline, hit) }
        if !stood { onHit(hit) }
      }
    }
    for notice in notices { summary.note(notice) }
    let filter = PathFilter(patterns: configuration.walk.excludes)
    for file in files.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) {
      if isCancelled() { break }
      let path = target.below(file.path)
      if !filter.isEmpty, filter.excludes(file.path) {
        // The walk has named the others.
        if file.blob != nil || file.isLink {
          summary.note(Incident(.excluded, path: path, detail: "matches --exclude"))
        }
        continue
      }
      // The name itself is committed too.
      if file.isNewPath {
        for var hit in reader.withLock({ $0.hits(of: file.path) }) {
          hit.path = path
          onHit(hit)
        }
      }
      let found: (bytes: Int, hits: [Hit], incidents: [Incident])?
      if let blob = file.blob {
        found = reader.withLock { $0.hits(of: blob) }
        if found == nil {
          summary.note(
            Incident(
              .damagedObject, path: path,
              detail: "the staged content (object \(blob)) cannot be read; stage the file again"))
        }
      } else if file.isLink {
        found = path.linkTarget.map { text in
          (text.count, reader.withLock { $0.hits(of: text) }, [])
        }
        if found == nil {
          summary.note(Incident(.unreadable, path: path, detail: "the link cannot be read"))
        }
      } else {
        continue
      }
      guard let content = found else { continue }
      summary.filesSwept += 1
      summary.bytesSwept += content.bytes
      progress.add(files: 1, bytes: content.bytes)
      for var incident in content.incidents {
        incident.path = path.inside(incident.path)
        summary.note(incident)
      }
      for var hit in content.hits {
        if reader.withLock({ $0.holds(file.baseline, hit) }) { continue }
        hit.path = path.inside(hit.path)
        progress.add(hits: 1)
        onHit(hit)
      }
    }
    if isCancelled(), summary.incidentCounts[.limit] == nil {
      summary.note(
        Incident(
          .limit, path: target.repository,
          detail: "interrupted; what was not swept by then is missing from this report"))
    }
    summary.incidents.sort()
    summary.seconds = Platform.monotonicSeconds - started
    return summary
  }
}
