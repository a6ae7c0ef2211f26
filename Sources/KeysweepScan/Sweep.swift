internal import KeysweepDetection
internal import KeysweepInputs
public import KeysweepModel

/// A sweep: one walker feeds a bounded queue, workers match, hits come out in walk order.
public struct Sweep: Sendable {
  private let configuration: SweepConfiguration
  /// Counters to look at while it runs.
  public let progress = SweepProgress()

  /// Prepares a sweep.
  ///
  /// - Parameter configuration: What to sweep and how.
  public init(_ configuration: SweepConfiguration) { self.configuration = configuration }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked between pieces of work; when it says yes, the rest is left out and
  ///     the sweep is incomplete.
  ///   - onHit: Gets every hit, in the order of the walk, from one thread at a time.
  /// - Returns: What was gone through. Findings are the caller's to build from the hits.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    onHit: @escaping @Sendable (Hit) -> Void
  ) -> SweepSummary {
    let started = Platform.monotonicSeconds
    let jobs = max(1, configuration.jobs)
    let walker = Walker(roots: configuration.roots, options: configuration.walk)
    let queue = WorkQueue(capacity: 2 * jobs + 2)
    let collector = Collector(
      queue: queue, progress: progress, incidentCap: configuration.incidentCap, onHit: onHit)
    Threads.run(
      jobs,
      body: { _ in
        if var worker = Worker(configuration, progress: progress) {
          worker.run(queue, collector, isCancelled)
        } else {
          Worker.giveUp(queue, collector)
        }
      },
      main: { started in
        // Without a thread the work is done here afterwards, so nobody would empty a full queue.
        if started == 0 { queue.lift() }
        feed(queue, from: walker, isCancelled)
        queue.close()
      })
    var summary = collector.finish()
    if isCancelled() {
      summary.incidentCounts[.limit, default: 0] += 1
      summary.incidents.append(
        Incident(
          .limit, path: configuration.roots.first ?? .standardInput,
          detail: "interrupted; what was not swept by then is missing from this report"))
    }
    summary.directories = walker.directoriesListed
    summary.skipped = summary.incidentCounts.filter { !$0.key.makesIncomplete && $0.key != .notice }
    summary.incidents.sort()
    summary.seconds = Platform.monotonicSeconds - started
    return summary
  }

  private func feed(_ queue: WorkQueue, from walker: Walker, _ isCancelled: () -> Bool) {
    if configuration.readsStandardInput { queue.push(.standardInput) }
    while !isCancelled(), var batch = walker.next() {
      for file in batch.files { progress.expect(bytes: file.size) }
      guard batch.files.count == 1, let file = batch.files.first,
        file.size > 2 * configuration.segmentBytes
      else {
        queue.push(.batch(batch))
        continue
      }
      switch batch.open(file) {
      case .failure(let refusal):
        batch.files = []
        batch.incidents.append(refusal.incident)
        queue.push(.batch(batch))
      case .success(let open):
        if !batch.incidents.isEmpty {
          var rest = batch
          rest.files = []
          queue.push(.batch(rest))
        }
        let large = LargeFile(
          path: batch.path(of: file), size: file.size, modified: file.modified,
          descriptor: open.shared())
        split(large, into: queue)
      }
    }
    progress.endWalk()
  }

  private func split(_ file: LargeFile, into queue: WorkQueue) {
    var start = 0
    while start < file.size {
      let end = min(file.size, start + configuration.segmentBytes)
      queue.push(.segment(file, start..<end, isLast: end == file.size))
      start = end
    }
  }
}
