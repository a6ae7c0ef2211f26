internal import ArgumentParser
internal import KeysweepDetection
internal import KeysweepReporting

/// `keysweep rules`.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Lists, checks and tests detection rules.",
    discussion: """
      EXAMPLES
        keysweep rules list
        keysweep rules test --rules my-rules.toml
      """,
    subcommands: [List.self, Check.self, Test.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the rules in force.",
      discussion: """
        EXAMPLES
          keysweep rules list
          keysweep rules list --add-rules my-rules.toml
        """)
    @OptionGroup var options: RuleOptions

    func run() throws {
      for rule in try options.load().definitions {
        let kind = rule.kind.rawValue
        let description = Escaping.printable(rule.description)
        Console.out("\(rule.id)  [\(kind), \(rule.severity.rawValue)]\n    \(description)\n")
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says whether a rule file can be used; does not run its examples.",
      discussion: """
        EXAMPLES
          keysweep rules check my-rules.toml
          keysweep rules check Rules/aws.toml more-rules.toml
        """)
    @Argument(help: "Rule files; without one the bundled rules are checked.")
    var files: [String] = []

    func run() throws {
      if files.isEmpty {
        let rules = try UsageError.wrap { try RuleSet.bundled() }
        Console.out("bundled rules: \(rules.definitions.count) rules, no mistakes\n")
      }
      for file in files {
        let rules = try RuleOptions.load([file], adding: false)
        Console.out("\(Escaping.printable(file)): \(rules.definitions.count) rules, no mistakes\n")
      }
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Runs the examples that the rules carry.",
      discussion: """
        Every `match` must be found and no `no_match` may be. Placeholders such as {{AKIA}} become \
        fresh random keys on every run.

        EXAMPLES
          keysweep rules test
          keysweep rules test --rules my-rules.toml
        """)
    @OptionGroup var options: RuleOptions

    func run() throws {
      let (count, failures) = RuleExamples(try options.load()).run()
      for failure in failures { Console.error(Escaping.message("\(failure)") + "\n") }
      Console.out("\(count - failures.count) of \(count) examples do what they should\n")
      if !failures.isEmpty { throw ExitCode(ExitStatus.findings.rawValue) }
    }
  }
}
