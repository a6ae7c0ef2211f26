/// Text in UTF-16 of which the characters are Latin.
enum WideText {
  /// The maximal stretch of such text around a run; `run` begins with a letter.
  static func stretch(around run: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Range<Int> {
    var start = run.lowerBound
    while start >= 2, bytes[start - 1] == 0, BlobCode.isPrintable(bytes[start - 2]) { start -= 2 }
    var end = run.lowerBound + 1
    while end + 1 < bytes.count, bytes[end] == 0, BlobCode.isPrintable(bytes[end + 1]) { end += 2 }
    return start..<end
  }

  /// Whether the low byte of a character comes first.
  static func isLittleEndian(
    _ stretch: Range<Int>, _ bytes: UnsafeRawBufferPointer, base: Int
  ) -> Bool {
    let startsWithZero = stretch.lowerBound > 0 && bytes[stretch.lowerBound - 1] == 0
    let endsWithZero = stretch.upperBound < bytes.count && bytes[stretch.upperBound] == 0
    if startsWithZero != endsWithZero { return endsWithZero }
    // A file of UTF-16 begins with a whole character, or the mark that is one.
    return (base + stretch.lowerBound).isMultiple(of: 2)
  }

  /// Decodes a stretch.
  static func decode(
    _ stretch: Range<Int>, _ bytes: UnsafeRawBufferPointer, into text: DecodedText, isMapped: Bool
  ) {
    text.begin(capacity: stretch.count / 2 + 1, isMapped: isMapped)
    var at = stretch.lowerBound
    while at < stretch.upperBound {
      text.append(bytes[at], at, min(at + 2, bytes.count))
      at += 2
    }
  }
}
