public import KeysweepModel

/// What the accounts say about their keys: one immutable index over any number of inputs.
public struct Inventory: Sendable {
  /// A credential report.
  struct Report: Sendable {
    var path: SourcePath
    var asOf: Instant?
    var asOfIsLowerBound: Bool
    var account: AccountID
    var partition: String
    var rows: [String: ReportRow]
    /// Users for whom two equally young reports disagree.
    var disputedUsers: Set<String> = []

    var hasRootRow: Bool { rows[ReportRow.rootName] != nil }
    var hasMoreKeys: Bool { rows.values.contains(where: \.hasMoreKeys) }
  }

  /// A key of an access-key list.
  struct KeyRecord: Sendable {
    var key: ListedKey
    var path: SourcePath
    var asOf: Instant?
    var asOfIsLowerBound: Bool
    /// Another list of the same time says something else.
    var disputedBy: SourcePath?

    /// The user as a credential report names it.
    var reportUser: String { key.user ?? ReportRow.rootName }
  }

  /// Reports by account number; more than one where a number exists in several partitions.
  private let reports: [AccountID: [Report]]
  private let keys: [String: KeyRecord]
  /// Keys by account and by user.
  private let keysByUser: [AccountID: [String: [KeyRecord]]]
  /// Everything that was read, for the record.
  public let sources: [InventorySource]
  /// Rows that could not be understood, and notices.
  public let incidents: [Incident]

  /// The accounts that some input speaks of.
  public var accounts: Set<AccountID> { Set(reports.keys).union(keysByUser.keys) }

  /// Builds the index.
  ///
  /// - Parameters:
  ///   - inputs: What the loaders gave.
  ///   - outer: What the loader of files has to say beside.
  init(_ inputs: [LoadedInput], incidents outer: [Incident] = []) {
    var reports: [AccountID: [Report]] = [:]
    var keys: [String: KeyRecord] = [:]
    var sources: [InventorySource] = []
    var incidents = outer
    // Newest first, so that the first to say something has the last word.
    let ordered = inputs.sorted {
      ($0.asOf?.secondsSinceEpoch ?? .min, $1.path) > ($1.asOf?.secondsSinceEpoch ?? .min, $0.path)
    }
    for input in ordered {
      var rows: [AccountID: [String: [ReportRow]]] = [:]
      var accounts: Set<AccountID> = []
      for fact in input.facts {
        switch fact {
        case .reportRow(let row):
          rows[row.account, default: [:]][row.partition, default: []].append(row)
          accounts.insert(row.account)
        case .listedKey(let key):
          Self.add(key, of: input, to: &keys)
          if let account = key.account { accounts.insert(account) }
        }
      }
      for (account, partitions) in rows.sorted(by: { $0.key < $1.key }) {
        for (partition, rows) in partitions.sorted(by: { $0.key < $1.key }) {
          Self.add(
            rows, account, partition, of: input, to: &reports[account, default: []], &incidents)
        }
      }
      incidents += input.incidents
      sources.append(
        InventorySource(
          path: input.path, format: input.format, accounts: accounts.sorted(), asOf: input.asOf,
          records: input.facts.count))
    }
    var byUser: [AccountID: [String: [KeyRecord]]] = [:]
    for record in keys.values {
      guard
        let account = record.key.account ?? Self.account(ofUser: record, in: reports)
      else { continue }
      byUser[account, default: [:]][record.reportUser, default: []].append(record)
    }
    self.reports = reports
    self.keys = keys
    keysByUser = byUser
    self.sources = sources.sorted()
    self.incidents = incidents.sorted()
  }

  // MARK: Look-ups

  func record(of id: AccessKeyID) -> KeyRecord? { keys[id.description] }

  func reports(of account: AccountID) -> [Report] { reports[account] ?? [] }

  func hasLists(of account: AccountID) -> Bool { keysByUser[account] != nil }

