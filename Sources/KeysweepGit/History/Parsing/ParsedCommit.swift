/// A commit, read from its bytes.
///
/// Nothing is refused: a header that is missing or odd is nil, and what follows is still read.
public struct ParsedCommit: Sendable, Hashable {
  /// A header line, as ranges in the bytes.
  public struct Field: Sendable, Hashable {
    /// The name, such as `gpgsig`.
    public var name: Range<Int>
    /// The value with all continuation lines.
    public var value: Range<Int>
  }

  /// The root folder.
  public var tree: ObjectID?
  /// The parents in order.
  public var parents: [ObjectID] = []
  /// Who wrote it.
  public var author: Signature?
  /// Who committed it.
  public var committer: Signature?
  /// The encoding it names, such as `ISO-8859-1`.
  public var encoding: String?
  /// All header lines, those above included.
  public var fields: [Field] = []
  /// Where the message stands.
  public var message: Range<Int>
  /// Where the subject stands: the first paragraph of the message.
  public var subjectRange: Range<Int>
  /// The subject in one line.
  public var subject: String

  /// Reads a commit.
  public init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBufferPointer { Self($0) }
  }

  /// Reads a commit.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var scanner = HeaderScanner(bytes)
    var author: Range<Int>?
    var committer: Range<Int>?
    while let line = scanner.next() {
      fields.append(Field(name: line.name, value: line.value))
      if bytes.holds("tree", in: line.name) {
        tree = tree ?? ObjectID(hexDigits: bytes[line.value])
      } else if bytes.holds("parent", in: line.name) {
        if let parent = ObjectID(hexDigits: bytes[line.value]) { parents.append(parent) }
      } else if bytes.holds("author", in: line.name) {
        author = author ?? line.value
      } else if bytes.holds("committer", in: line.name) {
        committer = committer ?? line.value
      } else if bytes.holds("encoding", in: line.name) {
        encoding = encoding ?? bytes.text(line.value)
      }
    }
    message = scanner.message
    let isLatin1 = MessageText.isLatin1(encoding)
    self.author = author.map { Signature(bytes.part($0), isLatin1: isLatin1) }
    self.committer = committer.map { Signature(bytes.part($0), isLatin1: isLatin1) }
    subjectRange = MessageText.subject(bytes, in: message)
    subject = MessageText.line(bytes, subjectRange, isLatin1: isLatin1)
  }
}

/// Subjects of messages.
enum MessageText {
  /// A longer subject is cut: some histories hold megabytes without an empty line.
  static let longestSubject = 1024

  static func isLatin1(_ encoding: String?) -> Bool {
    switch encoding?.lowercased() {
    case "iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso_8859-1": true
    default: false
    }
  }

  /// The first paragraph: up to an empty line, as `git log --format=%s` has it.
  static func subject(_ bytes: Bytes, in message: Range<Int>) -> Range<Int> {
    var start = message.lowerBound
    while start < message.upperBound, isSpace(bytes[start]) { start += 1 }
    var end = start
    var at = start
    while at < message.upperBound {
      let lineEnd = bytes.position(of: 0x0A, in: at..<message.upperBound) ?? message.upperBound
      if bytes[at..<lineEnd].allSatisfy(isSpace) { break }
      end = lineEnd
      at = lineEnd + 1
    }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  static func line(_ bytes: Bytes, _ range: Range<Int>, isLatin1: Bool) -> String {
    let cut = bytes[range].prefix(longestSubject).map { $0 == 0x0A ? 0x20 : $0 }
    guard isLatin1 else { return String(decoding: cut, as: UTF8.self) }
    return String(String.UnicodeScalarView(cut.map { Unicode.Scalar($0) }))
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D) ~= byte }
}
