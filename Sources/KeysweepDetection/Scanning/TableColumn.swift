/// A column of delimited rows, and what its header says.
struct TableColumn: Sendable, Hashable {
  /// How far back a header is looked for, in bytes.
  private static let reach = 4096

  /// The byte between cells.
  var delimiter: UInt8
  /// From 0.
  var index: Int
  /// What the name of the column says; nil when no header is within reach.
  var rank: LabelRank?

  /// Finds the column of the value at `position`, and its header.
  ///
  /// - Parameters:
  ///   - position: The first byte of the value.
  ///   - bytes: The window's bytes.
  ///   - base: Offset of `bytes[0]` in the item.
  /// - Returns: The column; nil when the value stands in no delimited row.
  static func read(
    at position: Int, in bytes: UnsafeRawBufferPointer, base: Int
  ) -> TableColumn? {
    let floor = max(0, position - reach)
    var line = position
    while line > floor, bytes[line - 1] != 0x0A { line -= 1 }
    guard line > floor || (line == 0 && base == 0) else { return nil }
    var before = position
    while before > line, isWrapping(bytes[before - 1]) { before -= 1 }
    guard before > line, isDelimiter(bytes[before - 1]) else { return nil }
    let delimiter = bytes[before - 1]
    let index = count(delimiter, in: bytes[line..<position])
    var column = TableColumn(delimiter: delimiter, index: index)
    column.rank = header(above: line, floor, bytes, base: base, column: column)
    return column
  }

  /// What the topmost row of the block of rows says about the column.
  private static func header(
    above row: Int, _ floor: Int, _ bytes: UnsafeRawBufferPointer, base: Int, column: TableColumn
  ) -> LabelRank? {
    var top: Range<Int>?
    var end = row - 1
    while end > floor {
      var start = end
      while start > floor, bytes[start - 1] != 0x0A { start -= 1 }
      // A line that is cut off says nothing, and what is above it may be the header.
      guard start > floor || (start == 0 && base == 0) else { return nil }
      let isRow = count(column.delimiter, in: bytes[start..<end]) >= column.index
      // `COPY t (id, token, secret) FROM stdin;` stands above rows with another delimiter.
      if isRow || bytes[start..<end].contains(UInt8(ascii: "(")) { top = start..<end }
      guard isRow else { break }
      end = start - 1
    }
    guard let top else { return nil }
    return rank(of: column, in: bytes, top)
  }

  private static func rank(
    of column: TableColumn, in bytes: UnsafeRawBufferPointer, _ line: Range<Int>
  ) -> LabelRank? {
    var cells = line
    var delimiter = column.delimiter
    if let open = bytes[line].firstIndex(of: UInt8(ascii: "(")),
      let close = bytes[open..<line.upperBound].firstIndex(of: UInt8(ascii: ")"))
    {
      cells = open + 1..<close
      delimiter = UInt8(ascii: ",")
    }
    var start = cells.lowerBound
    var index = 0
    while index < column.index {
      guard let next = bytes[start..<cells.upperBound].firstIndex(of: delimiter) else { return nil }
      start = next + 1
      index += 1
    }
    let end = bytes[start..<cells.upperBound].firstIndex(of: delimiter) ?? cells.upperBound
    // A long cell is a value, and so is a key ID, whose letters may happen to be a word: there is no
    // header.
    guard end - start < 32, !holdsKeyID(bytes[start..<end]) else { return nil }
    return Label(UnsafeRawBufferPointer(rebasing: bytes[start..<end])).rank
  }

  /// Whether a cell holds `AKIA` or `ASIA` and sixteen more capitals or digits.
  private static func holdsKeyID(_ cell: Slice<UnsafeRawBufferPointer>) -> Bool {
    var run = 0
    for (index, byte) in zip(cell.indices, cell) {
      run = byte &- 0x41 < 26 || byte &- 0x30 < 10 ? run + 1 : 0
      guard run == 20 else { continue }
      let start = cell[(index - 19)...].prefix(4)
      if start.elementsEqual("AKIA".utf8) || start.elementsEqual("ASIA".utf8) { return true }
    }
    return false
  }

  private static func count(
    _ byte: UInt8, in bytes: Slice<UnsafeRawBufferPointer>
  ) -> Int {
    bytes.reduce(0) { $0 + ($1 == byte ? 1 : 0) }
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 0x09
      || byte == UInt8(ascii: "|")
  }

  private static func isWrapping(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
      || byte == UInt8(ascii: "`")
  }
}
