internal import KeysweepModel

/// Finds out what is known about one account, and what is not.
struct AccountSurvey {
  private let inventory: Inventory
  private let facts: Inventory.Account?
  private let reports: [Inventory.Report]
  private var result: AccountCoverage

  /// A leak of old: what decides about it decides about something.
  private static let longAgo = Instant(secondsSinceEpoch: 0)

  init(_ account: AccountID, _ inventory: Inventory) {
    self.inventory = inventory
    facts = inventory.facts(of: account)
    reports = inventory.reports(of: account)
    result = AccountCoverage(account: account)
  }

  /// Looks at everything.
  mutating func run() -> AccountCoverage {
    count()
    if reports.count > 1 {
      add(
        .partition,
        "which partition is meant: the account number exists in "
          + result.partitions.joined(separator: " and "))
    } else if let report = reports.first {
      cover(report)
    } else {
      coverByLists()
    }
    coverConflicts()
    coverLastUses()
    return result
  }

  // MARK: Numbers

  private mutating func count() {
    let account = result.account
    let lists = facts?.wholeLists ?? [:]
    let records = inventory.keysByUser[account]?.values.flatMap { $0 } ?? []
    let rows = reports.flatMap(\.rows.values)
    result.partitions = Set(reports.map(\.partition))
      .union(facts?.users.values.map(\.value.partition) ?? []).sorted()
    result.reportAsOf = reports.compactMap(\.asOf).min()
    result.reportAsOfIsLowerBound = reports.contains(where: \.asOfIsLowerBound)
    let times = records.compactMap(\.asOf) + lists.values.compactMap(\.asOf)
    result.listsFrom = times.min()
    result.listsTo = times.max()
    result.users =
      Set(rows.map(\.user)).union(facts?.users.keys.map { $0 } ?? []).subtracting([
        ReportRow.rootName
      ]).count
    let slots = rows.flatMap(\.slots).filter(\.isFilled)
    result.slotsFilled = slots.count
    result.slotsActive = slots.count(where: \.isActive)
    result.keysListed = records.count
    result.keysActive = records.count { $0.key.state == .active }
    result.wholeLists = lists.count
    let rootRows = rows.filter(\.isRoot)
    if !rootRows.isEmpty {
      result.rootHasKeys = rootRows.contains { $0.slots.contains(where: \.isFilled) }
    } else {
      result.rootHasKeys = facts?.rootKeys?.value
    }
  }

  // MARK: With a credential report

  private mutating func cover(_ report: Inventory.Report) {
    guard let asOf = report.asOf else {
      return add(
        .report, "the time of the credential report, which holds no date at all",
        command: Remedy.report(result.account))
    }
    if report.hasMoreKeys {
      add(
        .report,
        "keys beyond two a user, which the report counts and does not show; without the report, "
          + "whole lists of all users can be complete",
        command: Remedy.collect)
    }
    if report.leftOutRows > 0 {
      add(
        .report,
        "\(Phrase.count(report.leftOutRows, "row")) of the report that could not be understood",
        command: Remedy.report(result.account))
    }
    if !report.disputedUsers.isEmpty {
      let users = report.disputedUsers.sorted()
      add(
        .conflict, "a report that is younger than two which disagree about \(Remedy.names(users))",
        users: users, command: Remedy.report(result.account))
    }
    let relied = cover(slotsOf: report, asOf)
    guard result.gaps.isEmpty else { return }
    result.decidesUntil = relied.bound
    if relied.isWeak {
      result.remarks.append(
        "report and lists were not taken together, so that an absent key is only inferred to be "
          + "gone: users can be renamed in between; take both within a day")
    }
    if report.asOfIsLowerBound {
      result.remarks.append(
        "the report does not say when it was made; the newest time in it is taken")
    }
  }

  private mutating func cover(
    slotsOf report: Inventory.Report, _ asOf: Instant
  ) -> (bound: Instant, isWeak: Bool) {
    func coverage(seenBy: Instant?) -> Coverage {
      Coverage(
        users: report.usersWithKeys, of: report, reportAsOf: asOf, seenBy: seenBy, inventory)
    }
    var best = coverage(seenBy: nil)
    if !best.open.isEmpty {
      // Lists that are older than a slot still rule it out for leaks that are older than they.
      let lists = report.usersWithKeys.compactMap { facts?.wholeLists[$0]?.asOf }
      best = coverage(seenBy: Self.longAgo)
      best.bound = min(best.bound, lists.min() ?? best.bound)
    }
    var users: [String] = []
    for place in best.open where users.last != place.row.user { users.append(place.row.user) }
    if users.contains(ReportRow.rootName) {
      add(.root, "root\u{2019}s own access-key list: root has a key", command: Remedy.rootList)
    }
    missingLists(users.filter { $0 != ReportRow.rootName })
    if !report.hasRootRow { coverRoot(&best) }
    return (best.bound, best.reliesOnNames)
  }

