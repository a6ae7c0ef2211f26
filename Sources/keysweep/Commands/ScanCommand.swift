internal import ArgumentParser
internal import KeysweepDetection
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan
internal import KeysweepTriage

/// `keysweep scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Sweeps files and folders for AWS keys and judges each against the inventory.",
    discussion: """
      Hidden and git-ignored files are swept too: that is where keys are. Nothing leaves the
      machine, and no secret is printed.

      EXAMPLES
        keysweep scan . --inventory ./inventory/
        pg_dump prod | keysweep scan - --format jsonl --fail-on usable
      """)

  @Argument(help: "Files, folders and pipes; - is standard input.")
  var paths: [String] = []

  @OptionGroup(title: "Inventory") var inventory: InventoryOptions
  @OptionGroup(title: "Report") var report: ReportOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Leave out what matches, in gitignore syntax; may be repeated.", valueName: "GLOB"))
  var exclude: [String] = []

  @Flag(name: .long, help: "Do not obey .keysweepignore files.")
  var noIgnoreFiles = false

  @Flag(
    inversion: .prefixedNo,
    help: "Sweep every object of the git repositories that are met, in all of their history.")
  var history = true

  @Flag(name: .long, help: "Scan every version of a file whole, not just its changes; slower.")
  var noDeltaSkip = false

  @Option(name: .shortAndLong, help: "How many workers (default: one a core).")
  var jobs: Int?

  @Option(name: .long, help: .hidden)
  var windowBytes: Int?

  func validate() throws {
    guard !paths.isEmpty else {
      throw ValidationError("Name what to sweep: files, folders, or - for standard input.")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024.")
    }
    if let windowBytes, !(1...(64 << 20)).contains(windowBytes) {
      throw ValidationError("--window-bytes takes a number from 1 to 67108864.")
    }
  }

  func run() throws {
    let rules = try rules.load()
    let judge = try UsageError.wrap { try LoadedJudge(inventory) }
    let advice = try UsageError.wrap { try AdviceTable.bundled() }
    let outputs = try UsageError.wrap {
      try Outputs(
        report.outputs.targets(), secrets: report.revealSecrets, inputs: paths + inventory.inventory
      )
    }
    let stream = outputs.stream
    let sweep = Sweep(configuration(rules, outputs))
    let display = ProgressDisplay(sweep.progress, isWanted: report.progress)
    Signals.stopSoftlyOnInterrupt()
    var options = FindingBuilder.Options()
    options.locationCap = report.maxLocations
    options.includesSuppressed = report.showSuppressed
    let gathering = Gathering(
      FindingBuilder(judge: judge.judge, advice: advice, options: options), outputs.secrets,
      stream: stream)
    var result = SweepReport(
      findings: [], summary: SweepSummary(), toolVersion: Version.text, asOf: judge.now,
      staleAfterDays: inventory.staleAfter.number)
    stream?(JSONLinesReporter.header(result))
    result.summary = display.run {
      sweep.run(isCancelled: { Signals.isInterrupted }) { gathering.add($0) }
    }
    (result.findings, result.summary.suppressed) = gathering.finish()
    judge.describe(in: &result.summary)
    let failures = outputs.write(result) { report.style(for: $0) }
    for failure in failures { Console.report(failure) }
    guard failures.isEmpty else { throw ExitCode(ExitStatus.outputLost.rawValue) }
    throw ExitCode(ExitStatus(result, failOn: report.failOn).rawValue)
  }

  // MARK: Wiring

  private func configuration(_ rules: RuleSet, _ outputs: Outputs<ReportFormat>)
    -> SweepConfiguration
  {
    var configuration = SweepConfiguration(rules: rules)
    configuration.readsStandardInput = paths.contains("-")
    configuration.roots = paths.filter { $0 != "-" }.map { SourcePath(argument: $0) }
    configuration.walk.excludes = exclude
    configuration.walk.readsIgnoreFiles = !noIgnoreFiles
    configuration.walk.ownOutputs = outputs.named
    configuration.walk.ownTemporaries = outputs.temporary
    configuration.sweepsHistory = history
    configuration.skipsDeltas = !noDeltaSkip
    if let jobs { configuration.jobs = jobs }
    if let windowBytes { configuration.windowBytes = windowBytes }
    return configuration
  }
}
