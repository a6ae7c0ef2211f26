/// Where compressed bytes come from, piece by piece.
protocol PieceSource: ~Copyable {
  /// Hands out the next bytes.
  ///
  /// - Parameter done: How many of those that were handed out last are done with.
  /// - Returns: The bytes; none at the end.
  mutating func next(done: Int) -> UnsafeRawBufferPointer
}

/// A stream: a window at the place that is being read, and everything before it in a log.
struct StreamTape: ~Copyable, PieceSource {
  /// The most that can be looked at in one piece.
  static let capacity = 1 << 20

  /// Everything that was read.
  let log: StreamLog
  /// The check sum over what was passed; nil when it has become meaningless.
  var sum: StreamSum?
  /// The offset in the stream of the place that is being read.
  private(set) var position = 0
  /// Why the stream could not be read on.
  private(set) var failure: String?
  private let source: (UnsafeMutableRawBufferPointer) throws -> Int
  private let window: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// Where in the window the check sum has come.
  private var summed = 0
  private var isAtEnd = false

  /// Makes a tape at its beginning.
  init(log: StreamLog, _ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
    self.log = log
    self.source = source
    window = .allocate(byteCount: Self.capacity, alignment: 64)
  }

  deinit { window.deallocate() }

  /// What can be looked at without reading on.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: window[start..<end]) }

  /// Reads on until so many bytes can be looked at, or there are no more.
  ///
  /// - Parameter count: How many; no more than ``capacity`` can be had.
  /// - Returns: How many there are.
  @discardableResult
  @inline(__always)
  mutating func ensure(_ count: Int) -> Int {
    end - start >= count ? end - start : fill(min(count, Self.capacity))
  }

  private mutating func fill(_ count: Int) -> Int {
    sumUp()
    if start > 0, end > start, let base = window.baseAddress {
      base.copyMemory(from: base + start, byteCount: end - start)
    }
    end -= start
    start = 0
    summed = 0
    while end < count {
      let room = UnsafeMutableRawBufferPointer(rebasing: window[end...])
      let known = log.total - position - end
      if known > 0 {
        let part = UnsafeMutableRawBufferPointer(rebasing: room[..<min(known, room.count)])
        guard log.read(position + end, into: part) else {
          failure = log.spill.reason
          break
        }
        end += part.count
      } else {
        guard let read = pull(room) else { break }
        log.append(UnsafeRawBufferPointer(rebasing: room[..<read]))
        end += read
      }
    }
    return end
  }

  private mutating func pull(_ room: UnsafeMutableRawBufferPointer) -> Int? {
    guard !isAtEnd else { return nil }
    do {
      let read = try source(room)
      if read > 0, read <= room.count { return read }
    } catch {
      failure = "\(error)"
    }
    isAtEnd = true
    return nil
  }

  /// Passes bytes, which must be in the window.
  @inline(__always)
  mutating func advance(_ count: Int) {
    start += count
    position += count
  }

  mutating func next(done: Int) -> UnsafeRawBufferPointer {
    advance(done)
    ensure(1)
    return bytes
  }

  /// Goes back, if everything from there on is still known; ends the check sum.
  mutating func seek(_ offset: Int) -> Bool {
    sum = nil
    guard offset <= position, log.holdsAll(from: offset) else { return false }
    (start, end, summed) = (0, 0, 0)
    position = offset
    return true
  }

  /// Brings the check sum up to the place that is being read.
  mutating func sumUp() {
    sum?.update(UnsafeRawBufferPointer(rebasing: window[summed..<start]))
    summed = start
  }
}

/// Compressed bytes that were read before.
struct LogPieces: PieceSource {
  let log: StreamLog
  var offset: Int
  let end: Int
  /// Room for a piece.
  let room: UnsafeMutableRawBufferPointer
  private(set) var isGone = false

  /// Makes a source.
  init(_ log: StreamLog, _ range: Range<Int>, room: UnsafeMutableRawBufferPointer) {
    self.log = log
    offset = range.lowerBound
    end = range.upperBound
    self.room = room
  }

  mutating func next(done: Int) -> UnsafeRawBufferPointer {
    offset += done
    let piece = UnsafeMutableRawBufferPointer(rebasing: room[..<min(room.count, end - offset)])
    if log.read(offset, into: piece) { return UnsafeRawBufferPointer(piece) }
    isGone = true
    return UnsafeRawBufferPointer(start: nil, count: 0)
  }
}
