internal import KeysweepModel

/// Splits a stretch of candidates that goes on without a gap, where its own solution allows it.
///
/// Distances do not tell where one pair ends: within a pair they are often wider than between two.
/// So all candidates are solved, and the split is made where no pair and no companion crosses it.
/// The rest is solved again together with what follows.
///
/// What follows may also turn the solution: IDs and secrets that take turns are read in order when
/// all find a partner, and by distance when one is left over. Hence the stretch is solved without
/// its last item too, and a split must suit both.
struct StretchSplit {
  /// The hits before the split, in order of position.
  private(set) var hits: [Hit] = []
  /// What is left to be solved with what follows.
  private(set) var rest: [Candidate] = []
  /// Offset of the last secret before the split that has an ID and a name of AWS.
  private(set) var lastNamed: Int?

  /// Splits, if there is a good place in the second half.
  ///
  /// - Parameters:
  ///   - candidates: In order of position, at least two.
  ///   - path: The item.
  ///   - observations: Times that hold for everything in it.
  ///   - lastNamed: As ``lastNamed``, of the stretch before.
  ///   - isForced: Whether to split at the least bad place when there is no good one.
  init?(
    _ candidates: [Candidate], _ path: SourcePath, _ observations: [Observation],
    lastNamed: Int?, isForced: Bool
  ) {
    var chosen = HitBuilder(candidates, path, observations, lastNamed: lastNamed)
    var crossings = Crossings(candidates.count)
    if let last = candidates.lastIndex(where: HitBuilder.isItem) {
      var other = HitBuilder(Array(candidates[..<last]), path, observations, lastNamed: lastNamed)
      if other.openCount < chosen.openCount { swap(&other, &chosen) }
      if !isForced { other.forEachPair { crossings.add($0, $1) } }
    }
    chosen.finish()
    chosen.forEachPair { crossings.add($0, $1) }
    let firsts = Self.firsts(of: chosen, &crossings)
    guard
      let split = Self.place(
        in: candidates, crossings.counts(), isForced: isForced, isStart: chosen.startsPair)
    else { return nil }

    hits = chosen.hits.indices.filter { firsts[$0] < split }.map { chosen.hits[$0] }
    hits.sort { ($0.position, $0.rule) < ($1.position, $1.rule) }
    // Forced, what crosses the split goes with its first part.
    rest = (split..<candidates.count)
      .filter { chosen.hitOfCandidate[$0].map { firsts[$0] >= split } ?? true }
      .map { candidates[$0] }
    self.lastNamed = chosen.lastNamed(before: candidates[split].offset)
  }

  /// The first candidate of each hit; notes what each hit spans.
  private static func firsts(of builder: HitBuilder, _ crossings: inout Crossings) -> [Int] {
    var spans = Array(repeating: (first: Int.max, last: 0), count: builder.hits.count)
    for (index, hit) in builder.hitOfCandidate {
      spans[hit].first = min(spans[hit].first, index)
      spans[hit].last = max(spans[hit].last, index)
    }
    for span in spans where span.first < span.last { crossings.add(span.first, span.last) }
    return spans.map(\.first)
  }

  /// The last place that nothing crosses and that nothing to come reaches over, best before a pair,
  /// so that what follows begins in order; forced, the one that is crossed least.
  private static func place(
    in candidates: [Candidate], _ crossings: [Int], isForced: Bool, isStart: (Int) -> Bool
  ) -> Int? {
    let middle = candidates.count / 2
    let end = candidates[candidates.count - 1]
    var limit = candidates.count - 1
    while limit > middle,
      end.offset - candidates[limit - 1].end <= PairingSolver.maxBytes,
      end.linesBefore - candidates[limit - 1].linesBefore <= PairingSolver.maxLines
    {
      limit -= 1
    }
    guard limit > middle || isForced else { return nil }
    let places = middle...limit
    let least = isForced ? places.map { crossings[$0] }.min() ?? 0 : 0
    let free = places.filter { crossings[$0] == least }
    return free.last(where: isStart) ?? free.last
  }
}

/// Counts what crosses the places between candidates.
private struct Crossings {
  private var changes: [Int]

  init(_ count: Int) {
    changes = Array(repeating: 0, count: count + 1)
  }

  /// Adds what reaches from one candidate to a later one.
  mutating func add(_ first: Int, _ last: Int) {
    changes[first + 1] += 1
    changes[last + 1] -= 1
  }

  /// The number of crossings before each candidate.
  func counts() -> [Int] {
    var sum = 0
    return changes.map { change in
      sum += change
      return sum
    }
  }
}