  private mutating func missingLists(_ users: [String]) {
    guard !users.isEmpty else { return }
    add(
      .keyLists,
      users.count == 1
        ? "the access-key list of \(Remedy.names(users))"
        : "the access-key lists of \(users.count) users: \(Remedy.names(users))",
      users: users, command: lists(users))
  }

  private func lists(_ users: [String]) -> String {
    guard result.partitions.count <= 1 else { return Remedy.collect }
    return Remedy.lists(users, result.account, partition: result.partitions.first ?? "aws")
  }

  private mutating func coverRoot(_ coverage: inout Coverage) {
    guard !coverage.coverRoot(facts, seenBy: Self.longAgo) else { return }
    if facts?.rootKeys?.value == true {
      add(.root, "root\u{2019}s own access-key list: root has a key", command: Remedy.rootList)
    } else {
      // The answer names no account: with several it would be anybody's.
      let isOnly = inventory.accounts.count == 1
      add(
        .root, "whether root has keys (get-account-summary)",
        command: isOnly ? Remedy.root : Remedy.collect)
    }
  }

  // MARK: Without

  private mutating func coverByLists() {
    guard
      var coverage = Coverage(listsOf: result.account, seenBy: Self.longAgo, inventory),
      let all = facts?.allUsers
    else {
      add(
        .users,
        "which users and keys there are: neither a credential report nor a list of all users",
        command: Remedy.report(result.account))
      return
    }
    let census = facts?.users.filter { $0.value.asOf == all.asOf && $0.value.path == all.path }
    let users = (census ?? [:]).keys.filter { facts?.wholeLists[$0]?.asOf == nil }.sorted()
    if !users.isEmpty {
      // The answer for a user without keys names nobody, so that a list alone would not do.
      add(
        .keyLists,
        "the credential report, or whole lists of the keys of \(Phrase.count(users.count, "user")): "
          + Remedy.names(users),
        users: users, command: Remedy.report(result.account))
    }
    coverRoot(&coverage)
    guard result.gaps.isEmpty else { return }
    result.decidesUntil = coverage.bound
    if coverage.reliesOnNames {
      result.remarks.append(
        "the lists were not taken together, so that an absent key is only inferred to be gone")
    }
  }

  // MARK: Listed keys

  private mutating func coverConflicts() {
    let records = inventory.keysByUser[result.account]?.values.flatMap { $0 } ?? []
    let users = Set(records.filter { $0.disputedBy != nil }.compactMap(\.user)).sorted()
    guard !users.isEmpty else { return }
    add(
      .conflict, "fresh lists of \(Remedy.names(users)): two lists of the same time disagree",
      users: users, command: lists(users))
  }

  private mutating func coverLastUses() {
    let report = reports.count == 1 ? reports.first : nil
    var keys: [String] = []
    for record in inventory.keysByUser[result.account]?.values.flatMap({ $0 }) ?? []
    where record.key.state == .active {
      if inventory.histories[record.key.id]?.lastUse != nil { continue }
      if let row = record.user.flatMap({ report?.rows[$0] }), row.knowsLastUse,
        inventory.slot(of: record, in: row, reportAsOf: report?.asOf) != nil
      {
        continue
      }
      keys.append(record.key.id)
    }
    guard !keys.isEmpty else { return }
    keys.sort()
    let isReportMissing = report.map { report in !report.rows.values.contains(where: \.knowsLastUse)
    }
    add(
      .lastUse,
      "when \(Phrase.count(keys.count, "active key was", plural: "active keys were")) last used: "
        + Remedy.names(keys),
      command: isReportMissing ?? true
        ? Remedy.report(result.account) : Remedy.lastUses(keys))
  }

  private mutating func add(
    _ kind: CoverageGap.Kind, _ statement: String, users: [String] = [], command: String? = nil
  ) {
    let gap = CoverageGap(kind: kind, statement: statement, users: users, command: command)
    if !result.gaps.contains(gap) { result.gaps.append(gap) }
  }
}
