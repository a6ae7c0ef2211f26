public import KeysweepModel

/// Random key material in the form AWS issues it.
public struct DemoMaterial<Generator: RandomNumberGenerator> {
  private var generator: Generator

  /// Makes a source of material.
  ///
  /// - Parameter generator: Where the randomness comes from.
  public init(_ generator: Generator) { self.generator = generator }

  /// A key ID of the current generation.
  ///
  /// 80 bits of base32: a 1, the account in 40 bits, then opaque bits.
  ///
  /// - Parameters:
  ///   - prefix: `AKIA` or `ASIA`.
  ///   - account: The owning account.
  /// - Returns: The ID.
  public mutating func keyID(_ prefix: String, account: AccountID) -> String {
    let number = UInt64(account.description) ?? 0
    let head = (1 << 44) | number << 4 | UInt64.random(in: 0..<16, using: &generator)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var body = ""
    for shift in stride(from: 40, through: 0, by: -5) {
      body.append(letters[Int(head >> UInt64(shift) & 31)])
    }
    return prefix + body + text(7, letters)
  }

  /// A key ID of the generation before 2019, which holds no account.
  public mutating func oldKeyID() -> String {
    "AKIA" + (Bool.random(using: &generator) ? "I" : "J")
      + text(15, Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
  }

  /// A secret access key.
  public mutating func secret() -> String {
    text(40, Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
  }

  /// Lower-case hexadecimal digits, as in a git SHA-1.
  public mutating func hex(_ count: Int) -> String { text(count, Array("0123456789abcdef")) }

  /// Base64 of random bytes, as in an image.
  public mutating func base64(_ count: Int) -> String {
    text(count, Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
  }

  /// An account number that no documentation uses.
  public mutating func account() -> AccountID {
    var number = UInt64.random(in: 200_000_000_000...899_999_999_999, using: &generator)
    number -= number % 7
    return AccountID(number: number) ?? account()
  }

  /// A whole number.
  public mutating func number(_ range: Range<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func text(_ count: Int, _ letters: [Character]) -> String {
    var result = ""
    for _ in 0..<count {
      result.append(letters[Int.random(in: 0..<letters.count, using: &generator)])
    }
    return result
  }
}
