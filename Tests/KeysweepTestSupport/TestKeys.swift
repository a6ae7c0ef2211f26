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
    var generator = SystemRandomNumberGenerator()
    return keyID(prefix, account: account, using: &generator)
  }

  /// A key ID of the current generation, from a generator of one's own.
  ///
  /// - Parameters:
  ///   - prefix: `AKIA` or `ASIA`.
  ///   - account: Twelve digits.
  ///   - generator: Where chance comes from.
  /// - Returns: The ID.
  public static func keyID(
    _ prefix: String = "AKIA", account: String = "210987654321",
    using generator: inout some RandomNumberGenerator
  ) -> String {
    let opaque = UInt64.random(in: 0..<16, using: &generator)
    let head = (1 << 44) | (UInt64(account) ?? 0) << 4 | opaque
    let body = stride(from: 40, through: 0, by: -5).map { base32[Int(head >> UInt64($0) & 31)] }
    let rest = (0..<7).map { _ in base32[Int.random(in: 0..<32, using: &generator)] }
    return prefix + String(body) + String(rest)
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
