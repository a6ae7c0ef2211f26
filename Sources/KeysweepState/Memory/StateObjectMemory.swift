internal import KeysweepGit
internal import KeysweepScan

/// What a state knows of objects with names of one length.
struct StateObjectMemory: ObjectMemory {
  /// What was known before the sweep.
  struct Known {
    let ids: KnownObjects
    let found: [FoundObject]

    init(_ ids: KnownObjects) {
      self.ids = ids
      found = ids.holding.compactMap { object in
        guard let kind = ObjectKind(rawValue: object.kind),
          let id = object.id.withUnsafeBytes({ ObjectID(bytes: $0) })
        else { return nil }
        return FoundObject(id: id, kind: kind, materials: object.materials)
      }
    }
  }

  private let memory: StateMemory
  private let known: Known
  private let hashBytes: Int

  init(memory: StateMemory, hashBytes: Int) {
    self.memory = memory
    self.hashBytes = hashBytes
    known = memory.known(hashBytes)
  }

  var hashKey: [UInt8] { memory.state.hashKey }

  var allFound: [FoundObject] { known.found }

  func contains(_ id: ObjectID) -> Bool { id.withUnsafeRawBytes { known.ids.contains($0) } }

  func found(_ id: ObjectID) -> FoundObject? {
    // They are in the order of their names.
    var low = 0
    var high = known.found.count
    while low < high {
      let middle = (low + high) / 2
      if known.found[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < known.found.count && known.found[low].id == id ? known.found[low] : nil
  }

  func record(_ ids: [ObjectID], found: [FoundObject]) {
    var update = ObjectUpdate(hashBytes: hashBytes)
    let holding = Set(found.map(\.id))
    for id in ids where !holding.contains(id) { id.withUnsafeRawBytes { update.add(id: $0) } }
    for object in found {
      object.id.withUnsafeRawBytes {
        update.add(id: $0, kind: object.kind.rawValue, materials: object.materials)
      }
    }
    memory.learn(update)
  }

  func census(of repository: [UInt8]) -> RepositoryCensus? {
    let census = memory.census(of: repository)
    if census != nil { memory.learn(nil, of: repository) }
    return census
  }

  func record(_ census: RepositoryCensus, of repository: [UInt8]) {
    memory.learn(census, of: repository)
  }
}

extension RepositoryCensus {
  /// As a state keeps it: four counts and the length of names, then numbers, then names.
  var bytes: [UInt8] {
    let width = absent.first?.byteCount ?? shallow.first?.byteCount ?? 20
    var result: [UInt8] = []
    result.reserveCapacity(
      40 + 8 * (present.count + damaged.count) + width * (absent.count + shallow.count))
    let head = [present.count, damaged.count, absent.count, shallow.count, width]
    for word in head.map({ UInt64($0) }) + present + damaged {
      withUnsafeBytes(of: word.littleEndian) { result.append(contentsOf: $0) }
    }
    for id in absent + shallow { id.withUnsafeRawBytes { result.append(contentsOf: $0) } }
    return result
  }

  /// Reads what ``bytes`` gave; nil for anything else.
  init?(_ bytes: [UInt8]) {
    var words: [UInt64] = []
    var ids: [ObjectID] = []
    let head: [Int]? = bytes.withUnsafeBytes { bytes in
      guard bytes.count >= 40 else { return nil }
      func word(_ index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
      }
      let head = (0..<5).compactMap { Int(exactly: word($0)) }
      // No count may be larger than the whole, so no sum overflows.
      guard head.count == 5, head.allSatisfy({ (0...bytes.count).contains($0) }),
        head[4] == 20 || head[4] == 32,
        40 + 8 * (head[0] + head[1]) + head[4] * (head[2] + head[3]) == bytes.count
      else { return nil }
      words = (0..<head[0] + head[1]).map { word(5 + $0) }
      let start = 40 + 8 * words.count
      ids = stride(from: start, to: bytes.count, by: head[4]).compactMap {
        ObjectID(bytes: UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + head[4]]))
      }
      return head
    }
    guard let head else { return nil }
    self.init(
      present: Array(words[..<head[0]]), damaged: Array(words[head[0]...]),
      absent: Array(ids[..<head[2]]), shallow: Array(ids[head[2]...]))
  }
}
