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
  /// An output, or the file of revealed secrets, could not be written whole.
  case outputLost = 4

  /// The status of a sweep.
  init(_ report: SweepReport, failOn: FailOn) {
    let isHit = report.findings.contains { $0.suppression == nil && failOn.names($0.verdict) }
    self = isHit ? .findings : report.summary.isComplete ? .complete : .incomplete
  }
}

/// What makes a sweep fail: any of the words that were given.
struct FailOn: ExpressibleByArgument, Equatable {
  private enum Word: Hashable {
    case any
    case never
    case usable
    case status(Status)

    init?(_ text: Substring) {
      switch text {
      case "any": self = .any
      case "never": self = .never
      case "usable": self = .usable
      default:
        guard let status = Status(rawValue: String(text)) else { return nil }
        self = .status(status)
      }
    }
  }

  private let words: Set<Word>

  static let any = FailOn(words: [.any])

  private init(words: Set<Word>) { self.words = words }

  init?(argument: String) {
    var words: Set<Word> = []
    for text in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let word = Word(text) else { return nil }
      words.insert(word)
    }
    // "never" beside another word says two things at once.
    guard words.count == 1 || !words.contains(.never) else { return nil }
    self.words = words
  }

  static var allValueStrings: [String] {
    ["any", "usable", "never"] + Status.allCases.map(\.rawValue)
  }

  var defaultValueDescription: String {
    words.map(Self.text).sorted().joined(separator: ",")
  }

  private static func text(_ word: Word) -> String {
    switch word {
    case .any: "any"
    case .never: "never"
    case .usable: "usable"
    case .status(let status): status.rawValue
    }
  }

  func names(_ verdict: Verdict) -> Bool {
    words.contains { word in
      switch word {
      case .any: true
      case .never: false
      case .usable: verdict.usable == .yes
      case .status(let status): verdict.status == status
      }
    }
  }
}
