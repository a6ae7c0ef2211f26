internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan
internal import KeysweepTriage

/// `keysweep report FINDINGS.json`.
struct ReportShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Judges earlier findings again and writes them anew (the default).",
    discussion: """
      EXAMPLES
        keysweep report findings.json --inventory new/ --fail-on usable
        keysweep report findings.json -o findings.sarif -o text:- --group-by owner

      EXIT STATUS
        0  nothing that --fail-on names
        1  findings
        2  usage, report or inventory error
        3  no such finding, but the sweep or the inventory was incomplete
        4  an output could not be written
      """)

  @Argument(help: ArgumentHelp("What a sweep wrote with --format json.", valueName: "FINDINGS"))
  var findings: String

  @OptionGroup(title: "Inventory") var inventory: InventoryOptions
  @OptionGroup(title: "Report") var render: RenderOptions

  func validate() throws {
    guard inventory.inventory.isEmpty else { return }
    if inventory.asOf != nil || inventory.now != nil || inventory.accounts != nil {
      throw ValidationError(
        "--as-of, --now and --accounts are for judging again, which takes --inventory.")
    }
  }

  func run() throws {
    let outputs = try UsageError.wrap {
      try Outputs(render.outputs.targets(), inputs: [findings] + inventory.inventory)
    }
    let report = try UsageError.wrap {
      let recorded = try RecordedReport.read(findings)
      return inventory.inventory.isEmpty ? recorded : try judged(recorded)
    }
    let failures = outputs.write { format, descriptor, write in
      format.reporter(style: render.style(for: descriptor)).write(report, to: write)
    }
    for failure in failures { Console.report(failure) }
    guard failures.isEmpty else { throw ExitCode(ExitStatus.outputLost.rawValue) }
    throw ExitCode(ExitStatus(report, failOn: render.failOn).rawValue)
  }

  /// The findings with new verdicts, and the new inventory in the place of the old one.
  private func judged(_ recorded: SweepReport) throws -> SweepReport {
    let judge = try LoadedJudge(inventory)
    var report = recorded
    report.findings = Rejudging(judge: judge.judge, advice: try AdviceTable.bundled())
      .findings(recorded.findings, forEach: Parallel.forEach)
    report.summary.forgetInventory()
    judge.describe(in: &report.summary)
    report.toolVersion = Version.text
    report.asOf = judge.now
    report.staleAfterDays = inventory.staleAfter.number
    return report
  }
}

extension SweepSummary {
  /// Takes out what the inventory of the sweep has added.
  fileprivate mutating func forgetInventory() {
    let paths = Set(inventorySources.map(\.path))
    inventorySources = []
    for incident in incidents
    where incident.kind == .malformedInventory || paths.contains(incident.path) {
      incidentCounts[incident.kind, default: 0] -= 1
    }
    incidents.removeAll { $0.kind == .malformedInventory || paths.contains($0.path) }
    incidentCounts = incidentCounts.filter { $0.value > 0 }
  }
}
