internal import KeysweepModel

/// The version of the program.
enum Version {
  /// Semantic version; see CHANGELOG.md.
  static let text = ProgramVersion.text
}
