internal import ArgumentParser
internal import KeysweepModel
public import KeysweepReporting

/// `keysweep report diff`.
struct ReportDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says what is new, gone, better and worse between two reports.",
    discussion: """
      Both are what scan, git or report wrote with --format json. Credentials are told apart by \
      themselves, so that moved files and lines change nothing.

      EXAMPLES
        keysweep report diff monday.json friday.json
        keysweep report diff findings.json left.json --format json --output diff.json

      EXIT STATUS
        0  nothing new, nothing worse
        1  something is new or worse
        2  usage error, or a report that cannot be read
        3  nothing new or worse, but the newer sweep was incomplete
        4  an output could not be written
      """)

  @Argument(help: ArgumentHelp("The earlier report.", valueName: "OLD"))
  var old: String

  @Argument(help: ArgumentHelp("The later report.", valueName: "NEW"))
  var new: String

  @OptionGroup(title: "Report") var outputs: OutputOptions<DiffFormat>

  @Option(name: .long, help: "Colours: auto, always or never. NO_COLOR is honoured.")
  var color: ColorMode = .auto

  func run() throws {
    let outputs = try UsageError.wrap {
      try Outputs(self.outputs.targets(), inputs: [old, new])
    }
    let diff = try UsageError.wrap {
      ReportDiff(old: try RecordedReport.read(old), new: try RecordedReport.read(new))
    }
    let failures = outputs.write { format, descriptor, write in
      write(format.text(diff, style: color.style(for: descriptor), version: Version.text))
    }
    for failure in failures { Console.report(failure) }
    guard failures.isEmpty else { throw ExitCode(ExitStatus.outputLost.rawValue) }
    let status: ExitStatus =
      diff.isWorse ? .findings : diff.isComplete ? .complete : .incomplete
    throw ExitCode(status.rawValue)
  }
}

extension DiffFormat: OutputFormat {}
