internal import KeysweepDetection

/// The matching engine, for the record.
public enum Engine {
  /// The version of PCRE2.
  public static var version: String { MatchingEngine.version }
  /// Whether patterns become machine code on this machine.
  public static var isJIT: Bool { MatchingEngine.isJIT }
}
