internal import ArgumentParser

/// `keysweep hook`.
struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Keeps keys out of commits and pushes, as a hook of git.",
    discussion: """
      EXAMPLES
        keysweep hook install --pre-commit --pre-push
        keysweep hook status
      """,
    subcommands: [
      HookInstallCommand.self, HookUninstallCommand.self, HookStatusCommand.self,
      HookRunCommand.self,
    ])
}

/// Which hooks are meant, of which repository.
struct HookChoice: ParsableArguments {
  @Argument(help: "A folder of the repository.")
  var repository = "."

  @Flag(name: .long, help: "The next commit (the default).")
  var preCommit = false

  @Flag(name: .long, help: "Everything that a push brings to the remote.")
  var prePush = false

  @Flag(name: .long, help: "The message of a commit.")
  var commitMsg = false

  @Flag(name: .long, help: "In a repository that is pushed to: what a push brings.")
  var preReceive = false

  /// The hooks that were asked for; empty for none.
  var named: [HookKind] {
    [
      (preCommit, HookKind.preCommit), (prePush, .prePush), (commitMsg, .commitMessage),
      (preReceive, .preReceive),
    ].filter(\.0).map(\.1)
  }
}

/// `keysweep hook install`.
struct HookInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Makes git ask keysweep before it commits or pushes.",
    discussion: """
      A hook that is there already is kept beside, as NAME.keysweep-chained, and runs first; its \
      status counts. core.hooksPath is obeyed. Doing it again changes nothing, or the options.

      EXAMPLES
        keysweep hook install
        keysweep hook install --pre-commit --pre-push --inventory ~/inventory.sealed
      """)

  @OptionGroup var choice: HookChoice

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the hook judges against, raw or sealed; may be repeated.", valueName: "PATH"))
  var inventory: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the hook stops: any, usable, or statuses with commas.", valueName: "WHAT"))
  var failOn: FailOn = .any

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the hook leaves out, in gitignore syntax; may be repeated.", valueName: "GLOB"))
  var exclude: [String] = []

  @OptionGroup(title: "Rules") var rules: RuleOptions

  func run() throws {
    // What does not work now would stop every commit later.
    _ = try rules.load()
    try UsageError.wrap {
      if !inventory.isEmpty {
        var options = try InventoryOptions.parse([])
        options.inventory = inventory
        _ = try LoadedJudge(options)
      }
      let folder = try HookFolder(choice.repository)
      let kinds = choice.named.isEmpty ? [.preCommit] : choice.named
      for kind in kinds {
        let state = try folder.install(kind, options: options)
        let also = folder.isChained(kind) ? "; the hook that was there runs before it" : ""
        let word =
          switch state {
          case .unchanged: "is installed already"
          case .updated: "updated"
          default: "installed"
          }
        Console.out("\(kind.rawValue): \(word) in \(HookText.path(folder.path))\(also)\n")
      }
    }
  }

  private var options: [[UInt8]] {
    var words: [[UInt8]] = []
    func add(_ name: String, _ values: [[UInt8]]) {
      // With a sign between: a value may begin with a dash.
      words += values.map { Array("\(name)=".utf8) + $0 }
    }
    func paths(_ arguments: [String]) -> [[UInt8]] {
      arguments.map { HookFiles.absolute(RawArguments.bytes(of: $0)) }
    }
    add("--inventory", paths(inventory))
    if failOn != .any { add("--fail-on", [Array(failOn.defaultValueDescription.utf8)]) }
    add("--exclude", exclude.map { RawArguments.bytes(of: $0) })
    add("--rules", paths(rules.rules))
    add("--add-rules", paths(rules.addRules))
    return words
  }
}

/// `keysweep hook uninstall`.
struct HookUninstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Takes the hooks away, and puts back what was there before.",
    discussion: """
      EXAMPLES
        keysweep hook uninstall
        keysweep hook uninstall ~/src/app --pre-push
      """)

  @OptionGroup var choice: HookChoice

  func run() throws {
    try UsageError.wrap {
      let folder = try HookFolder(choice.repository)
      var isNothing = true
      for kind in choice.named.isEmpty ? HookKind.allCases : choice.named
      where try folder.uninstall(kind) == .removed {
        isNothing = false
        let back = folder.state(kind) == .absent ? "" : "; the hook that was there is back"
        Console.out("\(kind.rawValue): removed from \(HookText.path(folder.path))\(back)\n")
      }
      if isNothing {
        Console.out("no hook of keysweep is there in \(HookText.path(folder.path))\n")
      }
    }
  }
}

/// `keysweep hook status`.
struct HookStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says which hooks are there; exit status 1 when one that is asked for is not.",
    discussion: """
      EXAMPLES
        keysweep hook status
        keysweep hook status --pre-commit --pre-push
      """)

  @OptionGroup var choice: HookChoice

  func run() throws {
    let isWhole = try UsageError.wrap {
      let folder = try HookFolder(choice.repository)
      Console.out("hooks in \(HookText.path(folder.path))\n")
      let wanted = choice.named.isEmpty ? [.preCommit] : choice.named
      var isWhole = true
      for kind in choice.named.isEmpty ? HookKind.allCases : choice.named {
        let state = folder.state(kind)
        let isRun = state == .installed && folder.isRun(kind)
        if wanted.contains(kind), !isRun { isWhole = false }
        let word =
          switch state {
          case .installed where !isRun: "installed, and not executable: git does not run it"
          case .installed: "installed" + (folder.isChained(kind) ? ", after another hook" : "")
          case .edited: "installed, and edited since"
          case .foreign: "another hook"
          default: "none"
          }
        Console.out("\(kind.rawValue): \(word)\n")
      }
      return isWhole
    }
    if !isWhole { throw ExitCode(ExitStatus.findings.rawValue) }
  }
}
