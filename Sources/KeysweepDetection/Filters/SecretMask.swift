/// Masks what could be a secret in text that is shown beside findings.
///
/// Subjects of commits, names of people and of references are somebody's words, and may hold the
/// credential itself.
public enum SecretMask {
  /// What stands in its place.
  public static let mark = "[masked]"

  /// Replaces every run of at least 40 characters of the base64 alphabet that is not hexadecimal.
  ///
  /// No secret access key, session token or derived password is shorter.
  ///
  /// - Parameter bytes: The text.
  /// - Returns: The text with marks.
  public static func mask(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var run: [UInt8] = []
    func close() {
      let isLong = run.count >= RunFinder.minimumLength
      let isHex = run.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 }
      result += isLong && !isHex ? Array(mark.utf8) : run
      run.removeAll(keepingCapacity: true)
    }
    for byte in bytes {
      if RunFinder.isRunByte(byte) {
        run.append(byte)
      } else {
        close()
        result.append(byte)
      }
    }
    close()
    return result
  }

  /// The same for text.
  public static func mask(_ text: String) -> String {
    String(decoding: mask(text.utf8), as: UTF8.self)
  }
}
