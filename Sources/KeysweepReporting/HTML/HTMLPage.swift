internal import KeysweepModel

/// What the template of the page is filled with: all that is readable without the script.
///
/// The names are those of the templates, which read them by reflection.
struct HTMLPage {
  /// Without the script, so many findings are listed.
  private static let listed = 25
  /// So many incidents are named; the other formats name them all.
  private static let named = 500

  let title = "AWS keys: what still opens the door"
  let policy: String
  let style: String
  let version: String
  let asOf: String
  let asOfDate: String
  let staleAfter: Int

  let tone: String
  let headline: String
  let explanation: String
  let isIncomplete: Bool
  let incompleteCount: String
  let hasFindings: Bool
  let donut: String
  let statuses: [StatusRow]
  let tiles: [Tile]
  let findings: [HTMLFindingRow]
  let more: String?
  let suppressed: [HTMLFindingRow]
  let hasSuppressed: Bool
  let suppressedCount: String
  let swept: HTMLSwept

  struct StatusRow {
    let status: String
    let count: String
    let meaning: String
  }

  struct Tile {
    let number: String
    let label: String
    let kind: String
  }

  init(_ report: SweepReport, _ assets: HTMLAssets) {
    policy = assets.policy
    style = assets.style
    version = Escaping.printable(report.toolVersion)
    asOf = report.asOf.iso8601
    asOfDate = report.asOf.date
    staleAfter = report.staleAfterDays
    let counted = report.findings.filter { $0.suppression == nil }
    let hidden = report.findings.filter { $0.suppression != nil }
    let open = counted.count { $0.verdict.usable == .yes }
    let unsure = counted.count { $0.verdict.usable == .unknown }
    let summary = report.summary
    tone = open > 0 ? "bad" : unsure > 0 || !summary.isComplete ? "unsure" : "good"
    headline = Self.headline(counted.count, open: open, summary)
    explanation = Self.explanation(counted.count, open: open, unsure: unsure)
    isIncomplete = !summary.isComplete
    let failures = summary.incidentCounts.reduce(0) {
      $0 + ($1.key.makesIncomplete ? $1.value : 0)
    }
    incompleteCount = Amounts.count(failures, "thing")
    hasFindings = !counted.isEmpty
    let counts = Status.allCases.map { status in
      (status, counted.count { $0.verdict.status == status })
    }
    donut = HTMLDonut.svg(
      counts.map { HTMLDonut.Share(name: $0.rawValue, count: $1) },
      center: Amounts.number(counted.count),
      label: counted.count == 1 ? "credential" : "credentials")
    statuses = counts.map { status, count in
      StatusRow(
        status: status.rawValue, count: Amounts.number(count), meaning: Self.meaning(status))
    }
    let places = counted.reduce(0) { $0 + $1.locationCount }
    tiles = [
      Tile(number: Amounts.number(open), label: "open the door", kind: open > 0 ? "bad" : "good"),
      Tile(
        number: Amounts.number(unsure), label: "undecided", kind: unsure > 0 ? "unsure" : "good"),
      Tile(
        number: Amounts.number(counted.count - open - unsure), label: "closed", kind: "even"),
      Tile(number: Amounts.number(places), label: places == 1 ? "place" : "places", kind: "even"),
    ]
    findings = counted.prefix(Self.listed).map(HTMLFindingRow.init)
    more =
      counted.count > Self.listed
      ? "and \(Amounts.number(counted.count - Self.listed)) more, which the page's script lists"
      : nil
    suppressed = hidden.prefix(Self.listed).map(HTMLFindingRow.init)
    hasSuppressed = !hidden.isEmpty
    suppressedCount = Amounts.number(hidden.count)
    swept = HTMLSwept(summary, named: Self.named)
  }

  private static func headline(_ count: Int, open: Int, _ summary: SweepSummary) -> String {
    guard count > 0 else {
      return summary.filesSwept == 0 && summary.repositoriesSwept == 0
        ? "Nothing was swept" : "No AWS credentials found"
    }
    return open == 0
      ? "None of \(Amounts.count(count, "credential")) is known to open the door"
      : "\(Amounts.number(open)) of \(Amounts.count(count, "credential")) still "
        + (open == 1 ? "opens the door" : "open the door")
  }

  private static func explanation(_ count: Int, open: Int, unsure: Int) -> String {
    guard count > 0 else { return "There is nothing to revoke." }
    var parts: [String] = []
    if open > 0 { parts.append("Start with them: whoever has a copy can use the account.") }
    if unsure > 0 {
      parts.append(
        "\(Amounts.number(unsure)) cannot be decided; treat \(unsure == 1 ? "it" : "them") as live "
          + "until the evidence that is missing is there.")
    }
    if open == 0, unsure == 0 { parts.append("What was found has been closed since.") }
    return parts.joined(separator: " ")
  }

  private static func meaning(_ status: Status) -> String {
    switch status {
    case .active: "works and is in use: revoke now"
    case .stale: "works, and nobody uses it: delete today"
    case .unknown: "cannot be decided: treat as live"
    case .rotated: "does not work any more"
    case .expired: "has run out"
    }
  }
}
