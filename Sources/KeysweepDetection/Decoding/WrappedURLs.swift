internal import KeysweepModel

/// Credentials that are a presigned URL in base64.
public enum WrappedURLs {
  private static let marks = ["bedrock-api-key-", "k8s-aws-v1."]

  /// The texts inside Bedrock short-term keys and EKS tokens.
  ///
  /// - Parameter bytes: A text that may hold some.
  /// - Returns: What they hold.
  public static func unwrap(_ bytes: [UInt8]) -> [[UInt8]] {
    let text = String(decoding: bytes, as: UTF8.self)
    return marks.flatMap { mark in
      text.ranges(of: mark).compactMap { range in
        decode(text[range.upperBound...].utf8.prefix { isBase64($0) })
      }
    }
  }

  /// The text in base64, standard or for URLs; nil when it is none.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    let standard = text.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    guard standard.count > 40 else { return nil }
    return standard.withUnsafeBytes { Base64.decode($0) }
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
