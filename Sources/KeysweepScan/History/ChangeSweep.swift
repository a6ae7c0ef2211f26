internal import KeysweepDetection
public import KeysweepGit
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

  /// Names a file.
  public init(path: [UInt8], blob: ObjectID?, baseline: ObjectID?) {
    self.path = path
    self.blob = blob
    self.baseline = baseline
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
  private let materials = MaterialHash(key: nil)
  /// Counters to look at while it runs.
  public let progress: SweepProgress
  private let worktree: Sweep

  /// Prepares a sweep.
  ///
  /// - Parameters:
  ///   - configuration: How to sweep; its roots are replaced.
  ///   - target: The repository.
  ///   - files: What changed.
  public init(
    _ configuration: SweepConfiguration, target: HistoryTarget, files: [ChangedFile]
  ) {
    self.configuration = configuration
    self.target = target
    self.files = files
    var configuration = configuration
    configuration.roots = files.filter { $0.blob == nil }.map { target.below($0.path) }
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
  /// - Throws: ``GitError`` when the objects cannot be opened.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    onHit: @escaping @Sendable (Hit) -> Void
  ) throws(GitError) -> SweepSummary {
    let database = try ObjectDatabase(gitDirectory: target.gitDirectory)
    let reader = Mutex(
      Reader(database, configuration))
    let materials = materials
    var summary = SweepSummary()
    let started = Platform.monotonicSeconds
    if files.contains(where: { $0.blob == nil }) {
      let byPath = Dictionary(
        files.map { (target.below($0.path), $0) }, uniquingKeysWith: { first, _ in first })
      summary = worktree.run(isCancelled: isCancelled) { hit in
        let old = reader.withLock { $0.parts(byPath[hit.path]?.baseline, materials) }
        if !Self.stands(hit, in: old, materials) { onHit(hit) }
      }
    }
    for file in files.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) {
      if isCancelled() { break }
      let path = target.below(file.path)
      // The name itself is committed too.
      if file.baseline == nil {
        for var hit in reader.withLock({ $0.hits(of: file.path) }) {
          hit.path = path
          onHit(hit)
        }
      }
      guard let blob = file.blob else { continue }
      guard let content = reader.withLock({ $0.hits(of: blob) }) else {
        summary.note(
          Incident(
            .damagedObject, path: path,
            detail: "the staged content (object \(blob)) cannot be read; stage the file again"))
        continue
      }
      summary.filesSwept += 1
      summary.bytesSwept += content.bytes
      progress.add(files: 1, bytes: content.bytes)
      for var incident in content.incidents {
        incident.path = path.inside(incident.path)
        summary.note(incident)
      }
      if content.hits.isEmpty { continue }
      let old = reader.withLock { $0.parts(file.baseline, materials) }
      for var hit in content.hits where !Self.stands(hit, in: old, materials) {
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

  /// Whether every part of a hit stood there before.
  private static func stands(_ hit: Hit, in old: Set<UInt64>, _ materials: MaterialHash) -> Bool {
    !old.isEmpty && materials.parts(hit).allSatisfy(old.contains)
  }

  /// Reads and scans blobs.
  private struct Reader: ~Copyable {
    private let source: DatabaseSource
    private var scanner: ObjectScanner?
    private var known: [ObjectID: Set<UInt64>] = [:]

    init(_ database: ObjectDatabase, _ configuration: SweepConfiguration) {
      source = DatabaseSource(database)
      scanner = ObjectScanner(configuration, hashBytes: database.hashBytes)
    }

    mutating func hits(of blob: ObjectID) -> (bytes: Int, hits: [Hit], incidents: [Incident])? {
      guard let object = source.read(blob),
        let outcome = object.bytes.withUnsafeBytes({ scanner?.scan(.blob, $0) })
      else { return nil }
      return (object.bytes.count, outcome.hits, outcome.incidents)
    }

    mutating func hits(of name: [UInt8]) -> [Hit] {
      name.withUnsafeBytes { scanner?.scan(.blob, $0).hits } ?? []
    }

    /// The parts of everything that stood in a file.
    mutating func parts(_ blob: ObjectID?, _ materials: MaterialHash) -> Set<UInt64> {
      guard let blob else { return [] }
      if let parts = known[blob] { return parts }
      let parts = Set((hits(of: blob)?.hits ?? []).flatMap { materials.parts($0) })
      known[blob] = parts
      return parts
    }
  }
}
