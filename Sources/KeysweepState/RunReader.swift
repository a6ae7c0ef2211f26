/// A sorted run of object ids that is read one segment at a time.
final class RunReader {
  private let width: Int
  private let refill: () throws -> [UInt8]?
  private var segment: [UInt8] = []
  private var position = 0

  /// Opens a run.
  ///
  /// - Parameters:
  ///   - width: Bytes in an id.
  ///   - refill: Gives the next segment, and nil when there is none left.
  /// - Throws: What `refill` throws.
  init(width: Int, refill: @escaping () throws -> [UInt8]?) throws {
    self.width = width
    self.refill = refill
    try fill()
  }

  /// Opens a run that is in memory.
  ///
  /// - Parameters:
  ///   - ids: Sorted ids.
  ///   - width: Bytes in an id.
  init(ids: [UInt8], width: Int) {
    self.width = width
    refill = { nil }
    segment = ids
  }

  private var isAtEnd: Bool { position == segment.count }

  private func fill() throws {
    while isAtEnd, let next = try refill() {
      segment = next
      position = 0
    }
  }

  private func compare(_ other: RunReader) -> Int {
    segment.withUnsafeBytes { mine in
      other.segment.withUnsafeBytes { theirs in
        guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return 0 }
        return IDOrder.compare(mine + position, theirs + other.position, width)
      }
    }
  }

  /// Where the ids of this segment end that come before the first one of another run.
  private func end(before other: RunReader) -> Int {
    segment.withUnsafeBytes { mine in
      other.segment.withUnsafeBytes { theirs in
        guard let base = mine.baseAddress, let theirs = theirs.baseAddress else { return position }
        let bound = theirs + other.position
        let count = mine.count / width
        // Doubles the stride first, so that a small step stays cheap.
        var low = position / width
        var stride = 1
        while low + stride < count, IDOrder.compare(base + (low + stride) * width, bound, width) < 0
        {
          low += stride
          stride *= 2
        }
        var high = min(low + stride, count)
        while low < high {
          let middle = (low + high) / 2
          if IDOrder.compare(base + middle * width, bound, width) < 0 {
            low = middle + 1
          } else {
            high = middle
          }
        }
        return low * width
      }
    }
  }

  /// Merges runs into one; an id that several have is handed out once.
  ///
  /// - Parameters:
  ///   - readers: The runs.
  ///   - sink: Gets sorted ids, block by block.
  /// - Throws: What reading a run or `sink` throws.
  static func merge(
    _ readers: [RunReader], into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var readers = readers.filter { !$0.isAtEnd }
    while let first = readers.first {
      var least = first
      var next: RunReader?
      for reader in readers.dropFirst() {
        if reader.compare(least) < 0 {
          next = least
          least = reader
        } else if next.map({ reader.compare($0) < 0 }) ?? true {
          next = reader
        }
      }
      if let next, least.compare(next) == 0 {
        least.position += least.width
      } else {
        let end = next.map { least.end(before: $0) } ?? least.segment.count
        try least.segment.withUnsafeBytes { bytes in
          try sink(UnsafeRawBufferPointer(rebasing: bytes[least.position..<end]))
        }
        least.position = end
      }
      if least.isAtEnd {
        try least.fill()
        if least.isAtEnd { readers.removeAll { $0 === least } }
      }
    }
  }
}
