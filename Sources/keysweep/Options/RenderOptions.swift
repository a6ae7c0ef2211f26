internal import ArgumentParser
internal import KeysweepModel
public import KeysweepReporting

/// How a report is written, wherever its findings come from.
struct RenderOptions: ParsableArguments {
  @OptionGroup var outputs: OutputOptions<ReportFormat>

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What makes the exit status 1: any, usable, statuses, several with commas; or never.",
      valueName: "WHAT"))
  var failOn: FailOn = .any

  @Flag(name: .shortAndLong, help: "Name everything that was left out or could not be read.")
  var verbose = false

  @Flag(
    name: .long, help: "As text, only counts, what opens the door first, and what went wrong.")
  var summary = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What text puts together: credential, path, account or owner.", valueName: "WHAT"))
  var groupBy: TextGrouping = .credential

  @Option(name: .long, help: "Colours: auto, always or never. NO_COLOR is honoured.")
  var color: ColorMode = .auto

  /// The style for a descriptor.
  func style(for descriptor: Int32?) -> TextStyle {
    var style = color.style(for: descriptor, isVerbose: verbose)
    style.isSummary = summary
    style.grouping = groupBy
    return style
  }
}

/// What text groups by, as an argument names it.
protocol GroupingName: ExpressibleByArgument {}

extension TextGrouping: GroupingName {}
