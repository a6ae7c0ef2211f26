internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan
internal import KeysweepTriage

/// `keysweep inventory seal`.
struct SealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Writes an inventory that judges like the original and names no key and no account.",
    discussion: """
      Key IDs and account numbers become salted, slow hashes: whoever holds a key can look it up, \
      nobody can list the keys. So the file can be committed, and hooks and CI can judge by it. \
      Users, dates, regions and services stay readable; --hide-users replaces the users too. Their \
      names can still be tried one by one, at milliseconds each.

      EXAMPLES
        keysweep inventory seal --inventory inventory/ --output .keysweep/inventory.jsonl
        keysweep inventory seal --inventory new/ --output sealed.jsonl --salt-of sealed.jsonl
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What to seal: files, or folders of them; may be repeated.", valueName: "PATH"))
  var inventory: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The sealed inventory to write.", valueName: "FILE"))
  var output: String

  @Flag(name: .long, help: "Replace user names by pseudonyms (user-xxxxxxxx).")
  var hideUsers = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Take the salt of FILE, sealed before, so that names stay the same and both can be used together.",
      valueName: "FILE"))
  var saltOf: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time at which the inventory was true, over what it says itself.", valueName: "DATE"))
  var asOf: InventoryOptions.Date?

  @Option(name: .long, help: .hidden)
  var log2Rounds: Int?

  func validate() throws {
    guard !inventory.isEmpty else { throw ValidationError("Name what to seal: --inventory PATH.") }
    if let log2Rounds, !(1...16).contains(log2Rounds) {
      throw ValidationError("--log2-rounds takes a number from 1 to 16.")
    }
  }

  func run() throws {
    var options = SealOptions()
    options.hidesUsers = hideUsers
    options.saltOf = saltOf.map { SourcePath($0) }
    options.log2Rounds = log2Rounds.map { ($0, $0) }
    try UsageError.wrap {
      // The salt may be that of the very file that is replaced, which stays until it is renamed.
      let file = try OutputFile(OutputPlace(output))
      let summary = try InventorySeal.write(
        paths: inventory.map { SourcePath($0) }, asOf: asOf?.instant, options: options,
        forEach: Parallel.forEach
      ) { line in
        line.withUnsafeBytes { file.write($0) }
      }
      try file.commit()
      describe(summary)
    }
  }

  private func describe(_ summary: SealSummary) {
    for incident in summary.incidents {
      let line = incident.line.map { ":\($0)" } ?? ""
      Console.error(
        "keysweep: \(Escaping.printable(incident.path.bytes))\(line): "
          + "\(Escaping.printable(incident.detail))\n")
    }
    Console.error(
      "Sealed \(Self.count(summary.accounts, "account")), \(Self.count(summary.keys, "key")) and "
        + "\(Self.count(summary.users, "user")) into \(Escaping.printable(output)).\n")
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
