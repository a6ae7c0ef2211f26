internal import KeysweepModel

/// One pack, mapped, with the way to find its objects.
final class Pack: Sendable {
  /// The pack file.
  let path: SourcePath
  /// Its place among the packs of the database.
  let number: Int
  let file: MappedFile
  let index: EntryIndex
  /// Where the entries end and the check sum begins.
  let end: Int
  let hashBytes: Int

  /// What stands before the compressed bytes of an entry.
  struct Header {
    /// What the entry is a delta against.
    enum Base {
      case none
      case offset(Int)
      case id(ObjectID)
    }
    /// The kind of an object that is whole; nil for a delta.
    var kind: ObjectKind?
    /// Bytes of the object, or of the delta.
    var size: Int
    /// Where the compressed bytes begin.
    var data: Int
    var base: Base
  }

  /// Checks the header of a pack.
  init(
    _ file: MappedFile, _ path: SourcePath, number: Int, index: EntryIndex, hashBytes: Int
  ) throws(TableFault) {
    let bytes = file.bytes
    guard bytes.count >= 12 + hashBytes, bytes.be32(0) == 0x5041_434B else {
      throw TableFault("the pack has no header")
    }
    guard bytes.be32(4) == 2 || bytes.be32(4) == 3 else {
      throw TableFault("the pack has the unknown version \(bytes.be32(4))")
    }
    self.file = file
    self.path = path
    self.number = number
    self.index = index
    self.hashBytes = hashBytes
    end = bytes.count - hashBytes
  }

  /// How many objects the pack says it holds.
  var statedCount: Int { file.bytes.be32(8) }

  /// Reads the header of the entry at an offset; nil when it is damaged.
  @inline(__always)
  func header(_ offset: Int) -> Header? {
    let bytes = file.bytes
    guard offset >= 12, offset < end else { return nil }
    var at = offset
    var byte = Int(bytes[at])
    at += 1
    let type = byte >> 4 & 7
    var size = byte & 15
    var shift = 4
    while byte & 0x80 != 0 {
      guard at < end, shift < 56 else { return nil }
      byte = Int(bytes[at])
      at += 1
      size |= (byte & 0x7F) << shift
      shift += 7
    }
    switch type {
    case 1...4:
      return Header(kind: ObjectKind(rawValue: UInt8(type)), size: size, data: at, base: .none)
    case 6:
      guard at < end else { return nil }
      byte = Int(bytes[at])
      at += 1
      var distance = byte & 0x7F
      while byte & 0x80 != 0 {
        guard at < end, distance < 1 << 54 else { return nil }
        byte = Int(bytes[at])
        at += 1
        distance = (distance + 1) << 7 | byte & 0x7F
      }
      // An offset before the first entry is kept as one that no entry has.
      let base = distance > 0 && distance <= offset - 12 ? offset - distance : -1
      return Header(kind: nil, size: size, data: at, base: .offset(base))
    case 7:
      guard at + hashBytes <= end, let start = bytes.baseAddress else { return nil }
      return Header(
        kind: nil, size: size, data: at + hashBytes,
        base: .id(ObjectID(start + at, count: hashBytes)))
    default:
      return nil
    }
  }
}
