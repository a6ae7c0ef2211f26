internal import ArgumentParser
internal import KeysweepDemo
internal import KeysweepModel

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
      guard FileContent.exists(directory) else {
        throw UsageError(description: "\u{201c}\(directory)\u{201d} does not exist")
      }
      let truth = try DemoEstate.write(
        to: directory, now: Instant(secondsSinceEpoch: Process.now),
        using: SystemRandomNumberGenerator())
      Console.out(
        "\(truth.planted.count) random credentials planted in \(directory)/estate, inventory of two "
          + "accounts in \(directory)/inventory\n")
    }
  }
}
