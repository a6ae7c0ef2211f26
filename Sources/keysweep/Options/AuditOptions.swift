internal import ArgumentParser
internal import KeysweepModel
public import KeysweepReporting

/// What to print where.
struct AuditReportOptions: ParsableArguments {
  @OptionGroup var outputs: OutputOptions<AuditFormat>

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What makes the exit status 1: any, never, or severities and checks with commas.",
      valueName: "WHAT"))
  var failOn: AuditFailOn = .any

  @Flag(name: .shortAndLong, help: "List what easier steps settle too, and name all notices.")
  var verbose = false

  @Option(name: .long, help: "Colours: auto, always or never. NO_COLOR is honoured.")
  var color: ColorMode = .auto

  /// The style for a descriptor.
  func style(for descriptor: Int32?) -> TextStyle {
    color.style(for: descriptor, isVerbose: verbose)
  }
}

/// How new keys are kept from being made.
struct PreventionOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "Print only the service-control policy that denies new access keys, as JSON.")
  var scp = false

  @Flag(name: .long, help: "Let the policy deny new IAM users as well.")
  var denyUsers = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A role that may still do it: its ARN, or its name with its path; * stands for any text; may be repeated.",
      valueName: "ROLE"))
  var exceptRole: [String] = []
}

/// What makes an audit fail.
struct AuditFailOn: ExpressibleByArgument, Equatable {
  private enum Rule: Equatable {
    case any
    case never
    case some(Set<AuditSeverity>, Set<AuditCheck>)
  }

  private let rule: Rule

  static let any = AuditFailOn(rule: .any)

  private init(rule: Rule) { self.rule = rule }

  init?(argument: String) {
    switch argument {
    case "any": rule = .any
    case "never": rule = .never
    default:
      var severities: Set<AuditSeverity> = []
      var checks: Set<AuditCheck> = []
      for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
        if let severity = AuditSeverity(rawValue: String(word)) {
          severities.insert(severity)
        } else if let check = AuditCheck(rawValue: String(word)) {
          checks.insert(check)
        } else {
          return nil
        }
      }
      rule = .some(severities, checks)
    }
  }

  static var allValueStrings: [String] {
    ["any", "never"] + AuditSeverity.allCases.map(\.rawValue) + AuditCheck.allCases.map(\.rawValue)
  }

  var defaultValueDescription: String { "any" }

  func names(_ finding: AuditFinding) -> Bool {
    switch rule {
    case .any: true
    case .never: false
    case .some(let severities, let checks):
      severities.contains(finding.severity) || checks.contains(finding.check)
    }
  }
}

extension AuditFormat: OutputFormat {}
