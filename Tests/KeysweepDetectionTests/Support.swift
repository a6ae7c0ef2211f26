import Foundation
import KeysweepModel
import Testing

@testable import KeysweepDetection

struct OutOfMemory: Error {}

/// Sweeps bytes in memory, cut into windows of any size.
enum InMemory {
  static let rules: RuleSet = {
    do {
      return try RuleSet.bundled()
    } catch {
      preconditionFailure("bundled rules: \(error)")
    }
  }()

  static func hits(_ text: String) throws -> [Hit] { try hits(Array(text.utf8)) }

  /// The hits, in order, of an item cut into windows with cores of `window` bytes and into
  /// segments, as for several workers; with `maxPending`, paired after so many candidates.
  static func hits(
    _ bytes: [UInt8], window: Int? = nil, segments: Int = 1, path: String = "item",
    maxPending: Int? = nil
  ) throws -> [Hit] {
    guard var scanner = Scanner(rules: rules) else { throw OutOfMemory() }
    var assembler =
      maxPending.map { ItemAssembler(path: SourcePath(path), maxPending: $0) }
      ?? ItemAssembler(path: SourcePath(path))
    var hits: [Hit] = []
    bytes.withUnsafeBytes { buffer in
      let length = max(1, (buffer.count + segments - 1) / segments)
      for start in stride(from: 0, to: buffer.count, by: length) {
        var result = SegmentResult()
        let end = min(buffer.count, start + length)
        for coreStart in stride(from: start, to: end, by: window ?? length) {
          let coreEnd = min(end, coreStart + (window ?? length))
          // Exactly the margin, as a reader gives it: nothing may depend on more.
          let low = max(0, coreStart - Window.margin)
          let high = min(buffer.count, coreEnd + Window.margin)
          scanner.scan(
            Window(
              bytes: UnsafeRawBufferPointer(rebasing: buffer[low..<high]), base: low,
              core: coreStart - low..<coreEnd - low),
            into: &result)
        }
        assembler.add(result) { hits.append($0) }
      }
      assembler.finish { hits.append($0) }
    }
    return hits
  }
}

extension Secret {
  /// The bytes as text, for tests only.
  var plain: String { withUnsafeSecretBytes { String(decoding: $0, as: UTF8.self) } }
}

extension [Hit] {
  /// What is not suppressed.
  var counted: [Hit] { filter { $0.suppression == nil } }
  /// Pairs as (ID, secret).
  var pairs: Set<String> {
    Set(
      counted.compactMap { hit in
        guard let id = hit.keyID, let secret = hit.secret else { return nil }
        return "\(id.value) \(secret.value.plain)"
      })
  }
}