  func keys(of user: String, in account: AccountID) -> [KeyRecord] {
    (keysByUser[account]?[user] ?? []).sorted { $0.key.id < $1.key.id }
  }

  /// The account of a key whose ID does not tell it, by the user and the creation time.
  func account(of record: KeyRecord) -> AccountID? {
    record.key.account ?? Self.account(ofUser: record, in: reports)
  }

  /// The slot of a user's row that holds a listed key.
  ///
  /// `last_rotated` equals the creation time unless the key was switched on again, and then it is
  /// later. Slot numbers say nothing.
  func slot(of record: KeyRecord, in row: ReportRow) -> ReportRow.Slot? {
    guard let created = record.key.created else {
      let filled = row.slots.filter(\.isFilled)
      return filled.count == 1 && keys(of: row.user, in: row.account).count == 1 ? filled[0] : nil
    }
    let filled = row.slots.filter(\.isFilled)
    if let exact = filled.first(where: { $0.lastRotated == created }) { return exact }
    let others = keys(of: row.user, in: row.account).filter { $0.key.id != record.key.id }
    let free = filled.filter { slot in
      guard let rotated = slot.lastRotated, rotated > created else { return false }
      return !others.contains { $0.key.created == rotated }
    }
    return free.count == 1 ? free[0] : nil
  }

  /// The slots of a report in which a key could sit that no list names.
  func unlistedSlots(of row: ReportRow) -> [ReportRow.Slot] {
    let listed = keys(of: row.user, in: row.account)
    let filled = row.slots.filter(\.isFilled)
    if listed.count >= filled.count { return [] }
    let taken = listed.compactMap { slot(of: $0, in: row)?.number }
    return filled.filter { !taken.contains($0.number) }
  }

  // MARK: Building

  private static func add(
    _ key: ListedKey, of input: LoadedInput, to keys: inout [String: KeyRecord]
  ) {
    if let known = keys[key.id] {
      if known.asOf == input.asOf, known.key.state != key.state {
        keys[key.id]?.disputedBy = input.path
      }
      return
    }
    keys[key.id] = KeyRecord(
      key: key, path: input.path, asOf: input.asOf, asOfIsLowerBound: input.asOfIsLowerBound)
  }

  private static func add(
    _ rows: [ReportRow], _ account: AccountID, _ partition: String, of input: LoadedInput,
    to reports: inout [Report], _ incidents: inout [Incident]
  ) {
    var report = Report(
      path: input.path, asOf: input.asOf, asOfIsLowerBound: input.asOfIsLowerBound,
      account: account, partition: partition, rows: [:])
    for row in rows {
      if let known = report.rows[row.user], known.slots != row.slots {
        report.disputedUsers.insert(row.user)
      }
      report.rows[row.user] = row
    }
    guard let index = reports.firstIndex(where: { $0.partition == partition }) else {
      reports.append(report)
      return
    }
    let newer = reports[index]
    if newer.asOf == report.asOf {
      for (user, row) in report.rows where newer.rows[user]?.slots != row.slots {
        reports[index].disputedUsers.insert(user)
      }
      for user in newer.rows.keys where report.rows[user] == nil {
        reports[index].disputedUsers.insert(user)
      }
    } else {
      incidents.append(
        Incident(
          .notice, path: input.path,
          detail: """
            an older report of account \(account) (\(input.asOf?.iso8601 ?? "undated")); \
            \(newer.path.lossyText) of \(newer.asOf?.iso8601 ?? "unknown date") is used instead
            """))
    }
  }

  private static func account(
    ofUser record: KeyRecord, in reports: [AccountID: [Report]]
  ) -> AccountID? {
    guard let created = record.key.created else { return nil }
    let fitting = reports.values.joined().filter { report in
      report.rows[record.reportUser]?.slots.contains { $0.lastRotated == created } ?? false
    }
    return fitting.count == 1 ? fitting.first?.account : nil
  }
}
