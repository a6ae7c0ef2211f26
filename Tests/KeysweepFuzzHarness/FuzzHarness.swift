/// What a fuzzer runs: an input becomes a repository, and everything that reads repositories reads
/// it.
///
/// The first byte says what the rest is. Most inputs are programs that describe entries of packs
/// before they are compressed, because changes of compressed bytes only ever break their check sum.
public enum FuzzHarness {
  /// What an input is.
  enum Shape: UInt8, CaseIterable {
    /// A program for packs, loose objects and indexes; see ``PackProgram``.
    case program
    /// An index and a pack as they are.
    case pack
    /// An index over several packs, and one of them.
    case multiPack
    /// A loose object.
    case loose
    /// Commits, tags, trees, references and reflogs; see ``HistoryProgram``.
    case history
  }

  /// Runs one input; ends the process when something is not as it must be.
  ///
  /// - Parameter bytes: The input.
  /// - Returns: Whether the input is worth keeping.
  public static func run(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first,
      let shape = Shape(rawValue: first % UInt8(Shape.allCases.count))
    else { return false }
    var feed = ByteFeed(Array(bytes.dropFirst()))
    switch shape {
    case .program:
      guard let program = PackProgram(&feed) else { return false }
      program.run()
    case .pack:
      let isSHA256 = feed.byte() & 1 != 0
      let index = feed.block()
      let repository = ScratchRepository.shared(isSHA256: isSHA256)
      repository.write("objects/pack/pack-0.idx", index)
      repository.write("objects/pack/pack-0.pack", feed.rest())
      DatabaseChecks(repository).run()
    case .multiPack:
      let isSHA256 = feed.byte() & 1 != 0
      let index = feed.block()
      let repository = ScratchRepository.shared(isSHA256: isSHA256)
      repository.write("objects/pack/multi-pack-index", index)
      repository.write("objects/pack/pack-0.pack", feed.rest())
      DatabaseChecks(repository).run()
    case .loose:
      let flags = feed.byte()
      let repository = ScratchRepository.shared(isSHA256: flags & 1 != 0)
      // Half of the inputs are packed here, for what is in them.
      let bytes = flags & 2 == 0 ? feed.rest() : Zlib.stored(feed.rest())
      repository.write(looseObject: PackTables.name(1, repository.hashBytes), bytes)
      DatabaseChecks(repository).run()
    case .history:
      HistoryProgram(&feed).run()
    }
    return true
  }

  /// Ends the process, which is how a fuzzer learns of it.
  static func fail(_ what: String) -> Never { fatalError("fuzzing: \(what)") }

  /// Ends the process unless something holds.
  static func require(_ isTrue: Bool, _ what: @autoclosure () -> String) {
    if !isTrue { fail(what()) }
  }
}
