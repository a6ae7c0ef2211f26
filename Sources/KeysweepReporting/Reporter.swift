public import KeysweepModel

/// Writes a report.
///
/// A reporter gets the whole report and hands out bytes piece by piece, so that no format needs
/// the text of everything in memory.
public protocol Reporter: Sendable {
  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the bytes in order.
  func write(_ report: SweepReport, to write: (String) -> Void)
}

/// The formats a report can have.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// One JSON document.
  case json
  /// One JSON object a line.
  case jsonl
  /// SARIF 2.1.0, for code scanning and editors.
  case sarif
  /// GitLab's secret-detection report.
  case gitlab
  /// Annotations of GitHub Actions.
  case github
  /// One row a location.
  case csv
  /// A summary for pull requests.
  case markdown
  /// One page for a browser, with everything in it.
  case html

  /// The reporter of this format.
  ///
  /// - Parameter style: How text looks; other formats do not use it.
  /// - Returns: The reporter.
  public func reporter(style: TextStyle = TextStyle()) -> any Reporter {
    switch self {
    case .text: TextReporter(style: style)
    case .json: JSONReporter()
    case .jsonl: JSONLinesReporter()
    case .sarif: SARIFReporter()
    case .gitlab: GitLabReporter()
    case .github: GitHubReporter()
    case .csv: CSVReporter()
    case .markdown: MarkdownReporter()
    case .html: HTMLReporter()
    }
  }
}

/// How text looks.
public struct TextStyle: Sendable, Hashable {
  /// Whether to use colours; every meaning is in words too.
  public var usesColor = false
  /// Columns available.
  public var width = 80
  /// Whether to name every incident.
  public var isVerbose = false
  /// How many locations of a finding are shown.
  public var locationsPerFinding = 5
  /// Whether only counts, what opens the door first, and incidents are shown.
  public var isSummary = false
  /// What findings are put together by.
  public var grouping = TextGrouping.credential

  /// Plain text in 80 columns.
  public init() {}
}

/// What findings are put together by in text.
public enum TextGrouping: String, Sendable, Hashable, CaseIterable {
  /// Each credential with all its places.
  case credential
  /// Each file with all its credentials.
  case path
  /// Each account with all its credentials.
  case account
  /// Each IAM user with all its credentials; users of one name in two accounts are two.
  case owner
}
