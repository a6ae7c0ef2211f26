/// Sorts object ids where they lie: one behind the other, without anything between.
///
/// A radix sort from the first byte on that swaps ids into their places. Ids are hashes, so the
/// buckets are even; ids that somebody made alike cost one pass for each byte, and no more.
enum IDSort {
  /// Below this many ids, inserting one by one is faster.
  private static let few = 24

  /// Sorts ids and drops all but one of those that are equal.
  ///
  /// - Parameters:
  ///   - ids: The ids; gets shorter when some are equal.
  ///   - width: Bytes in an id.
  static func sort(_ ids: inout [UInt8], width: Int) {
    let count = ids.count / width
    let left = ids.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress, count > 1 else { return count }
      withUnsafeTemporaryAllocation(byteCount: width, alignment: 8) { spare in
        guard let spare = spare.baseAddress else { return }
        sort(base, count, width, at: 0, spare)
      }
      return unique(base, count, width)
    }
    ids.removeLast(ids.count - left * width)
  }

  private static func sort(
    _ base: UnsafeMutableRawPointer, _ count: Int, _ width: Int, at digit: Int,
    _ spare: UnsafeMutableRawPointer
  ) {
    guard count > few else { return insert(base, count, width, spare) }
    guard digit < width else { return }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 513) { numbers in
      numbers.initialize(repeating: 0)
      // From 0 on: where the next id of a bucket goes; from 256 on: where buckets start.
      for index in 0..<count {
        numbers[257 + Int((base + index * width + digit).load(as: UInt8.self))] += 1
      }
      for bucket in 0..<256 {
        numbers[257 + bucket] += numbers[256 + bucket]
        numbers[bucket] = numbers[256 + bucket]
      }
      for bucket in 0..<256 {
        while numbers[bucket] < numbers[257 + bucket] {
          let place = base + numbers[bucket] * width
          let wanted = Int((place + digit).load(as: UInt8.self))
          if wanted != bucket { swap(place, base + numbers[wanted] * width, width, spare) }
          numbers[wanted] += 1
        }
      }
      for bucket in 0..<256 {
        let start = numbers[256 + bucket]
        let size = numbers[257 + bucket] - start
        if size > 1 { sort(base + start * width, size, width, at: digit + 1, spare) }
      }
    }
  }

  private static func insert(
    _ base: UnsafeMutableRawPointer, _ count: Int, _ width: Int, _ spare: UnsafeMutableRawPointer
  ) {
    var index = 1
    while index < count {
      let place = base + index * width
      var target = index
      while target > 0, IDOrder.compare(base + (target - 1) * width, place, width) > 0 {
        target -= 1
      }
      if target < index {
        spare.copyMemory(from: place, byteCount: width)
        let hole = base + target * width
        (hole + width).copyMemory(from: hole, byteCount: (index - target) * width)
        hole.copyMemory(from: spare, byteCount: width)
      }
      index += 1
    }
  }

  private static func swap(
    _ a: UnsafeMutableRawPointer, _ b: UnsafeMutableRawPointer, _ width: Int,
    _ spare: UnsafeMutableRawPointer
  ) {
    spare.copyMemory(from: a, byteCount: width)
    a.copyMemory(from: b, byteCount: width)
    b.copyMemory(from: spare, byteCount: width)
  }

  private static func unique(
    _ base: UnsafeMutableRawPointer, _ count: Int, _ width: Int
  ) -> Int {
    var kept = 1
    for index in 1..<count {
      let id = base + index * width
      if IDOrder.compare(base + (kept - 1) * width, id, width) == 0 { continue }
      if kept < index { (base + kept * width).copyMemory(from: id, byteCount: width) }
      kept += 1
    }
    return kept
  }
}

/// How ids are ordered: as bytes.
enum IDOrder {
  /// Compares two ids.
  ///
  /// - Parameters:
  ///   - a: One id.
  ///   - b: The other.
  ///   - width: Bytes in both; at least eight.
  /// - Returns: Less than, equal to or more than zero, as `memcmp` does.
  @inline(__always)
  static func compare(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ width: Int) -> Int {
    let left = head(a)
    let right = head(b)
    if left != right { return left < right ? -1 : 1 }
    for index in 8..<width {
      let left = a.load(fromByteOffset: index, as: UInt8.self)
      let right = b.load(fromByteOffset: index, as: UInt8.self)
      if left != right { return left < right ? -1 : 1 }
    }
    return 0
  }

  /// The first eight bytes as a number that orders as they do.
  @inline(__always)
  static func head(_ id: UnsafeRawPointer) -> UInt64 {
    UInt64(bigEndian: id.loadUnaligned(as: UInt64.self))
  }
}
