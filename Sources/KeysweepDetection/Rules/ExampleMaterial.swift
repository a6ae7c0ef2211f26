/// Random material in the shape of the real one.
enum ExampleMaterial {
  /// The placeholders that can be filled.
  static let names = [
    "AKIA", "ASIA", "SECRET", "TOKEN", "LEGACY", "SMTP", "BEDROCK", "BEDROCK_SHORT", "HEX40",
  ]

  /// The first thing in an example that is written like a placeholder and is none.
  ///
  /// What holds lower-case letters is left alone: templates of others are written so.
  static func unknownPlaceholder(in example: String) -> (name: String, offset: Int)? {
    for match in example.matches(of: /{{([^{}]*)}}/) {
      let name = match.output.1
      let isWord = name.utf8.allSatisfy { byte in
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || " _-".utf8.contains(byte)
      }
      guard isWord, name.contains(where: \.isLetter), !names.contains(String(name)) else {
        continue
      }
      return (
        String(name), example.utf8.distance(from: example.startIndex, to: match.range.lowerBound)
      )
    }
    return nil
  }

  /// Replaces every placeholder of an example.
  static func expand(_ example: String, using generator: inout some RandomNumberGenerator) -> String
  {
    var result = ""
    var rest = example[...]
    while let open = rest.firstRange(of: "{{"),
      let close = rest[open.upperBound...].firstRange(of: "}}")
    {
      result += rest[..<open.lowerBound]
      let name = rest[open.upperBound..<close.lowerBound]
      let material = make(name, using: &generator)
      result += material.map { String(decoding: $0, as: UTF8.self) } ?? "{{\(name)}}"
      rest = rest[close.upperBound...]
    }
    return result + rest
  }

  private static func make(
    _ name: Substring, using generator: inout some RandomNumberGenerator
  ) -> [UInt8]? {
    switch name {
    case "AKIA", "ASIA": keyID(String(name), using: &generator)
    case "SECRET": secret(using: &generator)
    case "LEGACY":
      Array("0".utf8) + random(18, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", &generator)
        + Array("A".utf8)
    case "HEX40": random(40, "0123456789abcdef", &generator)
    case "SMTP": Array("BC".utf8) + random(42, base64, &generator)
    case "BEDROCK":
      Array("ABSKQmVkcm9ja0FQSUtleS1hYmNkLWF0LTEyMzQ1Njc4OTAxMjp".utf8)
        + random(80, base64, &generator)
    case "BEDROCK_SHORT":
      // A presigned URL: `bedrock.amazonaws.com/?Action=CallWithBearerToken&x=` and what follows.
      encode(
        Array("bedrock.amazonaws.com/?Action=CallWithBearerToken&x=".utf8)
          + random(64, base64, &generator))
    case "TOKEN": token(using: &generator)
    default: nil
    }
  }

  /// A key ID of the current generation, of a random account.
  static func keyID(
    _ prefix: String, using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    let account = UInt64.random(in: 0...999_999_999_999, using: &generator)
    // 45 bits: generation, account, four opaque bits; then seven opaque characters.
    let head = (1 << 44) | account << 4 | UInt64.random(in: 0..<16, using: &generator)
    let body = stride(from: 40, through: 0, by: -5).map { alphabet[Int(head >> UInt64($0) & 31)] }
    return Array(prefix.utf8) + body
      + random(7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", &generator)
  }

  /// A secret access key.
  static func secret(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    random(40, base64, &generator)
  }

  /// A session token with the clear header of type 33, and random bytes for the rest.
  private static func token(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    var raw: [UInt8] = [33]

    func field(_ key: UInt8, _ value: [UInt8]) {
      raw.append(key)
      raw.append(UInt8(value.count))
      raw += value
    }

    func noise(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    field(0x0A, Array("origin_ec".utf8))
    field(0x1A, Array("us-east-1".utf8))
    field(0x22, noise(70))
    field(0x2A, [0x1A, 12] + Array("210987654321".utf8))
    // Field 6: 1 780 000 000, a day in 2026, as a varint.
    raw.append(0x30)
    var seconds: UInt64 = 1_780_000_000
    while seconds >= 0x80 {
      raw.append(UInt8(truncatingIfNeeded: seconds) | 0x80)
      seconds >>= 7
    }
    raw.append(UInt8(seconds))
    field(0x3A, noise(90))
    return encode(raw)
  }

  private static let base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  private static func random(
    _ count: Int, _ alphabet: String, _ generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let letters = Array(alphabet.utf8)
    return (0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
  }

  private static func encode(_ bytes: [UInt8]) -> [UInt8] {
    let letters = Array(base64.utf8)
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let group = bytes[at..<min(at + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for index in 0..<4 {
        result.append(
          index <= group.count ? letters[Int(bits >> UInt32(18 - 6 * index) & 63)] : 0x3D)
      }
      at += 3
    }
    return result
  }
}
