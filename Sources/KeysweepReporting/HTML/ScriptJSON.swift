/// JSON that may stand in a `<script>` of a page, written piece by piece.
///
/// Whatever could end the script, start a comment or end a line of it is an escape: `<`, `>`, `&`,
/// U+2028 and U+2029. An encoder of values would need all of them at once, and escapes none of it.
struct ScriptJSON {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// What was written since the last time.
  mutating func take() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func object(_ body: (inout Self) -> Void) { nest("{", "}", body) }

  mutating func array(_ body: (inout Self) -> Void) { nest("[", "]", body) }

  /// A name of our own; its value comes next.
  mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    bytes += "\":".utf8
    needsComma = false
  }

  mutating func string(_ text: String?) {
    separate()
    guard var text else { return bytes += "null".utf8 }
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { append($0) }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func number(_ value: (some BinaryInteger)?) {
    separate()
    bytes += (value.map { String($0) } ?? "null").utf8
  }

  mutating func bool(_ value: Bool) {
    separate()
    bytes += (value ? "true" : "false").utf8
  }

  /// A pair, left out without a value.
  mutating func pair(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    key(name)
    string(text)
  }

  /// A pair, left out without a value.
  mutating func pair(_ name: StaticString, _ value: (some BinaryInteger)?) {
    guard let value else { return }
    key(name)
    number(value)
  }

  /// A pair, left out when it is false.
  mutating func pair(_ name: StaticString, _ value: Bool) {
    guard value else { return }
    key(name)
    bool(value)
  }

  /// A pair with a list, left out when it is empty.
  mutating func pair(_ name: StaticString, _ texts: [String]) {
    guard !texts.isEmpty else { return }
    key(name)
    array { json in for text in texts { json.string(text) } }
  }

  private mutating func nest(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout Self) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F:
        escape(UInt16(byte))
      case 0xE2
      where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] & 0xFE == 0xA8:
        escape(0x2000 | UInt16(text[index + 2] & 0x3F))
        index += 2
      default: bytes.append(byte)
      }
      index += 1
    }
  }

  private mutating func escape(_ unit: UInt16) {
    let digits = String(unit, radix: 16)
    bytes += "\\u".utf8
    bytes += String(repeating: "0", count: 4 - digits.utf8.count).utf8
    bytes += digits.utf8
  }
}
