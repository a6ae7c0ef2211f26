internal import KeysweepModel

/// What was swept, what was not, and what it was judged by.
struct HTMLSwept {
  let sentence: String
  let known: String?
  let leftOut: String?
  let lookAlikes: String?
  let inventory: [Source]
  let hasInventory: Bool
  let incidents: [Row]
  let hasIncidents: Bool
  let moreIncidents: String?

  struct Source {
    let path: String
    let format: String
    let accounts: String
    let asOf: String
    let records: String
  }

  struct Row {
    let kind: String
    let weight: String
    let place: String
    let detail: String
  }

  /// Describes a sweep.
  ///
  /// - Parameters:
  ///   - summary: The sweep.
  ///   - named: How many incidents are named, those that make it incomplete first.
  init(_ summary: SweepSummary, named: Int) {
    // Not how long it took: the same sweep gives the same page.
    sentence =
      "Swept \(TallyText.swept(summary)), "
      + "\(Amounts.bytes(summary.bytesSwept + summary.objectBytes))."
    known = summary.known.flatMap { known in
      known.files + known.objects == 0
        ? nil
        : "Known from the state, and not read again: \(Amounts.count(known.files, "file")), "
          + "\(Amounts.count(known.objects, "object"))."
    }
    leftOut = Self.list(
      Incident.Kind.allCases.compactMap { kind in
        summary.skipped[kind].map { (kind.rawValue, $0) }
      })
    lookAlikes = Self.list(summary.suppressed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    inventory = summary.inventorySources.map { source in
      Source(
        path: Escaping.printable(source.path.bytes), format: source.format,
        accounts: source.accounts.map(\.description).joined(separator: ", "),
        asOf: source.asOf?.iso8601 ?? "undated", records: Amounts.number(source.records))
    }
    hasInventory = !inventory.isEmpty
    let told = summary.incidents.filter { $0.makesIncomplete || $0.kind == .notice }
    let ordered = told.filter(\.makesIncomplete) + told.filter { !$0.makesIncomplete }
    incidents = ordered.prefix(named).map { incident in
      Row(
        kind: incident.kind.rawValue,
        weight: incident.makesIncomplete ? "incomplete" : "note",
        place: Escaping.printable(incident.path.bytes) + (incident.line.map { ":\($0)" } ?? ""),
        detail: Escaping.message(incident.detail))
    }
    let count = summary.incidentCounts.reduce(0) {
      $0 + ($1.key.makesIncomplete || $1.key == .notice ? $1.value : 0)
    }
    hasIncidents = !incidents.isEmpty || count > 0
    let rest = max(count, ordered.count) - incidents.count
    moreIncidents = rest > 0 ? "and \(Amounts.number(rest)) more; --format jsonl names them" : nil
  }

  private static func list(_ counts: [(String, Int)]) -> String? {
    let parts = counts.compactMap { $1 > 0 ? "\(Amounts.number($1)) \($0)" : nil }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
