internal import CPCRE2

/// A compiled PCRE2 pattern.
///
/// Matching is on raw bytes: no UTF mode unless asked for, so that any input is a valid subject.
/// The pattern is JIT-compiled where the platform allows; where it does not (for instance when
/// writable-executable memory is forbidden) matching falls back to the interpreter with the same
/// results, and ``isJITCompiled`` says so.
public final class Pattern: @unchecked Sendable {
  // Sendable: `code` is written only here and never after `init`; PCRE2 documents compiled code,
  // after `pcre2_jit_compile`, as read-only and shareable between threads (pcre2api(3),
  // "Multithreading").
  let code: OpaquePointer

  /// The pattern as given.
  public let source: String
  /// Number of capture groups, without the whole match.
  public let captureCount: Int
  /// Group numbers by name.
  public let captureNames: [String: Int]
  /// Whether machine code is used.
  public let isJITCompiled: Bool
  /// How many bytes before its start a match may look at (longest look-behind, in characters).
  public let maxLookbehind: Int

  /// How a pattern is compiled.
  public struct Options: OptionSet, Sendable {
    /// PCRE2's own option bits.
    public let rawValue: UInt32
    /// Wraps PCRE2 option bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Match only at the start offset.
    public static let anchored = Options(
      rawValue: UInt32(bitPattern: Int32(truncatingIfNeeded: PCRE2_ANCHORED)))
    /// Ignore the case of ASCII letters.
    public static let caseless = Options(rawValue: UInt32(PCRE2_CASELESS))
    /// Ignore white space in the pattern and allow `#` comments.
    public static let extended = Options(rawValue: UInt32(PCRE2_EXTENDED))
    /// Treat pattern and subject as UTF-8; invalid subjects are handled, not refused.
    public static let utf = Options(rawValue: UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF))
    /// Let `.` match line ends.
    public static let dotAll = Options(rawValue: UInt32(PCRE2_DOTALL))
  }

  /// Compiles a pattern.
  ///
  /// `\C` is refused, since a rule must not split code units, and so is everything that would let
  /// a rule file run code or switch its limits off.
  ///
  /// - Parameters:
  ///   - source: The pattern.
  ///   - options: How to compile it.
  ///   - usesJIT: Set to false to match with the interpreter, for comparison.
  /// - Throws: ``PatternError`` with PCRE2's message and the offset.
  public init(_ source: String, options: Options = [], usesJIT: Bool = true) throws(PatternError) {
    var errorCode: Int32 = 0
    var errorOffset = 0
    let flags = options.rawValue | UInt32(PCRE2_NEVER_BACKSLASH_C)
    var text = source
    let compiled = text.withUTF8 { bytes in
      // An empty pattern may have a null base address, which PCRE2 would refuse.
      withUnsafePointer(to: UInt8(0)) { empty in
        pcre2_compile_8(
          bytes.baseAddress ?? empty, bytes.count, flags, &errorCode, &errorOffset, nil)
      }
    }
    guard let compiled else {
      throw PatternError(
        pattern: source, offset: errorOffset, code: errorCode, message: pcre2Message(errorCode))
    }
    code = compiled
    self.source = source
    isJITCompiled = usesJIT && pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0
    var count: UInt32 = 0
    pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    captureCount = Int(count)
    var lookbehind: UInt32 = 0
    pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_MAXLOOKBEHIND), &lookbehind)
    maxLookbehind = Int(lookbehind)
    captureNames = Self.names(of: compiled)
  }

  deinit { pcre2_code_free_8(code) }

  /// The version of the PCRE2 library, for instance `10.42 2022-12-11`.
  public static var libraryVersion: String {
    var buffer = [UInt8](repeating: 0, count: 64)
    _ = buffer.withUnsafeMutableBytes {
      pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), $0.baseAddress)
    }
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Reads the name table: entries of fixed size, two bytes of group number, then the name.
  private static func names(of code: OpaquePointer) -> [String: Int] {
    var count: UInt32 = 0
    var entrySize: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &entrySize)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table, count > 0 else { return [:] }
    var names: [String: Int] = [:]
    for index in 0..<Int(count) {
      let entry = UnsafeBufferPointer(
        start: table + index * Int(entrySize), count: Int(entrySize))
      let number = Int(entry[0]) << 8 | Int(entry[1])
      names[String(decoding: entry[2...].prefix { $0 != 0 }, as: UTF8.self)] = number
    }
    return names
  }
}
