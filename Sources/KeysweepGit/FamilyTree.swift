/// Children, order and weights of the entries of a pack, from their parents.
struct FamilyTree {
  private(set) var firstChild: [UInt32]
  private(set) var nextSibling: [UInt32]
  private(set) var starts: [PackPlan.Start] = []
  /// Whether an entry hangs below a root; deltas that run in a circle do not.
  private(set) var isReached: [Bool]
  private let parents: [UInt32]
  /// Entries with every parent before its children.
  private var order: [UInt32] = []

  /// Subtrees of less estimated content than this are not cut off their family.
  private static let cut = 32 << 20

  /// Finds the order.
  init(parents: [UInt32]) {
    let none = PackPlan.none
    self.parents = parents
    firstChild = Array(repeating: none, count: parents.count)
    nextSibling = Array(repeating: none, count: parents.count)
    isReached = Array(repeating: false, count: parents.count)
    order.reserveCapacity(parents.count)
    for node in parents.indices.reversed() {
      let parent = parents[node]
      if parent == none {
        order.append(UInt32(node))
        isReached[node] = true
      } else {
        nextSibling[node] = firstChild[Int(parent)]
        firstChild[Int(parent)] = UInt32(node)
      }
    }
    var next = 0
    while next < order.count {
      var child = firstChild[Int(order[next])]
      while child != none {
        order.append(child)
        isReached[Int(child)] = true
        child = nextSibling[Int(child)]
      }
      next += 1
    }
  }

  /// Weighs subtrees, cuts giant families, and orders children by weight.
  ///
  /// - Parameter look: Tells the stated size of an entry, and whether it is to be visited; what has
  ///   nothing to be visited below it is left out.
  mutating func weigh(_ look: (Int) -> (size: UInt32, isVisited: Bool)) {
    let none = PackPlan.none
    // The content of a delta is about as large as that of its root.
    var sizes = [UInt32](repeating: 0, count: parents.count)
    var depths = [UInt32](repeating: 0, count: parents.count)
    for node in order.lazy.map(Int.init) {
      let parent = parents[node]
      if parent == none {
        // Hostile headers may state anything; sums must not overflow.
        sizes[node] = min(1 << 28, max(64, look(node).size))
      } else {
        sizes[node] = sizes[Int(parent)]
        depths[node] = depths[Int(parent)] &+ 1
      }
    }
    var weights = [Int](repeating: 0, count: parents.count)
    var heavy = [UInt32](repeating: none, count: parents.count)
    for node in order.reversed().lazy.map(Int.init) {
      let size = Int(sizes[node])
      if look(node).isVisited || weights[node] > 0 { weights[node] += size }
      let weight = weights[node]
      guard weight > 0 else { continue }
      let parent = parents[node]
      // Into a subtree that is cut off leads a path that has to be unpacked once more, which must
      // stay a small part of the work.
      if parent == none || weight >= max(Self.cut, 8 * Int(depths[node]) * size) {
        starts.append(PackPlan.Start(node: UInt32(node), weight: weight))
        // Marks that it hangs below nothing.
        depths[node] = none
      } else {
        let parent = Int(parent)
        weights[parent] += weight
        if heavy[parent] == none || weights[Int(heavy[parent])] < weight {
          heavy[parent] = UInt32(node)
        }
      }
    }
    starts.sort { $0.node < $1.node }
    link(weights: weights, heavy: heavy) { depths[$0] == none }
  }

  /// Makes the lists of children anew: what has weight, the heaviest last.
  private mutating func link(weights: [Int], heavy: [UInt32], isStart: (Int) -> Bool) {
    let none = PackPlan.none
    for node in parents.indices {
      firstChild[node] = heavy[node]
      nextSibling[node] = none
    }
    for node in parents.indices.reversed() where weights[node] > 0 && !isStart(node) {
      guard parents[node] != none else { continue }
      let parent = Int(parents[node])
      if heavy[parent] == UInt32(node) { continue }
      nextSibling[node] = firstChild[parent]
      firstChild[parent] = UInt32(node)
    }
  }
}
