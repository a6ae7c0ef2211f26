internal import KeysweepModel

/// Tells random key material from everything else that has its shape.
///
/// Every threshold is loss-free on random material to about one in a million; Benchmarks/RESULTS.md
/// holds the measured loss. Cheapest tests first.
enum MaterialFilter {
  typealias Filter = RuleDefinition.Filter

  /// The first filter that says that these bytes are no secret; nil when all let it pass.
  static func rejectSecret(
    _ bytes: UnsafeRawBufferPointer, filters: Set<Filter>, entropy: Double?,
    examples: ExampleCredentials
  ) -> Suppression? {
    if filters.contains(.hex), isHex(bytes) {
      return Suppression(filter: "hex", reason: "only hexadecimal digits, as in a SHA-1")
    }
    if filters.contains(.example), examples.contains(secret: bytes) {
      return Suppression(filter: "example", reason: "a secret that AWS publishes as an example")
    }
    if filters.contains(.prose), TextLikelihood.isCodeOrProse(bytes) {
      return Suppression(filter: "prose", reason: "reads like words, an identifier or a path")
    }
    if filters.contains(.placeholder), isPlaceholder(bytes) {
      return Suppression(
        filter: "placeholder", reason: "repeated characters, a sequence or a placeholder word")
    }
    if filters.contains(.base64Text), isBase64OfText(bytes) {
      return Suppression(filter: "base64-text", reason: "base64 of readable text")
    }
    if filters.contains(.entropy), let entropy, shannonEntropy(bytes) <= entropy {
      return Suppression(
        filter: "entropy", reason: "Shannon entropy is not above \(entropy) bits per character")
    }
    return nil
  }

