/// Packs and indexes made of parts.
enum PackTables {
  /// An entry where it stands in its pack.
  struct Place {
    var id: [UInt8]
    var offset: Int
    /// Its pack, for an index over several.
    var pack = 0
  }

  /// The name of an object by number: spread over the buckets, as real ones are.
  static func name(_ number: Int, _ hashBytes: Int) -> [UInt8] {
    var value = UInt64(truncatingIfNeeded: number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return (0..<hashBytes).map { _ in
      value ^= value >> 29
      value = value &* 0xBF58_476D_1CE4_E5B9
      return UInt8(truncatingIfNeeded: value >> 56)
    }
  }

  static func be32(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func be64(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
  }

  private static func sorted(_ places: [Place]) -> [Place] {
    places.sorted { $0.id.lexicographicallyPrecedes($1.id) }
  }

  private static func fanout(_ places: [Place]) -> [UInt8] {
    (0..<256).flatMap { byte in be32(places.count { Int($0.id[0]) <= byte }) }
  }

  /// What stands before the compressed bytes of an entry.
  static func header(type: Int, size: Int) -> [UInt8] {
    var bytes = [UInt8((type & 7) << 4 | size & 15)]
    var rest = size >> 4
    while rest > 0 {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(UInt8(rest & 0x7F))
      rest >>= 7
    }
    return bytes
  }

  /// How far back a base stands.
  static func distance(_ value: Int) -> [UInt8] {
    var bytes = [UInt8(value & 0x7F)]
    var rest = value >> 7
    while rest > 0 {
      rest -= 1
      bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
      rest >>= 7
    }
    return bytes
  }

  /// A pack of entries that are ready.
  static func pack(count: Int, _ entries: [UInt8], _ hashBytes: Int) -> [UInt8] {
    Array("PACK".utf8) + be32(2) + be32(count) + entries + [UInt8](repeating: 0, count: hashBytes)
  }

  /// The index of a pack.
  static func index(_ places: [Place], _ hashBytes: Int, isVersion1: Bool) -> [UInt8] {
    let places = sorted(places)
    let sums = [UInt8](repeating: 0, count: 2 * hashBytes)
    if isVersion1 {
      return fanout(places) + places.flatMap { be32($0.offset) + $0.id } + sums
    }
    var bytes: [UInt8] = [0xFF, 0x74, 0x4F, 0x63] + be32(2) + fanout(places)
    bytes += places.flatMap(\.id)
    bytes += [UInt8](repeating: 0, count: 4 * places.count)
    return bytes + places.flatMap { be32($0.offset) } + sums
  }

  /// The index over `packs` packs named `pack-0`, `pack-1` and so on.
  static func multiIndex(_ places: [Place], packs: Int, _ hashBytes: Int) -> [UInt8] {
    let places = sorted(places)
    var names = Array((0..<packs).map { "pack-\($0).idx\0" }.joined().utf8)
    while names.count % 4 != 0 { names.append(0) }
    let chunks: [(name: String, bytes: [UInt8])] = [
      ("PNAM", names), ("OIDF", fanout(places)), ("OIDL", places.flatMap(\.id)),
      ("OOFF", places.flatMap { be32($0.pack) + be32($0.offset) }),
    ]
    var bytes = Array("MIDX".utf8) + [1, hashBytes == 20 ? 1 : 2, UInt8(chunks.count), 0]
    bytes += be32(packs)
    var at = bytes.count + 12 * (chunks.count + 1)
    for chunk in chunks {
      bytes += Array(chunk.name.utf8) + be64(at)
      at += chunk.bytes.count
    }
    bytes += [0, 0, 0, 0] + be64(at)
    return bytes + chunks.flatMap(\.bytes) + [UInt8](repeating: 0, count: hashBytes)
  }
}

/// Streams that are not compressed, with a check sum that is right.
enum Zlib {
  /// Packs bytes.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let count = min(0xFFFF, bytes.count - start)
      let isLast: UInt8 = start + count == bytes.count ? 1 : 0
      let (low, high) = (UInt8(count & 255), UInt8(count >> 8))
      output += [isLast, low, high, ~low, ~high] + bytes[start..<(start + count)]
      start += count
    } while start < bytes.count
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return output + PackTables.be32(b << 16 | a)
  }
}
