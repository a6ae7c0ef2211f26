internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepGit
internal import KeysweepInputs
internal import KeysweepModel

/// Scans objects of a repository whole; one per worker.
struct ObjectScanner: ~Copyable {
  var scanner: Scanner
  private let windowBytes: Int
  private var hashBytes: Int
  private let limits: ArchiveLimits
  private let materials = MaterialHash(key: nil)
  private let isCancelled: () -> Bool
  /// Containers around what is scanned.
  private var depth = 0
  /// Made for the first container.
  private var reader: WindowReader?

  /// - Parameters:
  ///   - configuration: How to sweep.
  ///   - hashBytes: Bytes of the name of an object.
  ///   - isCancelled: Asked while a container is swept.
  init?(
    _ configuration: SweepConfiguration, hashBytes: Int,
    isCancelled: @escaping () -> Bool = { false }
  ) {
    guard let scanner = Scanner(rules: configuration.rules) else { return nil }
    self.scanner = scanner
    windowBytes = max(1, configuration.windowBytes)
    limits = configuration.archives
    self.hashBytes = hashBytes
    self.isCancelled = isCancelled
  }

  /// What an object gave.
  struct Outcome {
    var hits: [Hit] = []
    /// Matches that PCRE2 gave up on.
    var matchErrors: [String] = []
    /// What could not be read of a container; paths begin with `!/`.
    var incidents: [Incident] = []
    /// Whether not even something suppressed was seen.
    var isQuiet = true
  }

  /// Scans an object.
  ///
  /// In a tree, every name is text of its own: the ids between them are noise.
  mutating func scan(_ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> Outcome {
    if kind == .blob, let container = container(bytes) { return sweep(container, bytes) }
    let result = segment(bytes)
    if result.isEmpty, result.matchErrors.isEmpty { return Outcome() }
    var outcome = Outcome(matchErrors: result.matchErrors, isQuiet: false)
    guard kind == .tree else {
      Self.assemble(result) { outcome.hits.append($0) }
      return outcome
    }
    if !names(bytes, { outcome.hits += $1 }) {
      Self.assemble(result) { outcome.hits.append($0) }
      outcome.incidents.append(
        Incident(
          .damagedObject, path: SourcePath(bytes: []),
          detail: "the folder is malformed; its bytes were swept as they are"))
    }
    return outcome
  }

  /// Scans the names in a tree, and hands out those that hold something.
  ///
  /// - Returns: Whether the tree is well formed; otherwise what follows the first fault is left out.
  mutating func names(
    _ bytes: UnsafeRawBufferPointer, _ body: ([UInt8], [Hit]) -> Void
  ) -> Bool {
    bytes.withMemoryRebound(to: UInt8.self) { bytes in
      var entries = TreeEntries(bytes, idLength: hashBytes)
      while let entry = entries.next() {
        let result = segment(UnsafeRawBufferPointer(entry.name))
        if result.isEmpty { continue }
        var hits: [Hit] = []
        Self.assemble(result) { hits.append($0) }
        if !hits.isEmpty { body(Array(entry.name), hits) }
      }
      return !entries.isDamaged
    }
  }

  /// Scans bytes as they are.
  mutating func raw(_ bytes: UnsafeRawBufferPointer) -> [Hit] {
    var hits: [Hit] = []
    Self.assemble(segment(bytes)) { hits.append($0) }
    return hits
  }

  /// The container that begins with these bytes.
  func container(_ head: UnsafeRawBufferPointer) -> ContainerKind? {
    limits.maxDepth > depth ? ContainerKind.recognise(head) : nil
  }

  /// Bytes of the names in a tree that came without its own.
  private static func nameBytes(_ tree: UnsafeRawBufferPointer) -> Int {
    tree.withMemoryRebound(to: UInt8.self) { tree in
      var entries = TreeEntries(tree, idLength: 20)
      while entries.next() != nil {}
      return entries.isDamaged ? 32 : 20
    }
  }

  /// Scans an object that came as a stream.
  ///
  /// - Parameters:
  ///   - id: Its name, when it is known.
  ///   - kind: Its kind.
  ///   - bytes: Its content.
  /// - Returns: What was seen.
  mutating func scan(
    streamed id: ObjectID?, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer
  ) -> GitMember.Found {
    // Entries of a folder tell where they end only to who knows the length of names.
    let usual = hashBytes
    hashBytes = id?.byteCount ?? (kind == .tree ? Self.nameBytes(bytes) : usual)
    defer { hashBytes = usual }
    let outcome = scan(kind, bytes)
    return GitMember.Found(
      hits: outcome.hits,
      incidents: outcome.incidents
        + outcome.matchErrors.map {
          Incident(.matchLimit, path: SourcePath(bytes: []), detail: $0)
        })
  }

  /// Sweeps a container and everything in it.
  ///
  /// It is never quiet: a small change of its bytes may change everything that comes out of it.
  private mutating func sweep(
    _ kind: ContainerKind, _ bytes: UnsafeRawBufferPointer
  ) -> Outcome {
    var outcome = Outcome(isQuiet: false)
    var gathering = MemberGathering(materials)
    var reader = self.reader.take() ?? WindowReader(windowBytes: windowBytes, margin: Window.margin)
    let path = SourcePath(bytes: [])
    depth += 1
    defer { depth -= 1 }
    Descent(limits: limits, isCancelled: isCancelled).run(MemorySource(bytes), as: kind, at: path) {
      switch $0 {
      case .incident(let incident): outcome.incidents.append(incident)
      case .bytes(let item, let pull):
        if item.role == .member, let git = GitMember(pull.peek()) {
          let found = git.sweep(pull, item, limits, materials, isCancelled) {
            scan(streamed: $0, $1, $2)
          }
          outcome.hits += found.hits
          outcome.incidents += found.incidents
          return
        }
        var segment = SegmentResult()
        _ = try? reader.read(
          0..<Int.max, size: nil, from: .pull { pull.read(into: $0) }, isCancelled: isCancelled
        ) { bytes, base, core in
          scanner.scan(Window(bytes: bytes, base: base + item.base, core: core), into: &segment)
        }
        gathering.add(segment, of: item, &outcome.hits, &outcome.incidents)
      case .name(let item, let name):
        let found = name.withUnsafeBytes { segment($0) }
        gathering.add(found, of: item, &outcome.hits, &outcome.incidents)
      }
    }
    self.reader = consume reader
    return outcome
  }

  private mutating func segment(_ bytes: UnsafeRawBufferPointer) -> SegmentResult {
    var result = SegmentResult()
    // Windows of a size that stays in the processor's cache for both passes over it.
    var start = 0
    while start < bytes.count {
      let end = bytes.count - start < windowBytes * 3 / 2 ? bytes.count : start + windowBytes
      let low = max(0, start - Window.margin)
      let high = min(bytes.count, end + Window.margin)
      scanner.scan(
        Window(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[low..<high]), base: low,
          core: start - low..<end - low), into: &result)
      start = end
    }
    return result
  }

  private static func assemble(_ result: SegmentResult, _ emit: (Hit) -> Void) {
    // Where it stands is known only after the walk through the history.
    var assembler = ItemAssembler(path: SourcePath(bytes: []))
    assembler.add(result, emit: emit)
    assembler.finish(emit: emit)
  }
}
