internal import ArgumentParser
internal import KeysweepDetection
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan
internal import KeysweepState
internal import KeysweepTriage

/// What every command that sweeps does: read options, sweep, judge, report, exit.
struct SweepSession {
  let rules: RuleSet
  private let inventory: InventoryOptions
  private let report: ReportOptions
  private let judge: LoadedJudge
  private let advice: AdviceTable
  private let outputs: Outputs<ReportFormat>

  /// Prepares everything, before anything is swept.
  ///
  /// - Parameters:
  ///   - inputs: What the user named to be read.
  ///   - rules: Which rules are in force.
  ///   - inventory: What to judge against.
  ///   - report: What to print where.
  /// - Throws: `ExitCode` 2 after the mistake has been printed.
  init(
    inputs: [String], rules: RuleOptions, inventory: InventoryOptions, report: ReportOptions
  ) throws {
    self.rules = try rules.load()
    self.inventory = inventory
    self.report = report
    judge = try UsageError.wrap { try LoadedJudge(inventory) }
    advice = try UsageError.wrap { try AdviceTable.bundled() }
    outputs = try UsageError.wrap {
      try Outputs(
        report.render.outputs.targets(), secrets: report.revealSecrets,
        inputs: inputs + inventory.inventory)
    }
  }

  /// A configuration that leaves this run's own outputs alone.
  func configuration() -> SweepConfiguration {
    var configuration = SweepConfiguration(rules: rules)
    configuration.walk.ownOutputs = outputs.named
    configuration.walk.ownTemporaries = outputs.temporary
    return configuration
  }

  /// Sweeps, reports and ends.
  ///
  /// - Parameters:
  ///   - progress: Counters of the sweep.
  ///   - memory: What it knows and learns, if anything.
  ///   - sweep: Sweeps; gets what asks whether to stop, and what takes hits.
  /// - Throws: `ExitCode`, always.
  func run(
    _ progress: SweepProgress, _ memory: StateMemory?,
    _ sweep: (@escaping @Sendable () -> Bool, @escaping @Sendable (Hit) -> Void) -> SweepSummary
  ) throws -> Never {
    let stream = outputs.stream
    let display = ProgressDisplay(progress, isWanted: report.progress)
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
      var summary = sweep({ Signals.isInterrupted }) { gathering.add($0) }
      memory?.finish(into: &summary)
      return summary
    }
    (result.findings, result.summary.suppressed) = gathering.finish()
    judge.describe(in: &result.summary)
    let failures = outputs.write(result) { report.render.style(for: $0) }
    for failure in failures { Console.report(failure) }
    guard failures.isEmpty else { throw ExitCode(ExitStatus.outputLost.rawValue) }
    throw ExitCode(ExitStatus(result, failOn: report.render.failOn).rawValue)
  }
}
