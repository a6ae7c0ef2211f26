internal import KeysweepDetection
internal import KeysweepInputs
internal import KeysweepModel

/// One worker: owns its buffer and its scanner, and works the queue off.
struct Worker: ~Copyable {
  private var reader: WindowReader
  private var scanner: Scanner
  private let progress: SweepProgress

  init?(_ configuration: SweepConfiguration, progress: SweepProgress) {
    guard let scanner = Scanner(rules: configuration.rules) else { return nil }
    self.scanner = scanner
    reader = WindowReader(windowBytes: configuration.windowBytes, margin: Window.margin)
    self.progress = progress
  }

  mutating func run(
    _ queue: WorkQueue, _ collector: Collector, _ isCancelled: () -> Bool
  ) {
    while let (number, work) = queue.pop() {
      var result = WorkResult()
      switch work {
      case .batch(let batch) where isCancelled(): result.incidents = batch.incidents
      case .segment(let file, _, let isLast) where isCancelled():
        result.segment = (file, SegmentResult(), isLast, false)
      case .batch(let batch):
        result.incidents = batch.incidents
        for file in batch.files { sweep(file, of: batch, into: &result) }
      case .segment(let file, let stretch, let isLast):
        sweep(file, stretch, isLast: isLast, into: &result)
      case .standardInput:
        sweepStandardInput(into: &result)
      }
      collector.complete(number, result)
    }
  }

  /// Works the queue off without reading anything, when there is no memory for a worker.
  static func giveUp(_ queue: WorkQueue, _ collector: Collector) {
    while let (number, work) = queue.pop() {
      var result = WorkResult()
      let detail = "not swept: out of memory for another worker; lower --jobs"
      switch work {
      case .batch(let batch):
        result.incidents = batch.incidents
        result.incidents += batch.files.map {
          Incident(.limit, path: batch.path(of: $0), detail: detail)
        }
      case .segment(let file, _, let isLast):
        result.segment = (file, SegmentResult(), isLast, false)
        result.incidents.append(Incident(.limit, path: file.path, detail: detail))
      case .standardInput:
        result.incidents.append(Incident(.limit, path: .standardInput, detail: detail))
      }
      collector.complete(number, result)
    }
  }

  /// Sweeps a small file from beginning to end.
  private mutating func sweep(
    _ file: FileEntry, of batch: borrowing WalkBatch, into result: inout WorkResult
  ) {
    switch batch.open(file) {
    case .failure(let refusal): result.incidents.append(refusal.incident)
    case .success(let open):
      // A size of 0 may be a lie (procfs), so such a file is read to its end.
      let size = file.size > 0 ? file.size : nil
      finish(
        read(.file(open.rawValue), 0..<Int.max, size: size), size: size ?? 0,
        path: { batch.path(of: file) }, modified: file.modified, into: &result)
    }
  }

  private mutating func sweepStandardInput(into result: inout WorkResult) {
    finish(
      read(.stream(0), 0..<Int.max, size: nil), size: 0, path: { .standardInput }, modified: nil,
      into: &result)
  }

  private mutating func sweep(
    _ file: LargeFile, _ stretch: Range<Int>, isLast: Bool, into result: inout WorkResult
  ) {
    let descriptor = file.descriptor.rawValue
    let reach =
      max(
        0, stretch.lowerBound - Window.margin)..<min(file.size, stretch.upperBound + Window.margin)
    if Platform.isHole(descriptor, reach) {
      result.segment = (file, SegmentResult(), isLast, false)
      result.bytes = stretch.count
      progress.add(files: isLast ? 1 : 0, bytes: stretch.count)
      return
    }
    let outcome = read(.file(descriptor), stretch, size: file.size)
    result.segment = (file, outcome.segment, isLast, outcome.extent?.endedEarly ?? false)
    result.bytes = outcome.extent?.bytes ?? 0
    if let error = outcome.error {
      result.incidents.append(.unreadable(file.path, error))
    }
    progress.add(files: isLast ? 1 : 0)
  }

  private struct Outcome {
    var segment: SegmentResult
    var extent: WindowReader.Extent?
    var error: ReadError?
  }

  private mutating func read(_ source: ByteReader, _ stretch: Range<Int>, size: Int?) -> Outcome {
    var segment = SegmentResult()
    do throws(ReadError) {
      let extent = try reader.read(stretch, size: size, from: source) { bytes, base, core in
        scanner.scan(Window(bytes: bytes, base: base, core: core), into: &segment)
        progress.add(bytes: core.count)
      }
      return Outcome(segment: segment, extent: extent, error: nil)
    } catch {
      return Outcome(segment: segment, extent: nil, error: error)
    }
  }

  /// Books a whole item; its path is built only when there is something to say about it.
  private func finish(
    _ outcome: Outcome, size: Int, path: () -> SourcePath, modified: Instant?,
    into result: inout WorkResult
  ) {
    result.bytes += outcome.extent?.bytes ?? 0
    if let error = outcome.error {
      result.incidents.append(.unreadable(path(), error))
    } else if outcome.extent?.endedEarly ?? false {
      result.incidents.append(.shrunk(path(), from: size))
    } else {
      result.files += 1
      progress.add(files: 1)
    }
    for error in outcome.segment.matchErrors {
      result.incidents.append(Incident(.matchLimit, path: path(), detail: error))
    }
    guard !outcome.segment.isEmpty else { return }
    var assembler = ItemAssembler(
      path: path(),
      observations: modified.map { [Observation($0, basis: .fileModification)] } ?? [])
    assembler.add(outcome.segment) { result.hits.append($0) }
    assembler.finish { result.hits.append($0) }
  }
}

extension Incident {
  /// A file that could be opened and not read.
  static func unreadable(_ path: SourcePath, _ error: ReadError) -> Incident {
    Incident(
      .unreadable, path: path,
      detail: "could not be read to its end: \(error.description); what came before was swept")
  }
}
