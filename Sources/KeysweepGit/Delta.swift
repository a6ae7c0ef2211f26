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

  /// One instruction.
  enum Step {
    /// Bytes of the base.
    case copy(Int, count: Int)
    /// Bytes of the delta itself.
    case insert(Int, count: Int)
  }

  /// Reads the instructions.
  ///
  /// - Parameters:
  ///   - delta: The delta; ``slack`` bytes behind its end may be read.
  ///   - sizes: What ``sizes(_:)`` gave for it.
  ///   - body: Gets each instruction; its bytes lie in the base, or in the delta.
  /// - Returns: Whether the delta was sound and gives as many bytes as it states.
  @inline(__always)
  static func forEach(
    _ delta: UnsafeRawBufferPointer, _ sizes: Sizes, _ body: (Step) -> Void
  ) -> Bool {
    guard let start = delta.baseAddress else { return false }
    var at = start + sizes.start
    let end = start + delta.count
    var rest = sizes.result
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
        guard at <= end, offset + count <= sizes.base, count <= rest else { return false }
        body(.copy(offset, count: count))
        rest -= count
      } else {
        let count = Int(code)
        guard count > 0, count <= end - at, count <= rest else { return false }
        body(.insert(at - start, count: count))
        at += count
        rest -= count
      }
    }
    return rest == 0
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
    guard let start = delta.baseAddress else { return false }
    guard var output else { return forEach(delta, sizes) { _ in } }
    return forEach(delta, sizes) { step in
      switch step {
      case .copy(let from, let count):
        copy(base + from, output, count)
        output += count
      case .insert(let from, let count):
        copy(start + from, output, count)
        output += count
      }
    }
  }

  /// Finds out what an object has that its base has not.
  ///
  /// - Parameters:
  ///   - delta: The delta.
  ///   - sizes: What ``sizes(_:)`` gave for it.
  ///   - reach: Changes between which fewer bytes stand than twice this are taken as one.
  ///   - changes: Gets ranges of the object in order: what was inserted, and empty ranges where
  ///     something was removed or moved.
  /// - Returns: Whether the delta was sound.
  static func changes(
    _ delta: UnsafeRawBufferPointer, _ sizes: Sizes, reach: Int, into changes: inout [Range<Int>]
  ) -> Bool {
    changes.removeAll(keepingCapacity: true)
    // What follows in the base if nothing is changed here.
    var expected = 0
    var at = 0
    func add(_ range: Range<Int>) {
      if let last = changes.last, range.lowerBound - last.upperBound <= 2 * reach {
        changes[changes.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        changes.append(range)
      }
    }
    let isSound = forEach(delta, sizes) { step in
      switch step {
      case .copy(let from, let count):
        if from != expected { add(at..<at) }
        expected = from + count
        at += count
      case .insert(_, let count):
        add(at..<at + count)
        // Whatever comes next does not follow what came before.
        expected = -1
        at += count
      }
    }
    if expected != sizes.base { add(at..<at) }
    return isSound
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
