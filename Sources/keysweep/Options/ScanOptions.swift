internal import ArgumentParser
internal import KeysweepModel
public import KeysweepReporting

/// What to judge against.
struct InventoryOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Credential report, list-access-keys JSON, or a folder of them; may be repeated.",
      valueName: "PATH"))
  var inventory: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A key unused for so long is stale (CIS 1.4+ and Security Hub IAM.22: 45d).",
      valueName: "DAYS"))
  var staleAfter = Days(number: 90)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time at which the inventory was true, over what it says itself.", valueName: "DATE"))
  var asOf: Date?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Judge as if it were DATE: the same input then gives the same report on any day.",
      valueName: "DATE"))
  var now: Date?

  @Option(
    name: .long,
    help: ArgumentHelp("Canary and fixture accounts, instead of the bundled.", valueName: "FILE"))
  var accounts: String?

  /// A number of days: `90d` or `90`.
  struct Days: ExpressibleByArgument {
    var number: Int

    init(number: Int) { self.number = number }

    init?(argument: String) {
      let digits = argument.hasSuffix("d") ? argument.dropLast() : argument[...]
      guard let number = Int(digits), (0...36_500).contains(number) else { return nil }
      self.number = number
    }

    var defaultValueDescription: String { "\(number)d" }
  }

  /// An ISO 8601 date or time.
  struct Date: ExpressibleByArgument {
    var instant: Instant

    init?(argument: String) {
      guard let instant = Instant(iso8601: argument) else { return nil }
      self.instant = instant
    }
  }
}

/// What a sweep prints where.
struct ReportOptions: ParsableArguments {
  @OptionGroup var render: RenderOptions

  @Flag(name: .long, help: "List what looks like a credential and is not counted, with the reason.")
  var showSuppressed = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How many locations of a credential the report keeps; all are counted.", valueName: "N"))
  var maxLocations = 1000

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Show progress on standard error (default: on a terminal).")
  var progress: Bool?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write the secrets in clear to FILE, which must not exist and gets mode 0600.",
      valueName: "FILE"))
  var revealSecrets: String?

  func validate() throws {
    guard maxLocations >= 1 else {
      throw ValidationError("--max-locations takes a number of at least 1.")
    }
    guard revealSecrets != "", revealSecrets != "-" else {
      throw ValidationError("--reveal-secrets takes the name of a new file, never standard output.")
    }
  }
}

/// Whether to use colours.
enum ColorMode: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never

  /// Colours and width for a descriptor; nil for a file.
  func style(for descriptor: Int32?, isVerbose: Bool = false) -> TextStyle {
    var style = TextStyle()
    style.isVerbose = isVerbose
    let isTerminal = descriptor.map { Console.isTerminal($0) } ?? false
    style.usesColor =
      switch self {
      case .always: true
      case .never: false
      case .auto:
        isTerminal && (Console.environment("NO_COLOR") ?? "").isEmpty
          && Console.environment("TERM") != "dumb"
      }
    if isTerminal, let descriptor { style.width = min(max(Console.width(descriptor), 40), 160) }
    return style
  }
}

extension ReportFormat: OutputFormat {}
