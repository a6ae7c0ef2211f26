/// Numbers names of files and folders; each distinct name is held once.
struct NameTable: Sendable {
  private var raw: [UInt8] = []
  private var ends: [Int] = []
  private var slots = [UInt32](repeating: .max, count: 64)

  /// How many bytes are set aside for it.
  var byteCount: Int { raw.capacity + ends.capacity * 8 + slots.capacity * 4 }

  /// The number of a name, given now if it has none.
  mutating func insert(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] != .max {
      if raw[range(slots[slot])].elementsEqual(name) { return slots[slot] }
      slot = (slot + 1) & mask
    }
    let number = UInt32(ends.count)
    slots[slot] = number
    raw.append(contentsOf: name)
    ends.append(raw.count)
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// The bytes of a name.
  subscript(number: UInt32) -> ArraySlice<UInt8> { raw[range(number)] }

  private func range(_ number: UInt32) -> Range<Int> {
    let index = Int(number)
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: .max, count: slots.count * 2)
    let mask = larger.count - 1
    raw.withUnsafeBufferPointer { raw in
      for number in ends.indices {
        var slot = Self.hash(raw.part(range(UInt32(number)))) & mask
        while larger[slot] != .max { slot = (slot + 1) & mask }
        larger[slot] = UInt32(number)
      }
    }
    slots = larger
  }

  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a: names are short.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
  }
}
