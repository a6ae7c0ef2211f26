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
    var rank: LabelRank
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

  let items: [Item]
  var outcomes: [Outcome]
  var isOpen: [Bool]

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
    // What is named best is paired first: something unnamed may well stand between the halves.
    let all = group.filter { isOpen[$0] && (items[$0].isKeyID || items[$0].rank > .foreign) }
    for rank in [LabelRank.aws, .secret, .none, .doubtful] {
      var open: [Int] = []
      var isNew = false
      var sawID = false
      for index in group where isOpen[index] {
        if items[index].isKeyID {
          sawID = true
        } else {
          guard items[index].rank >= rank else { continue }
          if items[index].rank == rank { isNew = true }
        }
        open.append(index)
      }
      guard sawID else { return }
      if isNew { solve(open, among: all, rank: rank, isHard: isHard, isLast: isLast) }
    }
  }

  /// Pairs what is open and named well enough.
  private mutating func solve(
    _ open: [Int], among all: [Int], rank: LabelRank, isHard: Bool, isLast: Bool
  ) {
    if open.count == 2 {
      let (id, secret) = split(open)
      let isConflict = stemsConflict(id, secret)
      // A wider group may hold the one that each of them belongs to.
      if isConflict, !isHard, !isLast { return }
      let isSure = !isConflict && rank > .doubtful && (isHard || items[secret].rank >= .secret)
      pair(id, secret, structural: isSure)
      return
    }
    if pairAlternating(open, isHard: isHard) { return }
    pairByCost(open, among: all)
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

  func split(_ two: [Int]) -> (id: Int, secret: Int) {
    items[two[0]].isKeyID ? (two[0], two[1]) : (two[1], two[0])
  }

  /// Whether both names say whose the value is, and say different things.
  func stemsConflict(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (items[a].surroundings.label, items[b].surroundings.label)
    return x.namesRole && y.namesRole && !x.stem.isEmpty && !y.stem.isEmpty && x.stem != y.stem
  }

  // MARK: Ways to pair

  /// Pairs by what the labels say beyond the role: `PROD_…`, `…_2`.
  private mutating func pairByStem(_ group: [Int]) {
    var byStem: [[UInt8]: [Int]] = [:]
    for index in group where isOpen[index] && !items[index].surroundings.label.stem.isEmpty {
      byStem[items[index].surroundings.label.stem, default: []].append(index)
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
    // Tools write the ID first; the other order needs closer partners to be believed. Where all are
    // named, the order is believed whatever the distances: read the other way, both ends are left.
    let startsWithID = items[open[0]].isKeyID
    let areNamed =
      startsWithID && open.allSatisfy { items[$0].isKeyID || items[$0].rank >= .secret }
    let tolerance = startsWithID ? 4 : 3
    guard areNamed || within * (pairs - 1) * 2 <= between * pairs * tolerance else { return false }
    for position in stride(from: 0, to: open.count, by: 2) {
      let (id, secret) = split([open[position], open[position + 1]])
      if stemsConflict(id, secret) { return false }
    }
    for position in stride(from: 0, to: open.count, by: 2) {
      let (id, secret) = split([open[position], open[position + 1]])
      pair(id, secret, structural: isHard && items[secret].rank >= .secret)
    }
    return true
  }

  // MARK: Results

  mutating func pair(_ id: Int, _ secret: Int, structural: Bool) {
    let (a, b) = id < secret ? (items[id], items[secret]) : (items[secret], items[id])
    guard b.start - a.end <= Self.maxBytes, b.line - a.line <= Self.maxLines else { return }
    outcomes[id] = structural ? .structural(with: secret) : .nearby(with: secret)
    outcomes[secret] = structural ? .structural(with: id) : .nearby(with: id)
    isOpen[id] = false
    isOpen[secret] = false
  }

  mutating func markAmbiguous(_ set: [Int]) {
    for index in set {
      outcomes[index] = .ambiguous(set.filter { items[$0].isKeyID != items[index].isKeyID })
      isOpen[index] = false
    }
  }
}
