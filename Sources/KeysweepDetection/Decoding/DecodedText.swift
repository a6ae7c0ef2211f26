internal import KeysweepInflate
internal import KeysweepModel

/// Bytes that were decoded, and where each of them stood.
///
/// Reused, one for every depth. Where they stood is asked only when something is found in them, so it is worked out by decoding
/// once more.
final class DecodedText {
  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  private(set) var count = 0
  private var starts: [Int32] = []
  private var ends: [Int32] = []
  private var isMapped = false
  /// The lines of what is decoded.
  var lines: [Range<Int>] = []

  deinit { storage.deallocate() }

  /// The bytes, until it is used again.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

  /// Begins anew.
  ///
  /// - Parameters:
  ///   - capacity: The most bytes that may be appended.
  ///   - isMapped: Whether to note where each byte stood.
  func begin(capacity: Int, isMapped: Bool) {
    if storage.count < capacity {
      storage.deallocate()
      storage = .allocate(byteCount: capacity, alignment: 16)
    }
    count = 0
    self.isMapped = isMapped
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Appends a byte that stood from `start` to `end`.
  @inline(__always)
  func append(_ byte: UInt8, _ start: Int, _ end: Int) {
    storage[count] = byte
    count += 1
    if isMapped {
      starts.append(Int32(truncatingIfNeeded: start))
      ends.append(Int32(truncatingIfNeeded: end))
    }
  }

  /// Where decoded bytes stood; what is behind the end is taken to go on there.
  func origin(_ range: Range<Int>) -> Range<Int> {
    let start = origin(range.lowerBound)
    guard range.upperBound > 0, range.upperBound <= ends.count else {
      return start..<max(start, origin(range.upperBound))
    }
    return start..<max(start, Int(ends[range.upperBound - 1]))
  }

  /// Where a decoded byte stood.
  func origin(_ offset: Int) -> Int {
    if starts.indices.contains(offset) { return Int(starts[offset]) }
    return Int(ends.last ?? 0) + max(0, offset - ends.count)
  }

  // MARK: Compression

  /// What compresses bytes that begin so.
  static func compression(of bytes: UnsafeRawBufferPointer) -> Encoding? {
    guard bytes.count > 18 else { return nil }
    if bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8, bytes[3] < 0x20 { return .gzip }
    // Deflate with a window of 32 KiB, a check sum of the header, and no dictionary.
    if bytes[0] == 0x78, (0x7800 + Int(bytes[1])).isMultiple(of: 31), bytes[1] & 0x20 == 0 {
      return .zlib
    }
    return nil
  }

  /// Unpacks as much as there is, and at most `limit` bytes.
  func inflate(_ packed: UnsafeRawBufferPointer, _ encoding: Encoding, limit: Int) {
    begin(capacity: limit, isMapped: false)
    guard var inflater = try? Inflater(encoding == .gzip ? .gzip : .zlib) else { return }
    var input = packed
    // Damage, or an end that was cut off, leaves what came before it.
    while count < limit, !input.isEmpty,
      let step = try? inflater.inflate(
        input, into: UnsafeMutableRawBufferPointer(rebasing: storage[count..<limit]))
    {
      count += step.produced
      input = UnsafeRawBufferPointer(rebasing: input[step.consumed...])
      if step.isFinished || step.consumed + step.produced == 0 { break }
    }
  }
}
