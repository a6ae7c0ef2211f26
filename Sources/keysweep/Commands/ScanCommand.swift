internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepScan

/// `keysweep scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Sweeps files and folders for AWS keys and judges each against the inventory.",
    discussion: """
      Hidden and git-ignored files are swept too: that is where keys are. So is the whole history \
      of every git repository that is met: deleted files, stashes, messages, what nothing reaches. \
      Nothing leaves the machine, and no secret is printed.

      EXAMPLES
        keysweep scan . --inventory ./inventory/ -o report.html -o -
        pg_dump prod | keysweep scan - --format jsonl --fail-on usable
        keysweep scan . -o github:- -o report.sarif -o summary.md
        keysweep scan /srv/backup --state /var/lib/keysweep/backup.state
      """)

  @Argument(help: "Files, folders and pipes; - is standard input.")
  var paths: [String] = []

  @OptionGroup(title: "Inventory") var inventory: InventoryOptions
  @OptionGroup(title: "Report") var report: ReportOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions

  @OptionGroup(title: "Sweep") var options: SweepOptions

  @Flag(
    inversion: .prefixedNo,
    help: "Sweep every object of the git repositories that are met, in all of their history.")
  var history = true

  func validate() throws {
    guard !paths.isEmpty else {
      throw ValidationError("Name what to sweep: files, folders, or - for standard input.")
    }
  }

  func run() throws {
    let session = try SweepSession(
      inputs: paths + (options.state.map { [$0] } ?? []), rules: rules, inventory: inventory,
      report: report)
    var configuration = session.configuration()
    options.apply(to: &configuration)
    configuration.readsStandardInput = paths.contains("-")
    configuration.roots = paths.filter { $0 != "-" }.map { SourcePath(argument: $0) }
    configuration.sweepsHistory = history
    let memory = try options.remember(in: &configuration)
    let sweep = Sweep(configuration)
    try session.run(sweep.progress, memory) { sweep.run(isCancelled: $0, onHit: $1) }
  }
}
