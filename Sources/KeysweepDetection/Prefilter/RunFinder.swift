/// Finds maximal runs of `A-Za-z0-9+/`, the alphabet of secrets and tokens, at memory speed.
///
/// A run of at least 36 bytes covers one whole 16-byte block of every grid with a stride of 21:
/// whatever its start `s`, some multiple of 21 lies in `s...s+20`, and 16 bytes from it on are still
/// inside the run. So only 16 bytes of 21 are looked at, and the exact bounds are worked out only
/// where such a block is found. Runs in UTF-16 show in the same blocks, as every other byte.
enum RunFinder {
  /// How a run is written.
  enum Width {
    /// A byte for a character.
    case narrow
    /// UTF-16: the letters, each with a zero byte behind it, or before it.
    case wide
  }

  /// The shortest run that is certain to be found, in bytes.
  static let minimumLength = 36
  private static let stride = minimumLength - 16 + 1

  /// Calls `body` for every maximal run of at least ``minimumLength`` bytes that begins or goes on
  /// in `core`; for one that begins before it and hardly goes on, it may not be called.
  ///
  /// - Parameters:
  ///   - bytes: The bytes; runs may reach out of `core` on both sides.
  ///   - core: The offsets at which a run may start.
  ///   - body: Gets the run. A run that touches either end of `bytes` is reported as cut there. Of
  ///     a wide one it gets the range from the first letter to the zero behind the last.
  @inline(__always)
  static func forEachRun(
    in bytes: UnsafeRawBufferPointer, core: Range<Int>, _ body: (Range<Int>, Width) -> Void
  ) {
    guard let base = bytes.baseAddress, bytes.count >= minimumLength else { return }
    let last = bytes.count - 16
    var at = core.lowerBound
    // A run that starts just below the end of the core shows at most one stride later.
    let stop = min(core.upperBound + stride, last + 1)
    while let inside = nextBlock(base, &at, stop) {
      if inside == topBits {
        let start = startOfRun(base, at)
        let end = endOfRun(base, at + 16, bytes.count)
        if end - start >= minimumLength, start < core.upperBound { body(start..<end, .narrow) }
        // The byte at `end` is outside, so the next run starts behind it.
        at = end + 1
      } else if let run = wideRun(bytes, at + (inside & 0x80 != 0 ? 0 : 1)) {
        if run.count >= minimumLength, run.lowerBound < core.upperBound { body(run, .wide) }
        at = run.upperBound
      } else {
        at += stride
      }
    }
  }

  /// Goes on from `at` to a block that is inside of a run.
  ///
  /// Not inlined, so that all constants of the loop stay in registers; two blocks at a time.
  ///
  /// - Returns: The bytes of both halves that are letters: all, or every other; nil at the end.
  @inline(never)
  private static func nextBlock(
    _ base: UnsafeRawPointer, _ at: inout Int, _ stop: Int
  ) -> UInt64? {
    var offset = at
    while offset &+ stride < stop {
      let first = bothHalves(base, offset)
      let second = bothHalves(base, offset &+ stride)
      if isPeriodic(first) {
        at = offset
        return first
      }
      if isPeriodic(second) {
        at = offset &+ stride
        return second
      }
      offset &+= 2 * stride
    }
    if offset < stop {
      let inside = bothHalves(base, offset)
      if isPeriodic(inside) {
        at = offset
        return inside
      }
      offset &+= stride
    }
    at = offset
    return nil
  }

  /// Whether letters stand at every other byte; or at every one: one test for all.
  @inline(__always)
  private static func isPeriodic(_ inside: UInt64) -> Bool {
    inside == inside << 16 | inside >> 48 && inside != 0
  }

  /// Whether the first letters of a run may be base64 or hexadecimal digits of text.
  ///
  /// Base64 of text has capitals in it, one letter in four at least on the average; hexadecimal
  /// digits of text are mostly decimal. Paths and words in lower case are neither.
  @inline(__always)
  static func mayBeEncoded(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    var capitals = 0
    var digits = 0
    for offset in Swift.stride(from: 0, to: 32, by: 8) {
      let plain = word(base, start + offset) & 0x7F7F_7F7F_7F7F_7F7F
      capitals +=
        ((plain &+ 0x3F3F_3F3F_3F3F_3F3F) & ~(plain &+ 0x2525_2525_2525_2525) & topBits)
        .nonzeroBitCount
      digits +=
        ((plain &+ 0x5050_5050_5050_5050) & ~(plain &+ 0x4646_4646_4646_4646) & topBits)
        .nonzeroBitCount
    }
    return capitals >= 3 || digits >= 12
  }

