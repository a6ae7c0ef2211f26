internal import CZlib

/// Compressed data that cannot be unpacked.
public struct InflateError: Error, Hashable, CustomStringConvertible {
  /// The family of an error.
  public enum Kind: String, Sendable {
    /// The data is damaged, or not of the stated format.
    case damaged
    /// The data asks for a preset dictionary, which the formats read here never have.
    case needsDictionary = "needs-dictionary"
    /// Memory ran out.
    case memory
    /// zlib was called wrongly, or is another version than was compiled against.
    case internalFault = "internal-fault"
  }

  /// What went wrong.
  public let kind: Kind
  /// zlib's own words, for instance `incorrect data check`.
  public let message: String

  /// The message with its family.
  public var description: String {
    switch kind {
    case .damaged: "the compressed data is damaged (\(message))"
    case .needsDictionary: "the compressed data needs a dictionary"
    case .memory: "out of memory while unpacking"
    case .internalFault: "zlib fails (\(message))"
    }
  }

  init(code: Int32, message: UnsafePointer<CChar>?) {
    kind =
      switch code {
      case Z_DATA_ERROR: .damaged
      case Z_NEED_DICT: .needsDictionary
      case Z_MEM_ERROR: .memory
      default: .internalFault
      }
    self.message = message.map { String(cString: $0) } ?? "zlib code \(code)"
  }
}
