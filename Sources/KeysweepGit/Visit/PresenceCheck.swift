/// Finds out which objects others name and nobody has; one per worker.
///
/// A version of a folder differs from the one before in an entry or two, so nearly every name was
/// looked up a moment ago.
public struct PresenceCheck: ~Copyable {
  private let database: ObjectDatabase
  private let shallow: Set<ObjectID>
  /// The first bytes of names that were found, by their last bits.
  private var found: [UInt64]
  /// What is missing, up to ``mostNames``.
  public private(set) var absent: Set<ObjectID> = []

  private static let slots = 1 << 15
  private static let mostNames = 1 << 20

  /// Begins.
  ///
  /// - Parameters:
  ///   - database: Where objects are looked up.
  ///   - shallow: Commits whose parents were left out on purpose.
  public init(_ database: ObjectDatabase, shallow: Set<ObjectID>) {
    self.database = database
    self.shallow = shallow
    found = Array(repeating: 0, count: Self.slots)
  }

  /// Looks up what an object names.
  ///
  /// - Parameters:
  ///   - id: Its name.
  ///   - kind: Its kind.
  ///   - bytes: Its content.
  public mutating func check(_ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) {
    // A pack that stands alone may lack anything.
    if kind == .blob || database.ownReferences != nil { return }
    bytes.withMemoryRebound(to: UInt8.self) { bytes in
      guard kind == .tree else { return checkHeader(id, bytes) }
      var entries = TreeEntries(bytes, idLength: database.hashBytes)
      while let entry = entries.next() {
        // A submodule's commits are in a repository of its own.
        if !entry.isSubmodule { look(entry.id) }
      }
    }
  }

  /// The tree and parents of a commit, the object of a tag.
  private mutating func checkHeader(_ id: ObjectID, _ bytes: Bytes) {
    var scanner = HeaderScanner(bytes)
    while let line = scanner.next() {
      let isParent = bytes.holds("parent", in: line.name)
      guard isParent || bytes.holds("tree", in: line.name) || bytes.holds("object", in: line.name)
      else { return }
      if isParent, shallow.contains(id) { continue }
      if let named = ObjectID(hexBytes: UnsafeRawBufferPointer(bytes.part(line.value))) {
        look(named)
      }
    }
  }

  @inline(__always)
  private mutating func look(_ id: ObjectID) {
    let head = id.withUnsafeRawBytes { $0.loadUnaligned(as: UInt64.self) }
    let slot = Int(truncatingIfNeeded: head & UInt64(Self.slots - 1))
    if found[slot] == head { return }
    if database.contains(id) {
      found[slot] = head
    } else if absent.count < Self.mostNames {
      absent.insert(id)
    }
  }
}
