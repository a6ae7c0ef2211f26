/// The index of one pack, version 1 or 2: names in order, each with its offset in the pack.
///
/// Every table is checked to lie in the file when the index is opened, so that lookups need no
/// further checks.
struct PackIndex: Sendable {
  /// Objects in the index.
  let count: Int
  private let file: MappedFile
  private let hashBytes: Int
  private let isVersion2: Bool
  /// Where the name of the first object stands, and how far it is to the next.
  private let names: Int
  private let stride: Int
  /// Where the offsets of version 2 stand, and the large ones behind them.
  private let offsets: Int
  private let large: Int
  private let largeCount: Int
  private let fanout: Fanout

  /// Checks the tables of an index.
  ///
  /// - Parameters:
  ///   - file: The index.
  ///   - hashBytes: Bytes of a name, which the file does not state.
  /// - Throws: ``TableFault`` that says what is damaged.
  init(_ file: MappedFile, hashBytes: Int) throws(TableFault) {
    let bytes = file.bytes
    guard bytes.count >= 8 + 1024 else { throw TableFault("the index is too short") }
    self.file = file
    self.hashBytes = hashBytes
    isVersion2 = bytes.be32(0) == 0xFF74_4F63
    if isVersion2 {
      guard bytes.be32(4) == 2 else {
        throw TableFault("the index has the unknown version \(bytes.be32(4))")
      }
      count = bytes.be32(8 + 255 * 4)
      let fixed = 8 + 1024 + count * (hashBytes + 8) + 2 * hashBytes
      guard bytes.count >= fixed else { throw TableFault("the index is cut short") }
      names = 8 + 1024
      stride = hashBytes
      offsets = names + count * (hashBytes + 4)
      large = offsets + count * 4
      largeCount = (bytes.count - fixed) / 8
      fanout = try Fanout(bytes, at: 8, count: count)
    } else {
      count = bytes.be32(255 * 4)
      guard bytes.count == 1024 + count * (hashBytes + 4) + 2 * hashBytes else {
        throw TableFault("the size of the index does not fit its number of objects")
      }
      names = 1024 + 4
      stride = hashBytes + 4
      offsets = 1024
      large = 0
      largeCount = 0
      fanout = try Fanout(bytes, at: 0, count: count)
    }
  }

  /// The name at a position below ``count``.
  @inline(__always)
  func id(_ position: Int) -> ObjectID {
    // Positions come from tables of this count; the address of a file that is not empty is there.
    ObjectID(file.bytes.baseAddress.unsafelyUnwrapped + names + position * stride, count: hashBytes)
  }

  /// The offset in the pack of the object at a position below ``count``; -1 when it is damaged.
  @inline(__always)
  func offset(_ position: Int) -> Int {
    guard isVersion2 else { return file.bytes.be32(offsets + position * stride) }
    let value = file.bytes.be32(offsets + position * 4)
    guard value & 0x8000_0000 != 0 else { return value }
    let index = value & 0x7FFF_FFFF
    guard index < largeCount else { return -1 }
    return Int(exactly: file.bytes.be64(large + index * 8)) ?? -1
  }

  /// The positions of names that begin with a byte.
  func bucket(_ byte: Int) -> Range<Int> { fanout.bucket(file.bytes, byte) }

  /// The position of a name.
  func find(_ id: ObjectID) -> Int? {
    search(bucket(Int(id.firstByte)), id) { self.id($0) }
  }
}

/// Finds a name in a sorted range of positions.
@inline(__always)
func search(_ range: Range<Int>, _ id: ObjectID, _ name: (Int) -> ObjectID) -> Int? {
  var low = range.lowerBound
  var high = range.upperBound
  while low < high {
    let middle = low + (high - low) / 2
    let other = name(middle)
    if other == id { return middle }
    if other < id { low = middle + 1 } else { high = middle }
  }
  return nil
}

/// What is wrong with a table, in words.
struct TableFault: Error {
  var detail: String
  init(_ detail: String) { self.detail = detail }
}

/// 256 ends of buckets, one for each first byte of a name.
struct Fanout: Sendable {
  private let start: Int

  /// Checks that the buckets follow each other and end with the last object.
  init(_ bytes: UnsafeRawBufferPointer, at start: Int, count: Int) throws(TableFault) {
    self.start = start
    var previous = 0
    for byte in 0..<256 {
      let end = bytes.be32(start + 4 * byte)
      guard end >= previous, end <= count else {
        throw TableFault("the table of first bytes is damaged")
      }
      previous = end
    }
  }

  /// The positions of a bucket.
  @inline(__always)
  func bucket(_ bytes: UnsafeRawBufferPointer, _ byte: Int) -> Range<Int> {
    let low = byte == 0 ? 0 : bytes.be32(start + 4 * (byte - 1))
    return low..<max(low, bytes.be32(start + 4 * byte))
  }
}
