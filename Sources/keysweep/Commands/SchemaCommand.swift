internal import ArgumentParser
internal import KeysweepReporting

/// `keysweep schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of a format that keysweep writes.",
    discussion: """
      A version gains members without another number; readers ignore what they do not know.

      EXAMPLES
        keysweep schema json > report.schema.json
        keysweep schema jsonl | jq '.oneOf'
      """)

  @Argument(help: "json or jsonl (of scan and git), audit, or diff (of report diff).")
  var format: ReportSchema

  func run() { Console.out(format.text) }
}

/// A schema, as an argument names it.
protocol SchemaName: ExpressibleByArgument {}

extension ReportSchema: SchemaName {}
