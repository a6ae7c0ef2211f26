internal import ArgumentParser
internal import KeysweepGitCommand
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepScan

/// `keysweep git`.
struct GitSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "git",
    abstract: "Sweeps the history of a git repository, a part of it, or the next commit.",
    discussion: """
      Every object is read once, straight from the object database: deleted files, stashes, \
      messages, notes, what only a reflog or nothing reaches. What is found is shown with the first \
      and the last commit that holds it, and whether it still stands. --range and --since leave out \
      what stood in the same file before.

      EXAMPLES
        keysweep git . --inventory ./inventory/
        keysweep git --range origin/main..HEAD --fail-on usable
        keysweep git --staged
        keysweep git /srv/git/shop.git --state sweeps.state
      """)

  @Argument(help: "A folder of the working tree, or a git directory.")
  var repository = "."

  @OptionGroup(title: "Part") var part: GitModeOptions
  @OptionGroup(title: "Inventory") var inventory: InventoryOptions
  @OptionGroup(title: "Report") var report: ReportOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Sweep") var options: SweepOptions

  func validate() throws {
    guard options.state == nil || !(part.staged || part.worktree) else {
      throw ValidationError("--state is for what is committed; leave it out here.")
    }
  }

  func run() throws {
    let session = try SweepSession(
      inputs: [repository] + (options.state.map { [$0] } ?? []), rules: rules, inventory: inventory,
      report: report)
    var configuration = session.configuration()
    options.apply(to: &configuration)
    switch part.mode {
    case .all:
      let whole = try UsageError.wrap { try GitRepository.whole(repository) }
      configuration.roots = [whole.directory]
      configuration.histories = whole.history.map { [$0] } ?? []
    case .part(let selection):
      configuration.histories = try UsageError.wrap {
        let repository = try GitRepository(repository)
        return [repository.target(try repository.objects(selection))]
      }
    case .staged, .worktree:
      return try sweepChanges(session, configuration)
    }
    let memory = try options.remember(in: &configuration)
    let sweep = Sweep(configuration)
    try session.run(sweep.progress, memory) { sweep.run(isCancelled: $0, onHit: $1) }
  }

  private func sweepChanges(
    _ session: SweepSession, _ configuration: SweepConfiguration
  ) throws {
    let sweep = try UsageError.wrap {
      let repository = try GitRepository(repository, obeysVariables: true)
      var notices: [Incident] = []
      let files = try repository.changes(isStaged: part.staged, notices: &notices)
      var sweep = try ChangeSweep(configuration, target: repository.target(), files: files)
      sweep.notices = notices
      return sweep
    }
    try session.run(sweep.progress, nil) { sweep.run(isCancelled: $0, onHit: $1) }
  }
}
