/// Decides which secret belongs to which key ID, one to one.
///
/// It sees positions, enclosing records and labels, never bytes. Records are worked off from the
/// inside out: what shares the innermost record pairs first, what is left over competes in the
/// record around it, and at last by distance alone. Where two choices fit alike it says so instead
/// of guessing.
struct PairingSolver {
  /// The farthest two halves may stand apart, in bytes and in lines.
  static let maxBytes = Scanner.pairingReach
  static let maxLines = 60

  /// A key ID or a secret.
  struct Item {
    var isKeyID: Bool
    var start: Int
    var end: Int
    var line: Int
    var surroundings: Surroundings
    var isLabelled: Bool
    /// Equal for equal material, so that repetitions do not compete.
    var identity: Int
  }

  /// What became of an item.
  enum Outcome: Equatable {
    case unpaired
    case structural(with: Int)
    case nearby(with: Int)
    /// Several fit alike; the indices of those that do.
    case ambiguous([Int])
  }

  private let items: [Item]
  private var outcomes: [Outcome]
  private var isOpen: [Bool]

  private init(_ items: [Item]) {
    self.items = items
    outcomes = Array(repeating: .unpaired, count: items.count)
    isOpen = Array(repeating: true, count: items.count)
  }

  /// Solves for items in order of position.
  static func solve(_ items: [Item]) -> [Outcome] {
    guard items.contains(where: \.isKeyID), items.contains(where: { !$0.isKeyID }) else {
      return Array(repeating: .unpaired, count: items.count)
    }
    var solver = PairingSolver(items)
    solver.solveRecords()
    solver.solveByDistance()
    return solver.outcomes
  }

  // MARK: Groups

  private mutating func solveRecords() {
    var members: [Int: [Int]] = [:]
    var isHard: [Int: Bool] = [:]
    for (index, item) in items.enumerated() {
      for record in item.surroundings.records {
        members[record.start, default: []].append(index)
        isHard[record.start] = (isHard[record.start] ?? false) || record.isHard
      }
    }
    // A record that starts later cannot contain one that starts earlier.
    for start in members.keys.sorted(by: >) {
      guard let group = members[start], group.count > 1 else { continue }
      solve(group, isHard: isHard[start] ?? false, isLast: false)
    }
  }

  private mutating func solveByDistance() {
    var cluster: [Int] = []
    for index in items.indices where isOpen[index] {
      if let last = cluster.last,
        items[index].start - items[last].end > Self.maxBytes
          || items[index].line - items[last].line > Self.maxLines
      {
        solve(cluster, isHard: false, isLast: true)
        cluster.removeAll()
      }
      cluster.append(index)
    }
    solve(cluster, isHard: false, isLast: true)
  }

  /// Pairs what can be paired within a group.
  ///
  /// - Parameters:
  ///   - group: Indices in order.
  ///   - isHard: Whether the group has explicit bounds.
  ///   - isLast: Whether there is no wider group to leave a doubtful case to.
  private mutating func solve(_ group: [Int], isHard: Bool, isLast: Bool) {
    guard hasBothKinds(group) else { return }
    pairByStem(group)
    var open = group.filter { isOpen[$0] }
    guard hasBothKinds(open) else { return }
    if open.count == 2 {
      let (id, secret) = split(open)
      if stemsConflict(id, secret), !isLast { return }
      let isSure = !stemsConflict(id, secret) && (isHard || items[secret].isLabelled)
      pair(id, secret, structural: isSure)
      return
    }
    if pairAlternating(open, isHard: isHard) { return }
    open = open.filter { isOpen[$0] }
    pairByCost(open)
  }

  private func hasBothKinds(_ group: [Int]) -> Bool {
    var sawID = false
    var sawSecret = false
    for index in group where isOpen[index] {
      if items[index].isKeyID { sawID = true } else { sawSecret = true }
      if sawID && sawSecret { return true }
    }
    return false
  }

  private func split(_ two: [Int]) -> (id: Int, secret: Int) {
    items[two[0]].isKeyID ? (two[0], two[1]) : (two[1], two[0])
  }

  private func stemsConflict(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (items[a].surroundings.stem, items[b].surroundings.stem)
    return !x.isEmpty && !y.isEmpty && x != y
  }

  // MARK: Ways to pair

