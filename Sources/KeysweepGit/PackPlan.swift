/// The families of one pack: which entry is a delta against which, and in what order to walk.
///
/// Entries are numbered in the order of their offsets. Made in one pass over the headers of the
/// entries; nothing is unpacked.
final class PackPlan: Sendable {
  /// No entry.
  static let none = UInt32.max

  /// Where a walk begins: the root of a family, or a subtree that was cut off a giant one.
  struct Start: Sendable {
    var node: UInt32
    /// Estimated bytes of content below it.
    var weight: Int
  }

  let pack: Pack
  /// Offsets, ascending.
  let offsets: [Int]
  /// Positions in the index; ``none`` for a base that the index does not list.
  let positions: [UInt32]
  /// The entry each is a delta against, if that lies in this pack.
  let parents: [UInt32]
  /// The first delta against each entry, of those that have something to be visited.
  let firstChild: [UInt32]
  /// The next delta against the same base.
  ///
  /// The one with most below it comes last: its base can be
  /// given back before it is entered, so that a walk holds no more bases at once than the
  /// logarithm of the size of the family, however long the chains are.
  let nextSibling: [UInt32]
  let starts: [Start]
  /// Positions of objects that are in no family: offsets outside the pack, deltas in a circle.
  let broken: [(position: UInt32, fault: ObjectFault)]
  /// Bit set of positions that are visited elsewhere.
  let skipped: Bits

  /// Reads the headers of all entries.
  ///
  /// - Parameters:
  ///   - pack: The pack.
  ///   - skipped: Positions that are visited elsewhere.
  init(_ pack: Pack, skipped: Bits) {
    self.pack = pack
    self.skipped = skipped
    var (table, broken) = Self.sorted(pack)
    var links = Links(pack, table)
    if links.addUnlistedBases(pack, &table) { links = Links(pack, table) }
    var tree = FamilyTree(parents: links.parents)
    for node in table.offsets.indices where !tree.isReached[node] {
      let position = table.positions[node]
      if position != Self.none { broken.append((position, .circle)) }
    }
    tree.weigh { node in
      let position = table.positions[node]
      let isVisited = position != Self.none && !skipped[Int(position)]
      return (links.sizes[node], isVisited)
    }
    offsets = table.offsets
    positions = table.positions
    parents = links.parents
    firstChild = tree.firstChild
    nextSibling = tree.nextSibling
    starts = tree.starts
    self.broken = broken.filter { !skipped[Int($0.position)] }
  }

  /// Where the compressed bytes of an entry end at the latest.
  @inline(__always)
  func limit(_ node: Int) -> Int {
    guard node + 1 < offsets.count, offsets[node + 1] > offsets[node] else { return pack.end }
    return min(offsets[node + 1], pack.end)
  }

