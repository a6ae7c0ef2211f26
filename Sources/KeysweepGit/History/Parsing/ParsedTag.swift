/// An annotated tag, read from its bytes; what is missing or odd is nil.
public struct ParsedTag: Sendable, Hashable {
  /// What it points to.
  public var target: ObjectID?
  /// What kind of object that is, by its own word.
  public var kind: ObjectKind?
  /// Its name, as bytes.
  public var name: [UInt8]?
  /// Who made it.
  public var tagger: Signature?
  /// Where its message stands, a signature at the end included.
  public var message: Range<Int>
  /// The first paragraph of its message, in one line.
  public var subject: String

  /// Reads a tag.
  public init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBufferPointer { Self($0) }
  }

  /// Reads a tag.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var scanner = HeaderScanner(bytes)
    var encoding: String?
    var tagger: Range<Int>?
    while let line = scanner.next() {
      if bytes.holds("object", in: line.name) {
        target = target ?? ObjectID(hexDigits: bytes[line.value])
      } else if bytes.holds("type", in: line.name) {
        kind = kind ?? Self.kind(bytes, line.value)
      } else if bytes.holds("tag", in: line.name) {
        name = name ?? Array(bytes[line.value])
      } else if bytes.holds("tagger", in: line.name) {
        tagger = tagger ?? line.value
      } else if bytes.holds("encoding", in: line.name) {
        encoding = encoding ?? bytes.text(line.value)
      }
    }
    message = scanner.message
    let isLatin1 = MessageText.isLatin1(encoding)
    self.tagger = tagger.map { Signature(bytes.part($0), isLatin1: isLatin1) }
    let range = MessageText.subject(bytes, in: message)
    subject = MessageText.line(bytes, range, isLatin1: isLatin1)
  }

  private static func kind(_ bytes: Bytes, _ range: Range<Int>) -> ObjectKind? {
    if bytes.holds("commit", in: range) { return .commit }
    if bytes.holds("tree", in: range) { return .tree }
    if bytes.holds("blob", in: range) { return .blob }
    return bytes.holds("tag", in: range) ? .tag : nil
  }
}
