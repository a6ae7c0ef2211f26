internal import KeysweepPCRE2

/// The matching engine, for the record.
public enum MatchingEngine {
  /// The version of PCRE2.
  public static var version: String { Pattern.libraryVersion }

  /// Whether patterns become machine code on this machine.
  public static var isJIT: Bool { (try? Pattern("A[KS]IA"))?.isJITCompiled ?? false }
}
