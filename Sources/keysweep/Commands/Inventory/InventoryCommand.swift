internal import ArgumentParser

/// `keysweep inventory`.
struct InventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "Gathers, checks, shows and seals what accounts say about their keys.",
    discussion: """
      EXAMPLES
        keysweep inventory collect > collect.sh
        keysweep inventory check keysweep-inventory/
      """,
    subcommands: [
      CheckCommand.self, ShowCommand.self, CollectCommand.self, SealCommand.self,
    ])
}

/// Which format `check` and `show` print.
enum InventoryFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}
