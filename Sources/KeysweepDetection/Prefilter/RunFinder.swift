/// Finds maximal runs of `A-Za-z0-9+/`, the alphabet of secrets and tokens, at memory speed.
///
/// A run of at least 40 bytes covers one whole 16-byte block of every grid with a stride of 24:
/// whatever its start `s`, some multiple of 24 lies in `s...s+24`, and 16 bytes on it are still
/// inside the run. So only two thirds of the input are looked at, 16 bytes at a time, and the exact
/// bounds are worked out only where such a block is found.
enum RunFinder {
  /// The shortest run that is certain to be found.
  static let minimumLength = 40
  private static let stride = minimumLength - 16

  /// Calls `body` for every maximal run of at least ``minimumLength`` bytes that starts in `core`.
  ///
  /// - Parameters:
  ///   - bytes: The bytes; runs may reach out of `core` on both sides.
  ///   - core: The offsets at which a run may start.
  ///   - body: Gets the run. A run that touches either end of `bytes` is reported as cut there.
  @inline(__always)
  static func forEachRun(
    in bytes: UnsafeRawBufferPointer, core: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    guard let base = bytes.baseAddress, bytes.count >= minimumLength else { return }
    let last = bytes.count - 16
    var at = core.lowerBound
    // A run that starts just below the end of the core shows at most one stride later.
    let stop = min(core.upperBound + stride, last + 1)
    while at < stop {
      if isInside(base.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)) {
        var start = at
        while start > 0, isRunByte(bytes[start - 1]) { start -= 1 }
        var end = at + 16
        while end + 16 <= bytes.count,
          isInside(base.loadUnaligned(fromByteOffset: end, as: SIMD16<UInt8>.self))
        {
          end += 16
        }
        while end < bytes.count, isRunByte(bytes[end]) { end += 1 }
        if end - start >= minimumLength, core.contains(start) { body(start..<end) }
        // The byte at `end` is outside, so the next run starts behind it.
        at = end + 1
      } else {
        at += stride
      }
    }
  }

  /// Whether the byte belongs to the alphabet `A-Za-z0-9+/`.
  @inline(__always)
  static func isRunByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x2F < 11 || byte == 0x2B
  }

  /// Whether all 16 bytes belong to the alphabet: `/` and the digits are neighbours in ASCII.
  @inline(__always)
  private static func isInside(_ block: SIMD16<UInt8>) -> Bool {
    let letter = (block | 0x20) &- 0x61 .< 26
    let digitOrSlash = block &- 0x2F .< 11
    return all(letter .| digitOrSlash .| (block .== 0x2B))
  }
}