  /// Pairs by what the labels say beyond the role: `PROD_…`, `…_2`.
  private mutating func pairByStem(_ group: [Int]) {
    var byStem: [[UInt8]: [Int]] = [:]
    for index in group where isOpen[index] && !items[index].surroundings.stem.isEmpty {
      byStem[items[index].surroundings.stem, default: []].append(index)
    }
    for stem in byStem.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let members = byStem[stem], members.count == 2,
        items[members[0]].isKeyID != items[members[1]].isKeyID
      else { continue }
      let (id, secret) = split(members)
      pair(id, secret, structural: true)
    }
  }

  /// Pairs neighbours when IDs and secrets take turns and all of them find a partner.
  private mutating func pairAlternating(_ open: [Int], isHard: Bool) -> Bool {
    guard open.count.isMultiple(of: 2) else { return false }
    for (a, b) in zip(open, open.dropFirst()) where items[a].isKeyID == items[b].isKeyID {
      return false
    }
    var within = 0
    var between = 0
    for position in 1..<open.count {
      let gap = items[open[position]].start - items[open[position - 1]].end
      if position.isMultiple(of: 2) { between += gap } else { within += gap }
    }
    let pairs = open.count / 2
    // Tools write the ID first; the other order needs closer partners to be believed.
    let tolerance = items[open[0]].isKeyID ? 4 : 3
    guard within * (pairs - 1) * 2 <= between * pairs * tolerance else { return false }
    for position in stride(from: 0, to: open.count, by: 2) {
      let (id, secret) = split([open[position], open[position + 1]])
      if stemsConflict(id, secret) { return false }
    }
    for position in stride(from: 0, to: open.count, by: 2) {
      let (id, secret) = split([open[position], open[position + 1]])
      pair(id, secret, structural: isHard && items[secret].isLabelled)
    }
    return true
  }

  private struct Edge {
    var id: Int
    var secret: Int
    var cost: Int
  }

  /// Pairs the closest first, as long as the choice is clear.
  private mutating func pairByCost(_ open: [Int]) {
    var edges: [Edge] = []
    for (position, a) in open.enumerated() {
      var blocking = 0
      for b in open[(position + 1)...] {
        if items[b].start - items[a].end > Self.maxBytes { break }
        if items[a].isKeyID != items[b].isKeyID {
          let (id, secret) = split([a, b])
          if let cost = cost(id, secret, blocking: blocking) {
            edges.append(Edge(id: id, secret: secret, cost: cost))
          }
        }
        blocking += 1
        // Far beyond what could be the closest; keeps dense inputs linear.
        if blocking > 32 { break }
      }
    }
    edges.sort { ($0.cost, $0.id, $0.secret) < ($1.cost, $1.id, $1.secret) }
    for (position, edge) in edges.enumerated() where isOpen[edge.id] && isOpen[edge.secret] {
      var rivals = blockRivals(of: edge, open)
      for other in edges[(position + 1)...] {
        if other.cost * 5 >= edge.cost * 6 { break }
        let sharesID = other.id == edge.id
        guard isOpen[other.id], isOpen[other.secret], sharesID || other.secret == edge.secret else {
          continue
        }
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

  /// What competes when several IDs are followed by several secrets, or the reverse.
  ///
  /// The last of the first kind and the first of the second kind stand closest, but the lists may
  /// as well belong together in order. All of both lists compete, as far as they are not much
  /// farther away than the closest.
  private func blockRivals(of edge: Edge, _ open: [Int]) -> Set<Int> {
    let (first, second) = edge.id < edge.secret ? (edge.id, edge.secret) : (edge.secret, edge.id)
    guard let closest = cost(edge.id, edge.secret, blocking: 0) else { return [] }
    var before: [Int] = []
    for index in open.reversed() where index < first && isOpen[index] {
      guard items[index].isKeyID == items[first].isKeyID, isComparable(index, second, closest)
      else { break }
      if items[index].identity != items[first].identity { before.append(index) }
    }
    var after: [Int] = []
    for index in open where index > second && isOpen[index] {
      guard items[index].isKeyID == items[second].isKeyID, isComparable(first, index, closest)
      else { break }
      if items[index].identity != items[second].identity { after.append(index) }
    }
    return before.isEmpty || after.isEmpty ? [] : Set(before + after)
  }

  /// Whether two items could be a pair if the closest were not.
  private func isComparable(_ a: Int, _ b: Int, _ closest: Int) -> Bool {
    let (id, secret) = split([a, b])
    return cost(id, secret, blocking: 0).map { $0 <= closest * 6 } ?? false
  }

  /// Distance, weighed; nil when too far.
  private func cost(_ id: Int, _ secret: Int, blocking: Int) -> Int? {
    let (a, b) = id < secret ? (items[id], items[secret]) : (items[secret], items[id])
    let lines = b.line - a.line
    guard b.start - a.end <= Self.maxBytes, lines <= Self.maxLines, !stemsConflict(id, secret)
    else { return nil }
    var cost = (max(0, b.start - a.end) + lines * 40 + 8) * 4
    if items[secret].isLabelled { cost /= 2 }
    if secret < id { cost = cost * 3 / 2 }
    return cost * (1 + 3 * blocking)
  }

  // MARK: Results

  private mutating func pair(_ id: Int, _ secret: Int, structural: Bool) {
    let (a, b) = id < secret ? (items[id], items[secret]) : (items[secret], items[id])
    guard b.start - a.end <= Self.maxBytes, b.line - a.line <= Self.maxLines else { return }
    outcomes[id] = structural ? .structural(with: secret) : .nearby(with: secret)
    outcomes[secret] = structural ? .structural(with: id) : .nearby(with: id)
    isOpen[id] = false
    isOpen[secret] = false
  }

  private mutating func markAmbiguous(_ set: [Int]) {
    for index in set {
      outcomes[index] = .ambiguous(set.filter { items[$0].isKeyID != items[index].isKeyID })
      isOpen[index] = false
    }
  }
}
