public import KeysweepModel

/// A summary for pull requests, issues and job summaries: what opens the door, where, and what to do.
///
/// GitHub takes 1 MiB of a summary and 64 KiB of a comment, so it stays short.
public struct MarkdownReporter: Reporter {
  static let shown = 50

  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    let summary = report.summary
    let counted = report.findings.filter { $0.suppression == nil }
    let open = counted.count { $0.verdict.usable == .yes }
    let unsure = counted.count { $0.verdict.usable == .unknown }
    write("## keysweep: \(Self.headline(counted.count, open))\n\n")
    if !summary.isComplete { Self.incomplete(summary, write) }
    write("Swept \(TallyText.swept(summary))")
    write(unsure > 0 ? "; of \(Amounts.number(unsure)) it cannot be decided.\n" : ".\n")
    guard !counted.isEmpty else { return }
    write("\n| status | credentials | what it means |\n|---|---:|---|\n")
    for status in Status.allCases {
      let findings = counted.filter { $0.verdict.status == status }
      guard let first = findings.first else { continue }
      var item = FindingClass(first)
      item.isRoot = false
      write("| \(status.rawValue) | \(Amounts.number(findings.count)) | \(item.meaning) |\n")
    }
    write("\n| status | credential | owner | where | what to do |\n|---|---|---|---|---|\n")
    for finding in counted.prefix(Self.shown) { write(Self.row(finding)) }
    if counted.count > Self.shown {
      write("\nand \(Amounts.number(counted.count - Self.shown)) more, less severe.\n")
    }
    let suppressed = summary.suppressed.reduce(0) { $0 + $1.value }
    if suppressed > 0 {
      write("\n\(Amounts.count(suppressed, "look-alike")) not counted.\n")
    }
  }

  private static func headline(_ count: Int, _ open: Int) -> String {
    guard count > 0 else { return "no AWS credentials found" }
    let found = "\(Amounts.count(count, "AWS credential")) found"
    if open == 0 { return "\(found), none is known to open the door" }
    return "\(found), \(Amounts.number(open)) still \(open == 1 ? "opens" : "open") the door"
  }

  private static func incomplete(_ summary: SweepSummary, _ write: (String) -> Void) {
    let failures = summary.incidents.filter(\.makesIncomplete)
    let count = summary.incidentCounts.reduce(0) { $0 + ($1.key.makesIncomplete ? $1.value : 0) }
    write("**Incomplete:** \(Amounts.count(count, "thing")) could not be read or used.\n\n")
    for incident in failures.prefix(10) {
      let text =
        "\(Escaping.printable(incident.path.bytes)): \(Escaping.printable(incident.detail))"
      write("- \(incident.kind.rawValue): \(MarkdownText.span(text))\n")
    }
    if count > 10 { write("- and \(Amounts.number(count - min(10, failures.count))) more\n") }
    write("\n")
  }

  private static func row(_ finding: Finding) -> String {
    let item = FindingClass(finding)
    var cells = [
      item.isRoot ? "active, root" : finding.verdict.status.rawValue,
      (finding.credential.keyID == nil ? "" : "\(item.noun) ") + MarkdownText.span(finding.name),
    ]
    cells.append(finding.ownerName.map { MarkdownText.span($0) } ?? "")
    let places = FileGroup.groups(of: finding).prefix(3).map { group -> String in
      let line = finding.locations[group.range.lowerBound].position.line
      let text = MarkdownText.span("\(group.place.shown):\(line)")
      guard let url = group.place.git?.url ?? group.place.git?.first?.url, FileURI.isSafe(url)
      else { return text }
      return "\(text) ([link](<\(url)>))"
    }
    let more = finding.locationCount - places.count
    cells.append(
      places.joined(separator: "<br>")
        + (more > 0 ? "<br>\(Amounts.count(more, "place")) more" : ""))
    cells.append(MarkdownText.words(finding.advice))
    return "| " + cells.joined(separator: " | ") + " |\n"
  }
}

/// Text of others in Markdown.
enum MarkdownText {
  private static let longest = 200

  /// A span of code from text that is not printable yet.
  static func code(_ text: String) -> String { span(Escaping.message(text)) }

  /// A span of code: nothing in it is a link, a mention, a tag or a cell.
  ///
  /// - Parameter text: Printable text, without line ends.
  /// - Returns: The span.
  static func span(_ text: String) -> String {
    var text = text
    if text.count > longest { text = text.prefix(longest) + "…" }
    if text.isEmpty { return "" }
    var run = 0
    var longestRun = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longestRun = max(longestRun, run)
    }
    let fence = String(repeating: "`", count: longestRun + 1)
    let pad = text.first == "`" || text.last == "`" ? " " : ""
    // A bar ends a cell even in code; behind a backslash of the text it must not.
    return fence + pad + bars(text) + pad + fence
  }

  private static func bars(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "|")) else { return text }
    var result = ""
    var backslashes = 0
    for scalar in text.unicodeScalars {
      if scalar == "|" { result += backslashes.isMultiple(of: 2) ? "\\" : "\\\\" }
      backslashes = scalar == "\\" ? backslashes + 1 : 0
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// Words of ours, in which code spans stay and nothing is a cell or a tag.
  static func words(_ text: String) -> String {
    Escaping.message(text).replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }
}
