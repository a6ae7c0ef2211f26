/// Numbers object ids: 20 (or 32) bytes an id and at most 8 of an index.
///
/// An id is a hash already, so its first bytes choose the slot.
struct ObjectTable: Sendable {
  private let idLength: Int
  private var raw: [UInt8] = []
  private var slots: [UInt32]
  private(set) var count = 0

  /// How many bytes are set aside for it.
  var byteCount: Int { raw.capacity + slots.capacity * 4 }

  init(idLength: Int, expected: Int = 0) {
    self.idLength = idLength
    var size = 16
    while size < expected * 3 / 2 { size *= 2 }
    slots = [UInt32](repeating: .max, count: size)
    raw.reserveCapacity(expected * idLength)
  }

  /// The number of an id, given now if it has none; nil for an id of the other length, and when
  /// all numbers are taken.
  mutating func insert(_ id: ObjectID) -> UInt32? {
    guard id.byteCount == idLength else { return nil }
    let slot = slot(of: id)
    if slots[slot] != .max { return slots[slot] }
    // The top bit stays free for those who store numbers.
    guard count < 0x7FFF_FFF0 else { return nil }
    let number = UInt32(count)
    slots[slot] = number
    count += 1
    id.withUnsafeRawBytes { raw.append(contentsOf: $0) }
    if count * 4 > slots.count * 3 { grow() }
    return number
  }

  /// The number of an id, if it has one.
  func find(_ id: ObjectID) -> UInt32? {
    guard id.byteCount == idLength else { return nil }
    let number = slots[slot(of: id)]
    return number == .max ? nil : number
  }

  /// The id of a number.
  subscript(number: UInt32) -> ObjectID? {
    let start = Int(number) * idLength
    return raw.withUnsafeBufferPointer { ObjectID(raw: $0.part(start..<(start + idLength))) }
  }

  private func slot(of id: ObjectID) -> Int {
    let mask = slots.count - 1
    return id.withUnsafeRawBytes { wanted in
      raw.withUnsafeBytes { have in
        var slot = Self.start(wanted) & mask
        while slots[slot] != .max {
          let start = Int(slots[slot]) * idLength
          if Self.isSame(wanted, have, start) { break }
          slot = (slot + 1) & mask
        }
        return slot
      }
    }
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: .max, count: slots.count * 2)
    let mask = larger.count - 1
    raw.withUnsafeBytes { have in
      for number in 0..<count {
        let start = number * idLength
        var slot =
          Self.start(UnsafeRawBufferPointer(rebasing: have[start..<(start + idLength)])) & mask
        while larger[slot] != .max { slot = (slot + 1) & mask }
        larger[slot] = UInt32(number)
      }
    }
    slots = larger
  }

  @inline(__always)
  private static func start(_ id: UnsafeRawBufferPointer) -> Int {
    Int(truncatingIfNeeded: id.loadUnaligned(fromByteOffset: 0, as: UInt64.self) >> 1)
  }

  @inline(__always)
  private static func isSame(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, _ at: Int
  ) -> Bool {
    // Both lengths are a multiple of four.
    var offset = 0
    while offset < a.count {
      let x = a.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      let y = b.loadUnaligned(fromByteOffset: at + offset, as: UInt32.self)
      if x != y { return false }
      offset += 4
    }
    return true
  }
}
