/// A twelve-digit AWS account number.
public struct AccountID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number, zero-padded to 12 digits.
  public let description: String

  /// Accepts exactly twelve decimal digits.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 12, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      return nil
    }
    description = String(text)
  }

  /// Accepts a number of at most twelve digits.
  public init?(number: UInt64) {
    guard number <= 999_999_999_999 else { return nil }
    let digits = String(number)
    description = String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// Orders by number.
  public static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}

/// An AWS access key ID and what it says about itself.
///
/// Facts and vectors: AWS IAM "Understanding unique ID prefixes"; body bits after A. Steele (2020),
/// T. Be'ery (2023) and WithSecure, "A bitwise analysis of AWS access key identifiers".
public struct AccessKeyID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The family of an access key ID.
  public enum Kind: String, Sendable, CaseIterable {
    /// `AKIA`: long-term, of an IAM user or root.
    case longTerm = "long-term"
    /// `ASIA`: temporary, useless without its session token.
    case temporary
    /// Twenty characters without a prefix, issued to root before about 2010.
    case legacy
  }

  /// How the body of an ID reads.
  public enum Form: String, Sendable, CaseIterable {
    /// The account number can be read from the ID.
    case current
    /// Fifth character `I` or `J`: issued before 2018–2019, holds no account number.
    case oldGeneration = "old-generation"
    /// Cannot have been issued: fifth character `A`–`H`, `K`–`P`, `7`, or an account of 13 digits.
    case implausible
    /// Holds `0`, `1`, `8` or `9`, which are outside base32 and never occur in real IDs.
    case malformed
  }

  /// The ID as it stands, upper case.
  public let description: String
  /// The family of the ID.
  public let kind: Kind
  /// How the body reads.
  public let form: Form
  /// The owning account, when ``form`` is ``Form/current``.
  public let account: AccountID?

  /// Accepts `AKIA`/`ASIA` and 16 of `A-Z0-9`, or, for legacy IDs, any 20 of `A-Z0-9`.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20,
      bytes.allSatisfy({ ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39) })
    else { return nil }
    description = String(text)
    switch bytes[..<4] {
    case let p where p.elementsEqual("AKIA".utf8): kind = .longTerm
    case let p where p.elementsEqual("ASIA".utf8): kind = .temporary
    default:
      kind = .legacy
      form = .oldGeneration
      account = nil
      return
    }
    (form, account) = Self.readBody(bytes[4...])
  }

  /// Orders alphabetically.
  public static func < (a: Self, b: Self) -> Bool { a.description < b.description }

  /// Reads generation and account from the 16 body characters.
  ///
  /// 80 bits of base32; the first bit is the generation. When it is set, the next 40 bits are the
  /// account number, big-endian.
  private static func readBody(_ body: ArraySlice<UInt8>) -> (Form, AccountID?) {
    var values: [UInt64] = []
    values.reserveCapacity(16)
    for byte in body {
      guard let value = base32Value(byte) else { return (.malformed, nil) }
      values.append(value)
    }
    guard values[0] >= 16 else {
      let letter = body[body.startIndex]
      let issued = letter == UInt8(ascii: "I") || letter == UInt8(ascii: "J")
      return (issued ? .oldGeneration : .implausible, nil)
    }
    let first45 = values[..<9].reduce(UInt64(0)) { $0 << 5 | $1 }
    let number = (first45 >> 4) & ((1 << 40) - 1)
    guard let account = AccountID(number: number) else { return (.implausible, nil) }
    return (.current, account)
  }

  private static func base32Value(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x41...0x5A: UInt64(byte - 0x41)
    case 0x32...0x37: UInt64(byte - 0x32) + 26
    default: nil
    }
  }
}
