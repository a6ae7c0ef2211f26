internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan
internal import KeysweepTriage
internal import Synchronization

/// Takes hits from the sweep, one at a time.
final class Gathering: Sendable {
  private let builder: Mutex<FindingBuilder>
  private let revealed: RevealedSecrets?
  private let stream: (@Sendable (String) -> Void)?

  /// Prepares to gather.
  ///
  /// - Parameters:
  ///   - builder: Groups the hits.
  ///   - revealed: Gets the secrets in clear, if the user asked for it.
  ///   - stream: Gets a line of JSON for every hit, if some output is JSON lines.
  init(
    _ builder: FindingBuilder, _ revealed: RevealedSecrets?,
    stream: (@Sendable (String) -> Void)?
  ) {
    self.builder = Mutex(builder)
    self.revealed = revealed
    self.stream = stream
  }

  func add(_ hit: Hit) {
    let sighting = builder.withLock { builder in
      builder.add(hit)
      return stream == nil ? nil : builder.sighting(of: hit)
    }
    if hit.suppression == nil { revealed?.add(hit) }
    guard let stream, let sighting else { return }
    stream(
      JSONLinesReporter.line(
        for: hit, credential: sighting.credential, location: sighting.location,
        digests: sighting.digests))
  }

  func finish() -> (findings: [Finding], suppressed: [String: Int]) {
    builder.withLock { builder in
      builder.prepare(forEach: Parallel.forEach)
      return builder.finish()
    }
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
  private var text = ""
  private let sink: (String) -> Void

  init(_ sink: @escaping (String) -> Void) { self.sink = sink }

  mutating func append(_ piece: String) {
    text += piece
    if text.utf8.count >= 1 << 16 { flush() }
  }

  mutating func flush() {
    sink(text)
    text = ""
  }
}
