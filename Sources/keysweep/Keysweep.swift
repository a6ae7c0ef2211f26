internal import ArgumentParser

/// The `keysweep` command: a namespace for its subcommands.
struct Keysweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keysweep",
    abstract: "Finds leaked AWS access keys, offline, and says which of them still open the door.",
    discussion: """
      EXAMPLES
        keysweep scan . --inventory credential-report.csv --inventory list-access-keys.json
        keysweep scan /backups --format json --output report.json

      EXIT STATUS
        0  complete, and nothing that --fail-on names
        1  findings
        2  usage, configuration or inventory error; nothing was swept
        3  no such finding, but something could not be read
      """,
    version: Version.text,
    subcommands: [
      ScanCommand.self, RulesCommand.self, DemoCommand.self, VersionCommand.self,
    ])
}

/// The program's entry: parses, runs, and turns every error into D6's exit status.
@main
enum Main {
  static func main() {
    Signals.ignoreBrokenPipe()
    do {
      var command = try Keysweep.parseAsRoot(RawArguments.current)
      try command.run()
    } catch {
      let code = Keysweep.exitCode(for: error)
      if error is ExitCode { Process.exit(code.rawValue) }
      let message = Keysweep.fullMessage(for: error)
      if code.isSuccess {
        // --help and --version.
        Console.out(message + "\n")
        Process.exit(0)
      }
      Console.error(message + "\n")
      Process.exit(ExitStatus.usage.rawValue)
    }
  }
}
