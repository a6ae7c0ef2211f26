/// A statistical test of "code or prose" against "random".
///
/// The sum, over all neighbours, of how much more likely that step is in code, paths and prose
/// than in random material (a log-likelihood ratio of character bigrams).
enum TextLikelihood {
  /// Quarter bits above which 40 characters count as readable.
  ///
  /// Random secrets have a mean of -514 and a standard deviation of 87; of two million the highest
  /// reached -51. Of 23 348 identifiers and paths of 40 characters every one lay higher.
  private static let threshold = -50

  /// Whether the bytes read like words, an identifier or a path rather than like random material.
  static func isCodeOrProse(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count > 1, let first = bytes.first else { return false }
    let table = BigramTable.rows.utf8Start
    var sum = 0
    var previous = column(first)
    for byte in bytes.dropFirst() {
      let current = column(byte)
      sum += Int(table[previous * 64 + current]) - 80
      previous = current
    }
    return sum > threshold * (bytes.count - 1) / 39
  }

  /// The position of a character in `A-Za-z0-9+/`.
  private static func column(_ byte: UInt8) -> Int {
    switch byte {
    case 0x41...0x5A: Int(byte - 0x41)
    case 0x61...0x7A: Int(byte - 0x61) + 26
    case 0x30...0x39: Int(byte - 0x30) + 52
    case 0x2B: 62
    default: 63
    }
  }
}
