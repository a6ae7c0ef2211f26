internal import KeysweepModel

/// A credential in the list that needs no script.
///
/// What may be nil has a name of its own: a template looks for it further out otherwise.
struct HTMLFindingRow {
  let status: String
  let name: String
  let meaning: String
  let about: String
  let dates: String?
  let evidence: [String]
  let advice: String?
  let places: [String]
  let rest: String?
  let suppression: String?
  private static let shown = 3

  init(_ finding: Finding) {
    let text = TextReporter(style: TextStyle())
    let verdict = finding.verdict
    status = finding.suppression == nil ? verdict.status.rawValue : "suppressed"
    name = TextReporter.name(finding)
    meaning = TextReporter.meaning(finding)
    var about = verdict.owner.map { ["owner \(HTMLData.owner($0))"] } ?? []
    if let account = finding.credential.account { about.append("account \(account)") }
    about.append(text.parts(finding.credential))
    about += finding.tags.sorted().map(\.rawValue)
    self.about = about.joined(separator: ", ")
    let seen = HTMLSeen(finding)?.observation
    let known = [
      verdict.created.map { "created \($0.date)" },
      seen.map {
        ($0.isTrusted ? "first seen \($0.instant.date)" : "file dated \($0.instant.date)")
      },
      verdict.lastUsed.map { used in
        "last used \(used.date)"
          + (verdict.lastUsedWhere.map { " (\(Escaping.printable($0)))" } ?? "")
      },
      verdict.asOf.map { "inventory as of \($0.date)" },
    ].compactMap { $0 }
    dates = known.isEmpty ? nil : known.joined(separator: ", ")
    evidence = verdict.evidence.map(TextReporter.sentence)
    advice = finding.suppression == nil ? Escaping.message(finding.advice) : nil
    places = finding.locations.prefix(Self.shown).map(text.place)
    let others = finding.locationCount - places.count
    rest = others > 0 ? "and \(Amounts.number(others)) more" : nil
    suppression = finding.suppression.map { "\($0.filter): \(Escaping.message($0.reason))" }
  }
}
