internal import ArgumentParser
internal import KeysweepDemo
internal import KeysweepModel
internal import KeysweepReporting

/// `keysweep demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Writes a small estate with random leaked keys, and the inventory to judge them by.",
    discussion: """
      EXAMPLES
        keysweep demo /tmp/demo
        keysweep scan /tmp/demo/estate --inventory /tmp/demo/inventory
      """)

  @Argument(help: "An existing folder that holds neither estate/ nor inventory/.")
  var directory: String

  func run() throws {
    try UsageError.wrap {
      for name in ["estate", "inventory"] where FileContent.exists("\(directory)/\(name)") {
        throw UsageError(
          description: "\u{201c}\(directory)/\(name)\u{201d} exists already; name an empty folder")
      }
      // The slash makes the system look for a folder.
      guard FileContent.exists("\(directory)/") else {
        throw UsageError(description: "\u{201c}\(directory)\u{201d} is no existing folder")
      }
      let truth = try DemoEstate.write(
        to: directory, now: Instant(secondsSinceEpoch: Process.now),
        using: SystemRandomNumberGenerator())
      let folder = Escaping.printable(directory)
      Console.out(
        "\(truth.planted.count) random credentials planted in \(folder)/estate, inventory of two "
          + "accounts in \(folder)/inventory\n")
    }
  }
}
