/// The entries of a stream so far: where they begin, what they are, what they are made from.
///
/// Costs 21 bytes for each, and 8 more once an object is asked for by its name.
struct StreamTable {
  /// What is known of an entry.
  enum State: Equatable {
    case object(ObjectKind)
    /// A delta whose base has not come yet.
    case waiting
    case failed
  }

  /// No entry.
  static let none = UInt32.max
  private static let waiting: UInt8 = 0
  private static let failed: UInt8 = 255

  /// Where entries begin in the stream, ascending.
  private(set) var offsets: [Int] = []
  /// The entry each is a delta against, once that is known.
  private var parents: [UInt32] = []
  private var states: [UInt8] = []
  /// The first eight bytes of names; those of failed and waiting entries are zero.
  private var prefixes: [UInt64] = []
  /// The same for names of the other length, as long as it is not known which one is right.
  private var otherPrefixes: [UInt64] = []
  private var isDecided = false
  /// Entries by name, open addressing; empty until somebody asks.
  private var places: [UInt32] = []
  private var placed = 0

  /// How many entries there are.
  var count: Int { offsets.count }

  /// What is known of an entry.
  func state(_ entry: Int) -> State {
    switch states[entry] {
    case Self.waiting: .waiting
    case Self.failed: .failed
    case let kind: ObjectKind(rawValue: kind).map { .object($0) } ?? .failed
    }
  }

  /// The entry that one is a delta against; nil for a whole object.
  func parent(_ entry: Int) -> Int? {
    parents[entry] == Self.none ? nil : Int(parents[entry])
  }

  /// Adds an entry that waits.
  ///
  /// - Parameter offset: Where it begins; more than that of all others.
  /// - Returns: Its number.
  mutating func add(_ offset: Int) -> Int {
    offsets.append(offset)
    parents.append(Self.none)
    states.append(Self.waiting)
    prefixes.append(0)
    if !isDecided { otherPrefixes.append(0) }
    return offsets.count - 1
  }

  /// Notes that an entry cannot be had.
  mutating func fail(_ entry: Int) { states[entry] = Self.failed }

  /// Notes what an entry is.
  ///
  /// - Parameters:
  ///   - entry: Its number.
  ///   - kind: Its kind.
  ///   - parent: The entry it is a delta against.
  ///   - id: Its name.
  ///   - other: Its name of the other length, as long as it is not known which one is right.
  mutating func settle(
    _ entry: Int, _ kind: ObjectKind, parent: Int?, _ id: ObjectID, other: ObjectID?
  ) {
    states[entry] = kind.rawValue
    if let parent { parents[entry] = UInt32(parent) }
    prefixes[entry] = id.prefix
    if let other, !isDecided { otherPrefixes[entry] = other.prefix }
    if !places.isEmpty { place(entry) }
  }

  /// Notes that the length of names is known.
  ///
  /// - Parameter isOther: Whether it is the other one.
  mutating func decide(isOther: Bool) {
    guard !isDecided else { return }
    isDecided = true
    if isOther { prefixes = otherPrefixes }
    otherPrefixes = []
    places = []
  }

  /// The entry at an offset.
  func find(offset: Int) -> Int? {
    let entry = PackPlan.find(offset, in: offsets, below: offsets.count)
    return entry == PackPlan.none ? nil : Int(entry)
  }

  /// The first entry with a name.
  ///
  /// Looks at the first eight bytes only: another object with the same ones would have to be made
  /// on purpose, and then costs no more than the deltas against it.
  mutating func find(id: ObjectID) -> Int? {
    if places.isEmpty { rehash() }
    let mask = places.count - 1
    var slot = Int(truncatingIfNeeded: id.prefix) & mask
    while places[slot] != Self.none {
      if prefixes[Int(places[slot])] == id.prefix { return Int(places[slot]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func rehash() {
    var size = 1 << 10
    while size < 2 * offsets.count + 2 { size *= 2 }
    places = Array(repeating: Self.none, count: size)
    placed = 0
    for entry in offsets.indices where states[entry] != Self.waiting && states[entry] != Self.failed
    { insert(entry) }
  }

  private mutating func place(_ entry: Int) {
    if 4 * (placed + 1) > 3 * places.count { rehash() } else { insert(entry) }
  }

  private mutating func insert(_ entry: Int) {
    let mask = places.count - 1
    var slot = Int(truncatingIfNeeded: prefixes[entry]) & mask
    while places[slot] != Self.none {
      if prefixes[Int(places[slot])] == prefixes[entry] { return }
      slot = (slot + 1) & mask
    }
    places[slot] = UInt32(entry)
    placed += 1
  }
}

/// Deltas that wait for a base.
struct WaitingDeltas {
  private var firstOnID: [ObjectID: UInt32] = [:]
  private var firstOnEntry: [UInt32: UInt32] = [:]
  /// The next one that waits for the same.
  private var nexts: [UInt32: UInt32] = [:]

  /// Whether nothing waits.
  var isEmpty: Bool { firstOnID.isEmpty && firstOnEntry.isEmpty }

  /// Lets an entry wait for an object.
  mutating func add(_ entry: Int, for id: ObjectID) {
    nexts[UInt32(entry)] = firstOnID.updateValue(UInt32(entry), forKey: id)
  }

  /// Lets an entry wait for another one.
  mutating func add(_ entry: Int, for base: Int) {
    nexts[UInt32(entry)] = firstOnEntry.updateValue(UInt32(entry), forKey: UInt32(base))
  }

  /// Takes out what waits for an object.
  mutating func take(for id: ObjectID) -> [Int] { chain(firstOnID.removeValue(forKey: id)) }

  /// Takes out what waits for an entry.
  mutating func take(for base: Int) -> [Int] {
    chain(firstOnEntry.removeValue(forKey: UInt32(base)))
  }

  /// Takes out what waits for objects that did not come, in the order of the stream.
  mutating func takeUnresolved() -> [(entry: Int, id: ObjectID)] {
    let rows = firstOnID.flatMap { id, first in chain(first).map { (entry: $0, id: id) } }
    firstOnID = [:]
    return rows.sorted { $0.entry < $1.entry }
  }

  private mutating func chain(_ first: UInt32?) -> [Int] {
    var entries: [Int] = []
    var at = first
    while let entry = at {
      entries.append(Int(entry))
      at = nexts.removeValue(forKey: entry)
    }
    return entries
  }
}
