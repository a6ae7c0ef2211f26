internal import ArgumentParser
internal import KeysweepGitCommand

/// Which part of a repository is swept.
struct GitModeOptions: ParsableArguments {
  /// What was asked for.
  enum Mode {
    /// Every object, and what lies beside the objects in the git directory.
    case all
    /// What a part of the history introduces.
    case part(GitCommand.Selection)
    /// What the next commit brings.
    case staged
    /// What is not committed yet.
    case worktree
  }

  @Flag(name: .long, help: "Every object, whether anything reaches it or not (the default).")
  var all = false

  @Option(
    name: .long,
    help: ArgumentHelp("Everything that a branch reaches, local or remote.", valueName: "NAME"))
  var branch: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only what these commits introduce, merges included: FROM..TO.", valueName: "RANGE"))
  var range: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only what was committed since: a commit, 2026-01-31, or 2.weeks.",
      valueName: "COMMIT|DATE"))
  var since: String?

  @Flag(name: .long, help: "Only what the next commit adds: the index, without what HEAD has.")
  var staged = false

  @Flag(
    name: .long,
    help: "Only what is not committed: changed and untracked files, without what HEAD has.")
  var worktree = false

  /// The one that was asked for.
  var mode: Mode {
    if let branch { return .part(.branch(branch)) }
    if let range { return .part(.range(range)) }
    if let since { return .part(.since(since)) }
    return staged ? .staged : worktree ? .worktree : .all
  }

  func validate() throws {
    let chosen = [
      (all, "--all"), (branch != nil, "--branch"), (range != nil, "--range"),
      (since != nil, "--since"), (staged, "--staged"), (worktree, "--worktree"),
    ].filter(\.0).map(\.1)
    guard chosen.count <= 1 else {
      throw ValidationError(
        "\(chosen.joined(separator: " and ")) exclude each other: name one of them.")
    }
  }
}
