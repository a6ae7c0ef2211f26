internal import ArgumentParser

/// `keysweep inventory`.
struct InventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "Works with what accounts say about their keys.",
    discussion: """
      EXAMPLES
        keysweep inventory seal --inventory inventory/ --output sealed.jsonl
        keysweep inventory seal --inventory inventory/ --output sealed.jsonl --hide-users
      """,
    subcommands: [
      InventorySealCommand.self
    ])
}
