internal import KeysweepPCRE2

/// A place at which encoded material may stand.
struct EncodedRun {
  /// How it is recognised.
  enum Kind {
    /// A run of letters that may be base64 or hexadecimal.
    case letters
    /// Letters with zeros between them.
    case wide
    /// Characters that are all written as escapes.
    case escapes
  }

  var range: Range<Int>
  var kind: Kind
}

/// The encoded forms of `AKIA` and `ASIA`.
///
/// Three letters of base64 depend on three bytes and on where they stand, so there are three forms
/// of each, and what is certain of them are the letters below.
struct EncodedAnchors: Sendable {
  /// At the start of base64, where a key ID alone stands: shorter than any run that is looked at.
  static let shortest: Set<String> = ["QUtJ", "QVNJ"]

  /// All forms in base64.
  let base64: Pattern
  /// All forms in hexadecimal digits.
  let hex: Pattern
  /// Four characters in a row that are written as escapes.
  let escapes: Pattern

  init() throws(PatternError) {
    base64 = try Pattern("Q(?:UtJ|VNJ)Q|F[LT]SU[EF]|B[SU]0lB")
    hex = try Pattern("41(?:4[bB]|53)4941")
    escapes = try Pattern(
      #"(?:%[0-9A-Fa-f]{2}){4}|(?:\\{1,4}u00[0-7][0-9A-Fa-f]){4}|(?:\\{1,4}x[0-7][0-9A-Fa-f]){4}|(?:&#[xX]?[0-9A-Fa-f]{1,6};){4}"#
    )
  }

  /// How many letters of base64 of whole bytes stand before a form that was found.
  static func phase(of first: UInt8) -> Int {
    switch first {
    case UInt8(ascii: "F"): 2
    case UInt8(ascii: "B"): 3
    default: 0
    }
  }

  /// Whether one of ``shortest`` stands at `at`.
  @inline(__always)
  static func isShortest(at: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes[at] == UInt8(ascii: "Q"), at + 4 <= bytes.count else { return false }
    let next = (bytes[at + 1], bytes[at + 2], bytes[at + 3])
    return next == (UInt8(ascii: "U"), UInt8(ascii: "t"), UInt8(ascii: "J"))
      || next == (UInt8(ascii: "V"), UInt8(ascii: "N"), UInt8(ascii: "J"))
  }
}
