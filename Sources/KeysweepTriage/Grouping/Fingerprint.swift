internal import Crypto
internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A SHA-256, as 32 bytes: a key of dictionaries without a string.
struct Digest: Sendable, Hashable, Comparable {
  private let words: SIMD4<UInt64>

  fileprivate init(_ digest: SHA256.Digest) {
    var words = SIMD4<UInt64>()
    for (index, byte) in digest.enumerated() {
      words[index >> 3] = words[index >> 3] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// Lower-case hex.
  var hex: String {
    String(unsafeUninitializedCapacity: 64) { buffer in
      for index in 0..<64 {
        let digit = UInt8(words[index >> 4] >> UInt64(60 - 4 * (index & 15)) & 15)
        buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 64
    }
  }

  /// Orders as the hexadecimal forms are ordered.
  static func < (a: Self, b: Self) -> Bool {
    for index in 0..<4 where a.words[index] != b.words[index] {
      return a.words[index] < b.words[index]
    }
    return false
  }
}

/// Names of credentials that survive moved lines, renames and rewritten history.
enum Fingerprint {
  /// SHA-256 of a secret.
  static func digest(of secret: Secret) -> Digest {
    secret.withUnsafeSecretBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      return Digest(hash.finalize())
    }
  }

  /// A digest in lower-case hex.
  static func hex(_ digest: SHA256.Digest) -> String { Digest(digest).hex }

  /// The fingerprint of a credential: of its key ID, else of the digest of its secret.
  static func credential(_ identity: String) -> String {
    Digest(SHA256.hash(data: Array("keysweep:v1:\(identity)".utf8))).hex
  }

  /// The fingerprint of a credential at a path; `\` and `/` are the same.
  ///
  /// A place in a git history counts as its path, without the commit, so that rewritten history and
  /// further versions change nothing.
  static func location(_ identity: String, _ path: SourcePath, isInGit: Bool) -> String {
    let path = (isInGit ? path.beforeCommit : nil) ?? path
    let normalised = path.bytes.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    return Digest(SHA256.hash(data: Array("keysweep:v1:\(identity):".utf8) + normalised)).hex
  }
}

/// The digests of everything that is secret in a hit.
struct MaterialDigests {
  var secret: Digest?
  var sessionToken: Digest?
  var sesSMTPPassword: Digest?

  init(_ hit: Hit) {
    secret = hit.secret.map { Fingerprint.digest(of: $0.value) }
    sessionToken = hit.sessionToken.map { Fingerprint.digest(of: $0.value.value) }
    switch hit.other?.value.kind {
    case .sesSMTPPassword:
      sesSMTPPassword = hit.other.map { Fingerprint.digest(of: $0.value.value) }
    case .bedrockLongTermKey, .bedrockShortTermKey:
      secret = secret ?? hit.other.map { Fingerprint.digest(of: $0.value.value) }
    case nil: break
    }
  }

  /// As reports show them.
  var hex: HitDigests {
    var digests = HitDigests()
    digests.secret = secret?.hex
    digests.sessionToken = sessionToken?.hex
    digests.sesSMTPPassword = sesSMTPPassword?.hex
    return digests
  }
}
