/// Reads stretches of an input into one reused buffer, as windows with a margin on both sides.
///
/// One per worker. The buffer holds `windowBytes` and two margins, whatever the size of the input.
public struct WindowReader: ~Copyable {
  /// Bytes in the core of a full window.
  public let windowBytes: Int
  /// Bytes kept on either side of a core.
  public let margin: Int
  private let buffer: UnsafeMutableRawBufferPointer

  /// What one stretch gave.
  public struct Extent: Sendable, Hashable {
    /// Bytes in the cores of all windows.
    public var bytes: Int
    /// Whether the input ended before the end of the stretch.
    public var endedEarly: Bool
  }

  /// Allocates the buffer.
  ///
  /// - Parameters:
  ///   - windowBytes: Bytes in the core of a full window, at least 1.
  ///   - margin: Bytes that a window must show on either side of its core.
  public init(windowBytes: Int, margin: Int) {
    self.windowBytes = max(1, windowBytes)
    self.margin = margin
    buffer = .allocate(byteCount: self.windowBytes + 2 * margin, alignment: 4096)
  }

  deinit { buffer.deallocate() }

  /// Reads a stretch and hands out its windows in order.
  ///
  /// - Parameters:
  ///   - stretch: Offsets of the stretch; the margins reach beyond it where there are bytes.
  ///     For a stream it begins at 0 and its end is ignored.
  ///   - size: The size of the input when it is known: spares the call that finds its end.
  ///   - reader: The input.
  ///   - isCancelled: Asked between windows, and while a stream lets one wait.
  ///   - isWanted: Gets the first bytes before anything else; when it says no, nothing is handed
  ///     out.
  ///   - body: Gets the bytes, the offset of the first, and the core as offsets in the bytes.
  /// - Returns: How much was read.
  /// - Throws: ``ReadError``; what was read before an error of the system has been handed out, and
  ///   so has what a stream gave before it was cancelled.
  public mutating func read(
    _ stretch: Range<Int>, size: Int?, from reader: ByteReader,
    isCancelled: () -> Bool = { false },
    isWanted: (UnsafeRawBufferPointer) -> Bool = { _ in true },
    _ body: (UnsafeRawBufferPointer, _ base: Int, _ core: Range<Int>) -> Void
  ) throws(ReadError) -> Extent {
    var base = max(0, stretch.lowerBound - margin)
    var coreStart = stretch.lowerBound
    var filled = 0
    var isAtEnd = false
    var isFirst = true
    while true {
      // A file of known size is not asked for the bytes behind its end.
      let wanted = size.map { max(0, min(buffer.count, $0 - base)) } ?? buffer.count
      if filled < wanted {
        let space = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<wanted])
        var count = 0
        do throws(ReadError) {
          try reader.read(
            into: space, at: base + filled, count: &count, isCancelled: isCancelled)
        } catch {
          // What the buffer holds is worth a look, although its end is a cut.
          filled += count
          let coreEnd = min(stretch.upperBound, base + filled)
          if coreEnd > coreStart {
            body(
              UnsafeRawBufferPointer(rebasing: buffer[..<filled]), base,
              coreStart - base..<coreEnd - base)
          }
          throw error
        }
        isAtEnd = count < space.count
        filled += count
      }
      if isFirst {
        isFirst = false
        guard isWanted(UnsafeRawBufferPointer(rebasing: buffer[..<filled])) else {
          return Extent(bytes: 0, endedEarly: false)
        }
      }
      if let size, base + filled >= size { isAtEnd = true }
      let available = base + filled
      let coreEnd = min(stretch.upperBound, isAtEnd ? available : available - margin)
      if coreEnd > coreStart {
        body(
          UnsafeRawBufferPointer(rebasing: buffer[..<filled]), base,
          coreStart - base..<coreEnd - base)
        coreStart = coreEnd
      }
      if isAtEnd || coreStart >= stretch.upperBound { break }
      if isCancelled() { throw .cancelled }
      let keepFrom = max(base, coreStart - margin)
      let kept = available - keepFrom
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[keepFrom - base..<filled]))
      base = keepFrom
      filled = kept
    }
    let expected = size.map { min($0, stretch.upperBound) } ?? stretch.lowerBound
    return Extent(
      bytes: coreStart - stretch.lowerBound, endedEarly: coreStart < expected)
  }
}
