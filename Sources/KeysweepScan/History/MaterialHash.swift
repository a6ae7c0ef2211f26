internal import Crypto
internal import KeysweepModel

/// Names what a hit shows in 64 bits, so that versions of a file can be compared without keeping
/// hits.
///
/// Keyed with bytes that nobody else knows: a hash that is stored tells nothing about the material.
/// 64 bits are enough, because only the materials of one history are told apart.
struct MaterialHash: Sendable {
  private let key: SymmetricKey

  /// - Parameter key: Random bytes; nil makes some for this run.
  init(key: [UInt8]?) {
    self.key = key.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
  }

  /// The hash of everything but the place.
  func hash(_ hit: Hit) -> UInt64 {
    var mac = HMAC<SHA256>(key: key)
    func add(_ bytes: UnsafeRawBufferPointer) {
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { mac.update(data: $0) }
      mac.update(data: bytes)
    }
    func add(_ text: String?) {
      var text = text ?? "\0"
      text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }
    func add(_ secret: Secret?) {
      if let secret { secret.withUnsafeSecretBytes { add($0) } } else { add("\0") }
    }
    add(hit.keyID?.value.description)
    add(hit.secret?.value)
    add(hit.sessionToken?.value.value)
    add(hit.other?.value.kind.rawValue)
    add(hit.other?.value.value)
    add(hit.pairing.rawValue)
    add(hit.owner)
    add(hit.accountHint?.description)
    add(hit.requestExpires?.iso8601)
    add(hit.suppression?.filter)
    for observation in hit.observations
    where ![.commit, .archiveMember, .fileModification].contains(observation.basis) {
      add(observation.basis.rawValue)
      add(observation.instant.iso8601)
    }
    return mac.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).littleEndian }
  }

  /// The hashes of the single parts of a hit: key ID, secret, token, other material.
  func parts(_ hit: Hit) -> [UInt64] {
    var parts: [UInt64] = []
    func add(_ kind: UInt8, _ bytes: UnsafeRawBufferPointer) {
      var mac = HMAC<SHA256>(key: key)
      mac.update(data: [kind])
      mac.update(data: bytes)
      parts.append(
        mac.finalize().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).littleEndian })
    }
    if let id = hit.keyID?.value { Array(id.description.utf8).withUnsafeBytes { add(1, $0) } }
    hit.secret?.value.withUnsafeSecretBytes { add(2, $0) }
    hit.sessionToken?.value.value.withUnsafeSecretBytes { add(3, $0) }
    hit.other?.value.value.withUnsafeSecretBytes { add(4, $0) }
    return parts
  }
}
