internal import KeysweepModel

/// All keys of one account, each of them once, however many inputs show it.
struct KeyRoll {
  private(set) var keys: [AuditedKey] = []
  /// Root has keys, but no input shows them one by one.
  private(set) var unlistedRootKeys: Sourced<Bool>?
  /// Users of whom two inputs say different things, so that nothing is said about them.
  private(set) var disputed: Set<String> = []

  private let account: AccountID?
  private let inventory: Inventory
  private let judge: Judge

  /// Joins reports and lists.
  ///
  /// - Parameters:
  ///   - account: The account; nil for keys of which no input tells.
  ///   - strays: Its listed keys of which no input names the user, or all keys without account.
  ///   - inventory: The inventory.
  ///   - judge: Knows which listed keys are gone since, and where inputs contradict each other.
  init(
    _ account: AccountID?, strays: [Inventory.KeyRecord], _ inventory: Inventory, _ judge: Judge
  ) {
    self.account = account
    self.inventory = inventory
    self.judge = judge
    var done: Set<String> = []
    if let account {
      for report in inventory.reports(of: account) {
        for user in report.rows.keys.sorted() {
          guard let row = report.rows[user] else { continue }
          done.insert(user)
          add(row, of: report)
        }
      }
      for user in (inventory.keysByUser[account] ?? [:]).keys.sorted() where !done.contains(user) {
        for record in inventory.keys(of: user, in: account) { add(record) }
      }
      checkRoot(account)
    }
    for record in strays { add(record) }
    keys.sort {
      ($0.user ?? "~", $0.slot ?? 9, $0.id ?? "") < ($1.user ?? "~", $1.slot ?? 9, $1.id ?? "")
    }
  }

  // MARK: Rows and lists

  private mutating func add(_ row: ReportRow, of report: Inventory.Report) {
    guard !report.disputedUsers.contains(row.user) else {
      disputed.insert(Phrase.name(row.user))
      return
    }
    var slots = row.slots.filter(\.isFilled)
    var others: [(record: Inventory.KeyRecord, state: State)] = []
    for record in inventory.keys(of: row.user, in: row.account) {
      let slot = inventory.slot(of: record, in: row, reportAsOf: report.asOf)
      // What is known to be gone, or in dispute, takes its slot along.
      if let slot { slots.removeAll { $0.number == slot.number } }
      guard let state = state(of: record) else { continue }
      if let slot {
        keys.append(key(record, state, slot, row, report))
      } else {
        others.append((record, state))
      }
    }
    for slot in slots {
      var key = key(slot, row, report)
      let fitting = others.firstIndex { other in
        guard let created = other.record.key.created, let rotated = slot.lastRotated
        else { return true }
        return created <= rotated
      }
      if let fitting {
        // One and the same key, most likely; it must not count twice.
        let other = others.remove(at: fitting)
        key.evidence.append(
          Evidence(
            "the key in this slot may be \(other.record.key.id)", source: other.record.path,
            asOf: other.record.asOf, rule: "slot-of-listed-key"))
      } else if isGone(since: report, row) {
        continue
      }
      keys.append(key)
    }
    for other in others { keys.append(key(other.record, other.state, nil, row, report)) }
  }

  /// Whether a list of all keys of the user is younger than the report: it would name the key.
  private func isGone(since report: Inventory.Report, _ row: ReportRow) -> Bool {
    guard let list = inventory.facts(of: row.account)?.wholeLists[row.user],
      let listed = list.asOf, let reported = report.asOf
    else { return false }
    return listed > reported
  }

  private mutating func add(_ record: Inventory.KeyRecord) {
    guard let state = state(of: record) else { return }
    keys.append(key(record, state, nil, nil, nil))
  }

  // MARK: Single keys

  private struct State {
    var isActive: Bool
    var evidence: [Evidence]
    var asOf: Instant?
    var asOfIsLowerBound: Bool
  }

