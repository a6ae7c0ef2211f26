public import KeysweepModel

/// What the accounts say about their keys: one immutable index over any number of inputs.
///
/// Look-ups take constant time, whatever the number of accounts.
public struct Inventory: Sendable {
  /// A credential report.
  struct Report: Sendable {
    var path: SourcePath
    var asOf: Instant?
    var asOfIsLowerBound: Bool
    var account: AccountID
    var partition: String
    var rows: [String: ReportRow]
    /// Users for whom two equally young reports, or two rows of one, disagree.
    var disputedUsers: Set<String> = []
    /// Whether some row says that there are keys beyond the two slots.
    var hasMoreKeys = false
    /// The users with at least one key, in order.
    var usersWithKeys: [String] = []
    /// Rows that could not be understood: users and keys may be missing from ``rows``.
    var leftOutRows = 0

    var hasRootRow: Bool { rows[ReportRow.rootName] != nil }
  }

  /// A key of an access-key list.
  struct KeyRecord: Sendable {
    var key: ListedKey
    var path: SourcePath
    var asOf: Instant?
    var asOfIsLowerBound: Bool
    /// Another list of the same time says something else.
    var disputedBy: SourcePath?

    /// The user as a credential report names it, if known.
    var user: String? { key.user }
  }

  /// Everything about one account but its report and its keys.
  struct Account: Sendable {
    /// The lists that name all keys of a user, by user: the newest of each.
    var wholeLists: [String: Sourced<KeyOwner>] = [:]
    /// The newest list of all users.
    var allUsers: Sourced<AccountID>?
    var users: [String: Sourced<UserRecord>] = [:]
    /// Whether root has access keys.
    var rootKeys: Sourced<Bool>?
    /// Whether ``rootKeys`` is of an input that names no account, and is taken for this one's.
    var rootKeysAreAssumed = false
    /// How many users an account summary counts.
    var userCount: Sourced<Int>?
  }

  /// Reports by account number; more than one where a number exists in several partitions.
  let reports: [AccountID: [Report]]
  let keys: [String: KeyRecord]
  /// Keys by account and by user.
  let keysByUser: [AccountID: [String: [KeyRecord]]]
  /// By account, the times at which more than one key was made.
  let twinTimes: [AccountID: Set<Instant>]
  let histories: [String: KeyHistory]
  let accountFacts: [AccountID: Account]
  /// Ways in which names of sealed inputs were made.
  let seals: Seals
  /// Everything that was read, for the record.
  public let sources: [InventorySource]
  /// Rows that could not be understood, and notices.
  public let incidents: [Incident]

  /// The accounts that some input speaks of.
  public var accounts: Set<AccountID> {
    Set(reports.keys).union(keysByUser.keys).union(accountFacts.keys)
  }

  // MARK: Look-ups

  func record(of id: AccessKeyID) -> KeyRecord? {
    // An ID without an account may stand under several seals; the newest word counts.
    keys[id.description]
      ?? seals.names(of: id.description).compactMap { keys[$0] }.max {
        ($0.asOf?.secondsSinceEpoch ?? .min) < ($1.asOf?.secondsSinceEpoch ?? .min)
      }
  }

  func history(of id: AccessKeyID) -> KeyHistory? {
    histories[id.description]
      ?? seals.names(of: id.description).lazy.compactMap { histories[$0] }.first
  }

  func reports(of account: AccountID) -> [Report] { look(up: account, in: reports) ?? [] }

  func facts(of account: AccountID) -> Account? { look(up: account, in: accountFacts) }

  func hasLists(of account: AccountID) -> Bool { look(up: account, in: keysByUser) != nil }

  func keys(of user: String, in account: AccountID) -> [KeyRecord] {
    (look(up: account, in: keysByUser)?[user] ?? []).sorted { $0.key.id < $1.key.id }
  }

  /// The account of a key.
  func account(of record: KeyRecord) -> AccountID? {
    record.key.account ?? histories[record.key.id]?.account
  }

  private func look<Value>(up account: AccountID, in table: [AccountID: Value]) -> Value? {
    if let value = table[account] { return value }
    for name in seals.names(of: account) {
      if let value = table[name] { return value }
    }
    return nil
  }

  /// The slot of a user's row that holds a listed key.
  ///
  /// `last_rotated` equals the creation time unless the key was switched on again, and then it is
  /// later. Slot numbers say nothing. That a later date is this key's can only be told when the
  /// list is no older than the report, so that the key was there when the report was made, and no
  /// other slot could hold it.
  func slot(of record: KeyRecord, in row: ReportRow, reportAsOf: Instant?) -> ReportRow.Slot? {
    let filled = row.slots.filter(\.isFilled)
    let own = keys(of: row.user, in: row.account)
    guard let created = record.key.created else {
      return filled.count == 1 && own.count == 1 ? filled[0] : nil
    }
    let isListYounger = record.asOf.flatMap { listed in reportAsOf.map { listed >= $0 } } ?? false
    let exact = filled.filter { $0.lastRotated == created }
    // Renamed users hide a twin from `own`.
    let isTwin = look(up: row.account, in: twinTimes)?.contains(created) ?? false
    let twins = max(own.count { $0.key.created == created }, isTwin ? 2 : 1)
    if !exact.isEmpty {
      if exact.count == 1, twins <= 1 { return exact[0] }
      // Made in the same second, as Terraform does: only the state can tell them apart, and only
      // if both are still there.
      let alike = exact.filter { $0.isActive == (record.key.state == .active) }
      return exact.count == twins && isListYounger && alike.count == 1 ? alike[0] : nil
    }
    guard isListYounger else { return nil }
    let others = own.filter { $0.key.id != record.key.id }
    let free = filled.filter { slot in
      guard let rotated = slot.lastRotated, rotated > created else { return false }
      return !others.contains { $0.key.created == rotated }
    }
    return free.count == 1 ? free[0] : nil
  }

  /// Account and user of a key, by the one slot of all reports with its creation time.
  static func place(
    of record: KeyRecord, in reports: [AccountID: [Report]]
  ) -> (account: AccountID, user: String)? {
    guard let created = record.key.created else { return nil }
    let candidates =
      record.key.account.map { reports[$0] ?? [] } ?? reports.values.flatMap { $0 }
    var found: (AccountID, String)?
    for report in candidates {
      let users = record.key.user.map { [$0] } ?? report.usersWithKeys
      for user in users {
        let count = report.rows[user]?.slots.count { $0.lastRotated == created } ?? 0
        guard count > 0 else { continue }
        if found != nil || count > 1 { return nil }
        found = (report.account, user)
      }
    }
    return found
  }
}
