public import KeysweepModel

/// Puts the segments of one source item together, in order, and turns candidates into hits.
///
/// Candidates are paired as soon as nothing later can reach them, so that memory depends on how
/// densely an item is packed with credentials, not on its size.
public struct ItemAssembler {
  /// After so many candidates without a gap, the first of them are paired; bounds memory.
  private static let maxPending = 20_000
  /// Among so many of the last candidates the best place to cut is looked for.
  private static let cutChoices = 4096

  let path: SourcePath
  let observations: [Observation]
  private var pending: [Candidate] = []
  private var lineFeeds = 0
  private var lastLineFeed: Int?
  private var table = TableMemory()

  /// Starts an item.
  ///
  /// - Parameters:
  ///   - path: The item.
  ///   - observations: Times that hold for everything in it.
  public init(path: SourcePath, observations: [Observation] = []) {
    self.path = path
    self.observations = observations
  }

  /// Adds the next segment; its hits may come now or later.
  ///
  /// - Parameters:
  ///   - segment: The next segment in order of position.
  ///   - emit: Gets each hit.
  public mutating func add(_ segment: SegmentResult, emit: (Hit) -> Void) {
    for var candidate in segment.candidates {
      candidate.linesBefore += lineFeeds
      if candidate.lineFeedBefore == nil { candidate.lineFeedBefore = lastLineFeed }
      table.apply(to: &candidate)
      if let last = pending.last, candidate.offset - last.end > PairingSolver.maxBytes {
        flush(pending.count, emit)
      } else if pending.count >= Self.maxPending {
        flush(bestCut(), emit)
      }
      pending.append(candidate)
    }
    lineFeeds += segment.lineFeeds
    lastLineFeed = segment.lastLineFeed ?? lastLineFeed
  }

  /// Ends the item.
  ///
  /// - Parameter emit: Gets the remaining hits.
  public mutating func finish(emit: (Hit) -> Void) {
    flush(pending.count, emit)
  }

  /// Pairs the first `count` candidates and emits their hits.
  private mutating func flush(_ count: Int, _ emit: (Hit) -> Void) {
    guard count > 0 else { return }
    let hits = HitBuilder.hits(of: Array(pending[..<count]), path, observations)
    pending.removeFirst(count)
    for hit in hits { emit(hit) }
  }

  /// Where to cut when there is no gap that nothing reaches over: at the widest, between records
  /// rather than within one, so that no pair is torn.
  private func bestCut() -> Int {
    var best = (cut: pending.count, width: 0)
    for index in max(1, pending.count - Self.cutChoices)..<pending.count {
      let (a, b) = (pending[index - 1], pending[index])
      var width = b.offset - a.end + 40 * (b.linesBefore - a.linesBefore)
      // What follows on a secret in the same line may be its ID, and the reverse.
      if a.surroundings.records.first == b.surroundings.records.first { width /= 4 }
      if width >= best.width { best = (index, width) }
    }
    return best.cut
  }
}

/// Remembers the header of a table farther down than a scanner can see.
private struct TableMemory {
  private struct Key: Hashable {
    var delimiter: UInt8
    var index: Int
  }

  private var ranks: [Key: LabelRank] = [:]
  /// End of the last value in the table.
  private var end = 0

  /// Gives a value without a name what the header of its column said.
  mutating func apply(to candidate: inout Candidate) {
    guard let column = candidate.column else { return }
    if candidate.offset - end > PairingSolver.maxBytes { ranks.removeAll() }
    end = candidate.end
    let key = Key(delimiter: column.delimiter, index: column.index)
    if let rank = column.rank { ranks[key] = rank }
    candidate.rank = ranks[key] ?? candidate.rank
  }
}
