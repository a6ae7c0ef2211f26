/// The name of an object: the SHA-1 (20 bytes) or SHA-256 (32 bytes) of its content.
///
/// Kept inline as four big-endian words, so that a table of millions costs no allocations and
/// comparing words orders as comparing bytes does.
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private var words: (UInt64, UInt64, UInt64, UInt64)
  private let length: Int8

  /// Bytes in the name: 20 or 32.
  public var byteCount: Int { Int(length) }

  /// Takes raw bytes.
  ///
  /// - Parameter bytes: 20 or 32 bytes; nil for any other number.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 20 || bytes.count == 32, let start = bytes.baseAddress else { return nil }
    self.init(start, count: bytes.count)
  }

  /// Takes hexadecimal text in either case.
  ///
  /// - Parameter hex: 40 or 64 digits; nil for anything else.
  public init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    for byte in hex.utf8 {
      guard bytes.count < 65 else { return nil }
      bytes.append(byte)
    }
    guard let id = bytes.withUnsafeBytes({ ObjectID(hexBytes: $0) }) else { return nil }
    self = id
  }

  /// Takes the bytes of hexadecimal text, as in the headers of commits and tags.
  ///
  /// - Parameter hexBytes: 40 or 64 digits; nil for anything else.
  public init?(hexBytes: UnsafeRawBufferPointer) {
    guard hexBytes.count == 40 || hexBytes.count == 64 else { return nil }
    var raw = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    let isWhole = withUnsafeMutableBytes(of: &raw) { target in
      for index in 0..<hexBytes.count / 2 {
        guard let high = Self.digit(hexBytes[2 * index]),
          let low = Self.digit(hexBytes[2 * index + 1])
        else { return false }
        target[index] = high << 4 | low
      }
      return true
    }
    guard isWhole else { return nil }
    words = (raw.0.bigEndian, raw.1.bigEndian, raw.2.bigEndian, raw.3.bigEndian)
    length = Int8(hexBytes.count / 2)
  }

  /// Takes bytes that are known to be there; the count must be 20 or 32.
  init(_ start: UnsafeRawPointer, count: Int) {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    if count == 32 {
      words = (word(0), word(1), word(2), word(3))
      length = 32
    } else {
      let rest = UInt32(bigEndian: start.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
      words = (word(0), word(1), UInt64(rest) << 32, 0)
      length = 20
    }
  }

  /// The first eight bytes as a number.
  var prefix: UInt64 { words.0 }
  /// The first byte: the bucket of an index, the folder of a loose object.
  var firstByte: UInt8 { UInt8(truncatingIfNeeded: words.0 >> 56) }

  /// The raw bytes.
  public var bytes: [UInt8] {
    let raw = [words.0, words.1, words.2, words.3].map(\.bigEndian)
    return raw.withUnsafeBytes { Array($0.prefix(byteCount)) }
  }

  /// Hexadecimal, in lower case.
  public var description: String { String(decoding: hexBytes, as: UTF8.self) }

  /// The digits of ``description``.
  var hexBytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(2 * byteCount)
    for byte in bytes {
      for half in [byte >> 4, byte & 15] {
        result.append(half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") + half - 10)
      }
    }
    return result
  }

  /// Hands out the raw bytes.
  ///
  /// - Parameter body: Gets them.
  /// - Returns: What `body` returns.
  public func withUnsafeRawBytes<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
    var big = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    return withUnsafeBytes(of: &big) { body(UnsafeRawBufferPointer(rebasing: $0[..<byteCount])) }
  }

  /// Whether it stands for no object, as in reflogs.
  public var isZero: Bool { words == (0, 0, 0, 0) }

  /// Takes 20 or 32 raw bytes; nil for any other count.
  init?(raw bytes: UnsafeBufferPointer<UInt8>) { self.init(bytes: UnsafeRawBufferPointer(bytes)) }

  /// Reads 40 or 64 hexadecimal digits of either case; nil for anything else.
  init?(hexDigits digits: some Sequence<UInt8>) {
    let bytes = Array(digits.prefix(65))
    guard let id = bytes.withUnsafeBytes({ ObjectID(hexBytes: $0) }) else { return nil }
    self = id
  }

  /// Whether two names are the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.words == b.words && a.length == b.length
  }

  /// Orders by bytes, as indexes do.
  public static func < (a: Self, b: Self) -> Bool { a.words < b.words }

  /// Feeds the first word only: the bytes of a hash are random already.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  /// The value of a hexadecimal digit.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
