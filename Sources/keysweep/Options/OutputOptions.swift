internal import ArgumentParser

/// A format of a report, as `--format` takes it.
protocol OutputFormat: ExpressibleByArgument, RawRepresentable, Equatable, Sendable
where RawValue == String {
  /// Plain text, which is the default.
  static var text: Self { get }
}

/// Where a report goes, in which format.
struct OutputOptions<Format: OutputFormat>: ParsableArguments {
  @Option(name: .long, help: "The format on standard output, and of files that do not name one.")
  var format: Format = .text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to FILE instead of standard output; may be repeated. The format is FORMAT: in front, else the file's ending, else --format; - is standard output.",
      valueName: "[FORMAT:]FILE"))
  var output: [String] = []

  /// The reports that are asked for.
  ///
  /// - Throws: ``UsageError`` when one names no file.
  func targets() throws(UsageError) -> [OutputTarget<Format>] {
    try OutputTarget.all(output, format: format)
  }
}
