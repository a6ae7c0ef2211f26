/// Names of objects that do not exist: made from a number, and as even as hashes.
public enum TestObjects {
  /// The name of an object.
  ///
  /// - Parameters:
  ///   - number: Which one.
  ///   - count: Bytes in the name.
  /// - Returns: Its bytes; of two numbers they differ.
  public static func id(_ number: Int, bytes count: Int = 20) -> [UInt8] {
    // splitmix64, whose first word is different for different numbers.
    var state = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
    var result: [UInt8] = []
    result.reserveCapacity(count)
    while result.count < count {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      word ^= word >> 31
      for shift in stride(from: 56, through: 0, by: -8) where result.count < count {
        result.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return result
  }
}
