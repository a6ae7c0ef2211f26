/// Bytes that somebody else holds.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  /// The bytes of a range, cut to what exists.
  func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: self[range.clamped(to: 0..<count)])
  }

  /// Where a byte stands in a range.
  func position(of byte: UInt8, in range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at < range.upperBound {
      if self[at] == byte { return at }
      at += 1
    }
    return nil
  }

  /// Whether a range holds exactly this text.
  func holds(_ text: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return self[range].elementsEqual(wanted)
  }

  /// The text of a range, with U+FFFD for what is not UTF-8.
  func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}

/// Lines of a small file, without their ends.
func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
  bytes.split(separator: 0x0A).map { $0.last == 0x0D ? $0.dropLast() : $0 }
}
