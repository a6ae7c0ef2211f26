internal import KeysweepDetection
internal import KeysweepGit
internal import KeysweepModel

/// Scans objects of a repository whole; one per worker.
struct ObjectScanner: ~Copyable {
  var scanner: Scanner
  private let windowBytes: Int
  private let hashBytes: Int

  /// - Parameters:
  ///   - rules: The rules.
  ///   - windowBytes: Bytes in the core of a window.
  ///   - hashBytes: Bytes of the name of an object.
  init?(rules: RuleSet, windowBytes: Int, hashBytes: Int) {
    guard let scanner = Scanner(rules: rules) else { return nil }
    self.scanner = scanner
    self.windowBytes = max(1, windowBytes)
    self.hashBytes = hashBytes
  }

  /// What an object gave.
  struct Outcome {
    var hits: [Hit] = []
    /// Matches that PCRE2 gave up on.
    var matchErrors: [String] = []
    /// Whether not even something suppressed was seen.
    var isQuiet = true
  }

  /// Scans an object.
  ///
  /// In a tree, every name is text of its own: the ids between them are noise.
  mutating func scan(_ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> Outcome {
    let result = segment(bytes)
    if result.isEmpty, result.matchErrors.isEmpty { return Outcome() }
    var outcome = Outcome(matchErrors: result.matchErrors, isQuiet: false)
    guard kind == .tree else {
      Self.assemble(result) { outcome.hits.append($0) }
      return outcome
    }
    names(bytes) { outcome.hits += $1 }
    return outcome
  }

  /// Scans the names in a tree, and hands out those that hold something.
  mutating func names(
    _ bytes: UnsafeRawBufferPointer, _ body: ([UInt8], [Hit]) -> Void
  ) {
    bytes.withMemoryRebound(to: UInt8.self) { bytes in
      var entries = TreeEntries(bytes, idLength: hashBytes)
      while let entry = entries.next() {
        let result = segment(UnsafeRawBufferPointer(entry.name))
        if result.isEmpty { continue }
        var hits: [Hit] = []
        Self.assemble(result) { hits.append($0) }
        if !hits.isEmpty { body(Array(entry.name), hits) }
      }
    }
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
