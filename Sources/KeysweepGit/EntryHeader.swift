/// What stands before the compressed bytes of an entry of a pack.
struct EntryHeader {
  /// What the entry is a delta against.
  enum Base {
    case none
    /// The object that begins so many bytes before.
    case distance(Int)
    case id(ObjectID)
    /// An id whose length is not known.
    case undecided
  }

  /// More than any header has.
  static let longest = 64

  /// The kind of an object that is whole; nil for a delta.
  var kind: ObjectKind?
  /// Bytes of the object, or of the delta.
  var size: Int
  /// Bytes of the header.
  var length: Int
  var base: Base

  /// Reads a header; nil when it is damaged or cut off.
  ///
  /// - Parameters:
  ///   - bytes: Where it begins; only the first ``longest`` are looked at.
  ///   - hashBytes: Bytes of ids, if that is known.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer, hashBytes: Int?) {
    let end = min(bytes.count, Self.longest)
    guard end > 0 else { return nil }
    var byte = Int(bytes[0])
    let type = byte >> 4 & 7
    guard type != 0, type != 5 else { return nil }
    var at = 1
    size = byte & 15
    var shift = 4
    while byte & 0x80 != 0 {
      guard at < end, shift < 56 else { return nil }
      byte = Int(bytes[at])
      at += 1
      size |= (byte & 0x7F) << shift
      shift += 7
    }
    kind = nil
    base = .none
    switch type {
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
      base = .distance(distance)
    case 7:
      guard let hashBytes else {
        base = .undecided
        break
      }
      guard at + hashBytes <= end, let start = bytes.baseAddress else { return nil }
      base = .id(ObjectID(start + at, count: hashBytes))
      at += hashBytes
    default:
      kind = ObjectKind(rawValue: UInt8(type))
    }
    length = at
  }

  /// Whether a zlib stream may begin with these bytes; one of a thousand random pairs does.
  @inline(__always)
  static func mayInflate(_ first: UInt8, _ second: UInt8) -> Bool {
    first & 15 == 8 && first >> 4 <= 7 && second & 0x20 == 0
      && (Int(first) << 8 | Int(second)) % 31 == 0
  }
}
