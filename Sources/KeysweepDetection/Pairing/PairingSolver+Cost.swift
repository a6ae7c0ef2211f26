/// Pairing by distance.
extension PairingSolver {
  /// A possible pair.
  private struct Edge {
    var id: Int
    var secret: Int
    var cost: Int
    /// Places of the one that stands first, and of the other, among the open items.
    var first: Int
    var second: Int
  }

  /// Pairs the closest first, as long as the choice is clear.
  ///
  /// - Parameters:
  ///   - open: What may be paired.
  ///   - all: The same, and what is named less well.
  mutating func pairByCost(_ open: [Int], among all: [Int]) {
    let edges = edges(open)
    // Rivals share an item, so only the edges of two items are looked at, not all of equal cost.
    var byItem: [Int: [Int]] = [:]
    for (number, edge) in edges.enumerated() {
      byItem[edge.id, default: []].append(number)
      byItem[edge.secret, default: []].append(number)
    }
    for (number, edge) in edges.enumerated() where isOpen[edge.id] && isOpen[edge.secret] {
      var rivals = blockRivals(of: edge, all)
      rivals.formUnion(unnamedRivals(of: edge, open))
      for other in [edge.id, edge.secret].compactMap({ byItem[$0] }).joined() where other > number {
        let other = edges[other]
        guard other.cost * 5 < edge.cost * 6, isOpen[other.id], isOpen[other.secret] else {
          continue
        }
        let sharesID = other.id == edge.id
        let rival = sharesID ? other.secret : other.id
        let own = sharesID ? edge.secret : edge.id
        if items[rival].identity != items[own].identity { rivals.insert(rival) }
      }
      if rivals.isEmpty {
        pair(edge.id, edge.secret, structural: false)
      } else {
        markAmbiguous([edge.id, edge.secret] + rivals.sorted())
      }
    }
  }

  /// All possible pairs, the cheapest first.
  private func edges(_ open: [Int]) -> [Edge] {
    var edges: [Edge] = []
    for (position, a) in open.enumerated() {
      var blocking = 0
      for second in open.indices.suffix(from: position + 1) {
        let b = open[second]
        if items[b].start - items[a].end > Self.maxBytes { break }
        if items[a].isKeyID != items[b].isKeyID {
          let (id, secret) = split([a, b])
          if let cost = cost(id, secret, blocking: blocking) {
            edges.append(Edge(id: id, secret: secret, cost: cost, first: position, second: second))
          }
        }
        blocking += 1
        // Far beyond what could be the closest; keeps dense inputs linear.
        if blocking > 32 { break }
      }
    }
    edges.sort { ($0.cost, $0.id, $0.secret) < ($1.cost, $1.id, $1.secret) }
    return edges
  }

  /// What competes when several IDs are followed by several secrets, or the reverse.
  ///
  /// The last of the first kind and the first of the second kind stand closest, but the lists may
  /// as well belong together in order. All of both lists compete, as far as they are not much
  /// farther away than the closest.
  private func blockRivals(of edge: Edge, _ all: [Int]) -> Set<Int> {
    guard let closest = cost(edge.id, edge.secret, blocking: 0) else { return [] }
    let (first, second) = edge.id < edge.secret ? (edge.id, edge.secret) : (edge.secret, edge.id)
    var before: [Int] = []
    for index in all[..<place(of: first, all)].reversed() where isOpen[index] {
      guard items[index].isKeyID == items[first].isKeyID, isComparable(index, second, closest * 6)
      else { break }
      if competes(index, first) { before.append(index) }
    }
    var after: [Int] = []
    for index in all[(place(of: second, all) + 1)...] where isOpen[index] {
      guard items[index].isKeyID == items[second].isKeyID, isComparable(first, index, closest * 6)
      else { break }
      if competes(index, second) { after.append(index) }
    }
    return before.isEmpty || after.isEmpty ? [] : Set(before + after)
  }

  /// Whether an item may be one of a list with another: named as well, or in the same line, where
  /// one name stands for all.
  private func competes(_ index: Int, _ other: Int) -> Bool {
    items[index].identity != items[other].identity
      && (items[index].isKeyID || items[index].rank >= items[other].rank
        || items[index].line == items[other].line)
  }

  /// Where an item stands in a list in order.
  private func place(of item: Int, _ all: [Int]) -> Int {
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle] < item { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Other secrets behind the same ID, as little named as the closest: that it is the closest does
  /// not say that it is the right one.
  private func unnamedRivals(of edge: Edge, _ open: [Int]) -> Set<Int> {
    guard items[edge.secret].rank <= .none, let closest = cost(edge.id, edge.secret, blocking: 0)
    else { return [] }
    let beyond =
      edge.id < edge.secret
      ? Array(open[(edge.second + 1)...].prefix(8)) : open[..<edge.first].suffix(8).reversed()
    var rivals: Set<Int> = []
    for index in beyond where isOpen[index] {
      guard !items[index].isKeyID else { break }
      let isOneLine =
        items[index].line == items[edge.secret].line && items[edge.id].line == items[index].line
      guard isOneLine || (!touches(edge) && isComparable(edge.id, index, closest * 4)) else {
        break
      }
      if items[index].identity != items[edge.secret].identity { rivals.insert(index) }
    }
    return rivals
  }

  /// Whether only a separator stands between the two.
  private func touches(_ edge: Edge) -> Bool {
    let (a, b) = edge.id < edge.secret ? (edge.id, edge.secret) : (edge.secret, edge.id)
    return items[b].start - items[a].end <= 3 && items[a].line == items[b].line
  }

  /// Whether two items could be a pair if the closest were not.
  private func isComparable(_ a: Int, _ b: Int, _ limit: Int) -> Bool {
    let (id, secret) = split([a, b])
    return cost(id, secret, blocking: 0).map { $0 <= limit } ?? false
  }

  /// Distance, weighed; nil when too far.
  private func cost(_ id: Int, _ secret: Int, blocking: Int) -> Int? {
    let (a, b) = id < secret ? (items[id], items[secret]) : (items[secret], items[id])
    let lines = b.line - a.line
    guard b.start - a.end <= Self.maxBytes, lines <= Self.maxLines else { return nil }
    var cost = (max(0, b.start - a.end) + lines * 40 + 8) * 4
    if items[secret].rank >= .secret { cost /= 2 }
    if secret < id { cost = cost * 3 / 2 }
    if stemsConflict(id, secret) { cost *= 6 }
    return cost * (1 + 3 * blocking)
  }
}
