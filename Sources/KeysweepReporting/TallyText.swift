internal import KeysweepModel

/// The end of the text report: what was swept, what was not, and why.
struct TallyText {
  private let style: TextStyle
  /// Without `--verbose`, so many incidents are named.
  private static let named = 5

  init(style: TextStyle) { self.style = style }

  /// `12 files with 30 members unpacked to 1.5 GiB and 3 456 objects of 2 git repositories`.
  static func swept(_ summary: SweepSummary) -> String {
    var files = Amounts.count(summary.filesSwept, "file")
    if summary.membersSwept > 0 {
      files += " with \(Amounts.count(summary.membersSwept, "member"))"
      files += " unpacked to \(Amounts.bytes(summary.memberBytes))"
    }
    guard summary.repositoriesSwept > 0 else { return files }
    let repositories =
      summary.repositoriesSwept == 1
      ? "1 git repository" : "\(Amounts.number(summary.repositoriesSwept)) git repositories"
    return "\(files) and \(Amounts.count(summary.objectsSwept, "object")) of \(repositories)"
  }

  /// `12 files, 3 456 objects`.
  private static func known(_ known: SweepSummary.Known) -> String {
    var parts: [String] = []
    if known.files > 0 { parts.append(Amounts.count(known.files, "file")) }
    if known.objects > 0 { parts.append(Amounts.count(known.objects, "object")) }
    return parts.joined(separator: ", ")
  }

  func write(_ report: SweepReport, to write: (String) -> Void) {
    let summary = report.summary
    let bytes = summary.bytesSwept + summary.objectBytes
    var line = "Swept \(Self.swept(summary)), \(Amounts.bytes(bytes))"
    if summary.seconds > 0 {
      line += " in \(Amounts.duration(summary.seconds))"
      let rate = Double(bytes) / summary.seconds
      if bytes > 1 << 20 { line += " (\(Amounts.bytes(Int(rate)))/s)" }
    }
    write("\n" + wrap(line + "."))
    if let known = summary.known, known.files + known.objects > 0 {
      write(wrap("Known from the state, and not read again: \(Self.known(known))."))
    }
    let skipped = Incident.Kind.allCases.compactMap { kind -> String? in
      guard let count = summary.skipped[kind], count > 0 else { return nil }
      return "\(Amounts.number(count)) \(kind.rawValue)"
    }
    if !skipped.isEmpty { write(wrap("Left out: \(skipped.joined(separator: ", ")).")) }
    let suppressed = summary.suppressed.sorted { $0.key < $1.key }
    if !suppressed.isEmpty {
      let all = suppressed.reduce(0) { $0 + $1.value }
      let parts = suppressed.map { "\(Amounts.number($0.value)) \($0.key)" }
      write(
        wrap(
          "Suppressed \(Amounts.count(all, "look-alike")): \(parts.joined(separator: ", ")); "
            + "--show-suppressed lists them."))
    }
    for source in summary.inventorySources {
      let accounts = source.accounts.map(\.description).joined(separator: ", ")
      write(
        wrap(
          "Inventory: \(Escaping.printable(source.path.bytes)) (\(source.format)"
            + (accounts.isEmpty ? "" : ", account \(accounts)")
            + (source.asOf.map { ", as of \($0.iso8601)" } ?? "") + ")"))
    }
    incidents(summary, write)
  }

  private func incidents(_ summary: SweepSummary, _ write: (String) -> Void) {
    let failures = summary.incidents.filter(\.makesIncomplete)
    let count = summary.incidentCounts.reduce(0) { $0 + ($1.key.makesIncomplete ? $1.value : 0) }
    if count > 0 {
      let text = "INCOMPLETE: \(Amounts.count(count, "thing")) could not be read or used"
      write((style.usesColor ? Paint.red.apply(to: text) : text) + "\n")
      let shown = style.isVerbose ? failures.count : Self.named
      for incident in failures.prefix(shown) { write(describe(incident)) }
      if count > min(shown, failures.count) {
        let rest = count - min(shown, failures.count)
        write(
          "  and \(Amounts.number(rest)) more\(style.isVerbose ? "" : "; --verbose names them")\n")
      }
    }
    let notices = summary.incidents.filter { $0.kind == .notice }
    for notice in notices.prefix(style.isVerbose ? notices.count : Self.named) {
      write(describe(notice))
    }
    guard style.isVerbose else { return }
    for incident in summary.incidents where !incident.makesIncomplete && incident.kind != .notice {
      write(describe(incident))
    }
  }

  private func describe(_ incident: Incident) -> String {
    let line = incident.line.map { ":\($0)" } ?? ""
    return TextWrap.lines(
      "\(Escaping.printable(incident.path.bytes))\(line): \(incident.kind.rawValue): "
        + Escaping.printable(incident.detail),
      width: style.width, first: "  ")
  }

  private func wrap(_ text: String) -> String {
    TextWrap.lines(text, width: style.width, first: "")
  }
}
