internal import Crypto
internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Names of credentials that survive moved lines, renames and rewritten history.
enum Fingerprint {
  /// SHA-256 of a secret, lower-case hex.
  static func digest(of secret: Secret) -> String {
    secret.withUnsafeSecretBytes { hex(SHA256.hash(data: Array($0))) }
  }

  /// The digests of everything that is secret in a hit.
  static func digests(of hit: Hit) -> HitDigests {
    var digests = HitDigests()
    digests.secret = hit.secret.map { digest(of: $0.value) }
    digests.sessionToken = hit.sessionToken.map { digest(of: $0.value.value) }
    switch hit.other?.value.kind {
    case .sesSMTPPassword: digests.sesSMTPPassword = hit.other.map { digest(of: $0.value.value) }
    case .bedrockLongTermKey, .bedrockShortTermKey:
      digests.secret = digests.secret ?? hit.other.map { digest(of: $0.value.value) }
    case nil: break
    }
    return digests
  }

  /// The fingerprint of a credential: of its key ID, else of the digest of its secret.
  static func credential(_ identity: String) -> String {
    hex(SHA256.hash(data: Array("keysweep:v1:\(identity)".utf8)))
  }

  /// The fingerprint of a credential at a path; `\` and `/` are the same.
  static func location(_ identity: String, _ path: SourcePath) -> String {
    let normalised = path.bytes.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    return hex(SHA256.hash(data: Array("keysweep:v1:\(identity):".utf8) + normalised))
  }

  /// A digest in lower-case hex.
  static func hex(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
