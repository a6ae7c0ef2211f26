internal import ArgumentParser
internal import KeysweepDetection

/// Which rules are in force.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Use the rules of FILE instead of the bundled ones; may be repeated.", valueName: "FILE"))
  var rules: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Use the rules of FILE beside the others; may be repeated.", valueName: "FILE"))
  var addRules: [String] = []

  /// Reads and compiles them.
  ///
  /// - Throws: `ExitCode` 2 after the mistake has been printed.
  func load() throws -> RuleSet {
    try Self.load(rules + addRules, adding: rules.isEmpty)
  }

  static func load(_ paths: [String], adding: Bool) throws -> RuleSet {
    try UsageError.wrap {
      let files = try paths.map { (bytes: try FileContent.read($0), name: $0) }
      return try RuleSet(files: files, addingToBundled: adding)
    }
  }
}
