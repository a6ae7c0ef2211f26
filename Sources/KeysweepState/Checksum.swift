/// A checksum of 64 bits that finds rotten bits and misplaced rows.
///
/// SQLite finds damage in its own structures, but not in what a row holds. This is no protection
/// against somebody who writes the file on purpose: its mode is.
struct Checksum {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The checksum as SQLite keeps it.
  var value: Int64 { Int64(bitPattern: state) }

  /// Adds a number.
  mutating func add(_ word: UInt64) {
    let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    // The constant keeps a product of zero from making everything before it disappear.
    state = (product.high ^ product.low) &+ 0x2545_F491_4F6C_DD1D
  }

  /// Adds a signed number.
  mutating func add(_ word: Int64) { add(UInt64(bitPattern: word)) }

  /// Adds bytes and their number.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(UInt64(bytes.count))
    var at = 0
    while at + 8 <= bytes.count {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
      at += 8
    }
    var rest: UInt64 = 0
    for byte in bytes[at...] { rest = rest << 8 | UInt64(byte) }
    add(rest)
  }

  /// Adds bytes and their number.
  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
