internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepReporting

/// `keysweep report`: a namespace for its subcommands, of which the first is the default.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Judges earlier findings again and writes them anew, without reading the sources.",
    discussion: """
      Takes what scan and git wrote with --format json. With an inventory, everything is judged \
      again: rotate keys, fetch a new inventory, see what is left. Without one, the verdicts stay.

      EXAMPLES
        keysweep report findings.json --inventory new/ -o left.json -o left.md
        keysweep report diff findings.json left.json
      """,
    subcommands: [ReportShowCommand.self, ReportDiffCommand.self],
    defaultSubcommand: ReportShowCommand.self)
}

/// Reports that a sweep has written.
enum RecordedReport {
  /// Larger than any report whose places are capped.
  private static let maxBytes = 2 << 30

  /// Reads one.
  ///
  /// - Parameter path: The file.
  /// - Returns: The report.
  /// - Throws: ``UsageError`` or `ReportReadError`, with the remedy.
  static func read(_ path: String) throws -> SweepReport {
    let path = String(decoding: SourcePath(argument: path).bytes, as: UTF8.self)
    return try ReportReader.read(try FileContent.read(path, maxBytes: maxBytes), file: path)
  }
}
