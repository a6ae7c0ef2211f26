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
    var progress = true
    var pending = true
    while progress, pending, !isTooLarge {
      progress = false
      pending = false
      trees.store.forEach { tree, all in
        guard nodes[Int(tree)] == Self.unresolved, !isTooLarge else { return }
        list.removeAll(keepingCapacity: true)
        if let item = wanted[tree] {
          list.append(Edge(name: Self.itself, child: item | Edge.itemBit))
        }
        for edge in all {
          if let item = edge.item {
            if items.contains(item) { list.append(edge) }
            continue
          }
          let node = nodes[Int(edge.child)]
          guard node != Self.unresolved else {
            pending = true
            return
          }
          if node != 0 { list.append(Edge(name: edge.name, child: node)) }
        }
        nodes[Int(tree)] = intern(list)
        progress = true
        isTooLarge = edges.count > limit
      }
    }
    if isTooLarge { return nil }
    // Only a tree that contains itself is left: no hash allows it, and it holds nothing then.
    for tree in nodes.indices where nodes[tree] == Self.unresolved { nodes[tree] = 0 }
    byHash = [:]
    nextWithHash = []
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
