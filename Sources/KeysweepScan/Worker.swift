internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepGit
internal import KeysweepInputs
internal import KeysweepModel

/// One worker: owns its buffer and its scanner, and works the queue off.
struct Worker: ~Copyable {
  private var reader: WindowReader
  var scanner: Scanner
  let progress: SweepProgress
  let recognition: Recognition
  let limits: ArchiveLimits
  let configuration: SweepConfiguration
  /// Made for the first objects of git.
  var objects: ObjectScanner?
  /// Whether a second thread may work for one worker.
  let hasHelp: Bool
  /// Tells what the members of a container gave from what its raw bytes repeat.
  let materials = MaterialHash(key: nil)
  /// What earlier runs know of files.
  private let keeper: FileKeeper?

  init?(_ configuration: SweepConfiguration, progress: SweepProgress) {
    guard let scanner = Scanner(rules: configuration.rules) else { return nil }
    self.scanner = scanner
    reader = WindowReader(windowBytes: configuration.windowBytes, margin: Window.margin)
    self.progress = progress
    recognition = Recognition(configuration.archives)
    limits = configuration.archives
    self.configuration = configuration
    objects = nil
    hasHelp = configuration.jobs > 1
    keeper = FileKeeper(configuration.fileMemory)
  }

  mutating func run(
    _ queue: WorkQueue, _ collector: Collector, _ isCancelled: @escaping @Sendable () -> Bool
  ) {
    while let (number, work) = queue.pop() {
      var result = WorkResult()
      let turn = Turn(number: number, collector: collector, isCancelled: isCancelled)
      switch work {
      case .batch(let batch):
        result.incidents = batch.incidents
        for file in batch.files where !isCancelled() {
          sweep(file, of: batch, into: &result, turn)
        }
      case .segment(let file, _, _, let isLast) where isCancelled():
        result.segment = SegmentWork(file: file, isLast: isLast, end: .unfinished)
      case .segment(let file, let descriptor, let stretch, let isLast):
        sweep(file, descriptor.rawValue, stretch, isLast: isLast, into: &result, isCancelled)
        result.segment?.isUnchanged = file.notable?.isUnchanged(descriptor.rawValue) ?? false
      case .container(let file, let descriptor, let kind):
        let source = FileSource(
          descriptor.rawValue, size: file.size, progress: progress, isCancelled: isCancelled)
        let isQuiet = sweep(
          source, as: kind, file.path, modified: file.modified, into: &result, turn)
        if isQuiet, let notable = file.notable, notable.isUnchanged(descriptor.rawValue) {
          notable.record()
        }
      case .standardInput:
        let outcome = read(.stream(0), 0..<Int.max, size: nil, sniffs: true, isCancelled)
        if let special = outcome.special {
          let source = StreamSource(
            0, after: outcome.head, progress: progress, isCancelled: isCancelled)
          _ = sweep(source, as: special, .standardInput, modified: nil, into: &result, turn)
        } else if outcome.bytes == 0, outcome.error == nil {
          // More likely what should have written to it has failed.
          result.incidents.append(.emptyInput)
        } else {
          finish(outcome, size: 0, path: { .standardInput }, modified: nil, into: &result)
        }
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
      case .segment(let file, _, _, let isLast):
        result.segment = SegmentWork(file: file, isLast: isLast, end: .unfinished)
        result.incidents.append(Incident(.limit, path: file.path, detail: detail))
      case .container(let file, _, _):
        result.incidents.append(Incident(.limit, path: file.path, detail: detail))
      case .standardInput:
        result.incidents.append(Incident(.limit, path: .standardInput, detail: detail))
      }
      collector.complete(number, result)
    }
  }

  /// Sweeps a small file, or a stream that was named, from beginning to end.
  private mutating func sweep(
    _ file: FileEntry, of batch: borrowing WalkBatch, into result: inout WorkResult, _ turn: Turn
  ) {
    var notable: NotableFile?
    switch keeper?.look(file, of: batch) {
    case .known:
      result.files += 1
      result.known += 1
      progress.add(files: 1, bytes: file.size)
      return
    case .notable(let file): notable = file
    case .other, nil: break
    }
    let before = (result.files, result.hits.count, result.incidents.count, result.packs.count)
    switch batch.open(file) {
    case .failure(let refusal): result.incidents.append(refusal.incident)
    case .success(let open):
      // A size of 0 may be a lie (procfs), so such a file is read to its end.
      let size = file.size > 0 && !file.isStream ? file.size : nil
      let source: ByteReader = file.isStream ? .stream(open.rawValue) : .file(open.rawValue)
      let outcome = read(source, 0..<Int.max, size: size, sniffs: true, turn.isCancelled)
      let modified = file.isStream ? nil : file.modified
      let isQuiet: Bool
      if let special = outcome.special {
        let bytes: any OutermostSource =
          size.map {
            FileSource(
              open.rawValue, size: $0, progress: progress, isCancelled: turn.isCancelled)
          }
          ?? StreamSource(
            open.rawValue, after: outcome.head, progress: progress, isCancelled: turn.isCancelled)
        isQuiet = sweep(
          bytes, as: special, batch.path(of: file), modified: modified, into: &result, turn)
      } else {
        finish(
          outcome, size: size ?? 0, path: { batch.path(of: file) }, modified: modified,
          into: &result)
        let now = (
          result.files - 1, result.hits.count, result.incidents.count, result.packs.count
        )
        isQuiet = now == before
      }
      if let notable, isQuiet, notable.isUnchanged(open.rawValue) {
        notable.record()
      }
    }
  }

