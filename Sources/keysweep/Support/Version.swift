/// The version of the program.
enum Version {
  /// Semantic version; see CHANGELOG.md.
  static let text = "0.1.0"
}