  /// The entry at an offset.
  static func find(_ offset: Int, in offsets: [Int], below node: Int) -> UInt32 {
    // Bases mostly stand shortly before their deltas.
    var high = min(node, offsets.count)
    var step = 8
    var low = max(0, high - step)
    while low > 0, offsets[low] > offset {
      high = low
      step *= 4
      low = max(0, high - step)
    }
    while low < high {
      let middle = low + (high - low) / 2
      if offsets[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low < offsets.count && offsets[low] == offset ? UInt32(low) : none
  }

  /// The entries of a pack as a table.
  struct Table {
    var offsets: [Int] = []
    var positions: [UInt32] = []
  }

  /// Sorts the entries by offset, and sets those aside that lie outside the pack.
  private static func sorted(_ pack: Pack) -> (Table, [(position: UInt32, fault: ObjectFault)]) {
    let count = pack.index.count
    guard pack.file.isWhole else {
      return (Table(), (0..<count).map { (UInt32($0), .shrunk) })
    }
    // Offset and position share a word, which sorts much faster than a pair: packs would have to
    // hold 16 million objects in more than a tebibyte not to fit.
    let bits = max(1, Int.bitWidth - count.leadingZeroBitCount)
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    var broken: [(position: UInt32, fault: ObjectFault)] = []
    for position in 0..<count {
      let offset = pack.index.offset(position)
      guard offset >= 12, offset < pack.end, offset < 1 << (63 - bits) else {
        broken.append((UInt32(position), .position))
        continue
      }
      keys.append(UInt64(offset) << UInt64(bits) | UInt64(position))
    }
    keys.sort()
    var table = Table()
    table.offsets.reserveCapacity(keys.count)
    table.positions.reserveCapacity(keys.count)
    for key in keys {
      table.offsets.append(Int(key >> UInt64(bits)))
      table.positions.append(UInt32(truncatingIfNeeded: key & (1 << UInt64(bits) - 1)))
    }
    return (table, broken)
  }

  /// What the headers say: the base of each entry, and the size it states.
  struct Links {
    var parents: [UInt32] = []
    /// Stated sizes, in bytes, cut at 4 GiB; those of deltas are zero.
    var sizes: [UInt32] = []
    /// Offsets of bases that the table does not hold.
    private var missing: [Int] = []

    init(_ pack: Pack, _ table: Table) {
      parents.reserveCapacity(table.offsets.count)
      sizes.reserveCapacity(table.offsets.count)
      // Entries of the index by position, made only when a delta names its base.
      var nodes: [UInt32] = []
      for (node, offset) in table.offsets.enumerated() {
        let header = pack.header(offset)
        var parent = none
        switch header?.base {
        case .offset(let base) where base >= 12:
          parent = PackPlan.find(base, in: table.offsets, below: node)
          if parent == none { missing.append(base) }
        case .id(let id):
          if nodes.isEmpty {
            nodes = Array(repeating: none, count: pack.index.count)
            for (node, position) in table.positions.enumerated() where position != none {
              nodes[Int(position)] = UInt32(node)
            }
          }
          if let position = pack.index.find(id) { parent = nodes[position] }
        default: break
        }
        parents.append(parent)
        sizes.append(
          header?.kind == nil ? 0 : UInt32(clamping: header?.size ?? 0))
      }
    }

    /// Adds bases that the index does not list: an index over several packs lists an object in one
    /// pack only, and a damaged one may list it at another place.
    ///
    /// - Returns: Whether there were any.
    mutating func addUnlistedBases(_ pack: Pack, _ table: inout Table) -> Bool {
      var known = Set<Int>()
      // A damaged pack may lead to any number of places; a sound one to no more than it has, and
      // none has more than fit: a delta takes ten bytes. What is listed says little, it may be one
      // object at the end of a long chain.
      let limit = max(table.offsets.count, min(pack.statedCount, pack.end / 10)) + 16
      while let offset = missing.popLast(), known.count < limit {
        guard known.insert(offset).inserted else { continue }
        if case .offset(let base)? = pack.header(offset)?.base, base >= 12,
          PackPlan.find(base, in: table.offsets, below: table.offsets.count) == none
        {
          missing.append(base)
        }
      }
      guard !known.isEmpty else { return false }
      var rows = zip(table.offsets, table.positions).map { ($0, $1) }
      rows += known.map { ($0, none) }
      rows.sort { $0 < $1 }
      table = Table(offsets: rows.map(\.0), positions: rows.map(\.1))
      return true
    }
  }
}

/// A set of small numbers.
struct Bits: Sendable {
  private var words: [UInt64] = []
  /// Numbers in the set.
  private(set) var count = 0

  /// Whether a number is in the set.
  @inline(__always)
  subscript(_ index: Int) -> Bool {
    let word = index >> 6
    return word < words.count && words[word] >> UInt64(index & 63) & 1 != 0
  }

  /// Adds a number.
  mutating func insert(_ index: Int) {
    let word = index >> 6
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    let bit = UInt64(1) << UInt64(index & 63)
    if words[word] & bit == 0 { count += 1 }
    words[word] |= bit
  }
}
