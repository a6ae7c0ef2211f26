public import KeysweepModel

/// Puts the segments of one source item together, in order, and turns candidates into hits.
///
/// Candidates are paired as soon as nothing later can reach them, so that memory depends on how
/// densely an item is packed with credentials, not on its size.
public struct ItemAssembler {
  /// After so many candidates without a gap, the first of them are paired; bounds memory.
  private static let maxPending = 20_000
  /// So many times that number may wait for a place to split at that leaves no doubt.
  private static let patience = 4

  let path: SourcePath
  let observations: [Observation]
  private let maxPending: Int
  /// When to look for a place to split next.
  private var splitsAt: Int
  private var pending: [Candidate] = []
  /// Offset of the last secret with an ID and a name of AWS in what has been emitted.
  private var lastNamed: Int?
  private var lineFeeds = 0
  private var lastLineFeed: Int?
  private var table = TableMemory()

  /// Starts an item.
  ///
  /// - Parameters:
  ///   - path: The item.
  ///   - observations: Times that hold for everything in it.
  public init(path: SourcePath, observations: [Observation] = []) {
    self.init(path: path, observations: observations, maxPending: Self.maxPending)
  }

  /// Starts an item that is paired after `maxPending` candidates without a gap.
  init(path: SourcePath, observations: [Observation] = [], maxPending: Int) {
    self.path = path
    self.observations = observations
    self.maxPending = maxPending
    splitsAt = maxPending
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
        flush(emit)
      } else if pending.count >= splitsAt {
        split(emit)
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
    flush(emit)
  }

  /// Pairs all candidates and emits their hits.
  private mutating func flush(_ emit: (Hit) -> Void) {
    for hit in HitBuilder.hits(of: pending, path, observations, lastNamed: lastNamed) { emit(hit) }
    pending.removeAll(keepingCapacity: true)
    lastNamed = nil
    splitsAt = maxPending
  }

  /// Pairs the first candidates and emits their hits, or waits for more to come.
  private mutating func split(_ emit: (Hit) -> Void) {
    let isForced = splitsAt >= maxPending * Self.patience
    guard
      let split = StretchSplit(
        pending, path, observations, lastNamed: lastNamed, isForced: isForced)
    else {
      splitsAt *= 2
      return
    }
    for hit in split.hits { emit(hit) }
    pending = split.rest
    lastNamed = split.lastNamed
    splitsAt = max(maxPending, pending.count * 2)
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
