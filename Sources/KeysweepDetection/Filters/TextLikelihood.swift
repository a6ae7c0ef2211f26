/// A statistical test of "code or prose" against "random".
enum TextLikelihood {
  /// Whether the bytes read like words, an identifier or a path rather than like random material.
  static func isCodeOrProse(_ bytes: UnsafeRawBufferPointer) -> Bool {
    classChanges(bytes) * 4 < bytes.count
  }

  /// How often neighbours differ in class: lower case, upper case, digit, other.
  ///
  /// In 40 random characters about 25 of 39 do, with a standard deviation of 3.
  private static func classChanges(_ bytes: UnsafeRawBufferPointer) -> Int {
    var changes = 0
    var previous = -1
    for byte in bytes {
      let kind = byte &- 0x61 < 26 ? 0 : byte &- 0x41 < 26 ? 1 : byte &- 0x30 < 10 ? 2 : 3
      if previous >= 0, kind != previous { changes += 1 }
      previous = kind
    }
    return changes
  }
}
