/// The folders that lead to items, with everything else left out, each distinct one once.
///
/// Versions of a folder that differ elsewhere become the same node, so a key that stood in a
/// repository for ten thousand commits makes a handful of nodes. Nodes are numbered from the leaves
/// up: a child has a smaller number than what holds it. Node 0 holds nothing.
struct Projection: Sendable {
  /// The name in an edge that says: this tree itself is an item.
  static let itself = UInt32.max
  /// The node of a tree that was not resolved, because something below it is absent.
  static let unresolved = UInt32.max

  /// Rounds over all trees, before those that are left are held in memory.
  private static let mostRounds = 256

  /// By number of tree.
  private(set) var nodes: [UInt32]
  private(set) var edges: [Edge] = []
  private var starts: [Int] = [0, 0]
  private var byHash: [Int: UInt32] = [:]
  private var nextWithHash: [UInt32] = [0]

  var nodeCount: Int { starts.count - 1 }

  subscript(node: UInt32) -> ArraySlice<Edge> {
    edges[starts[Int(node)]..<starts[Int(node) + 1]]
  }

  /// Builds it for some of the items.
  ///
  /// - Returns: nil when it would hold more than `limit` edges; take fewer items then.
  init?(_ trees: TreeRecords, items: Range<Int>, limit: Int) {
    nodes = trees.states.map { $0 == .listed ? Self.unresolved : 0 }
    var wanted: [UInt32: UInt32] = [:]
    for (tree, item) in trees.itemTrees where items.contains(item) {
      wanted[tree] = UInt32(item)
    }
    var list: [Edge] = []
    var isTooLarge = false
    // Trees come in any order, so folders wait for what they hold: one round for every time that
    // a path goes against the order, which is at most the depth of the folders.
    var rounds = 0
    var progress = true
    var pending = true
    while progress, pending, !isTooLarge, rounds < Self.mostRounds {
      rounds += 1
      progress = false
      pending = false
      trees.store.forEach { tree, all in
        guard nodes[Int(tree)] == Self.unresolved, !isTooLarge else { return }
        guard resolve(tree, all, wanted[tree], items, &list) else {
          pending = true
          return
        }
        progress = true
        isTooLarge = edges.count > limit
      }
    }
    if progress, pending, !isTooLarge {
      isTooLarge = !finish(trees, wanted, items, limit: limit)
    }
    if isTooLarge { return nil }
    // Only a tree that contains itself is left: no hash allows it, and it holds nothing then.
    for tree in nodes.indices where nodes[tree] == Self.unresolved { nodes[tree] = 0 }
    byHash = [:]
    nextWithHash = []
  }

  /// Gives a tree its node; false while something below it has none.
  private mutating func resolve(
    _ tree: UInt32, _ all: [Edge], _ wanted: UInt32?, _ items: Range<Int>, _ list: inout [Edge]
  ) -> Bool {
    list.removeAll(keepingCapacity: true)
    if let wanted { list.append(Edge(name: Self.itself, child: wanted | Edge.itemBit)) }
    for edge in all {
      if let item = edge.item {
        if items.contains(item) { list.append(edge) }
        continue
      }
      let node = nodes[Int(edge.child)]
      if node == Self.unresolved { return false }
      if node != 0 { list.append(Edge(name: edge.name, child: node)) }
    }
    nodes[Int(tree)] = intern(list)
    return true
  }

  /// Resolves what is left when folders are nested so deep that a round for each would never end:
  /// their lists are held, and each is looked at when the last folder in it was resolved.
  ///
  /// - Returns: Whether it is not too large.
  private mutating func finish(
    _ trees: TreeRecords, _ wanted: [UInt32: UInt32], _ items: Range<Int>, limit: Int
  ) -> Bool {
    var lists: [UInt32: [Edge]] = [:]
    var waiting: [UInt32: Int] = [:]
    var holders: [UInt32: [UInt32]] = [:]
    var ready: [UInt32] = []
    trees.store.forEach { tree, all in
      guard nodes[Int(tree)] == Self.unresolved else { return }
      lists[tree] = all
      var count = 0
      for edge in all where edge.item == nil && nodes[Int(edge.child)] == Self.unresolved {
        holders[edge.child, default: []].append(tree)
        count += 1
      }
      waiting[tree] = count
      if count == 0 { ready.append(tree) }
    }
    var list: [Edge] = []
    while let tree = ready.popLast() {
      guard let all = lists.removeValue(forKey: tree),
        resolve(tree, all, wanted[tree], items, &list)
      else { continue }
      if edges.count > limit { return false }
      for holder in holders.removeValue(forKey: tree) ?? [] {
        let left = (waiting[holder] ?? 0) - 1
        waiting[holder] = left
        if left == 0 { ready.append(holder) }
      }
    }
    return true
  }

  private mutating func intern(_ list: [Edge]) -> UInt32 {
    if list.isEmpty { return 0 }
    let hash = list.hashValue
    let first = byHash[hash] ?? 0
    var node = first
    while node != 0 {
      if self[node].elementsEqual(list) { return node }
      node = nextWithHash[Int(node)]
    }
    node = UInt32(nodeCount)
    edges.append(contentsOf: list)
    starts.append(edges.count)
    byHash[hash] = node
    nextWithHash.append(first)
    return node
  }

  /// For each node, which of the 64 items that begin with `first` stand in or below it.
  func masks(from first: Int) -> [UInt64] {
    var masks = [UInt64](repeating: 0, count: nodeCount)
    for node in 1..<max(1, nodeCount) {
      var mask: UInt64 = 0
      for edge in self[UInt32(node)] {
        if let item = edge.item {
          if item >= first, item < first + 64 { mask |= 1 << UInt64(item - first) }
        } else {
          mask |= masks[Int(edge.child)]
        }
      }
      masks[node] = mask
    }
    return masks
  }
}
