internal import KeysweepDetection
internal import KeysweepModel
internal import Synchronization

/// Keeps secrets that stand in names of files out of the places that are shown.
///
/// A path is a run of the base64 alphabet itself, so only what was found is masked: in the place of
/// the hit that holds it, and in those that come after it.
final class NameMask: Sendable {
  private let onHit: @Sendable (Hit) -> Void
  private let named = Mutex<[Secret]>([])

  /// More secrets in names than this come from nobody's mistake.
  private static let most = 1000

  /// Masks hits on their way to somebody.
  init(_ onHit: @escaping @Sendable (Hit) -> Void) { self.onHit = onHit }

  /// Takes a hit.
  func callAsFunction(_ hit: Hit) {
    let own = [hit.secret?.value, hit.sessionToken?.value.value, hit.other?.value.value]
      .compactMap { $0 }
    let secrets = named.withLock { known in
      for secret in own where known.count < Self.most && Self.isIn(hit.path.bytes, secret) {
        if !known.contains(secret) { known.append(secret) }
      }
      return known
    }
    onHit(secrets.isEmpty ? hit : Self.masked(hit, secrets))
  }

  private static func masked(_ hit: Hit, _ secrets: [Secret]) -> Hit {
    var hit = hit
    hit.path = masked(hit.path, secrets)
    guard var git = hit.git?.value else { return hit }
    git.repository = masked(git.repository, secrets)
    git.paths.first = git.paths.first.map { masked($0, secrets) }
    // A link has the path in another form.
    if git != hit.git?.value { git.url = nil }
    hit.git = Shared(git)
    return hit
  }

  private static func masked(_ path: SourcePath, _ secrets: [Secret]) -> SourcePath {
    var bytes = path.bytes
    for secret in secrets {
      while let range = range(of: secret, in: bytes) {
        bytes.replaceSubrange(range, with: Array(SecretMask.mark.utf8))
      }
    }
    return bytes.count == path.bytes.count ? path : SourcePath(bytes: bytes)
  }

  private static func isIn(_ bytes: [UInt8], _ secret: Secret) -> Bool {
    range(of: secret, in: bytes) != nil
  }

  private static func range(of secret: Secret, in bytes: [UInt8]) -> Range<Int>? {
    guard secret.count > 16, bytes.count >= secret.count else { return nil }
    return secret.withUnsafeSecretBytes { secret in
      (0...(bytes.count - secret.count)).first { start in
        bytes[start] == secret[0] && bytes[start..<(start + secret.count)].elementsEqual(secret)
      }.map { $0..<($0 + secret.count) }
    }
  }
}
