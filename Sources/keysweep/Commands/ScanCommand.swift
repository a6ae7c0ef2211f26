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
    let judge = try loadJudge()
    let advice = try UsageError.wrap { try AdviceTable.bundled() }
    let targets = outputTargets()
    // Outputs are opened before the sweep, so that hours of work do not end at a missing folder.
    let files = try UsageError.wrap {
      try targets.map { target in try target.path.map { try OutputFile($0) } }
    }
    let stream = Self.stream(to: zip(targets, files).filter { $0.0.format == .jsonl }.map { $0.1 })
    let revealed = try UsageError.wrap {
      try report.revealSecrets.map { try RevealedSecrets(OutputFile($0, isPrivate: true)) }
    }
    let sweep = Sweep(configuration(rules))
    let display = ProgressDisplay(sweep.progress, isWanted: report.progress)
    Signals.stopSoftlyOnInterrupt()
    var options = FindingBuilder.Options()
    options.locationCap = report.maxLocations
    options.includesSuppressed = report.showSuppressed
    let gathering = Gathering(
      FindingBuilder(judge: judge.judge, advice: advice, options: options), revealed,
      stream: stream)
    let empty = SweepReport(
      findings: [], summary: SweepSummary(), toolVersion: Version.text, asOf: judge.now,
      staleAfterDays: inventory.staleAfter.number)
    stream?(JSONLinesReporter.header(empty))
    var summary = display.run {
      sweep.run(isCancelled: { Signals.isInterrupted }) { gathering.add($0) }
    }
    let (findings, suppressed) = gathering.finish()
    summary.suppressed = suppressed
    judge.describe(in: &summary)
    var result = empty
    result.findings = findings
    result.summary = summary
    try UsageError.wrap {
      for (target, file) in zip(targets, files) { try write(result, to: target, file) }
      try revealed?.commit()
    }
    throw ExitCode(ExitStatus(result, failOn: report.failOn).rawValue)
  }

  // MARK: Wiring

  private func configuration(_ rules: RuleSet) -> SweepConfiguration {
    var configuration = SweepConfiguration(rules: rules)
    configuration.readsStandardInput = paths.contains("-")
    configuration.roots = paths.filter { $0 != "-" }.map { SourcePath(argument: $0) }
    configuration.walk.excludes = exclude
    configuration.walk.readsIgnoreFiles = !noIgnoreFiles
    if let jobs { configuration.jobs = jobs }
    if let windowBytes { configuration.windowBytes = windowBytes }
    return configuration
  }

  private func loadJudge() throws -> LoadedJudge {
    try UsageError.wrap {
      let loaded =
        inventory.inventory.isEmpty
        ? nil
        : try Inventory.load(
          paths: inventory.inventory.map { SourcePath(argument: $0) }, asOf: inventory.asOf?.instant
        )
      let accounts = try inventory.accounts.map {
        try AccountTags(toml: try FileContent.read($0), name: $0)
      }
      let now = Instant(secondsSinceEpoch: Process.now)
      let policy = TriagePolicy(staleAfterDays: inventory.staleAfter.number, now: now)
      return LoadedJudge(
        judge: Judge(
          inventory: loaded, policy: policy, accounts: try accounts ?? AccountTags.bundled()),
        inventory: loaded, now: now)
    }
  }

  private func outputTargets() -> [OutputTarget] {
    report.output.isEmpty
      ? [OutputTarget(path: nil, format: report.format)]
      : report.output.map { OutputTarget(argument: $0, fallback: report.format) }
  }

  /// What sends each hit to the outputs that stream; nil when none does.
  private static func stream(to files: [OutputFile?]) -> (@Sendable (String) -> Void)? {
    guard !files.isEmpty else { return nil }
    return { line in
      for file in files { put(line, to: file) }
    }
  }

  /// Writes text to a file, or to standard output.
  private static func put(_ text: String, to file: OutputFile?) {
    var text = text
    text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      if let file {
        file.write(bytes)
      } else {
        // A reader that went away has had enough.
        _ = Console.writeAll(bytes, to: 1)
      }
    }
  }

  private func write(_ report: SweepReport, to target: OutputTarget, _ file: OutputFile?) throws {
    let reporter: any Reporter =
      target.format == .jsonl
      ? JSONLinesReporter(hasHeader: false)
      : target.format.reporter(style: self.report.style(for: file == nil ? 1 : nil))
    var buffer = OutputBuffer { Self.put($0, to: file) }
    reporter.write(report) { buffer.append($0) }
    buffer.flush()
    try file?.commit()
  }
}

/// A judge and what it rests on.
private struct LoadedJudge {
  var judge: Judge
  var inventory: Inventory?
  var now: Instant

  /// Adds the inventory's own record to the summary of the sweep.
  func describe(in summary: inout SweepSummary) {
    guard let inventory else { return }
    summary.inventorySources = inventory.sources
    for incident in inventory.incidents {
      summary.incidentCounts[incident.kind, default: 0] += 1
      summary.incidents.append(incident)
    }
    summary.incidents.sort()
  }
}
