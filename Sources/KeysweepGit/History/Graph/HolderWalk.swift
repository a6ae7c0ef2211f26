/// Which commits hold which of 64 items: one walk down and one up the history for all of them.
struct HolderWalk: Sendable {
  /// The first and the last commit that hold an item.
  struct Span: Sendable {
    var reach: CommitGraph.Reach
    var first: Int
    var last: Int
  }

  /// By number of commit: which items it holds.
  private(set) var held: [UInt64]
  /// By number of commit: which items it or a commit before it holds.
  private(set) var reached: [UInt64]
  /// By item: nil when no commit holds it.
  private(set) var spans = [Span?](repeating: nil, count: 64)

  private let graph: CommitGraph

  /// Walks.
  ///
  /// - Parameters:
  ///   - graph: The commits.
  ///   - held: By number of commit, the items it holds.
  init(_ graph: CommitGraph, held: [UInt64]) {
    self.graph = graph
    self.held = held
    reached = [UInt64](repeating: 0, count: held.count)
    findFirst()
    findLast()
  }

  /// First: no commit before it holds the item; of several such, the earliest committed.
  ///
  /// Ancestry decides before dates, so a clock that went wrong does not move the first commit.
  private mutating func findFirst() {
    for number in graph.order {
      let commit = Int(number)
      var before: UInt64 = 0
      graph.history.forEachParent(of: commit) { before |= reached[$0] }
      reached[commit] = before | held[commit]
      var new = held[commit] & ~before
      let reach = graph.reach[commit]
      while new != 0 {
        let item = new.trailingZeroBitCount
        new &= new - 1
        let candidate = Span(reach: reach, first: commit, last: commit)
        guard let span = spans[item] else {
          spans[item] = candidate
          continue
        }
        if reach < span.reach
          || (reach == span.reach && isEarlier(commit, span.first, undated: .max))
        {
          spans[item] = candidate
        }
      }
    }
  }

  /// Last: no commit after it, of those reached as well, holds the item; of several such, the
  /// latest committed.
  private mutating func findLast() {
    var allowed: [UInt64] = [0, 0, 0]
    var found: UInt64 = 0
    for (item, span) in spans.enumerated() {
      guard let span else { continue }
      for reach in 0...Int(span.reach.rawValue) { allowed[reach] |= 1 << UInt64(item) }
    }
    var after = [UInt64](repeating: 0, count: held.count)
    for number in graph.order.reversed() {
      let commit = Int(number)
      let mine = held[commit] & allowed[Int(graph.reach[commit].rawValue)]
      let below = after[commit] | mine
      if below != 0 {
        graph.history.forEachParent(of: commit) { after[$0] |= below }
      }
      var last = mine & ~after[commit]
      while last != 0 {
        let item = last.trailingZeroBitCount
        last &= last - 1
        let isBetter = spans[item].map { isEarlier($0.last, commit, undated: .min) } ?? false
        if found & (1 << UInt64(item)) == 0 || isBetter { spans[item]?.last = commit }
        found |= 1 << UInt64(item)
      }
    }
  }

  /// By committer date, then by id, so that the answer does not depend on the order of packs.
  ///
  /// A commit without a date is never preferred: `undated` is the date it counts with.
  private func isEarlier(_ a: Int, _ b: Int, undated: Int64) -> Bool {
    let dates = [a, b].map { graph.history.dates[$0] == .min ? undated : graph.history.dates[$0] }
    if dates[0] != dates[1] { return dates[0] < dates[1] }
    let table = graph.history.commits
    guard let left = table[UInt32(a)], let right = table[UInt32(b)] else { return a < b }
    return left < right
  }
}
