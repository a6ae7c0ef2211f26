/// What is kept of every tree in the second pass.
///
/// Names of files count only where the file is an item, so most trees are an entry of the id table
/// and one byte; those with folders have a list in the edge store.
struct TreeRecords: Sendable {
  /// What is known of a tree.
  enum State: UInt8, Sendable {
    /// Mentioned only: a commit or folder needs it, and nobody handed it over.
    case absent
    /// Handed over; it has neither folders nor items.
    case leaf
    /// Handed over, and in the edge store.
    case listed
  }

  private(set) var ids: ObjectTable
  private(set) var names = NameTable()
  private(set) var store = EdgeStore()
  /// By number of tree.
  private(set) var states: [State]
  /// Trees that are items themselves, because a name in them holds something.
  private(set) var itemTrees: [(tree: UInt32, item: Int)] = []
  /// Trees with something that is no entry.
  private(set) var damagedCount = 0

  private let idLength: Int
  private var scratch: [Edge] = []

  init(ids: ObjectTable, idLength: Int) {
    self.ids = ids
    self.idLength = idLength
    states = [State](repeating: .absent, count: ids.count)
  }

  /// How many trees are needed and were not handed over.
  var absentCount: Int { states.count { $0 == .absent } }

  /// About how many bytes all of this takes.
  var byteCount: Int { ids.byteCount + store.byteCount + states.count + names.byteCount }

  mutating func add(_ id: ObjectID, _ bytes: Bytes, items: ObjectTable) {
    guard let tree = number(of: id), states[Int(tree)] == .absent else { return }
    scratch.removeAll(keepingCapacity: true)
    var entries = TreeEntries(bytes, idLength: idLength)
    while let entry = entries.next() {
      if entry.isSubmodule { continue }
      if !entry.isFolder, let item = items.find(entry.id) {
        let name = names.insert(entry.name)
        scratch.append(Edge(name: name, child: item | Edge.itemBit))
      }
      if entry.isFolder, let child = number(of: entry.id) {
        let name = names.insert(entry.name)
        scratch.append(Edge(name: name, child: child))
      }
    }
    if entries.isDamaged { damagedCount += 1 }
    let item = items.find(id)
    if let item { itemTrees.append((tree, Int(item))) }
    let isLeaf = scratch.isEmpty && item == nil
    states[Int(tree)] = isLeaf ? .leaf : .listed
    if !isLeaf { store.append(tree, scratch) }
  }

  private mutating func number(of id: ObjectID) -> UInt32? {
    let number = ids.insert(id)
    if ids.count > states.count { states.append(.absent) }
    return number
  }
}
