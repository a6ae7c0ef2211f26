/// Takes an input apart, and goes on with zeros behind its end.
struct ByteFeed {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was taken.
  var isEmpty: Bool { at >= bytes.count }

  /// The next byte.
  mutating func byte() -> UInt8 {
    guard at < bytes.count else { return 0 }
    at += 1
    return bytes[at - 1]
  }

  /// The next two bytes, the low one first.
  mutating func word() -> Int {
    let low = Int(byte())
    return low | Int(byte()) << 8
  }

  /// As many bytes as the next word says, or those that are left.
  mutating func block() -> [UInt8] {
    let count = min(word(), bytes.count - at)
    at += count
    return Array(bytes[(at - count)..<at])
  }

  /// Everything that is left.
  mutating func rest() -> [UInt8] {
    defer { at = bytes.count }
    return Array(bytes[at...])
  }
}