  /// What is so of a listed key; nil when it is gone, temporary, or in dispute.
  private mutating func state(of record: Inventory.KeyRecord) -> State? {
    guard let id = AccessKeyID(record.key.id) else {
      // A sealed name cannot be looked up, only read.
      guard inventory.histories[record.key.id]?.deletion == nil else { return nil }
      return State(
        isActive: record.key.state == .active,
        evidence: [judge.listed(record)], asOf: record.asOf,
        asOfIsLowerBound: record.asOfIsLowerBound)
    }
    guard id.kind != .temporary else { return nil }
    var subject = Subject()
    subject.keyID = id
    let verdict = judge.verdict(for: subject).verdict
    let isActive: Bool
    switch (verdict.status, verdict.reason) {
    case (.active, _), (.stale, _): isActive = true
    case (.rotated, .deactivated), (.expired, _): isActive = false
    case (.rotated, _): return nil
    case (.unknown, _):
      disputed.insert(id.description)
      return nil
    }
    return State(
      isActive: isActive, evidence: verdict.evidence, asOf: verdict.asOf ?? record.asOf,
      asOfIsLowerBound: verdict.asOfIsLowerBound)
  }

  private func key(
    _ record: Inventory.KeyRecord, _ state: State, _ slot: ReportRow.Slot?, _ row: ReportRow?,
    _ report: Inventory.Report?
  ) -> AuditedKey {
    let history = inventory.histories[record.key.id]
    var key = AuditedKey(
      account: account, user: record.user, slot: slot?.number, id: record.key.id,
      isActive: state.isActive, created: record.key.created, bornAfter: row?.created,
      use: AuditedKey.Use(slot, of: row, in: report, history, listedAt: record.asOf),
      asOf: state.asOf, asOfIsLowerBound: state.asOfIsLowerBound, hasPassword: row?.hasPassword,
      evidence: state.evidence)
    if key.created == nil, let first = history?.changes.first, case .created = first.value.kind {
      key.created = first.value.time
    }
    if key.created == nil {
      key.created = slot?.lastRotated
      key.createdIsUpperBound = true
    }
    return key
  }

  private func key(
    _ slot: ReportRow.Slot, _ row: ReportRow, _ report: Inventory.Report
  ) -> AuditedKey {
    let since = slot.lastRotated.map { ", made or last switched on \($0.date)" } ?? ""
    let use = row.knowsLastUse ? ", \(Phrase.use(slot))" : ""
    let state = slot.isActive ? "Active" : "Inactive"
    return AuditedKey(
      account: account, user: row.user, slot: slot.number, id: nil, isActive: slot.isActive,
      created: slot.lastRotated, createdIsUpperBound: true, bornAfter: row.created,
      use: AuditedKey.Use(slot, of: row, in: report, nil, listedAt: nil), asOf: report.asOf,
      asOfIsLowerBound: report.asOfIsLowerBound, hasPassword: row.hasPassword,
      evidence: [
        Evidence(
          "\(Phrase.name(row.user)), access_key_\(slot.number) \(state)\(since)\(use)",
          source: report.path, asOf: report.asOf, rule: "credential-report")
      ])
  }

  // MARK: Root

  /// An account summary only says whether root has keys; it counts where it is the newest word.
  private mutating func checkRoot(_ account: AccountID) {
    guard let summary = inventory.facts(of: account)?.rootKeys else { return }
    let hasKeys = keys.contains(where: \.isRoot)
    guard summary.value else {
      guard let time = summary.asOf, !summary.asOfIsLowerBound else { return }
      keys.removeAll { $0.isRoot && !$0.asOfIsLowerBound && ($0.asOf.map { $0 < time } ?? false) }
      return
    }
    guard !hasKeys else { return }
    let denial = inventory.reports(of: account).filter(\.hasRootRow).compactMap(\.asOf).max()
    if let denial, summary.asOf.map({ $0 < denial }) ?? true {
      if summary.asOf == nil { disputed.insert("root") }
      return
    }
    unlistedRootKeys = summary
  }
}
