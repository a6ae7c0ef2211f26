internal import KeysweepDetection
internal import KeysweepModel
internal import Synchronization

/// What one piece of work gave.
struct WorkResult: Sendable {
  var hits: [Hit] = []
  var incidents: [Incident] = []
  var files = 0
  /// Those of them that were not read.
  var known = 0
  var bytes = 0
  var members = 0
  var memberBytes = 0
  /// A stretch of a large file, to be put together with the others.
  var segment: SegmentWork?
  /// Objects of git that came as streams, and their bytes.
  var objects = 0
  var objectBytes = 0
  /// Packs and bundles that were met.
  var packs: [SourcePath] = []
}

/// What one stretch of a large file gave.
struct SegmentWork: Sendable {
  /// How reading the stretch ended.
  enum End: Sendable {
    /// All of it was read.
    case regular
    /// The file ended before the stretch did.
    case early
    /// It was not read to its end, for a reason that is reported elsewhere.
    case unfinished
  }

  var file: LargeFile
  var result = SegmentResult()
  /// Whether it is the last stretch of the file.
  var isLast: Bool
  var end = End.regular
  /// Whether the file had its stamp after the stretch was read.
  var isUnchanged = false
}

/// Releases results in the order of the work, whatever the order in which workers finish.
///
/// That order is the order of the walk, so everything behind it is deterministic.
final class Collector: Sendable {
  private struct State {
    var waiting: [Int: WorkResult] = [:]
    var next = 0
    var assembler: ItemAssembler?
    /// Whether all stretches of the current large file have been read in full so far.
    var isWhole = true
    var hasReportedShrink = false
    /// Whether the current large file may be noted as one that holds nothing.
    var isNotable = true
    var summary = SweepSummary()
    var packs: [SourcePath] = []
    var incidentsKept = 0
  }

  private let state = Mutex(State())
  private let queue: WorkQueue
  private let progress: SweepProgress
  private let onHit: @Sendable (Hit) -> Void
  /// How many incidents are kept by name; all are counted.
  private let incidentCap: Int

  init(
    queue: WorkQueue, progress: SweepProgress, incidentCap: Int,
    onHit: @escaping @Sendable (Hit) -> Void
  ) {
    self.queue = queue
    self.progress = progress
    self.incidentCap = incidentCap
    self.onHit = onHit
  }

  /// Takes a result; results of earlier work that waited for it are released with it.
  func complete(_ number: Int, _ result: consuming WorkResult) {
    let result = result
    let released = state.withLock { state -> Int? in
      guard number == state.next else {
        state.waiting[number] = result
        return nil
      }
      release(result, &state)
      state.next += 1
      while let waiting = state.waiting.removeValue(forKey: state.next) {
        release(waiting, &state)
        state.next += 1
      }
      return state.next
    }
    if let released { queue.released(released) }
  }

  /// Takes what a long piece of work gave so far, if everything before it is done.
  func flush(_ number: Int, _ result: inout WorkResult) {
    state.withLock { state in
      guard number == state.next else { return }
      release(result, &state)
      result = WorkResult()
    }
  }

  /// The summary, after the last result.
  func finish() -> SweepSummary { state.withLock { $0.summary } }

  /// The packs and bundles that were met, in the order of the walk.
  var packs: [SourcePath] { state.withLock { $0.packs } }

  /// Has the summary say how much was known.
  func countKnown() { state.withLock { $0.summary.known = .init() } }

  private func release(_ result: WorkResult, _ state: inout State) {
    state.summary.filesSwept += result.files
    if result.known > 0 { state.summary.known?.files += result.known }
    state.summary.bytesSwept += result.bytes
    state.summary.membersSwept += result.members
    state.summary.memberBytes += result.memberBytes
    for incident in result.incidents { note(incident, &state) }
    state.packs += result.packs
    state.summary.objectsSwept += result.objects
    state.summary.objectBytes += result.objectBytes
    if !result.hits.isEmpty { progress.add(hits: result.hits.count) }
    for hit in result.hits { onHit(hit) }
    guard let segment = result.segment else { return }
    var assembler =
      state.assembler
      ?? ItemAssembler(
        path: segment.file.path,
        observations: [Observation(segment.file.modified, basis: .fileModification)])
    var count = 0
    let emit: (Hit) -> Void = { hit in
      count += 1
      self.progress.add(hits: 1)
      self.onHit(hit)
    }
    assembler.add(segment.result, emit: emit)
    for error in segment.result.matchErrors {
      note(Incident(.matchLimit, path: segment.file.path, detail: error), &state)
    }
    if segment.end != .regular { state.isWhole = false }
    if segment.end == .early, !state.hasReportedShrink {
      state.hasReportedShrink = true
      note(.shrunk(segment.file.path, from: segment.file.size), &state)
    }
    if segment.isLast { assembler.finish(emit: emit) }
    if count > 0 || !segment.isUnchanged || !result.incidents.isEmpty
      || !segment.result.matchErrors.isEmpty || !result.packs.isEmpty
    {
      state.isNotable = false
    }
    if segment.isLast {
      if state.isWhole, state.isNotable { segment.file.notable?.record() }
      state.assembler = nil
      if state.isWhole { state.summary.filesSwept += 1 }
      state.isWhole = true
      state.isNotable = true
      state.hasReportedShrink = false
    } else {
      state.assembler = assembler
    }
  }

  private func note(_ incident: Incident, _ state: inout State) {
    state.summary.incidentCounts[incident.kind, default: 0] += 1
    // What hides nothing must not crowd out what does.
    if incident.makesIncomplete || state.incidentsKept < incidentCap {
      if !incident.makesIncomplete { state.incidentsKept += 1 }
      if state.summary.incidents.count < 10 * incidentCap {
        state.summary.incidents.append(incident)
      }
    }
  }
}

extension Incident {
  /// A file that became shorter while it was read.
  static func shrunk(_ path: SourcePath, from size: Int) -> Incident {
    Incident(
      .changedWhileRead, path: path,
      detail: "became shorter than its \(size) bytes while it was read; sweep it again at rest")
  }
}
