internal import ArgumentParser
internal import KeysweepModel

/// The exit statuses of D6.
enum ExitStatus: Int32, CaseIterable {
  /// Everything was read, and nothing that `--fail-on` names was found.
  case complete = 0
  /// Something that `--fail-on` names was found.
  case findings = 1
  /// Usage, configuration or inventory error: nothing was swept.
  case usage = 2
  /// Nothing that `--fail-on` names was found, but something could not be read.
  case incomplete = 3

  /// The status of a sweep.
  init(_ report: SweepReport, failOn: FailOn) {
    let isHit = report.findings.contains { $0.suppression == nil && failOn.names($0.verdict) }
    self = isHit ? .findings : report.summary.isComplete ? .complete : .incomplete
  }
}

/// What makes a sweep fail.
struct FailOn: ExpressibleByArgument, Equatable {
  private enum Rule: Equatable {
    case any
    case never
    case usable
    case statuses(Set<Status>)
  }

  private let rule: Rule

  static let any = FailOn(rule: .any)

  private init(rule: Rule) { self.rule = rule }

  init?(argument: String) {
    switch argument {
    case "any": rule = .any
    case "never": rule = .never
    case "usable": rule = .usable
    default:
      var statuses: Set<Status> = []
      for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
        guard let status = Status(rawValue: String(word)) else { return nil }
        statuses.insert(status)
      }
      rule = .statuses(statuses)
    }
  }

  static var allValueStrings: [String] {
    ["any", "usable", "never"] + Status.allCases.map(\.rawValue)
  }

  func names(_ verdict: Verdict) -> Bool {
    switch rule {
    case .any: true
    case .never: false
    case .usable: verdict.usable == .yes
    case .statuses(let statuses): statuses.contains(verdict.status)
    }
  }
}
