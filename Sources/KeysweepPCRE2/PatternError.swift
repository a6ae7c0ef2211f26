internal import CPCRE2

/// A pattern that PCRE2 refused.
public struct PatternError: Error, Hashable, CustomStringConvertible {
  /// The pattern as given.
  public let pattern: String
  /// Byte offset in the pattern at which PCRE2 gave up.
  public let offset: Int
  /// PCRE2's error number.
  public let code: Int32
  /// PCRE2's own message.
  public let message: String

  /// The message, the offset, and the pattern around it.
  public var description: String {
    "PCRE2: \(message) at offset \(offset) in pattern \u{201c}\(pattern)\u{201d}"
  }
}

/// A match that PCRE2 gave up on; "no match" is not an error.
public struct MatchError: Error, Hashable, CustomStringConvertible {
  /// What ran out.
  public enum Kind: String, Sendable {
    /// The match limit (backtracking steps).
    case matchLimit = "match limit"
    /// The depth limit (nested backtracking).
    case depthLimit = "depth limit"
    /// The heap limit.
    case heapLimit = "heap limit"
    /// The JIT stack.
    case jitStack = "JIT stack"
    /// Anything else; see the message.
    case other
  }

  /// What ran out.
  public let kind: Kind
  /// The pattern that was matching.
  public let pattern: String
  /// PCRE2's own message.
  public let message: String

  init(code: Int32, pattern: Pattern) {
    kind =
      switch code {
      case PCRE2_ERROR_MATCHLIMIT: .matchLimit
      case PCRE2_ERROR_DEPTHLIMIT: .depthLimit
      case PCRE2_ERROR_HEAPLIMIT: .heapLimit
      case PCRE2_ERROR_JIT_STACKLIMIT: .jitStack
      default: .other
      }
    self.pattern = pattern.source
    message = pcre2Message(code)
  }

  /// What ran out, with PCRE2's message.
  public var description: String {
    "PCRE2 gave up (\(message)) on pattern \u{201c}\(pattern)\u{201d}"
  }
}

/// PCRE2's text for an error number.
func pcre2Message(_ code: Int32) -> String {
  var buffer = [UInt8](repeating: 0, count: 256)
  let length = buffer.withUnsafeMutableBufferPointer {
    pcre2_get_error_message_8(code, $0.baseAddress, $0.count)
  }
  // A negative length means that the text was cut; what fits is still there.
  let count = length >= 0 ? Int(length) : buffer.firstIndex(of: 0) ?? buffer.count
  return String(decoding: buffer[..<count], as: UTF8.self)
}
