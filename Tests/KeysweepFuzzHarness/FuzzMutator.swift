/// Changes inputs where no fuzzer is at hand; the same seed gives the same changes.
public struct FuzzMutator: Sendable {
  private var state: UInt64

  /// Begins.
  public init(seed: UInt64) { state = seed }

  private mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33) % max(1, bound)
  }

  /// One to four changes of an input.
  ///
  /// - Parameters:
  ///   - input: What is changed.
  ///   - other: Where pieces are taken from.
  /// - Returns: The changed input.
  public mutating func mutate(_ input: [UInt8], with other: [UInt8]) -> [UInt8] {
    var bytes = input
    for _ in 0...next(4) where !bytes.isEmpty {
      // Flags and tables at the beginning decide most.
      let reach = next(2) == 0 ? bytes.count : min(bytes.count, 64)
      let at = next(reach)
      switch next(8) {
      case 0: bytes[at] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF][next(6)]
      case 1: bytes[at] ^= 1 << UInt8(next(8))
      case 2: bytes[at] = UInt8(next(256))
      case 3: bytes[at] = bytes[at] &+ UInt8(next(2) == 0 ? 1 : 255)
      case 4: bytes.removeSubrange(at..<min(bytes.count, at + 1 + next(8)))
      case 5: bytes.insert(contentsOf: (0...next(8)).map { _ in UInt8(next(256)) }, at: at)
      case 6:
        let piece = Array(bytes[at..<min(bytes.count, at + 1 + next(64))])
        bytes.insert(contentsOf: piece, at: next(bytes.count))
      default:
        guard !other.isEmpty else { continue }
        let from = next(other.count)
        bytes.insert(contentsOf: other[from..<min(other.count, from + 1 + next(64))], at: at)
      }
    }
    return bytes
  }
}
