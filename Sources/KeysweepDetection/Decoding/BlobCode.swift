internal import KeysweepModel

/// Base64 or hexadecimal digits: letters of a fixed number of bits.
struct BlobCode {
  /// What it is called.
  var encoding: Encoding
  /// Bits in a letter.
  var bits: Int
  /// Letters that hold whole bytes.
  var group: Int
  static let base64 = BlobCode(encoding: .base64, bits: 6, group: 4)
  static let hex = BlobCode(encoding: .hex, bits: 4, group: 2)

  /// Whether a letter belongs to it; of base64, to either alphabet.
  @inline(__always)
  func accepts(_ byte: UInt8) -> Bool {
    if bits == 4 { return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6 }
    return RunFinder.isRunByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// The value of a letter that belongs to it; without branches, which letters would mislead.
  @inline(__always)
  private func value(_ byte: UInt8) -> UInt32 {
    if bits == 4 { return UInt32(byte & 15) + UInt32(byte >> 6) * 9 }
    return UInt32(Self.values.utf8Start[Int(byte & 127)]) - 48
  }

  /// The values of ASCII in base64, each as the character that is 48 behind it.
  private static let values: StaticString = """
    ooooooooooooooooooooooooooooooooooooooooooononoodefghijklmooooooo0123456789:;<=>\
    ?@ABCDEFGHIooooooJKLMNOPQRSTUVWXYZ[\\]^_`abcooooo
    """

  /// Decodes lines, from the letter `phase` on.
  func decode(
    _ lines: [Range<Int>], _ bytes: UnsafeRawBufferPointer, phase: Int, into text: DecodedText,
    isMapped: Bool
  ) {
    let letters = lines.reduce(0) { $0 + $1.count }
    text.begin(capacity: letters * bits / 8 + 8, isMapped: isMapped)
    var skipped = 0
    var store: UInt32 = 0
    var have = 0
    var start = 0
    for line in lines {
      for at in line {
        let byte = bytes[at]
        if byte == UInt8(ascii: "\\") { continue }
        if skipped < phase {
          skipped += 1
          continue
        }
        if have == 0 { start = at }
        store = store << UInt32(bits) | value(byte)
        have += bits
        guard have >= 8 else { continue }
        have -= 8
        text.append(UInt8(truncatingIfNeeded: store >> UInt32(have)), start, at + 1)
        start = at
      }
    }
  }

  // MARK: Samples

  /// The phases, as bits, at which samples of the lines decode to text.
  ///
  /// Six random bytes are all printable in one of 300 cases, so a quarter of the samples is enough
  /// where there are many.
  func textPhases(_ lines: [Range<Int>], _ bytes: UnsafeRawBufferPointer) -> UInt8 {
    let width = 48 / bits
    let letters = lines.reduce(0) { $0 + $1.count }
    let wanted = min(12, max(2, letters / 20))
    let step = max(1, lines.count / wanted)
    let each = max(1, (wanted + lines.count - 1) / lines.count)
    var phases: UInt8 = 0
    for phase in 0..<group {
      var samples = 0
      var texts = 0
      var before = 0
      var number = 0
      for line in lines {
        if number.isMultiple(of: step) {
          let stride = max(width, (line.count / each) / group * group)
          // The first letter of whole bytes in this line.
          var at = line.lowerBound + ((phase - before) % group + group) % group
          var taken = 0
          while taken < each, at + width <= line.upperBound {
            samples += 1
            if isText(bytes, at) { texts += 1 }
            taken += 1
            at += stride
          }
        }
        before += line.count
        number += 1
      }
      let least = samples < 8 ? max(1, (samples + 1) / 2) : samples / 4
      if samples > 0, texts >= least { phases |= 1 << UInt8(phase) }
    }
    return phases
  }

  /// Whether the letters at `at` stand for six printable bytes, or three of UTF-16.
  @inline(__always)
  private func isText(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
    var store: UInt64 = 0
    for offset in 0..<(48 / bits) {
      store = store << UInt64(bits) | UInt64(value(bytes[at + offset]))
    }
    if store & 0x8080_8080_8080 != 0 { return false }
    var printable: UInt8 = 0
    var zero: UInt8 = 0
    for index in 0..<6 {
      let byte = UInt8(truncatingIfNeeded: store >> UInt64(40 - index * 8))
      if Self.isPrintable(byte) { printable |= 1 << UInt8(index) }
      if byte == 0 { zero |= 1 << UInt8(index) }
    }
    return printable == 0b111111 || (printable == 0b010101 && zero == 0b101010)
      || (printable == 0b101010 && zero == 0b010101)
  }

  @inline(__always)
  static func isPrintable(_ byte: UInt8) -> Bool {
    byte &- 0x20 < 0x5F || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

extension BlobCode {
  /// Whether gzip or zlib begins at `at`.
  func isCompressed(at: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let width = 32 / bits + 1
    guard at + width <= bytes.count else { return false }
    var store: UInt64 = 0
    for offset in 0..<width { store = store << UInt64(bits) | UInt64(value(bytes[at + offset])) }
    let head = UInt32(truncatingIfNeeded: store >> UInt64(width * bits - 32))
    if head >> 8 == 0x1F8B08 { return true }
    // Two bytes say little, so the kind of the first block must make sense, too.
    let flags = head >> 16 & 0xFF
    return head >> 24 == 0x78 && head >> 16 % 31 == 0 && flags & 0x20 == 0
      && head >> 9 & 3 != 3
  }
}
