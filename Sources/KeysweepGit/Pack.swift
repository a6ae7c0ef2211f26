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
    guard offset >= 12, offset < end else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: file.bytes[offset..<end])
    guard let entry = EntryHeader(rest, hashBytes: hashBytes) else { return nil }
    let base: Header.Base
    switch entry.base {
    case .none: base = .none
    // An offset before the first entry is kept as one that no entry has.
    case .distance(let distance):
      base = .offset(distance > 0 && distance <= offset - 12 ? offset - distance : -1)
    case .id(let id): base = .id(id)
    case .undecided: return nil
    }
    return Header(kind: entry.kind, size: entry.size, data: offset + entry.length, base: base)
  }
}
