internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepTriage

/// `keysweep inventory check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what an inventory covers, and which command would complete it.",
    discussion: """
      A complete inventory decides about every key that is old enough, also about those that no \
      list names any more. Exit status: 0 complete, 3 something is missing or malformed, 2 nothing \
      usable.

      EXAMPLES
        keysweep inventory check keysweep-inventory/
        keysweep inventory check credential-report.csv list-access-keys.json --format json
      """)

  @OptionGroup var options: InventoryPaths

  func run() throws {
    let report = CoverageReport(try options.load())
    guard report.isUsable else {
      Console.error("keysweep: error: the inventory speaks of no account and no key\n")
      throw ExitCode(ExitStatus.usage.rawValue)
    }
    switch options.format {
    case .text: Console.out(CoverageText.render(report))
    case .json: Console.out(report.json)
    }
    throw ExitCode((report.isComplete ? ExitStatus.complete : .incomplete).rawValue)
  }
}

/// `keysweep inventory show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Lists the keys of an inventory with user, state and last use.",
    discussion: """
      Keys that only a credential report shows have no ID; its slot is given instead.

      EXAMPLES
        keysweep inventory show keysweep-inventory/
        keysweep inventory show credential-report.csv --stale-after 45d --format json
      """)

  @OptionGroup var options: InventoryPaths

  @Option(
    name: .long,
    help: ArgumentHelp("A key unused for so long is stale.", valueName: "DAYS"))
  var staleAfter = InventoryOptions.Days(number: 90)

  func run() throws {
    let inventory = try options.load()
    let listing = try UsageError.wrap {
      let policy = TriagePolicy(
        staleAfterDays: staleAfter.number, now: Instant(secondsSinceEpoch: Process.now))
      return KeyListing(
        inventory,
        judge: Judge(inventory: inventory, policy: policy, accounts: try AccountTags.bundled()))
    }
    switch options.format {
    case .text: Console.out(KeyListingText.render(listing))
    case .json: Console.out(listing.json)
    }
    let isWhole = !inventory.incidents.contains(where: \.makesIncomplete)
    throw ExitCode((isWhole ? ExitStatus.complete : .incomplete).rawValue)
  }
}

/// What to read, and how to print what is in it.
struct InventoryPaths: ParsableArguments {
  @Argument(help: ArgumentHelp("Files and folders of an inventory.", valueName: "PATH"))
  var paths: [String]

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time at which the inventory was true, over what it says itself.", valueName: "DATE"))
  var asOf: InventoryOptions.Date?

  @Option(name: .long, help: "text or json.")
  var format: InventoryFormat = .text

  /// Reads it.
  ///
  /// - Throws: `ExitCode` 2 after the reason has been printed.
  func load() throws -> Inventory {
    try UsageError.wrap {
      try Inventory.load(paths: paths.map { SourcePath($0) }, asOf: asOf?.instant)
    }
  }
}
