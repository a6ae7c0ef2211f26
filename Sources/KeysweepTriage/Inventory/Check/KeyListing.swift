public import KeysweepModel

/// Every key that an inventory knows of, for people to read.
public struct KeyListing: Sendable, Hashable {
  /// One key.
  public struct Entry: Sendable, Hashable {
    /// The account, if known.
    public var account: AccountID?
    /// The user, `<root_account>` for root, if known.
    public var user: String?
    /// The ID; nil for a key that only a credential report shows.
    public var keyID: String?
    /// The slot of the report, for a key without an ID.
    public var slot: Int?
    /// What a leak of it would be judged to be; a key without an ID is `active` or `rotated`.
    public var status: Status
    /// Why.
    public var reason: Reason
    /// When it was made: exactly, or at the latest where ``keyID`` is nil.
    public var created: Instant?
    /// When it was last used, if known.
    public var lastUsed: Instant?
    /// The service and region of the last use.
    public var lastUsedWhere: String?
    /// The time at which it was so.
    public var asOf: Instant?
  }

  /// The keys by account, user and ID.
  public var entries: [Entry]

  /// Lists the keys.
  ///
  /// - Parameters:
  ///   - inventory: What was loaded.
  ///   - judge: Judges by the same inventory.
  public init(_ inventory: Inventory, judge: Judge) {
    entries = inventory.keys.values.map { record in
      Self.entry(
        record.key.id, record.key.account, record.user, record.key.created, record.asOf, judge)
    }
    entries += Self.keysOfEventsOnly(inventory).map { id, history in
      Self.entry(id, history.account, history.user, nil, nil, judge)
    }
    for report in inventory.reports.values.joined() {
      for user in report.usersWithKeys {
        guard let row = report.rows[user] else { continue }
        let named = inventory.keys(of: user, in: report.account).compactMap {
          inventory.slot(of: $0, in: row, reportAsOf: report.asOf)?.number
        }
        for slot in row.slots where slot.isFilled && !named.contains(slot.number) {
          entries.append(Self.entry(slot, row, report, judge.policy))
        }
      }
    }
    entries.sort { Self.order($0) < Self.order($1) }
  }

  /// Long-term keys that only trails and detectors name; those of sessions come by the thousand.
  static func keysOfEventsOnly(_ inventory: Inventory) -> [(id: String, history: KeyHistory)] {
    inventory.histories.filter { id, _ in
      inventory.keys[id] == nil && AccessKeyID(id)?.kind != .temporary
    }.map { ($0.key, $0.value) }
  }

  private static func entry(
    _ id: String, _ account: AccountID?, _ user: String?, _ created: Instant?, _ asOf: Instant?,
    _ judge: Judge
  ) -> Entry {
    var subject = Subject()
    subject.keyID = AccessKeyID(id)
    let verdict = judge.verdict(for: subject).verdict
    return Entry(
      account: account, user: user, keyID: id, slot: nil, status: verdict.status,
      reason: verdict.reason, created: created ?? verdict.created, lastUsed: verdict.lastUsed,
      lastUsedWhere: verdict.lastUsedWhere, asOf: verdict.asOf ?? asOf)
  }

  private static func entry(
    _ slot: ReportRow.Slot, _ row: ReportRow, _ report: Inventory.Report, _ policy: TriagePolicy
  ) -> Entry {
    let since = slot.lastUsed ?? slot.lastRotated
    let isStale =
      row.knowsLastUse
      && since.flatMap { since in report.asOf.map { $0 - since >= policy.staleAfter } } ?? false
    return Entry(
      account: row.account, user: row.user, keyID: nil, slot: slot.number,
      status: slot.isActive ? (isStale ? .stale : .active) : .rotated,
      reason: slot.isActive ? (isStale ? .unused : .inUse) : .deactivated,
      created: slot.lastRotated, lastUsed: slot.lastUsed, lastUsedWhere: Phrase.place(slot),
      asOf: report.asOf)
  }

  private static func order(_ entry: Entry) -> (String, String, String, Int) {
    // Keys without an ID come last.
    (entry.account?.description ?? "", entry.user ?? "", entry.keyID ?? "~", entry.slot ?? 0)
  }
}