  private mutating func sweep(
    _ file: LargeFile, _ descriptor: Int32, _ stretch: Range<Int>, isLast: Bool,
    into result: inout WorkResult, _ isCancelled: () -> Bool
  ) {
    let reach =
      max(
        0, stretch.lowerBound - Window.margin)..<min(file.size, stretch.upperBound + Window.margin)
    if Platform.isHole(descriptor, reach) {
      result.segment = SegmentWork(file: file, isLast: isLast)
      result.bytes = stretch.count
      progress.add(files: isLast ? 1 : 0, bytes: stretch.count)
      return
    }
    let outcome = read(.file(descriptor), stretch, size: file.size, isCancelled)
    result.segment = SegmentWork(
      file: file, result: outcome.segment, isLast: isLast,
      end: outcome.error != nil ? .unfinished : outcome.endedEarly ? .early : .regular)
    result.bytes = outcome.bytes
    if outcome.isPack { result.packs.append(file.path) }
    if let error = outcome.error, error != .cancelled {
      result.incidents.append(.unreadable(file.path, error))
    }
    progress.add(files: isLast && outcome.error == nil ? 1 : 0)
  }

  struct Outcome {
    var segment = SegmentResult()
    /// What the input was recognised as; then nothing was swept yet.
    var special: SpecialFile?
    /// The first bytes of what is special and a stream, which gives its bytes once.
    var head: [UInt8] = []
    var bytes = 0
    var endedEarly = false
    /// Whether it begins as a git pack or bundle does.
    var isPack = false
    var error: ReadError?
  }

  /// Reads and scans; a container may be left to the caller.
  ///
  /// - Parameters:
  ///   - source: The input.
  ///   - stretch: Which part of it.
  ///   - size: How many bytes it has, when that is known.
  ///   - sniffs: Whether a container is left to the caller.
  ///   - member: For bytes out of a container, where they begin; they do not count as progress.
  ///   - isCancelled: Asked between windows.
  /// - Returns: What was seen.
  mutating func read(
    _ source: ByteReader, _ stretch: Range<Int>, size: Int?, sniffs: Bool = false,
    member: Int? = nil, _ isCancelled: () -> Bool
  ) -> Outcome {
    var outcome = Outcome()
    var special: SpecialFile?
    var kept: [UInt8] = []
    do throws(ReadError) {
      let extent = try reader.read(
        stretch, size: size, from: source, isCancelled: isCancelled,
        isWanted: { head in
          guard sniffs else { return true }
          special = recognition.special(head, size: size, source)
          if special != nil, size == nil { kept = Array(head) }
          return special == nil
        },
        { bytes, base, core in
          if base == 0, core.lowerBound == 0, member == nil {
            outcome.isPack = PackStream.isPack(bytes)
          }
          scanner.scan(
            Window(bytes: bytes, base: base + (member ?? 0), core: core), into: &outcome.segment)
          outcome.bytes += core.count
          if member == nil { progress.add(bytes: core.count) }
        })
      (outcome.special, outcome.head) = (special, kept)
      outcome.endedEarly = extent.endedEarly
    } catch {
      outcome.error = error
    }
    return outcome
  }

  /// Books a whole item; its path is built only when there is something to say about it.
  private func finish(
    _ outcome: Outcome, size: Int, path: () -> SourcePath, modified: Instant?,
    into result: inout WorkResult
  ) {
    result.bytes += outcome.bytes
    if let error = outcome.error {
      // That the whole sweep was interrupted is said once.
      if error != .cancelled { result.incidents.append(.unreadable(path(), error)) }
    } else if outcome.endedEarly {
      result.incidents.append(.shrunk(path(), from: size))
    } else {
      result.files += 1
      progress.add(files: 1)
    }
    for error in outcome.segment.matchErrors {
      result.incidents.append(Incident(.matchLimit, path: path(), detail: error))
    }
    if outcome.isPack, size > 0 { result.packs.append(path()) }
    guard !outcome.segment.isEmpty else { return }
    var assembler = ItemAssembler(
      path: path(),
      observations: modified.map { [Observation($0, basis: .fileModification)] } ?? [])
    assembler.add(outcome.segment) { result.hits.append($0) }
    assembler.finish { result.hits.append($0) }
  }
}

extension Incident {
  /// Standard input that ended before its first byte; it does not count as swept.
  static let emptyInput = Incident(
    .notice, path: .standardInput, detail: "standard input was empty")

  /// A file that could be opened and not read.
  static func unreadable(_ path: SourcePath, _ error: ReadError) -> Incident {
    Incident(
      .unreadable, path: path,
      detail: "could not be read to its end: \(error.description); what came before was swept")
  }
}
