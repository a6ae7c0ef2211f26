internal import KeysweepDetection
internal import KeysweepInputs
public import KeysweepModel

/// A sweep: one walker feeds a bounded queue, workers match, hits come out in walk order.
public struct Sweep: Sendable {
  let configuration: SweepConfiguration
  /// Counters to look at while it runs.
  public let progress = SweepProgress()

  /// Prepares a sweep.
  ///
  /// - Parameter configuration: What to sweep and how.
  public init(_ configuration: SweepConfiguration) { self.configuration = configuration }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked between files and windows, and while a stream lets one wait; when it
  ///     says yes, the rest is left out and the sweep is incomplete.
  ///   - onHit: Gets every hit, in the order of the walk, from one thread at a time.
  /// - Returns: What was gone through. Findings are the caller's to build from the hits.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    onHit: @escaping @Sendable (Hit) -> Void
  ) -> SweepSummary {
    let mask = NameMask(onHit)
    let onHit: @Sendable (Hit) -> Void = { mask($0) }
    let started = Platform.monotonicSeconds
    let jobs = max(1, configuration.jobs)
    let capacity = 2 * jobs + 2
    let walker = Walker(roots: configuration.roots, options: walkOptions(jobs, capacity))
    let queue = WorkQueue(capacity: capacity)
    let collector = Collector(
      queue: queue, progress: progress, incidentCap: configuration.incidentCap, onHit: onHit)
    if configuration.fileMemory != nil || configuration.memory != nil { collector.countKnown() }
    var met: [SourcePath] = []
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
        feed(queue, from: walker, &met, isCancelled)
        queue.close()
      })
    var summary = collector.finish()
    sweepHistories(met, collector.packs, into: &summary, isCancelled, onHit)
    if isCancelled() {
      summary.incidentCounts[.limit, default: 0] += 1
      summary.incidents.append(
        Incident(
          .limit, path: configuration.roots.first ?? .standardInput,
          detail: "interrupted; what was not swept by then is missing from this report"))
    }
    summary.directories = walker.directoriesListed
    summary.skipped = summary.incidentCounts.filter { !$0.key.makesIncomplete && $0.key != .notice }
    if summary.filesSwept == 0, summary.repositoriesSwept == 0, summary.isComplete {
      noteNothing(in: &summary)
    }
    summary.incidents.sort()
    summary.seconds = Platform.monotonicSeconds - started
    return summary
  }

  /// Divides the files that may be open among the work that is under way.
  private func walkOptions(_ jobs: Int, _ capacity: Int) -> WalkOptions {
    var options = configuration.walk
    options.sweepsStandardInput = configuration.readsStandardInput
    options.aloneBytes = 2 * configuration.segmentBytes
    options.findsRepositories = configuration.sweepsHistory
    // Batches in the queue, with workers, and one that is filled while another waits for room. Apart
    // from them, files that are read, the branch that is walked, and what the process has open.
    let batches = capacity + jobs + 2
    let free = DescriptorLimit.raise() - 2 * jobs - 128
    options.batchFolders = max(1, min(options.batchFolders, free / batches))
    return options
  }

  /// Nothing to sweep is never a silent success: more likely a path or a pattern is wrong.
  private func noteNothing(in summary: inout SweepSummary) {
    let skipped = summary.skipped.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.value) \($0.key.rawValue)" }
    let reason = skipped.isEmpty ? "there are no files" : skipped.joined(separator: ", ")
    summary.incidentCounts[.nothingSwept, default: 0] += 1
    guard let root = configuration.roots.min() else {
      // Standard input was all there is, and is named here instead of in a notice.
      summary.incidents.removeAll { $0 == .emptyInput }
      summary.incidentCounts[.notice] = nil
      summary.incidents.append(
        Incident(
          .nothingSwept, path: .standardInput,
          detail: "nothing was swept: standard input was empty; check what should have written to "
            + "it"))
      return
    }
    summary.incidents.append(
      Incident(
        .nothingSwept, path: root,
        detail: "nothing was swept: \(reason); check the paths and the exclusions"))
  }

  private func feed(
    _ queue: WorkQueue, from walker: Walker, _ met: inout [SourcePath], _ isCancelled: () -> Bool
  ) {
    let keeper = FileKeeper(configuration.fileMemory)
    if configuration.readsStandardInput { queue.push(.standardInput) }
    while !isCancelled(), var batch = walker.next() {
      for file in batch.files { progress.expect(bytes: file.size) }
      met += batch.repositories
      batch.repositories = []
      // Such a file is alone in its batch.
      guard let file = batch.files.first, !file.isStream,
        file.size > 2 * configuration.segmentBytes
      else {
        queue.push(.batch(batch))
        continue
      }
      var notable: NotableFile?
      switch keeper?.look(file, of: batch) {
      case .known:
        // A worker looks once more, and counts it.
        queue.push(.batch(batch))
        continue
      case .notable(let file): notable = file
      case .other, nil: break
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
          notable: notable)
        if let kind = Recognition(configuration.archives).container(in: open.rawValue) {
          queue.push(.container(large, open.shared(), kind))
        } else {
          split(large, open.shared(), into: queue, isCancelled)
        }
      }
    }
    if met.isEmpty, configuration.histories.isEmpty { progress.endWalk() }
  }

  private func split(
    _ file: LargeFile, _ descriptor: OwnedDescriptor, into queue: WorkQueue,
    _ isCancelled: () -> Bool
  ) {
    var start = 0
    while start < file.size {
      // The last stretch ends the file in the collector, so there is one in any case.
      let end = isCancelled() ? file.size : min(file.size, start + configuration.segmentBytes)
      queue.push(.segment(file, descriptor, start..<end, isLast: end == file.size))
      start = end
    }
  }
}
