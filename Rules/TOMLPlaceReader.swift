/// Goes through a document once and notes where things start.
struct TOMLPlaceReader {
  let bytes: [UInt8]
  private(set) var starts: [[TOMLPlaces.Step]: Int] = [:]
  private(set) var values: [[TOMLPlaces.Step]: Int] = [:]
  private var at = 0
  /// How many tables each array of tables has so far.
  private var tables: [[TOMLPlaces.Step]: Int] = [:]
  /// Deeper than any document of ours; a bound for the stack.
  private static let maxDepth = 64

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func readDocument() {
    var table: [TOMLPlaces.Step] = []
    while true {
      skipBlank()
      guard at < bytes.count else { return }
      let start = at
      if skip(UInt8(ascii: "[")) {
        table = readHeader(start)
      } else {
        readPair(in: table, depth: 0)
      }
      // Whatever this was, the next round starts further on.
      if at == start { at += 1 }
    }
  }

  /// `[a.b]` or `[[a.b]]`, behind its first bracket; gives the table that it opens.
  private mutating func readHeader(_ start: Int) -> [TOMLPlaces.Step] {
    let isElement = skip(UInt8(ascii: "["))
    let names = readKey().map(\.name)
    while at < bytes.count, bytes[at] != 0x0A, bytes[at] != UInt8(ascii: "#") { at += 1 }
    var path: [TOMLPlaces.Step] = []
    for (index, name) in names.enumerated() {
      path.append(.key(name))
      note(path, start)
      if isElement, index == names.count - 1 {
        let number = tables[path, default: 0]
        tables[path] = number + 1
        path.append(.index(number))
        note(path, start)
      } else if let count = tables[path] {
        // A table below an array of tables belongs to its last element.
        path.append(.index(count - 1))
      }
    }
    return path
  }

  private mutating func readPair(in table: [TOMLPlaces.Step], depth: Int) {
    var path = table
    for key in readKey() {
      path.append(.key(key.name))
      note(path, key.start)
    }
    skipSpace()
    guard skip(UInt8(ascii: "=")) else { return }
    skipSpace()
    readValue(path, depth: depth)
  }

  /// A key with all its dotted parts.
  private mutating func readKey() -> [(name: String, start: Int)] {
    var parts: [(name: String, start: Int)] = []
    repeat {
      skipSpace()
      let start = at
      if let quoted = TOMLString(bytes, at: at) {
        at = quoted.end
        parts.append((quoted.value, start))
      } else {
        while at < bytes.count, Self.isBare(bytes[at]) { at += 1 }
        if at == start { break }
        parts.append((String(decoding: bytes[start..<at], as: UTF8.self), start))
      }
      skipSpace()
    } while skip(UInt8(ascii: "."))
    return parts
  }

  private mutating func readValue(_ path: [TOMLPlaces.Step], depth: Int) {
    guard at < bytes.count, depth < Self.maxDepth else { return }
    if values[path] == nil { values[path] = at }
    if let string = TOMLString(bytes, at: at) {
      at = string.end
    } else if skip(UInt8(ascii: "[")) {
      readItems(until: UInt8(ascii: "]")) { reader, index in
        let element = path + [.index(index)]
        reader.note(element, reader.at)
        reader.readValue(element, depth: depth + 1)
      }
    } else if skip(UInt8(ascii: "{")) {
      readItems(until: UInt8(ascii: "}")) { reader, _ in
        reader.readPair(in: path, depth: depth + 1)
      }
    } else {
      while at < bytes.count, !",]}#\n".utf8.contains(bytes[at]) { at += 1 }
    }
  }

  /// Things with commas between them.
  private mutating func readItems(until close: UInt8, _ read: (inout Self, Int) -> Void) {
    var index = 0
    while true {
      skipBlank()
      if at >= bytes.count || skip(close) { return }
      if skip(UInt8(ascii: ",")) { continue }
      let start = at
      read(&self, index)
      index += 1
      if at == start { at += 1 }
    }
  }

  private mutating func note(_ path: [TOMLPlaces.Step], _ start: Int) {
    if starts[path] == nil { starts[path] = start }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
  }

  /// White space, line ends and comments.
  private mutating func skipBlank() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      case UInt8(ascii: "#"): while at < bytes.count, bytes[at] != 0x0A { at += 1 }
      default: return
      }
    }
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
}