  /// The first filter that says that this ID is none; nil when all let it pass.
  static func rejectKeyID(
    _ id: AccessKeyID, filters: Set<Filter>, entropy: Double?, examples: ExampleCredentials
  ) -> Suppression? {
    if filters.contains(.example), examples.contains(keyID: id.description) {
      return Suppression(filter: "example", reason: "a key ID that AWS publishes as an example")
    }
    var text = id.description
    return text.withUTF8 { utf8 in
      let body = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(utf8)[4...])
      if filters.contains(.placeholder), isPlaceholder(body) {
        return Suppression(
          filter: "placeholder", reason: "repeated characters, a sequence or a placeholder word")
      }
      if filters.contains(.malformed), id.form == .malformed {
        return Suppression(
          filter: "malformed", reason: "holds 0, 1, 8 or 9, which never occur in issued key IDs")
      }
      if filters.contains(.entropy), let entropy,
        shannonEntropy(UnsafeRawBufferPointer(utf8)) <= entropy
      {
        return Suppression(
          filter: "entropy", reason: "Shannon entropy is not above \(entropy) bits per character")
      }
      return nil
    }
  }

  /// Whether all bytes are hexadecimal digits of one case.
  static func isHex(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // Without branches, so that the compiler can do many bytes at once.
    var lower: UInt8 = 1
    var upper: UInt8 = 1
    for byte in bytes {
      let digit: UInt8 = byte &- 0x30 < 10 ? 1 : 0
      lower &= digit | (byte &- 0x61 < 6 ? 1 : 0)
      upper &= digit | (byte &- 0x41 < 6 ? 1 : 0)
    }
    return lower | upper == 1
  }

  /// Shannon entropy of the byte distribution, in bits per byte.
  static func shannonEntropy(_ bytes: UnsafeRawBufferPointer) -> Double {
    guard !bytes.isEmpty else { return 0 }
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in bytes { counts[Int(byte)] &+= 1 }
      var sum = 0.0
      for count in counts where count > 1 { sum += Double(count) * Log2.of(Int(count)) }
      return Log2.of(bytes.count) - sum / Double(bytes.count)
    }
  }

  /// Whether the bytes hold a long repetition, a long sequence, or a word that placeholders use.
  static func isPlaceholder(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count > 1 else { return false }
    var same = 1
    var rising = 1
    var falling = 1
    for index in 1..<bytes.count {
      let step = Int(bytes[index]) - Int(bytes[index - 1])
      same = step == 0 ? same + 1 : 1
      rising = step == 1 ? rising + 1 : 1
      falling = step == -1 ? falling + 1 : 1
      if same >= 6 || rising >= 7 || falling >= 7 { return true }
    }
    for word in words where ByteSearch.contains(word, in: bytes) { return true }
    return isPeriodic(bytes)
  }

  /// At least five characters each: a random 40-character secret holds a given one with
  /// probability below 36/64⁵, three in a hundred million.
  private static let words: [StaticString] = [
    "XXXXX", "xxxxx", "REDACTED", "redacted", "PLACEHOLDER", "placeholder", "CHANGEME", "changeme",
    "YOURSECRET", "YourSecret", "yoursecret", "SECRETKEY", "SecretKey", "secretkey", "ACCESSKEY",
    "AccessKey", "accesskey", "example", "Example", "QWERTY", "qwerty", "asdfgh", "ASDFGH",
    "FAKEFAKE", "fakefake", "TESTTEST", "testtest", "DEADBEEF", "deadbeef", "abcdef", "ABCDEF",
    "123456", "foobar", "FOOBAR", "dummy", "DUMMY",
    "GOESHERE", "GoesHere", "goeshere", "YOURACCESS", "YOURKEY", "REPLACEME", "replaceme",
    "NOTAREAL", "NotAReal", "notareal", "SAMPLE",
  ]

  /// Whether a unit of at most eight bytes is repeated throughout (`abcdabcdabcd`).
  private static func isPeriodic(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for period in 1...8 where bytes.count >= 2 * period {
      var index = period
      while index < bytes.count, bytes[index] == bytes[index - period] { index += 1 }
      if index == bytes.count { return true }
    }
    return false
  }

  /// Whether the bytes are base64 of text, in UTF-8 or UTF-16, at any of the four alignments.
  ///
  /// A random byte is printable ASCII with probability 0.38; at least nine in ten of 29 are so
  /// with probability below 10⁻⁸.
  static func isBase64OfText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for skip in 0..<4 where bytes.count > skip + 16 {
      var printable = 0
      var zero = 0
      var total = 0
      var bits: UInt32 = 0
      var have = 0
      for byte in bytes[skip...] {
        bits = bits << 6 | UInt32(base64Value(byte))
        have += 6
        guard have >= 8 else { continue }
        have -= 8
        let decoded = UInt8(truncatingIfNeeded: bits >> UInt32(have))
        total += 1
        if decoded &- 0x20 < 0x5F || decoded == 0x0A || decoded == 0x0D || decoded == 0x09 {
          printable += 1
        } else if decoded == 0 {
          zero += 1
        }
      }
      if printable * 10 >= total * 9 { return true }
      if zero * 5 >= total * 2, (printable + zero) * 10 >= total * 9 { return true }
    }
    return false
  }

  private static func base64Value(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B: 62
    default: 63
    }
  }
}

/// Base-2 logarithms of small whole numbers, without a math library.
enum Log2 {
  private static let table: [Double] = (0...256).map { n in n == 0 ? 0 : compute(Double(n)) }

  /// The logarithm of `n`; numbers above 256 are taken as 256.
  static func of(_ n: Int) -> Double { table[min(max(n, 0), 256)] }

  /// Integer part by halving, fraction bit by bit through squaring.
  private static func compute(_ value: Double) -> Double {
    var x = value
    var result = 0.0
    while x >= 2 {
      x /= 2
      result += 1
    }
    var weight = 0.5
    for _ in 0..<40 {
      x *= x
      if x >= 2 {
        x /= 2
        result += weight
      }
      weight /= 2
    }
    return result
  }
}
