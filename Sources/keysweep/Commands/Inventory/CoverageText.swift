internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepTriage

/// What `keysweep inventory check` prints for people.
enum CoverageText {
  static func render(_ report: CoverageReport) -> String {
    var text = "Read:\n"
    var path: SourcePath?
    for source in report.sources {
      if source.path != path { text += "  \(Escaping.printable(source.path.bytes))\n" }
      path = source.path
      let accounts = source.accounts.prefix(3).map(\.description).joined(separator: ", ")
      let more = source.accounts.count > 3 ? " and \(source.accounts.count - 3) more" : ""
      text += "    \(source.format): \(count(source.records, "record"))"
      text += accounts.isEmpty ? "" : ", account \(accounts)\(more)"
      text += source.asOf.map { ", as of \($0.iso8601)" } ?? ", undated"
      text += "\n"
    }
    for account in report.accounts { text += "\n" + render(account) }
    if report.keysOfNoAccount > 0 {
      text += "\n\(count(report.keysOfNoAccount, "listed key")) could not be placed in an account "
      text += "(IDs from before 2019 hold none); a leak of one is recognised all the same.\n"
    }
    if report.keysOfEventsOnly > 0 {
      text += "\n\(count(report.keysOfEventsOnly, "key")) known from events only, in no list.\n"
    }
    let failures = report.incidents.filter(\.makesIncomplete)
    if !failures.isEmpty {
      text += "\nCould not be read or understood:\n"
      for incident in failures { text += line(incident) }
    }
    let notices = report.incidents.filter { !$0.makesIncomplete }
    if !notices.isEmpty {
      text += "\nNotices:\n"
      for incident in notices { text += line(incident) }
    }
    return text
  }

  private static func render(_ coverage: AccountCoverage) -> String {
    let partitions = coverage.partitions.filter { $0 != "aws" }.joined(separator: ", ")
    var text =
      coverage.isComplete
      ? "Complete for \(coverage.account), root included"
      : "INCOMPLETE for \(coverage.account)"
    text += partitions.isEmpty ? "\n" : " (\(Escaping.printable(partitions)))\n"
    if let until = coverage.decidesUntil {
      text += "  a key that existed by \(until.iso8601) and is not listed is gone\n"
    }
    if let asOf = coverage.reportAsOf {
      let bound = coverage.reportAsOfIsLowerBound ? " or later" : ""
      text += "  credential report as of \(asOf.iso8601)\(bound): "
      text += "\(count(coverage.slotsFilled, "key")), \(coverage.slotsActive) active\n"
    }
    if let from = coverage.listsFrom, let to = coverage.listsTo {
      text += "  lists as of \(from.iso8601)\(from == to ? "" : " to \(to.iso8601)"): "
      text += "\(count(coverage.keysListed, "key")), \(coverage.keysActive) active; "
      text += "all keys of \(count(coverage.wholeLists, "user"))\n"
    }
    text += "  \(count(coverage.users, "user")); root "
    text += coverage.rootHasKeys.map { $0 ? "has keys" : "has no keys" } ?? "not known"
    text += "\n"
    for gap in coverage.gaps {
      text += "  missing: \(Escaping.printable(gap.statement))\n"
      if let command = gap.command { text += "    \(command)\n" }
    }
    for remark in coverage.remarks { text += "  note: \(Escaping.printable(remark))\n" }
    return text
  }

  private static func line(_ incident: Incident) -> String {
    let line = incident.line.map { ":\($0)" } ?? ""
    return "  \(Escaping.printable(incident.path.bytes))\(line): "
      + "\(Escaping.printable(incident.detail))\n"
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

/// What `keysweep inventory show` prints for people: a table.
enum KeyListingText {
  static func render(_ listing: KeyListing) -> String {
    var rows = [["ACCOUNT", "USER", "KEY", "STATUS", "CREATED", "LAST USED", "AS OF"]]
    for entry in listing.entries {
      let user = entry.user == "<root_account>" ? "root" : entry.user ?? "?"
      let isDecided = entry.status != .unknown
      let place = entry.lastUsedWhere.map { " \($0)" } ?? ""
      rows.append(
        [
          entry.account?.description ?? "?", user,
          entry.keyID ?? entry.slot.map { "access_key_\($0)" } ?? "?",
          isDecided ? entry.status.rawValue : "\(entry.status.rawValue) (\(entry.reason.rawValue))",
          entry.created?.date ?? "?", (entry.lastUsed?.date ?? "-") + place,
          entry.asOf?.date ?? "?",
        ].map { Escaping.printable($0) })
    }
    let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index + 1 == row.count
          ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
