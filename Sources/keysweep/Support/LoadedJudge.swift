internal import KeysweepModel
internal import KeysweepTriage

/// A judge and what it rests on.
struct LoadedJudge {
  /// The judge.
  var judge: Judge
  /// The time of judgement.
  var now: Instant
  /// What it rests on; nil when none was given.
  private(set) var inventory: Inventory?

  /// How far an inventory may be ahead of the time of judgement, in seconds: clocks differ.
  private static let skew: Int64 = 86_400

  /// Reads what the options name.
  ///
  /// - Parameter options: The options.
  /// - Throws: ``UsageError``, `InventoryError` or `DataFileError`, with the remedy.
  init(_ options: InventoryOptions) throws {
    now = options.now?.instant ?? Instant(secondsSinceEpoch: Process.now)
    let asOf = options.asOf?.instant
    if let asOf, asOf - now > Self.skew {
      throw UsageError(
        description: "--as-of \(asOf.iso8601) lies in the future: it is the time at which the "
          + "inventory was true; the time of judgement is \(now.iso8601) (--now sets it)")
    }
    let paths = options.inventory.map { SourcePath(argument: $0) }
    if !paths.isEmpty {
      inventory = try Inventory.load(paths: paths, asOf: asOf, now: now)
    }
    let accounts = try options.accounts.map {
      try AccountTags(toml: try FileContent.read($0), name: $0)
    }
    judge = Judge(
      inventory: inventory,
      policy: TriagePolicy(staleAfterDays: options.staleAfter.number, now: now),
      accounts: try accounts ?? AccountTags.bundled())
  }

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
