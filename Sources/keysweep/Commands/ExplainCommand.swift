internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepTriage

/// `keysweep explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says everything about a key: what it tells itself, the verdict, and each rule.",
    discussion: """
      Takes a key ID, a session token, a presigned URL, a Bedrock key, or any text that holds one. \
      Other users of the machine can read arguments: give secrets and tokens on standard input. \
      Nothing is tried out, and neither secret, token nor signature is printed.

      EXAMPLES
        keysweep explain AKIAIOSFODNN7EXAMPLE --inventory inventory/ --seen 2025-03-01
        wl-paste | keysweep explain - --inventory inventory/ --format json

      EXIT STATUS
        0  explained
        2  usage or inventory error, or nothing that keysweep knows
      """)

  @Argument(
    help: ArgumentHelp("The key, or a text that holds it; - is standard input.", valueName: "TEXT"))
  var text: String

  @OptionGroup(title: "Inventory") var inventory: InventoryOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "It was seen by then, on your word: an inventory taken later can show that it is gone.",
      valueName: "DATE"))
  var seen: InventoryOptions.Date?

  @Option(
    name: .long,
    help: ArgumentHelp("Whose it is, on your word: the name of an IAM user.", valueName: "USER"))
  var owner: String?

  @Option(name: .long, help: "How to print.")
  var format: Format = .text

  @OptionGroup(title: "Rules") var rules: RuleOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  func run() throws {
    let rules = try rules.load()
    let loaded = try UsageError.wrap { try LoadedJudge(inventory) }
    let advice = try UsageError.wrap { try AdviceTable.bundled() }
    let explainer = Explainer(
      rules: rules, judge: loaded.judge, advice: advice, now: loaded.now, seen: seen?.instant,
      owner: owner)
    let isPiped = text == "-"
    let bytes = isPiped ? try UsageError.wrap { try StandardInput.read() } : Array(text.utf8)
    let explanations = explainer.explain(
      bytes, path: isPiped ? .standardInput : SourcePath("<argument>"))
    guard !explanations.isEmpty else {
      Console.error(
        "keysweep: nothing here that keysweep knows; it explains key IDs (AKIA…, ASIA…), session "
          + "tokens, presigned URLs, Bedrock keys, and texts that hold one\n")
      throw ExitCode(ExitStatus.usage.rawValue)
    }
    Self.tell(loaded.inventory?.incidents.filter(\.makesIncomplete) ?? [])
    Self.tell(loaded.inventory?.incidents.filter { !$0.makesIncomplete } ?? [])
    let reporter = ExplanationReporter(style: ColorMode.auto.style(for: 1))
    switch format {
    case .text: Console.out(reporter.text(explanations))
    case .json:
      Console.out(reporter.json(explanations, version: Version.text, now: loaded.now))
    }
  }

  /// Names rows that were not understood and files that were not used; as many as `scan` does.
  private static func tell(_ incidents: [Incident]) {
    for incident in incidents.prefix(5) {
      let line = incident.line.map { ":\($0)" } ?? ""
      Console.error(
        "keysweep: \(Escaping.printable(incident.path.bytes))\(line): "
          + "\(Escaping.printable(incident.detail))\n")
    }
    if incidents.count > 5 {
      Console.error(
        "keysweep: and \(incidents.count - 5) more; `keysweep inventory check` names them\n")
    }
  }
}
