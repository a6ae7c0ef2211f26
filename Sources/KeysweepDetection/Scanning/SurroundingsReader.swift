/// Reads the records and the name around a position, looking back only.
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
  /// - Returns: The enclosing records and the name.
  static func read(
    _ bytes: UnsafeRawBufferPointer, at range: Range<Int>, base: Int
  ) -> Surroundings {
    var result = Surroundings()
    result.label = LabelReader.read(before: range.lowerBound, in: bytes)
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

    func add(_ start: Int, _ kind: Surroundings.Record.Kind) {
      let record = Surroundings.Record(start: base + start, kind: kind)
      if records.last?.start != record.start { records.append(record) }
    }

    /// Takes the line that starts at `start`; returns false at a section header.
    func takeLine(_ start: Int) -> Bool {
      var first = start
      while first < lineEnd, bytes[first] == 0x20 || bytes[first] == 0x09 { first += 1 }
      let isBlank = first >= lineEnd || bytes[first] == 0x0D
      if indent == Int.max {
        add(start, .line)
        // A list dash is part of the indentation of what follows it: `- key: …`.
        indent = first - start
      } else if isBlank {
        if !sawParagraph {
          sawParagraph = true
          add(lineEnd + 1, .paragraph)
        }
      } else if bytes[first] == UInt8(ascii: "["), first == start, isSectionHeader(start, lineEnd) {
        add(start, .section)
        return false
      } else if first - start < indent, parents < maxParents {
        parents += 1
        indent = first - start
        add(start, .block)
      }
      return true
    }

    func isSectionHeader(_ start: Int, _ end: Int) -> Bool {
      var last = end - 1
      while last > start, bytes[last] <= 0x20 { last -= 1 }
      return last - start < 128 && bytes[last] == UInt8(ascii: "]")
    }

    while at > floor {
      // Most of what is gone over is text without any structure.
      while at - 8 >= floor, !StructureBytes.stand(in: bytes, at - 8) { at -= 8 }
      guard at > floor else { break }
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
        add(at, .bracket)
      }
    }
  }
}

/// Tests eight bytes at once for line feeds and brackets.
private enum StructureBytes {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Whether a line feed or a bracket is among the eight bytes at an offset.
  @inline(__always)
  static func stand(in bytes: UnsafeRawBufferPointer, _ offset: Int) -> Bool {
    let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    // With bit 5 set `[` and `]` become `{` and `}`; without bit 0 `(` and `)` are one.
    let folded = word | (ones &* 0x20)
    let paired = word & (ones &* 0xFE)
    return zeroes(word ^ (ones &* 0x0A)) | zeroes(folded ^ (ones &* 0x7B))
      | zeroes(folded ^ (ones &* 0x7D)) | zeroes(paired ^ (ones &* 0x28)) != 0
  }

  /// Not zero when any byte is zero.
  @inline(__always)
  private static func zeroes(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }
}
