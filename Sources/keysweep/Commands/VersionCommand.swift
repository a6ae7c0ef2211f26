internal import ArgumentParser
internal import KeysweepScan

/// `keysweep version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Prints the version of keysweep and of the matching engine.",
    discussion: """
      EXAMPLES
        keysweep version
        keysweep --version
      """)

  func run() {
    Console.out(
      "keysweep \(Version.text)\nPCRE2 \(Engine.version)\(Engine.isJIT ? " with JIT" : "")\n")
  }
}
