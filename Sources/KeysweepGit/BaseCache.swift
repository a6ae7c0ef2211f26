/// Bases for random access, the least recently used of which are given up first.
struct BaseCache: ~Copyable {
  /// An entry of a pack.
  struct Key: Hashable {
    var pack: Int
    var offset: Int
  }

  private struct Slot {
    var key: Key
    var kind: ObjectKind
    var block: Block
    var newer: Int
    var older: Int
  }

  private var slots: [Slot] = []
  private var unused: [Int] = []
  private var places: [Key: Int] = [:]
  private var newest = -1
  private var oldest = -1
  private var bytes = 0
  private let limit: Int
  /// The database whose bases these are.
  private var owner = -1

  /// - Parameter limit: Bytes of blocks that are kept.
  init(limit: Int) { self.limit = limit }

  deinit { for slot in places.values { slots[slot].block.free() } }

  /// Whether a block of this room is worth keeping.
  func takes(_ block: Block) -> Bool { block.room <= limit / 4 }

  /// Forgets everything unless it belongs to this database.
  mutating func serve(_ database: Int, _ pool: inout BlockPool) {
    if owner != database { drain(into: &pool) }
    owner = database
  }

  /// The content of an entry; valid until the next ``insert(_:_:_:_:)``.
  mutating func find(_ key: Key) -> (kind: ObjectKind, block: Block)? {
    guard let slot = places[key] else { return nil }
    unlink(slot)
    pushNewest(slot)
    return (slots[slot].kind, slots[slot].block)
  }

  /// Keeps a block, which must not be given back by anyone else then.
  mutating func insert(_ key: Key, _ kind: ObjectKind, _ block: Block, _ pool: inout BlockPool) {
    guard places[key] == nil else {
      pool.give(block)
      return
    }
    while bytes + block.room > limit, oldest >= 0 { evict(&pool) }
    bytes += block.room
    let fresh = Slot(key: key, kind: kind, block: block, newer: -1, older: -1)
    let slot: Int
    if let last = unused.popLast() {
      slot = last
      slots[slot] = fresh
    } else {
      slot = slots.count
      slots.append(fresh)
    }
    places[key] = slot
    pushNewest(slot)
  }

  /// Gives all blocks back.
  mutating func drain(into pool: inout BlockPool) {
    while oldest >= 0 { evict(&pool) }
  }

  private mutating func evict(_ pool: inout BlockPool) {
    let slot = oldest
    unlink(slot)
    places[slots[slot].key] = nil
    bytes -= slots[slot].block.room
    pool.give(slots[slot].block)
    unused.append(slot)
  }

  private mutating func pushNewest(_ slot: Int) {
    slots[slot].older = newest
    slots[slot].newer = -1
    if newest >= 0 { slots[newest].newer = slot } else { oldest = slot }
    newest = slot
  }

  private mutating func unlink(_ slot: Int) {
    let (newer, older) = (slots[slot].newer, slots[slot].older)
    if newer >= 0 { slots[newer].older = older } else { newest = older }
    if older >= 0 { slots[older].newer = newer } else { oldest = newer }
  }
}
