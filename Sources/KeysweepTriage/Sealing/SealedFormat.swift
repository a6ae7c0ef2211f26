internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The lines of `keysweep-sealed/1`, as README.md describes them.
enum SealedFormat {
  static let family = "keysweep-sealed/"
  static let version = "keysweep-sealed/1"
  static let kdf = "scrypt"

  // MARK: Header

  /// The first line.
  static func header(_ parameters: SealParameters) -> String {
    func cost(_ cost: SealCost) -> String {
      "[\(cost.log2Rounds),\(cost.blockSize),\(cost.parallelism)]"
    }
    let salt = Data(parameters.salt).base64EncodedString()
    return "{\"format\":\"\(version)\",\"kdf\":\"\(kdf)\",\"salt\":\"\(salt)\","
      + "\"accountCost\":\(cost(parameters.accountCost)),\"keyCost\":\(cost(parameters.keyCost)),"
      + "\"note\":\"keys and accounts are salted hashes; their numbers are nobody's\"}"
  }

  private struct Header: Decodable {
    var format: String
    var kdf: String?
    var salt: String?
    var accountCost: [Int]?
    var keyCost: [Int]?
  }

  /// Whether the bytes begin like a sealed inventory, of whatever version.
  static func recognises(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.prefix(40).starts(with: Array("{\"format\":\"\(family)".utf8))
  }

  /// Reads the first line.
  static func parameters(_ line: UnsafeBufferPointer<UInt8>) throws(SealedError) -> SealParameters {
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(line)) else {
      throw SealedError(reason: "the header is no valid JSON")
    }
    guard header.format == version else {
      throw SealedError(
        reason: "sealed as \(header.format), and this keysweep reads \(version); use a newer one")
    }
    guard header.kdf == kdf else {
      throw SealedError(reason: "kdf is \(header.kdf ?? "missing"), expected \(kdf)")
    }
    guard let salt = header.salt.flatMap({ Data(base64Encoded: $0) }), salt.count >= 8 else {
      throw SealedError(reason: "salt is no base64 of at least 8 bytes")
    }
    return SealParameters(
      salt: Array(salt), accountCost: try cost(header.accountCost, "accountCost"),
      keyCost: try cost(header.keyCost, "keyCost"))
  }

  private static func cost(_ numbers: [Int]?, _ name: String) throws(SealedError) -> SealCost {
    guard let numbers, numbers.count == 3 else {
      throw SealedError(reason: "\(name) is not [log2 N, r, p]")
    }
    let cost = SealCost(
      log2Rounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
    guard cost.isReasonable else {
      throw SealedError(reason: "\(name) \(numbers) asks for more than a look-up may cost")
    }
    return cost
  }

  // MARK: Inputs

  /// What one input was.
  struct Input: Sendable, Hashable {
    /// From 1; inputs of one file have the same number.
    var file: Int
    var format: String
    var asOf: Instant?
    var asOfIsLowerBound: Bool
    /// Rows that could not be understood when it was sealed.
    var leftOut: Int
  }

  static func encode(_ input: Input) -> SealedValue {
    .list([
      .text("input"), .number(Int64(input.file)), .text(input.format), time(input.asOf),
      .bool(input.asOfIsLowerBound), .number(Int64(input.leftOut)),
    ])
  }

  static func time(_ time: Instant?) -> SealedValue {
    time.map { .number($0.secondsSinceEpoch) } ?? .null
  }

  static func text(_ text: String?) -> SealedValue { text.map { .text($0) } ?? .null }

  static func bool(_ value: Bool?) -> SealedValue { value.map { .bool($0) } ?? .null }
}
