internal import KeysweepModel

/// The index over several packs at once, used for packs that have no index of their own.
struct MultiPackIndex: Sendable {
  /// The names of the packs it covers, without their ending.
  let packs: [[UInt8]]
  /// Objects in the index.
  let count: Int
  private let file: MappedFile
  private let hashBytes: Int
  private let fanout: Fanout
  private let names: Int
  private let offsets: Int
  private let large: Range<Int>

  /// Checks the tables of an index.
  ///
  /// - Parameters:
  ///   - file: The index.
  ///   - hashBytes: Bytes of a name.
  /// - Throws: ``TableFault`` that says what is damaged.
  init(_ file: MappedFile, hashBytes: Int) throws(TableFault) {
    let bytes = file.bytes
    guard bytes.count >= 12, bytes.be32(0) == 0x4D49_4458, bytes[4] == 1 || bytes[4] == 2 else {
      throw TableFault("the multi-pack-index has no known header")
    }
    guard Int(bytes[5]) == (hashBytes == 20 ? 1 : 2) else {
      throw TableFault("the multi-pack-index is of another object format")
    }
    let chunkCount = Int(bytes[6])
    guard bytes.count >= 12 + 12 * (chunkCount + 1) else {
      throw TableFault("the multi-pack-index is cut short")
    }
    func chunk(_ name: Int) throws(TableFault) -> Range<Int>? {
      for entry in 0..<chunkCount where bytes.be32(12 + 12 * entry) == name {
        let start = Int(exactly: bytes.be64(12 + 12 * entry + 4)) ?? -1
        let end = Int(exactly: bytes.be64(12 + 12 * entry + 16)) ?? -1
        guard start >= 12, end >= start, end <= bytes.count else {
          throw TableFault("a chunk of the multi-pack-index lies outside it")
        }
        return start..<end
      }
      return nil
    }
    guard let packNames = try chunk(0x504E_414D), let fan = try chunk(0x4F49_4446),
      let ids = try chunk(0x4F49_444C), let places = try chunk(0x4F4F_4646), fan.count >= 1024
    else { throw TableFault("the multi-pack-index lacks a chunk") }
    self.file = file
    self.hashBytes = hashBytes
    count = bytes.be32(fan.lowerBound + 255 * 4)
    guard ids.count >= count * hashBytes, places.count >= count * 8 else {
      throw TableFault("a chunk of the multi-pack-index is too short")
    }
    fanout = try Fanout(bytes, at: fan.lowerBound, count: count)
    names = ids.lowerBound
    offsets = places.lowerBound
    large = try chunk(0x4C4F_4646) ?? 0..<0
    packs = bytes[packNames].split(separator: 0).prefix(bytes.be32(8)).map { name in
      Array(name.prefix { $0 != UInt8(ascii: "/") }.prefix(max(0, name.count - 4)))
    }
  }

  /// The name at a position below ``count``.
  @inline(__always)
  func id(_ position: Int) -> ObjectID {
    // Positions lie below the count, for which the table was checked.
    ObjectID(
      file.bytes.baseAddress.unsafelyUnwrapped + names + position * hashBytes, count: hashBytes)
  }

  /// Which pack holds the object at a position.
  func pack(_ position: Int) -> Int { file.bytes.be32(offsets + 8 * position) }

  /// Where in its pack it stands; -1 when that is damaged.
  func offset(_ position: Int) -> Int {
    let value = file.bytes.be32(offsets + 8 * position + 4)
    guard value & 0x8000_0000 != 0, !large.isEmpty else { return value }
    let start = large.lowerBound + 8 * (value & 0x7FFF_FFFF)
    guard start + 8 <= large.upperBound else { return -1 }
    return Int(exactly: file.bytes.be64(start)) ?? -1
  }

  /// The position of a name.
  func find(_ id: ObjectID) -> Int? {
    search(fanout.bucket(file.bytes, Int(id.firstByte)), id) { self.id($0) }
  }
}

/// How the objects of a pack are found: by an index of its own, or by the one over several packs.
enum EntryIndex: Sendable {
  case own(PackIndex)
  /// The positions in the index over several packs, ascending.
  case shared(MultiPackIndex, [UInt32])

  /// Objects of the pack.
  var count: Int {
    switch self {
    case .own(let index): index.count
    case .shared(_, let positions): positions.count
    }
  }

  /// The name of an object.
  @inline(__always)
  func id(_ position: Int) -> ObjectID {
    switch self {
    case .own(let index): index.id(position)
    case .shared(let index, let positions): index.id(Int(positions[position]))
    }
  }

  /// Where it stands; -1 when that is damaged.
  @inline(__always)
  func offset(_ position: Int) -> Int {
    switch self {
    case .own(let index): index.offset(position)
    case .shared(let index, let positions): index.offset(Int(positions[position]))
    }
  }

  /// The position of a name.
  func find(_ id: ObjectID) -> Int? {
    switch self {
    case .own(let index): return index.find(id)
    case .shared(let index, let positions):
      guard let found = index.find(id).map(UInt32.init) else { return nil }
      var low = 0
      var high = positions.count
      while low < high {
        let middle = low + (high - low) / 2
        if positions[middle] < found { low = middle + 1 } else { high = middle }
      }
      return low < positions.count && positions[low] == found ? low : nil
    }
  }

  /// The positions of names that begin with a byte.
  func bucket(_ byte: Int) -> Range<Int> {
    switch self {
    case .own(let index): return index.bucket(byte)
    case .shared(let index, let positions):
      func start(_ byte: Int) -> Int {
        var low = 0
        var high = positions.count
        while low < high {
          let middle = low + (high - low) / 2
          if Int(index.id(Int(positions[middle])).firstByte) < byte {
            low = middle + 1
          } else {
            high = middle
          }
        }
        return low
      }
      let low = start(byte)
      return low..<max(low, start(byte + 1))
    }
  }
}
