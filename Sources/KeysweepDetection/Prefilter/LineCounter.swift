/// Counts line feeds at memory speed.
enum LineCounter {
  /// The number of LF bytes.
  static func count(in bytes: UnsafeRawBufferPointer) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var total = 0
    var at = 0
    let lf = SIMD16<UInt8>(repeating: 0x0A)
    // Each lane counts in a byte, so at most 255 blocks before the lanes are added up.
    while at + 16 <= bytes.count {
      var lanes = SIMD16<UInt8>()
      let blocks = min(255, (bytes.count - at) / 16)
      for _ in 0..<blocks {
        let block = base.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
        lanes = lanes &- unsafeBitCast(block .== lf, to: SIMD16<UInt8>.self)
        at += 16
      }
      let sums =
        SIMD8<UInt16>(truncatingIfNeeded: lanes.lowHalf)
        &+ SIMD8<UInt16>(truncatingIfNeeded: lanes.highHalf)
      total += Int(sums.wrappedSum())
    }
    while at < bytes.count {
      if bytes[at] == 0x0A { total += 1 }
      at += 1
    }
    return total
  }

  /// The offset of the last LF, or nil.
  static func lastLineFeed(in bytes: UnsafeRawBufferPointer) -> Int? {
    var at = bytes.count
    while at > 0 {
      at -= 1
      if bytes[at] == 0x0A { return at }
    }
    return nil
  }
}
