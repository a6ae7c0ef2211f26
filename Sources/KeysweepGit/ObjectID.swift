/// The name of an object: a SHA-1 (20 bytes) or a SHA-256 (32 bytes).
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  // Big-endian words, so that comparing words compares bytes; unused bytes are zero.
  private var words: (UInt64, UInt64, UInt64, UInt64)
  private let length: UInt8

  /// How many bytes it has: 20 or 32.
  public var byteCount: Int { Int(length) }

  /// Takes 20 or 32 raw bytes; nil for any other count.
  public init?(raw bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 20 || bytes.count == 32 else { return nil }
    length = UInt8(bytes.count)
    let raw = UnsafeRawBufferPointer(bytes)
    func word(_ at: Int) -> UInt64 {
      UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
    words = (word(0), word(8), 0, 0)
    if bytes.count == 32 {
      words.2 = word(16)
      words.3 = word(24)
    } else {
      let half = raw.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
      words.2 = UInt64(UInt32(bigEndian: half)) << 32
    }
  }

  /// Reads 40 or 64 hexadecimal digits of either case; nil for anything else.
  public init?(hex: some Sequence<UInt8>) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex {
      guard let value = Self.value(digit), bytes.count < 32 else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard high == nil, let id = bytes.withUnsafeBufferPointer({ Self(raw: $0) }) else {
      return nil
    }
    self = id
  }

  /// Reads 40 or 64 hexadecimal digits of either case; nil for anything else.
  public init?(hex: String) { self.init(hex: hex.utf8) }

  /// Hands out the raw bytes.
  public func withUnsafeRawBytes<T>(_ body: (UnsafeRawBufferPointer) -> T) -> T {
    var big = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return withUnsafeBytes(of: &big) { body(UnsafeRawBufferPointer(rebasing: $0[..<byteCount])) }
  }

  /// Whether it stands for no object, as in reflogs.
  public var isZero: Bool { words == (0, 0, 0, 0) }

  /// Lower case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    withUnsafeRawBytes {
      for byte in $0 {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether both are the same bytes.
  public static func == (a: Self, b: Self) -> Bool {
    a.words == b.words && a.length == b.length
  }

  /// Orders by bytes.
  public static func < (a: Self, b: Self) -> Bool {
    a.words == b.words ? a.length < b.length : a.words < b.words
  }

  /// Feeds the first bytes: they are a hash already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.2)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    case 0x41...0x46: digit - 0x41 + 10
    default: nil
    }
  }
}

/// What an object is.
public enum ObjectKind: Sendable, Hashable {
  /// A commit.
  case commit
  /// A folder.
  case tree
  /// The content of a file or of a symbolic link.
  case blob
  /// An annotated tag.
  case tag
}
