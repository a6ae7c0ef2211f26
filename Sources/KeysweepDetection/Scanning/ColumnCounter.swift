/// Counts columns in UTF-16 code units, for finds of a window in order.
///
/// Looks back no further than ``Window/margin``, so that it does not matter how an item was cut:
/// what stands further to the right has no such column.
struct ColumnCounter {
  private let window: Window
  /// Where the line of the last find begins, as an offset into the bytes of the window.
  private var lineStart = 0
  /// Up to where the line was counted; nil before the first find.
  private var counted: Int?
  /// Code units up to there; nil where the line is no UTF-8.
  private var units: Int?

  init(_ window: Window) { self.window = window }

  /// The column of a find, counted from 1; nil where it is not known.
  ///
  /// - Parameter offset: Where it begins, as an offset into the bytes of the window; never less than
  ///   before.
  /// - Returns: The column.
  mutating func column(at offset: Int) -> Int? {
    if let from = counted, from <= offset, LineCounter.lastLineFeed(in: slice(from..<offset)) == nil
    {
      if let before = units { units = Self.units(slice(from..<offset)).map { before + $0 } }
    } else {
      let low = max(0, offset - Window.margin)
      if let lineFeed = LineCounter.lastLineFeed(in: slice(low..<offset)) {
        lineStart = low + lineFeed + 1
      } else if low == 0, window.base == 0 {
        lineStart = 0
      } else {
        counted = nil
        return nil
      }
      units = Self.units(slice(textStart..<max(textStart, offset)))
    }
    counted = offset
    return offset - lineStart < Window.margin ? units.map { $0 + 1 } : nil
  }

  /// Where the line begins behind a byte order mark.
  private var textStart: Int {
    guard lineStart == 0, window.base == 0, window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      return lineStart
    }
    return 3
  }

  private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: window.bytes[range])
  }

  /// How many code units the bytes take in UTF-16; nil when they are no UTF-8.
  private static func units(_ bytes: UnsafeRawBufferPointer) -> Int? {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
    return bytes.withMemoryRebound(to: UInt8.self) { bytes in
      String(validating: bytes, as: UTF8.self)?.utf16.count
    }
  }
}
