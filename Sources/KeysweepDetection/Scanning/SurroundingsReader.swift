/// Reads the records and the label around a position, looking back only.
enum SurroundingsReader {
  /// How far back a record may start.
  static let reach = 4096
  private static let maxBrackets = 4
  private static let maxParents = 4

  /// Works out the surroundings of the material at `range`.
  ///
  /// - Parameters:
  ///   - bytes: The window's bytes.
  ///   - range: The material.
  ///   - base: Offset of `bytes[0]` in the item.
  /// - Returns: The enclosing records and the label.
  static func read(
    _ bytes: UnsafeRawBufferPointer, at range: Range<Int>, base: Int
  ) -> Surroundings {
    var result = Surroundings()
    result.stem = stem(of: label(before: range.lowerBound, in: bytes), in: bytes)
    result.records = records(before: range.lowerBound, in: bytes, base: base)
    return result
  }

  /// The enclosing records, innermost first.
  private static func records(
    before position: Int, in bytes: UnsafeRawBufferPointer, base: Int
  ) -> [Surroundings.Record] {
    var records: [Surroundings.Record] = []
    var depth = (round: 0, square: 0, curly: 0)
    var brackets = 0
    var parents = 0
    let floor = max(0, position - reach)
    var lineEnd = position
    var indent = Int.max
    var sawParagraph = false
    var at = position

    func add(_ start: Int, hard: Bool) {
      let record = Surroundings.Record(start: base + start, isHard: hard)
      if records.last?.start != record.start { records.append(record) }
    }

    /// Takes the line that starts at `start`; returns false at a section header.
    func takeLine(_ start: Int) -> Bool {
      var first = start
      while first < lineEnd, bytes[first] == 0x20 || bytes[first] == 0x09 { first += 1 }
      let isBlank = first >= lineEnd || bytes[first] == 0x0D
      if indent == Int.max {
        add(start, hard: true)
        // A list dash is part of the indentation of what follows it: `- key: …`.
        indent = first - start
      } else if isBlank {
        if !sawParagraph {
          sawParagraph = true
          add(lineEnd + 1, hard: false)
        }
      } else if bytes[first] == UInt8(ascii: "["), first == start, isSectionHeader(start, lineEnd) {
        add(start, hard: true)
        return false
      } else if first - start < indent, parents < maxParents {
        parents += 1
        indent = first - start
        add(start, hard: true)
      }
      return true
    }

    func isSectionHeader(_ start: Int, _ end: Int) -> Bool {
      var last = end - 1
      while last > start, bytes[last] <= 0x20 { last -= 1 }
      return last - start < 128 && bytes[last] == UInt8(ascii: "]")
    }

    while at > floor {
      at -= 1
      switch bytes[at] {
      case 0x0A:
        if !takeLine(at + 1) { return records }
        lineEnd = at
      case UInt8(ascii: ")"): depth.round += 1
      case UInt8(ascii: "]"): depth.square += 1
      case UInt8(ascii: "}"): depth.curly += 1
      case UInt8(ascii: "("): open(&depth.round)
      case UInt8(ascii: "["): open(&depth.square)
      case UInt8(ascii: "{"): open(&depth.curly)
      default: break
      }
    }
    // The start of the item is the start of its first line.
    if at == 0, base == 0 { _ = takeLine(0) }
    return records

    func open(_ count: inout Int) {
      if count > 0 {
        count -= 1
      } else if brackets < maxBrackets {
        brackets += 1
        add(at, hard: true)
      }
    }
  }

  /// The identifier that stands before the value on the same line, across quotes and operators.
  private static func label(before position: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
    var at = position
    let floor = max(0, position - 48)
    glue: while at > floor {
      switch bytes[at - 1] {
      case 0x20, 0x09, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
        UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
        UInt8(ascii: "]"), UInt8(ascii: "("):
        at -= 1
      default: break glue
      }
    }
    let end = at
    guard end < position else { return end..<end }
    while at > floor, isLabelByte(bytes[at - 1]) { at -= 1 }
    return at..<end
  }

  @inline(__always)
  private static func isLabelByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// Splits a label into words, at case changes too, and keeps those that tell keys apart.
  private static func stem(of label: UnsafeRawBufferPointer) -> [UInt8] {
    guard label.count >= 1, label.count < 48, !startsLikeKeyID(label) else { return [] }
    var kept: [UInt8] = []
    var word: [UInt8] = []
    var previousIsLower = false

    func endWord() {
      if !word.isEmpty, !commonWords.contains(word) {
        if !kept.isEmpty { kept.append(0x5F) }
        kept += word
      }
      word.removeAll(keepingCapacity: true)
    }

    for byte in label {
      switch byte {
      case 0x41...0x5A:
        if previousIsLower { endWord() }
        word.append(byte | 0x20)
        previousIsLower = false
      case 0x61...0x7A:
        word.append(byte)
        previousIsLower = true
      case 0x30...0x39:
        // A number on its own tells keys apart (`SECRET_KEY_2`, `secret2`), the 3 of `s3` does not.
        if word != Array("s".utf8) { endWord() }
        word.append(byte)
        previousIsLower = true
      default:
        endWord()
        previousIsLower = false
      }
    }
    endWord()
    return kept
  }

  private static func stem(of range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> [UInt8] {
    stem(of: UnsafeRawBufferPointer(rebasing: bytes[range]))
  }

  private static func startsLikeKeyID(_ label: UnsafeRawBufferPointer) -> Bool {
    label.count >= 20 && label[0] == UInt8(ascii: "A")
      && (label[1] == UInt8(ascii: "K") || label[1] == UInt8(ascii: "S"))
      && label[2] == UInt8(ascii: "I") && label[3] == UInt8(ascii: "A")
  }

  /// Words that name the role of a value, or the language around it, rather than whose key it is.
  private static let commonWords: Set<[UInt8]> = Set(
    """
    aws amazon amzn access accesskey accesskeyid key keyid id secret secretkey secretaccesskey
    s3 s3a s3n fs spark hadoop cloud credential credentials creds cred token session env set setx
    export const let var val string name value static final public private self this config cfg
    user username login pass password pwd configure e v k s a u d data string smtp ses
    """.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) })
}
