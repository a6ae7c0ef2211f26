internal import KeysweepModel
internal import KeysweepTriage

/// A judge and what it rests on.
struct LoadedJudge {
  var judge: Judge
  var inventory: Inventory?
  var now: Instant

  /// Adds the inventory's own record to the summary of the sweep.
  func describe(in summary: inout SweepSummary) {
    guard let inventory else { return }
    summary.inventorySources = inventory.sources
    for incident in inventory.incidents {
      summary.incidentCounts[incident.kind, default: 0] += 1
      summary.incidents.append(incident)
    }
    summary.incidents.sort()
  }
}

extension InventoryOptions {
  /// Reads the inventory and the accounts.
  ///
  /// - Throws: `ExitCode` 2 after the mistake has been printed.
  func loadJudge() throws -> LoadedJudge {
    try UsageError.wrap {
      let loaded =
        inventory.isEmpty
        ? nil
        : try Inventory.load(paths: inventory.map { SourcePath($0) }, asOf: asOf?.instant)
      let tags = try accounts.map {
        try AccountTags(toml: try FileContent.read($0), name: $0)
      }
      let now = Instant(secondsSinceEpoch: Process.now)
      let policy = TriagePolicy(staleAfterDays: staleAfter.number, now: now)
      return LoadedJudge(
        judge: Judge(
          inventory: loaded, policy: policy, accounts: try tags ?? AccountTags.bundled()),
        inventory: loaded, now: now)
    }
  }
}
