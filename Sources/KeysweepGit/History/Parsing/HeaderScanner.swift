/// Goes through the header lines of a commit or tag without allocating.
///
/// A header ends at the first empty line; a line that begins with a space continues the value above
/// it, as signature blocks do. Anything is accepted: what is no `name value` line is a name alone.
struct HeaderScanner {
  /// One header line: ranges in the object's bytes.
  struct Line {
    /// Before the first space.
    var name: Range<Int>
    /// After it, with all continuation lines.
    var value: Range<Int>
  }

  private let bytes: Bytes
  private var at = 0
  /// Where the message begins, once `next` gave nil.
  private(set) var message: Range<Int>

  init(_ bytes: Bytes) {
    self.bytes = bytes
    message = bytes.count..<bytes.count
  }

  /// The next line, or nil at the end of the header.
  mutating func next() -> Line? {
    guard at < bytes.count else { return nil }
    if bytes[at] == 0x0A {
      message = (at + 1)..<bytes.count
      at = bytes.count
      return nil
    }
    let start = at
    var end = bytes.position(of: 0x0A, in: at..<bytes.count) ?? bytes.count
    let space = bytes.position(of: 0x20, in: start..<end)
    while end + 1 < bytes.count, bytes[end + 1] == 0x20 {
      end = bytes.position(of: 0x0A, in: (end + 1)..<bytes.count) ?? bytes.count
    }
    at = min(end + 1, bytes.count)
    guard let space else { return Line(name: start..<end, value: end..<end) }
    return Line(name: start..<space, value: (space + 1)..<end)
  }
}
