internal import KeysweepModel

/// A comparison for people.
struct DiffText {
  private let reporter: TextReporter

  init(style: TextStyle) { reporter = TextReporter(style: style) }

  func text(_ diff: ReportDiff) -> String {
    let counts = [ReportDiff.Change.new, .worse, .better, .gone].map {
      "\(Amounts.number(diff.count($0))) \($0.rawValue)"
    }
    let head =
      "\(counts.joined(separator: ", ")); \(Amounts.number(diff.unchanged)) as before "
      + "(\(diff.oldAsOf.date) to \(diff.newAsOf.date))."
    let line = reporter.wrap(head, first: "").dropLast()
    var text = reporter.paint(String(line), diff.isWorse ? .red : .bold) + "\n"
    for change in ReportDiff.Change.allCases {
      let items = diff.items.filter { $0.change == change }
      guard !items.isEmpty else { continue }
      let count = Amounts.count(items.count, "credential")
      text += "\n" + reporter.paint("\(change.rawValue.uppercased()): \(count)", .bold) + "\n"
      for item in items { text += block(item) }
    }
    if !diff.isComplete {
      text += "\n"
      text += reporter.wrap(
        "INCOMPLETE: the later sweep could not read everything, so what is gone may still be there.",
        first: "")
    }
    return text
  }

  private func block(_ item: ReportDiff.Item) -> String {
    guard let finding = item.new ?? item.old else { return "" }
    var text = "  " + reporter.title(finding) + "\n"
    var about = item.new == nil ? "was found, and is not any more" : TextReporter.meaning(finding)
    if let old = item.old, item.new != nil {
      about += "; was \(old.verdict.status.rawValue) (\(old.verdict.reason.rawValue))"
    }
    if let owner = finding.verdict.owner {
      about += "; owner " + (owner == "<root_account>" ? "root" : Escaping.printable(owner))
    }
    text += reporter.wrap(about, first: "    ")
    if let location = finding.locations.first {
      text += "    \(reporter.place(location))"
      let more = finding.locationCount - 1
      text += more > 0 ? " and \(Amounts.count(more, "other place"))\n" : "\n"
    }
    if item.new != nil, item.change == .new || item.change == .worse {
      text += reporter.wrap(finding.advice, first: "    => ")
    }
    return text
  }
}
