public import KeysweepModel

/// What a presigned URL says in clear about the key that signed it.
///
/// SigV4 (`X-Amz-…` parameters; also RDS and ElastiCache tokens, EKS and Bedrock short-term keys
/// when they are decoded) and SigV2 (`AWSAccessKeyId`, `Expires`). The signature is not kept.
public struct SignedURL: Sendable, Hashable {
  /// The scheme of signing.
  public enum Version: String, Sendable {
    /// Signs date, region and service.
    case v4 = "SigV4"
    /// S3 only, and still what SDKs write for old regions.
    case v2 = "SigV2"
  }

  /// The scheme of signing.
  public var version: Version
  /// The key that signed it.
  public var keyID: AccessKeyID
  /// The host it goes to.
  public var host: String?
  /// When it was signed; SigV2 does not say.
  public var signed: Instant?
  /// The region it is good for.
  public var region: String?
  /// The service it is good for.
  public var service: String?
  /// When it stops working, unless the key or session behind it ends before.
  public var expires: Instant?
  /// Whether it carries a session token, readable or not.
  public var hasToken = false
  /// The session token, if its structure can be read.
  public var token: SessionToken?

  /// All presigned URLs of a text.
  ///
  /// - Parameter bytes: The text; URLs end at white space, quotes and angle brackets.
  /// - Returns: The URLs in their order.
  public static func all(in bytes: some Collection<UInt8>) -> [SignedURL] {
    bytes.split { $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 || $0 == 0x60 || $0 == 0x3C || $0 == 0x3E }
      .compactMap { SignedURL(word: Array($0)) }
  }

  private init?(word: [UInt8]) {
    let text = String(decoding: word, as: UTF8.self)
      .replacing("&amp;", with: "&").replacing("\\u0026", with: "&")
    var values: [String: String] = [:]
    let query = text.firstIndex(of: "?").map { text[text.index(after: $0)...] } ?? text[...]
    for field in query.split(separator: "&") {
      guard let equals = field.firstIndex(of: "=") else { continue }
      let name = field[..<equals].lowercased()
      values[name] = Self.decoded(String(field[field.index(after: equals)...]))
    }
    if let credential = values["x-amz-credential"] {
      let scope = credential.split(separator: "/", omittingEmptySubsequences: false)
      guard scope.count == 5, let id = AccessKeyID(scope[0]) else { return nil }
      version = .v4
      keyID = id
      region = String(scope[2])
      service = String(scope[3])
      // The scope names the day, so a date of another request does not count.
      signed = values["x-amz-date"].flatMap {
        $0.hasPrefix(scope[1]) ? Instant(iso8601: $0) : nil
      }
      if let signed, let seconds = values["x-amz-expires"].flatMap({ Int64($0) }),
        (0...604_800).contains(seconds)
      {
        expires = signed + seconds
      }
    } else if let text = values["awsaccesskeyid"], let id = AccessKeyID(text),
      values["signature"] != nil
    {
      version = .v2
      keyID = id
      service = "s3"
      expires = values["expires"].flatMap { Int64($0) }.flatMap {
        (0...253_402_300_799).contains($0) ? Instant(secondsSinceEpoch: $0) : nil
      }
    } else {
      return nil
    }
    host = Self.host(text)
    if let encoded = values["x-amz-security-token"] {
      hasToken = true
      token = Array(encoded.utf8).withUnsafeBytes { SessionTokenParser.parse($0) }
    }
  }

  private static func host(_ text: String) -> String? {
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    let host = text[start...].prefix { $0 != "/" && $0 != "?" }
    return host.contains(".") && !host.contains("=") ? String(host) : nil
  }

  /// Undoes percent-encoding.
  ///
  /// - Parameter text: A text; what is no escape in it stays.
  /// - Returns: The plain text.
  public static func decoded(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
      {
        result.append(value)
        at += 3
      } else {
        result.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
