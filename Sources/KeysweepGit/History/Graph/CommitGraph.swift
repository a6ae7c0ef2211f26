/// The commits in order, with how each is reached.
struct CommitGraph: Sendable {
  /// How a commit is reached; a smaller one is stronger.
  enum Reach: UInt8, Sendable, Comparable {
    /// From a branch, a tag, a note, a remote's branch, or any worktree's `HEAD`.
    case references
    /// Only from the stash, a reflog, or what an operation left.
    case recovery
    /// From nothing.
    case nothing

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  let history: HistoryIndex
  /// The numbers of commits that were handed over, every parent before its children.
  let order: [UInt32]
  /// By number of commit.
  private(set) var reach: [Reach]

  init(_ history: HistoryIndex, references: [Int], recovery: [Int]) {
    self.history = history
    order = Self.order(history)
    reach = [Reach](repeating: .nothing, count: history.roots.count)
    mark(references, .references)
    mark(recovery, .recovery)
  }

  /// Where the history has holes: the strongest reach of a commit one of whose parents is absent.
  ///
  /// A first commit found beside such a hole may not be the first.
  var holes: Reach? {
    var strongest: Reach?
    for commit in order {
      var hasHole = false
      history.forEachParent(of: Int(commit)) { hasHole = hasHole || !history.isPresent($0) }
      let reach = reach[Int(commit)]
      if hasHole { strongest = min(strongest ?? reach, reach) }
    }
    return strongest
  }

  private mutating func mark(_ tips: [Int], _ mark: Reach) {
    var stack = tips
    while let commit = stack.popLast() {
      guard reach[commit] > mark, history.isPresent(commit) else { continue }
      reach[commit] = mark
      history.forEachParent(of: commit) { if reach[$0] > mark { stack.append($0) } }
    }
  }

  /// Children are counted off until none is left: that needs no list of children.
  private static func order(_ history: HistoryIndex) -> [UInt32] {
    var children = [UInt32](repeating: 0, count: history.roots.count)
    for commit in history.roots.indices {
      history.forEachParent(of: commit) { children[$0] += 1 }
    }
    var order: [UInt32] = []
    order.reserveCapacity(history.commitCount)
    for commit in history.roots.indices where children[commit] == 0 && history.isPresent(commit) {
      order.append(UInt32(commit))
    }
    var at = 0
    while at < order.count {
      history.forEachParent(of: Int(order[at])) {
        children[$0] -= 1
        if children[$0] == 0, history.isPresent($0) { order.append(UInt32($0)) }
      }
      at += 1
    }
    order.reverse()
    return order
  }
}
