/// The version of the program.
public enum ProgramVersion {
  /// Semantic version; see CHANGELOG.md.
  public static let text = "0.1.0"
}
