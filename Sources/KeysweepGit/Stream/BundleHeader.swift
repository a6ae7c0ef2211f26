/// The lines of text before the pack of a bundle.
///
/// A signature, then capabilities (`@object-format=sha256`), prerequisites (`-` and an id) and
/// references (an id and a name), then an empty line.
enum BundleHeader {
  private static let signatures: [StaticString] = ["# v2 git bundle\n", "# v3 git bundle\n"]
  /// More than a line of any sound bundle has.
  private static let longestLine = 64 << 10

  /// The version of a bundle; nil for anything else.
  static func version(_ head: UnsafeRawBufferPointer) -> Int? {
    for (index, text) in signatures.enumerated() where head.count >= text.utf8CodeUnitCount {
      let signature = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
      if head.starts(with: signature) { return index + 2 }
    }
    return nil
  }

  /// Passes the header of a bundle.
  ///
  /// - Parameter tape: A stream at its beginning.
  /// - Returns: Bytes of ids if the header tells; nil where the header is damaged.
  static func pass(_ tape: inout StreamTape) -> (hashBytes: Int?, isBundle: Bool)? {
    tape.ensure(16)
    guard version(tape.bytes) != nil else { return (nil, false) }
    tape.advance(16)
    var hashBytes: Int?
    while true {
      var length = 0
      // Most lines are short; what has no end is no line.
      while length < tape.ensure(length + 1), tape.bytes[length] != 10 {
        length += 1
        if length > longestLine { return nil }
      }
      guard length < tape.bytes.count else { return nil }
      let line = UnsafeRawBufferPointer(rebasing: tape.bytes[..<length])
      hashBytes = read(line) ?? hashBytes
      tape.advance(length + 1)
      if length == 0 { return (hashBytes, true) }
    }
  }

  /// What the header of a bundle says.
  struct Content {
    /// Bytes before the pack; 0 for a pack that is no bundle.
    var length = 0
    /// Bytes of ids if the header tells.
    var hashBytes: Int?
    /// What its references point to.
    var references: [Reference] = []
  }

  /// Reads the header of a bundle that is at hand whole.
  ///
  /// - Parameter bytes: The bundle, or a pack.
  /// - Returns: What the header says; nil where it is damaged.
  static func read(_ bytes: UnsafeRawBufferPointer) -> Content? {
    var content = Content()
    guard version(bytes) != nil else { return content }
    content.length = 16
    while true {
      let rest = bytes[content.length...]
      guard let end = rest.prefix(longestLine).firstIndex(of: 10) else { return nil }
      let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
      content.length = end + 1
      if line.isEmpty { return content }
      content.hashBytes = read(line) ?? content.hashBytes
      if let reference = reference(line) { content.references.append(reference) }
    }
  }

  /// An id and a name.
  private static func reference(_ line: UnsafeRawBufferPointer) -> Reference? {
    guard let space = line.firstIndex(of: 0x20),
      let id = ObjectID(hexBytes: UnsafeRawBufferPointer(rebasing: line[..<space]))
    else { return nil }
    return Reference(name: Array(line[(space + 1)...]), target: .object(id))
  }

  /// Bytes of ids, if a line tells.
  private static func read(_ line: UnsafeRawBufferPointer) -> Int? {
    if line.first == UInt8(ascii: "@") {
      switch String(decoding: line, as: UTF8.self) {
      case "@object-format=sha1": return 20
      case "@object-format=sha256": return 32
      default: return nil
      }
    }
    let start = line.first == UInt8(ascii: "-") ? 1 : 0
    let digits = line[start...].prefix { $0 != 0x20 }
    return ObjectID(hexBytes: UnsafeRawBufferPointer(rebasing: digits))?.byteCount
  }
}
