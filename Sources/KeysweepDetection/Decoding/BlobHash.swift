/// Hashes, by far the most frequent runs of hexadecimal digits, are told from text without sampling.
extension Blob {
  /// Whether a run is nothing but hexadecimal digits, in a line of its own, that certainly decode to
  /// no text and to nothing compressed, so that nothing is lost when it is not looked at.
  ///
  /// Wherever a sample of ``BlobCode/textPhases(_:_:)`` is taken, it asks for six printable bytes, or
  /// three with zeros between them: six digits, every other one, that are 0 or 2 to 7. Where no such
  /// six are, no sample can be text. Every doubt is a no.
  @inline(__always)
  static func isHash(_ run: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard run.count <= 64, run.count >= 8, run.lowerBound > 0, run.upperBound < bytes.count,
      let base = bytes.baseAddress, let high = highDigits(base, run)
    else { return false }
    let two = high & high >> 2
    let four = two & two >> 4
    return four & two >> 8 == 0 && standsAlone(run, bytes)
  }

  /// The digits that may be the first of a printable byte, or of a zero, as bits; nil when there is
  /// something else than hexadecimal digits.
  @inline(__always)
  private static func highDigits(_ base: UnsafeRawPointer, _ run: Range<Int>) -> UInt64? {
    func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
    var bits: UInt64 = 0
    var offset = 0
    while offset < run.count {
      // The last word begins as late as it may, and some digits are looked at twice.
      offset = min(offset, run.count - 8)
      let word = UInt64(
        littleEndian: base.loadUnaligned(
          fromByteOffset: run.lowerBound + offset, as: UInt64.self))
      // The bytes of a run are ASCII: see `RunFinder.marks`.
      let lower = word | all(0x20)
      let isDigit = (word &+ all(0x50)) & ~(word &+ all(0x46))
      let isHex = isDigit | (lower &+ all(0x1F)) & ~(lower &+ all(0x19))
      guard isHex & all(0x80) == all(0x80) else { return nil }
      let isZero = ~((word ^ all(0x30)) &+ all(0x7F))
      let isHigh = ((word &+ all(0x4E)) & ~(word &+ all(0x48)) | isZero) & all(0x80)
      // The top bit of each byte, next to each other.
      bits |= (((isHigh >> 7) &* 0x0102_0408_1020_4080) >> 56) << UInt64(offset)
      offset += 8
    }
    return bits
  }

  /// Whether neither escapes nor other lines can have to do with a run of hexadecimal digits.
  private static func standsAlone(_ run: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let first = (bytes[run.lowerBound], bytes[run.lowerBound + 1] | 0x20)
    // What gzip and zlib begin with.
    if first == (UInt8(ascii: "1"), UInt8(ascii: "f")) { return false }
    if first == (UInt8(ascii: "7"), UInt8(ascii: "8")) { return false }
    switch bytes[run.lowerBound - 1] {
    case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "["), UInt8(ascii: ";"): return false
    case UInt8(ascii: "="):
      if first == (UInt8(ascii: "3"), UInt8(ascii: "d")) { return false }
    case 0x20, 0x09, 0x0A:
      if mayGoOn(before: run.lowerBound, bytes) { return false }
    default: break
    }
    switch bytes[run.upperBound] {
    case UInt8(ascii: "\\"): return false
    case UInt8(ascii: "="), 0x0D, 0x0A:
      return run.count < shortestLine || !mayGoOn(behind: run.upperBound, bytes)
    default: return true
    }
  }

  /// Whether the line before one that starts at `start` may go on in it.
  private static func mayGoOn(before start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var at = start
    let floor = max(0, start - 64)
    while at > floor, bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09 { at -= 1 }
    if at == floor { return true }
    guard bytes[at - 1] == 0x0A else { return false }
    at -= 1
    if at > 0, bytes[at - 1] == 0x0D { at -= 1 }
    if at > 0, bytes[at - 1] == UInt8(ascii: "=") { at -= 1 }
    let least = at - shortestLine
    while at > 0, at > least, mayBelong(bytes[at - 1]) { at -= 1 }
    return at == 0 || at == least
  }

  /// Whether a line that ends at `end` may go on in the next one with more than a few letters.
  private static func mayGoOn(behind end: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var at = end
    if bytes[at] == UInt8(ascii: "=") { at += 1 }
    if at < bytes.count, bytes[at] == 0x0D { at += 1 }
    guard at < bytes.count else { return true }
    guard bytes[at] == 0x0A else { return false }
    at += 1
    let limit = min(bytes.count, at + 64)
    while at < limit, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
    // With fewer digits than a sample has, there is no sample in this line; and with fewer letters
    // than a run has, nothing else is looked for in it.
    let sample = at + 48 / BlobCode.hex.bits
    let run = at + RunFinder.minimumLength
    while at < bytes.count, at < sample,
      BlobCode.hex.accepts(bytes[at]) || bytes[at] == UInt8(ascii: "\\")
    { at += 1 }
    if at == sample { return true }
    while at < bytes.count, at < run, mayBelong(bytes[at]) { at += 1 }
    return at == bytes.count || at == run
  }

  /// Whether a byte may belong to a line of any code.
  @inline(__always)
  private static func mayBelong(_ byte: UInt8) -> Bool {
    BlobCode.base64.accepts(byte) || byte == UInt8(ascii: "\\")
  }
}
