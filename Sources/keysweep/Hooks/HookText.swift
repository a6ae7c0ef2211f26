internal import KeysweepModel
internal import KeysweepReporting

/// Small texts of hooks.
enum HookText {
  /// A path for a terminal.
  static func path(_ path: SourcePath) -> String { Escaping.printable(path.bytes) }
}
