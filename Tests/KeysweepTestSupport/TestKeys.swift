/// Key material made at run time, so that no test file holds anything that looks live.
public enum TestKeys {
  private static let base32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
  private static let base64 = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  /// A key ID of the current generation.
  ///
  /// - Parameters:
  ///   - prefix: `AKIA` or `ASIA`.
  ///   - account: Twelve digits.
  /// - Returns: The ID.
  public static func keyID(_ prefix: String = "AKIA", account: String = "210987654321") -> String {
    let head = (1 << 44) | (UInt64(account) ?? 0) << 4 | UInt64.random(in: 0..<16)
    let body = stride(from: 40, through: 0, by: -5).map { base32[Int(head >> UInt64($0) & 31)] }
    return prefix + String(body) + random(7, base32)
  }

  /// A secret access key.
  public static func secret() -> String { random(40, base64) }

  /// Random base64 characters.
  public static func base64(_ count: Int) -> String { random(count, base64) }

  /// Random lower-case hexadecimal digits.
  public static func hex(_ count: Int) -> String { random(count, Array("0123456789abcdef")) }

  private static func random(_ count: Int, _ letters: [Character]) -> String {
    String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }
}
