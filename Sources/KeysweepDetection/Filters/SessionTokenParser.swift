internal import KeysweepModel

/// Reads what an STS session token says in clear.
///
/// Base64 of one type byte and a protobuf message. Types 33 and 2: field 1 `origin_ec`, 3 region,
/// 5 { 3 account }, 6 creation time. Types 1, 21 and 23: field 1 `aws` or `er/aws`, 5 creation time.
/// Source: T. Be'ery, "Revealing the inner structure of AWS session tokens" (2023).
enum SessionTokenParser {
  /// Parses base64 text; nil when the structure is not that of a token.
  static func parse(_ text: UnsafeRawBufferPointer) -> SessionToken? {
    guard let raw = Base64.decode(text), let type = raw.first else { return nil }
    var token = SessionToken(value: Secret(text), type: type)
    var name: [UInt8] = []
    let isComplete = ProtobufReader.read(raw[1...]) { field, value in
      switch (field, value) {
      case (1, .bytes(let bytes)): name = Array(bytes)
      case (3, .bytes(let bytes)) where type == 33 || type == 2:
        if bytes.count < 32 { token.region = String(validating: bytes, as: UTF8.self) }
      case (5, .bytes(let bytes)) where type == 33 || type == 2:
        _ = ProtobufReader.read(bytes) { inner, value in
          if inner == 3, case .bytes(let digits) = value {
            token.account = AccountID(String(decoding: digits, as: UTF8.self))
          }
        }
      case (6, .number(let seconds)) where type == 33 || type == 2: created(seconds)
      case (5, .number(let seconds)) where type == 21 || type == 23 || type == 1: created(seconds)
      default: break
      }
    }
    let known: [[UInt8]] = [Array("origin_ec".utf8), Array("er/aws".utf8), Array("aws".utf8)]
    // Tokens are often cut in logs; a whole header with a time or region is proof enough.
    guard known.contains(name), isComplete || token.created != nil || token.region != nil else {
      return nil
    }
    return token

    func created(_ seconds: UInt64) {
      // Between 2005 and 2100; anything else is not a time.
      if (1_100_000_000...4_102_444_800).contains(seconds) {
        token.created = Instant(secondsSinceEpoch: Int64(seconds))
      }
    }
  }
}

/// The wire format of protocol buffers, as far as tokens need it.
enum ProtobufReader {
  enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  /// Calls `body` for each field; returns false when the bytes end early or are malformed.
  static func read(_ bytes: ArraySlice<UInt8>, _ body: (UInt64, Value) -> Void) -> Bool {
    var at = bytes.startIndex

    func varint() -> UInt64? {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while at < bytes.endIndex, shift < 64 {
        let byte = bytes[at]
        at += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      return nil
    }

    while at < bytes.endIndex {
      guard let key = varint() else { return false }
      switch key & 7 {
      case 0:
        guard let value = varint() else { return false }
        body(key >> 3, .number(value))
      case 2:
        guard let length = varint(), length <= UInt64(bytes.endIndex - at) else { return false }
        let end = at + Int(length)
        body(key >> 3, .bytes(bytes[at..<end]))
        at = end
      case 1, 5:
        let width = key & 7 == 1 ? 8 : 4
        guard bytes.endIndex - at >= width else { return false }
        at += width
      default:
        return false
      }
    }
    return true
  }
}

/// Base64 with the standard alphabet.
enum Base64 {
  /// Decodes, with or without padding; nil at a foreign byte.
  static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count * 3 / 4)
    var bits: UInt32 = 0
    var have: UInt32 = 0
    for byte in text {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D: continue
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      have += 6
      if have >= 8 {
        have -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> have))
      }
    }
    return result
  }
}
