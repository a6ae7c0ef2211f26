/// Finds the name in front of a value.
///
/// A name stands before an operator (`name = value`, `"name": "value"`, `<name>value`), or, if it
/// holds a word that credentials are named with, before bare space (`ENV NAME value`) or a comma
/// (`set("name", "value")`). The value in the column before is no name.
struct LabelReader {
  /// How far before the value a name may start, in bytes.
  static let reach = 160
  private static let maxGlue = 48
  private static let maxName = 64

  private let bytes: UnsafeRawBufferPointer
  private let floor: Int
  private var at: Int
  private var sawOperator = false
  private var sawQuote = false
  private var sawComma = false

  /// The name of the value at `position`; an empty label when there is none.
  static func read(before position: Int, in bytes: UnsafeRawBufferPointer) -> Label {
    var reader = LabelReader(position, bytes)
    return reader.read(position)
  }

  private init(_ position: Int, _ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    at = position
    floor = max(0, position - Self.reach)
  }

  private mutating func read(_ position: Int) -> Label {
    skipGlue(down: max(floor, position - Self.maxGlue))
    guard at < position else { return Label() }
    if sawComma, !sawQuote, !sawOperator { return Label() }
    guard let name = name(endingAt: at) else { return Label() }
    if isCarrier(name) {
      if let outer = nameOfCarrier(name) { return Label(slice(outer)) }
      return Label()
    }
    let label = Label(slice(sawOperator ? withWordsBefore(name) : name))
    guard sawOperator || label.namesRole else { return Label() }
    return label
  }

  // MARK: Between name and value

  private mutating func skipGlue(down limit: Int) {
    while at > limit {
      switch bytes[at - 1] {
      case 0x20, 0x09, UInt8(ascii: "("), UInt8(ascii: "*"), UInt8(ascii: "\\"),
        UInt8(ascii: "|"):
        at -= 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
        sawQuote = true
        at -= 1
      case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">"):
        sawOperator = true
        at -= 1
      case UInt8(ascii: ","):
        guard !sawComma else { return }
        sawComma = true
        at -= 1
      case UInt8(ascii: "]"):
        // The default in `AWS Secret Access Key [None]: …`, or an index.
        let closing = at
        at -= 1
        while at > limit, bytes[at - 1] != UInt8(ascii: "["), bytes[at - 1] != 0x0A { at -= 1 }
        guard at > limit, bytes[at - 1] == UInt8(ascii: "[") else {
          at = closing - 1
          continue
        }
        let isIndex =
          bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") || closing - at < 2
        at = isIndex ? closing - 1 : at - 1
      default:
        guard skipEscape() else { return }
      }
    }
  }

  /// Goes back over an escape that ends here: `\n`, `%3D`, `\u0022`, a colour.
  private mutating func skipEscape() -> Bool {
    for length in 1...5 where at - length > floor {
      let start = at - length
      guard RunFinder.isRunByte(bytes[start]) else { return false }
      guard let head = EscapeHead.read(start, bytes), head.length == length, head.start >= floor
      else { continue }
      let sign = EscapeHead.hex(at - 2, digits: 2, bytes)
      if length > 1, sign == 0x3D || sign == 0x3A { sawOperator = true }
      if length > 1, sign == 0x22 || sign == 0x27 { sawQuote = true }
      at = head.start
      return true
    }
    return false
  }

  // MARK: Names

  private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  /// The identifier that ends at `end`; nil when it is a value itself.
  private func name(endingAt end: Int) -> Range<Int>? {
    var start = end
    let limit = max(floor, end - Self.maxName)
    while start > limit, Self.isNameByte(bytes[start - 1]) { start -= 1 }
    guard start < end, start > limit || start == 0 else { return nil }
    // A part of base64 or of a path, a key ID, another secret: the value of the column before.
    if start > 0, bytes[start - 1] == UInt8(ascii: "+") || bytes[start - 1] == UInt8(ascii: "/") {
      return nil
    }
    guard !startsLikeKeyID(start, end), end - start < 32 || hasSeparator(start, end) else {
      return nil
    }
    // The `n` of `\nAWS_SECRET…`.
    if let head = EscapeHead.read(start, bytes), head.length < end - start {
      start += head.length
    }
    return start..<end
  }

  /// Takes in the words before a name of several: `Secret Access Key: …`.
  private func withWordsBefore(_ name: Range<Int>) -> Range<Int> {
    var start = name.lowerBound
    for _ in 0..<3 where start > floor + 1 && bytes[start - 1] == 0x20 {
      guard let word = self.name(endingAt: start - 1), Label(slice(word)).namesRole,
        Label(slice(start..<name.upperBound)).namesRole
      else { break }
      start = word.lowerBound
    }
    return start..<name.upperBound
  }

  /// Whether a name only wraps the value, as in `"name": "…", "value": "…"`.
  private func isCarrier(_ name: Range<Int>) -> Bool {
    var isCarrier = true
    LabelWords.split(slice(name)) { word in
      if LabelWords.meaning(of: word) != .carrier { isCarrier = false }
    }
    return isCarrier
  }

  /// The name that stands before the carrier, in the same element.
  private func nameOfCarrier(_ carrier: Range<Int>) -> Range<Int>? {
    var end = carrier.lowerBound
    var names = 0
    while end > floor, names < 4 {
      let byte = bytes[end - 1]
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: ";") { return nil }
      guard Self.isNameByte(byte) else {
        end -= 1
        continue
      }
      // `- value:` begins an element, so what stands before belongs to another one.
      if byte == UInt8(ascii: "-"), names == 0, end < bytes.count, bytes[end] == 0x20 { return nil }
      guard let name = name(endingAt: end) else { return nil }
      let label = Label(slice(name))
      if label.namesRole, !isRoleOnly(name) { return name }
      end = name.lowerBound
      names += 1
    }
    return nil
  }

  /// Whether it is the `key` of `key="…" value="…"`, which names the name.
  private func isRoleOnly(_ name: Range<Int>) -> Bool {
    name.count == 3 && (bytes[name.lowerBound] | 0x20) == UInt8(ascii: "k")
      && (bytes[name.lowerBound + 1] | 0x20) == UInt8(ascii: "e")
  }

  @inline(__always)
  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  private func startsLikeKeyID(_ start: Int, _ end: Int) -> Bool {
    end - start >= 20 && bytes[start] == UInt8(ascii: "A")
      && (bytes[start + 1] == UInt8(ascii: "K") || bytes[start + 1] == UInt8(ascii: "S"))
      && bytes[start + 2] == UInt8(ascii: "I") && bytes[start + 3] == UInt8(ascii: "A")
  }

  private func hasSeparator(_ start: Int, _ end: Int) -> Bool {
    bytes[start..<end].contains { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 == 0x2E }
  }
}
