#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Instructions that make one object from another: copies from the base, and bytes of their own.
enum Delta {
  /// Bytes that may be written or read behind the end of every block, so that short copies need no
  /// loop over single bytes.
  static let slack = 64

  /// The sizes a delta begins with.
  struct Sizes {
    var base: Int
    var result: Int
    /// Where the instructions begin.
    var start: Int
  }

  /// Reads the sizes; nil when they are damaged.
  static func sizes(_ delta: UnsafeRawBufferPointer) -> Sizes? {
    var at = 0
    func number() -> Int? {
      var value = 0
      var shift = 0
      while at < delta.count, shift < 56 {
        let byte = Int(delta[at])
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
    guard let base = number(), let result = number() else { return nil }
    return Sizes(base: base, result: result, start: at)
  }

  /// Carries out the instructions.
  ///
  /// - Parameters:
  ///   - delta: The delta; ``slack`` bytes behind its end may be read.
  ///   - sizes: What ``sizes(_:)`` gave for it.
  ///   - base: The base, of the size that the delta states; again with ``slack``.
  ///   - output: Room for the result and ``slack``; nil only adds up the sizes, which tells before
  ///     anything is allocated whether a delta means what it states.
  /// - Returns: Whether the delta was sound and gave as many bytes as it states.
  static func apply(
    _ delta: UnsafeRawBufferPointer, _ sizes: Sizes, base: UnsafeRawPointer,
    into output: UnsafeMutableRawPointer?
  ) -> Bool {
    guard var at = delta.baseAddress.map({ $0 + sizes.start }) else { return false }
    let end = at + (delta.count - sizes.start)
    var written = 0
    let total = sizes.result
    while at < end {
      let code = at.load(as: UInt8.self)
      at += 1
      if code & 0x80 != 0 {
        // At most seven bytes of arguments; the slack lets them be read before they are checked.
        var offset = 0
        var count = 0
        if code & 0x01 != 0 { offset = Int(at.load(as: UInt8.self)); at += 1 }
        if code & 0x02 != 0 { offset |= Int(at.load(as: UInt8.self)) << 8; at += 1 }
        if code & 0x04 != 0 { offset |= Int(at.load(as: UInt8.self)) << 16; at += 1 }
        if code & 0x08 != 0 { offset |= Int(at.load(as: UInt8.self)) << 24; at += 1 }
        if code & 0x10 != 0 { count = Int(at.load(as: UInt8.self)); at += 1 }
        if code & 0x20 != 0 { count |= Int(at.load(as: UInt8.self)) << 8; at += 1 }
        if code & 0x40 != 0 { count |= Int(at.load(as: UInt8.self)) << 16; at += 1 }
        if count == 0 { count = 0x10000 }
        guard at <= end, offset + count <= sizes.base, count <= total - written else {
          return false
        }
        if let output { copy(base + offset, output + written, count) }
        written += count
      } else {
        let count = Int(code)
        guard count > 0, count <= end - at, count <= total - written else { return false }
        if let output { copy(at, output + written, count) }
        at += count
        written += count
      }
    }
    return written == total
  }

  /// Copies, with whole vectors for what is short.
  @inline(__always)
  private static func copy(
    _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int
  ) {
    if count <= 32 {
      target.storeBytes(
        of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
      if count > 16 {
        (target + 16).storeBytes(
          of: (source + 16).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
      }
    } else {
      memcpy(target, source, count)
    }
  }
}
