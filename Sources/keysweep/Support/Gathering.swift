internal import KeysweepModel
internal import KeysweepTriage
internal import Synchronization

/// Takes hits from the sweep, one at a time.
final class Gathering: Sendable {
  private let builder: Mutex<FindingBuilder>
  private let revealed: RevealedSecrets?

  init(_ builder: FindingBuilder, _ revealed: RevealedSecrets?) {
    self.builder = Mutex(builder)
    self.revealed = revealed
  }

  func add(_ hit: Hit) {
    builder.withLock { $0.add(hit) }
    if hit.suppression == nil { revealed?.add(hit) }
  }

  func finish() -> (findings: [Finding], suppressed: [String: Int]) {
    builder.withLock { $0.finish() }
  }
}

/// The one place where secrets are written in clear: a private file the user asked for.
final class RevealedSecrets: @unchecked Sendable {
  // Sendable: the file is written only under `lock`.
  private let file: OutputFile
  private let lock = Mutex(())

  init(_ file: OutputFile) { self.file = file }

  /// Adds a line: key ID, secret, session token, place, separated by tabs.
  func add(_ hit: Hit) {
    let secrets = [hit.secret?.value, hit.sessionToken?.value.value, hit.other?.value.value]
    guard secrets.contains(where: { $0 != nil }) else { return }
    var line = Array((hit.keyID?.value.description ?? "-").utf8)
    for secret in secrets {
      line.append(0x09)
      if let secret {
        secret.withUnsafeSecretBytes { line.append(contentsOf: $0) }
      } else {
        line.append(UInt8(ascii: "-"))
      }
    }
    line.append(0x09)
    line += hit.path.bytes.map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }
    line += Array(":\(hit.position.line)\n".utf8)
    lock.withLock { _ in line.withUnsafeBytes { file.write($0) } }
  }

  func commit() throws(OutputError) { try file.commit() }
}

/// Collects text into large writes.
struct OutputBuffer {
  private var bytes: [UInt8] = []
  private let sink: (UnsafeRawBufferPointer) -> Void

  init(_ sink: @escaping (UnsafeRawBufferPointer) -> Void) { self.sink = sink }

  mutating func append(_ text: String) {
    bytes += text.utf8
    if bytes.count >= 1 << 16 { flush() }
  }

  mutating func flush() {
    bytes.withUnsafeBytes(sink)
    bytes.removeAll(keepingCapacity: true)
  }
}
