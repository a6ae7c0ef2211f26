internal import ArgumentParser
internal import KeysweepReporting

/// The `keysweep` command: a namespace for its subcommands.
struct Keysweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keysweep",
    abstract: "Finds leaked AWS access keys, offline, and says which of them still open the door.",
    discussion: """
      EXAMPLES
        keysweep scan . --inventory credential-report.csv --inventory list-access-keys.json
        keysweep git . --range origin/main..HEAD
        keysweep scan /backups --format json --output report.json

      EXIT STATUS
        0  complete, and nothing that --fail-on names
        1  findings
        2  usage, configuration or inventory error; nothing was swept
        3  no such finding, but something could not be read
        4  an output could not be written
      """,
    version: Version.text,
    subcommands: [
      ScanCommand.self, GitSweepCommand.self, HookCommand.self, ReportCommand.self,
      InventoryCommand.self, AuditCommand.self, ExplainCommand.self,
      RulesCommand.self, SchemaCommand.self, DemoCommand.self, VersionCommand.self,
    ])
}

/// The program's entry: parses, runs, and turns every error into D6's exit status.
@main
enum Main {
  static func main() {
    Console.reserveStandardStreams()
    Signals.ignoreFailedWrites()
    do {
      var command = try Keysweep.parseAsRoot(RawArguments.current)
      try command.run()
    } catch {
      let code = Keysweep.exitCode(for: error)
      if error is ExitCode { end(code.rawValue) }
      let message = Keysweep.fullMessage(for: error)
      if code.isSuccess {
        // --help and --version.
        Console.out(message + "\n")
        end(0)
      }
      Console.error(printable(message) + "\n")
      end(ExitStatus.usage.rawValue)
    }
    end(0)
  }

  /// Ends the process; with the status of a lost output when standard output is not whole.
  private static func end(_ status: Int32) -> Never {
    guard let failure = Console.closeOutput() else { Process.exit(status) }
    Console.report(failure)
    Process.exit(ExitStatus.outputLost.rawValue)
  }

  /// The parser's own message, in which arguments stand as they came.
  private static func printable(_ message: String) -> String {
    var message = message
    for argument in CommandLine.arguments.dropFirst() {
      let value = argument.firstIndex(of: "=").map { argument[argument.index(after: $0)...] }
      for text in [argument, String(value ?? "")] where text.contains(where: \.isNewline) {
        message = message.replacing(text, with: Escaping.message(text))
      }
    }
    return message
  }
}