  /// The maximal run of letters with zeros between them around the letter at `at`.
  private static func wideRun(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Range<Int>? {
    var start = at
    while start >= 2, bytes[start - 1] == 0, isRunByte(bytes[start - 2]) { start -= 2 }
    var end = at + 1
    while end + 1 < bytes.count, bytes[end] == 0, isRunByte(bytes[end + 1]) { end += 2 }
    // So far the block was only known to hold something else between the letters.
    guard end - at >= 14 else { return nil }
    return start..<min(end + 1, bytes.count)
  }

  /// Whether the byte belongs to the alphabet `A-Za-z0-9+/`.
  @inline(__always)
  static func isRunByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x2F < 11 || byte == 0x2B
  }

  /// Goes back from `at` as long as bytes belong to the alphabet, eight at a time.
  @inline(__always)
  private static func startOfRun(_ base: UnsafeRawPointer, _ at: Int) -> Int {
    var start = at
    while start >= 8 {
      let outside = marks(word(base, start - 8)) ^ topBits
      // Little-endian: the last byte is the most significant one.
      start -= outside == 0 ? 8 : outside.leadingZeroBitCount >> 3
      if outside != 0 { return start }
    }
    while start > 0, isRunByte(base.load(fromByteOffset: start - 1, as: UInt8.self)) { start -= 1 }
    return start
  }

  /// Goes on from `at` as long as bytes belong to the alphabet, eight at a time.
  @inline(__always)
  private static func endOfRun(_ base: UnsafeRawPointer, _ at: Int, _ count: Int) -> Int {
    var end = at
    while end + 8 <= count {
      let outside = marks(word(base, end)) ^ topBits
      end += outside == 0 ? 8 : outside.trailingZeroBitCount >> 3
      if outside != 0 { return end }
    }
    while end < count, isRunByte(base.load(fromByteOffset: end, as: UInt8.self)) { end += 1 }
    return end
  }

  /// Eight bytes, the first as the least significant one on any machine.
  @inline(__always)
  private static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static let topBits: UInt64 = 0x8080_8080_8080_8080

  /// The top bit of every byte that belongs to the alphabet; `/` and the digits are neighbours.
  ///
  /// Eight bytes at a time in plain integers: adding `0x80 - first` to a 7-bit value sets its top
  /// bit from `first` on, adding `0x7F - last` sets it behind `last`. SIMD comparisons of Swift 6.3
  /// become loops over the lanes here, 100 times slower.
  @inline(__always)
  private static func marks(_ word: UInt64) -> UInt64 {
    let plain = word & 0x7F7F_7F7F_7F7F_7F7F
    let lower = plain | 0x2020_2020_2020_2020
    let letter = (lower &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(lower &+ 0x0505_0505_0505_0505)
    let digitOrSlash = (plain &+ 0x5151_5151_5151_5151) & ~(plain &+ 0x4646_4646_4646_4646)
    let plus = ~((plain ^ 0x2B2B_2B2B_2B2B_2B2B) &+ 0x7F7F_7F7F_7F7F_7F7F)
    return (letter | digitOrSlash | plus) & ~word & topBits
  }

  /// The top bit of every byte that belongs to the alphabet in both halves of the 16 bytes at
  /// `offset`.
  ///
  /// Both halves at once: an early exit costs more in mispredicted branches than it saves. In bytes,
  /// nothing is carried to the next one, and the difference of two sums is right for all 256.
  @inline(__always)
  private static func bothHalves(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    func all(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
    let bytes = base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    let lower = bytes | all(0x20)
    let letter = (lower &+ all(0x1F)) & ~(lower &+ all(0x05))
    let digitOrSlash = (bytes &+ all(0x51)) & ~(bytes &+ all(0x46))
    let plus = (bytes &+ all(0x55)) & ~(bytes &+ all(0x54))
    let marks = unsafeBitCast(letter | digitOrSlash | plus, to: SIMD2<UInt64>.self)
    return UInt64(littleEndian: marks.x & marks.y) & topBits
  }
}
