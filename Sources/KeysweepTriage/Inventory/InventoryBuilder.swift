internal import KeysweepModel

/// Builds the index out of what the loaders gave, newest input first, so that the first to say
/// something has the last word.
struct InventoryBuilder {
  private var reports: [AccountID: [Inventory.Report]] = [:]
  private var keys: [String: Inventory.KeyRecord] = [:]
  private var histories: [String: KeyHistory] = [:]
  private var accounts: [AccountID: Inventory.Account] = [:]
  private var rootKeysOfNobody: [Sourced<Bool>] = []
  private var userCountsOfNobody: [Sourced<Int>] = []
  private var sources: [InventorySource] = []
  private var incidents: [Incident]
  private var seals: Seals
  /// Rows and documents that could not be understood, by file: remarks stand at the first input.
  private var damaged: [SourcePath: Int] = [:]

  /// Starts an index.
  ///
  /// - Parameters:
  ///   - incidents: What the loader of files has to say beside its inputs.
  ///   - seals: How the names of sealed inputs were made.
  init(incidents: [Incident], seals: Seals) {
    self.incidents = incidents
    self.seals = seals
  }

  /// Takes all inputs.
  mutating func add(_ inputs: [LoadedInput]) {
    let ordered = inputs.sorted {
      ($0.asOf?.secondsSinceEpoch ?? .min, $1.path) > ($1.asOf?.secondsSinceEpoch ?? .min, $0.path)
    }
    for input in inputs {
      let count = input.incidents.count { $0.kind == .malformedInventory }
      if count > 0 { damaged[input.path, default: 0] += count }
    }
    for input in ordered { add(input) }
  }

  /// The index.
  consuming func finish() -> Inventory {
    placeRootKeys()
    var byUser: [AccountID: [String: [Inventory.KeyRecord]]] = [:]
    for (id, known) in keys {
      var record = known
      if record.key.account == nil { record.key.account = histories[id]?.account }
      if record.key.user == nil { record.key.user = histories[id]?.user }
      if record.key.account == nil || record.key.user == nil,
        let place = Inventory.place(of: record, in: reports)
      {
        record.key.account = place.account
        record.key.user = place.user
      }
      keys[id] = record
      guard let account = record.key.account, let user = record.key.user else { continue }
      byUser[account, default: [:]][user, default: []].append(record)
    }
    let twins = Dictionary(
      uniqueKeysWithValues: byUser.map { ($0, Self.twins($1, reports[$0]?.first)) }
    ).filter { !$0.value.isEmpty }
    return Inventory(
      reports: reports, keys: keys, keysByUser: byUser, twinTimes: twins, histories: histories,
      accountFacts: accounts, seals: seals, sources: InventorySource.merged(sources),
      incidents: incidents.sorted())
  }

  /// The times at which keys of several users were made, unless each of them shows in the row of
  /// its own user: then nobody was renamed, and there is no doubt whose slot is whose.
  private static func twins(
    _ users: [String: [Inventory.KeyRecord]], _ report: Inventory.Report?
  ) -> Set<Instant> {
    var owners: [Instant: [String: Int]] = [:]
    for (user, records) in users {
      for created in records.compactMap(\.key.created) {
        owners[created, default: [:]][user, default: 0] += 1
      }
    }
    let shared = owners.filter { time, counts in
      guard counts.count > 1 || counts.values.contains(where: { $0 > 1 }) else { return false }
      return !counts.allSatisfy { user, count in
        count == report?.rows[user]?.slots.count { $0.lastRotated == time } ?? -1
      }
    }
    return Set(shared.keys)
  }

  // MARK: Facts

  private mutating func add(_ input: LoadedInput) {
    var rows: [AccountID: [String: [ReportRow]]] = [:]
    var named: Set<AccountID> = []

    func sourced<Value>(_ value: Value) -> Sourced<Value> {
      Sourced(
        value: value, path: input.path, asOf: input.asOf, asOfIsLowerBound: input.asOfIsLowerBound)
    }

    for fact in input.facts {
      switch fact {
      case .reportRow(let row):
        rows[row.account, default: [:]][row.partition, default: []].append(row)
        named.insert(row.account)
      case .listedKey(let key):
        add(key, of: input)
        if let account = key.account { named.insert(account) }
      case .wholeList(let owner):
        named.insert(owner.account)
        // Newest first: the first one stays.
        if accounts[owner.account]?.wholeLists[owner.user] == nil {
          accounts[owner.account, default: .init()].wholeLists[owner.user] = sourced(owner)
        }
      case .lastUse(let use):
        histories[use.id, default: .init()].add(sourced(use))
        if let account = use.account { named.insert(account) }
      case .user(let user):
        named.insert(user.account)
        add(sourced(user))
      case .allUsers(let account):
        named.insert(account)
        if accounts[account]?.allUsers == nil {
          accounts[account, default: .init()].allUsers = sourced(account)
        }
      case .rootKeys(let account, let arePresent):
        guard let account else {
          rootKeysOfNobody.append(sourced(arePresent))
          continue
        }
        named.insert(account)
        if accounts[account]?.rootKeys == nil {
          accounts[account, default: .init()].rootKeys = sourced(arePresent)
        }
      case .userCount(let account, let count):
        guard let account else {
          userCountsOfNobody.append(sourced(count))
          continue
        }
        if accounts[account]?.userCount == nil {
          accounts[account, default: .init()].userCount = sourced(count)
        }
      case .event(let event):
        if let told = event.account, let own = AccessKeyID(event.id)?.account, told != own {
          incidents.append(
            Incident(
              .notice, path: input.path,
              detail: "an event of account \(told) about a key whose ID says \(own): not believed"))
          continue
        }
        histories[event.id, default: .init()].add(sourced(event))
        if let account = event.account { named.insert(account) }
      case .exposure(let exposure):
        histories[exposure.id, default: .init()].add(sourced(exposure))
        if let account = exposure.account { named.insert(account) }
      }
    }
    for (account, partitions) in rows.sorted(by: { $0.key < $1.key }) {
      for (partition, rows) in partitions.sorted(by: { $0.key < $1.key }) {
        add(rows, account, partition, of: input)
      }
    }
    incidents += input.incidents
    sources.append(
      InventorySource(
        path: input.path, format: input.format,
        // Numbers that stand for accounts must not be taken for accounts.
        accounts: input.seal == nil ? named.sorted() : [], asOf: input.asOf,
        records: input.facts.count(where: \.isRecord)))
  }

  private mutating func add(_ user: Sourced<UserRecord>) {
    let name = user.value.name
    guard var known = accounts[user.value.account]?.users[name] else {
      accounts[user.value.account, default: .init()].users[name] = user
      return
    }
    // list-users knows no policies; what an older authorization-details says of them still counts.
    guard known.value.quarantines.isEmpty, !user.value.quarantines.isEmpty else { return }
    known.value.quarantines = user.value.quarantines
    accounts[user.value.account]?.users[name] = known
  }

  private mutating func add(_ key: ListedKey, of input: LoadedInput) {
    if let known = keys[key.id] {
      // An undated list may be younger than it seems, and then its word would be the last one.
      if known.key.state != key.state, known.asOf == input.asOf || input.asOfIsLowerBound {
        keys[key.id]?.disputedBy = input.path
      }
      if known.key.user == nil { keys[key.id]?.key.user = key.user }
      if known.key.created == nil { keys[key.id]?.key.created = key.created }
      if known.key.account == nil { keys[key.id]?.key.account = key.account }
      return
    }
    keys[key.id] = Inventory.KeyRecord(
      key: key, path: input.path, asOf: input.asOf, asOfIsLowerBound: input.asOfIsLowerBound)
  }

  private mutating func add(
    _ rows: [ReportRow], _ account: AccountID, _ partition: String, of input: LoadedInput
  ) {
    var report = Inventory.Report(
      path: input.path, asOf: input.asOf, asOfIsLowerBound: input.asOfIsLowerBound,
      account: account, partition: partition, rows: [:])
    report.leftOutRows = damaged[input.path] ?? 0
    report.rows.reserveCapacity(rows.count)
    for row in rows {
      if let known = report.rows.updateValue(row, forKey: row.user), known.slots != row.slots {
        report.disputedUsers.insert(row.user)
        incidents.append(
          Incident(
            .notice, path: input.path, line: row.line,
            detail: "user \(row.user) has a second row that says something else"))
      }
      if row.hasMoreKeys { report.hasMoreKeys = true }
    }
    report.usersWithKeys =
      report.rows.values.filter { $0.slots.contains(where: \.isFilled) }.map(\.user).sorted()
    guard let index = reports[account]?.firstIndex(where: { $0.partition == partition }),
      let newer = reports[account]?[index]
    else {
      reports[account, default: []].append(report)
      return
    }
    guard newer.asOf == report.asOf else {
      incidents.append(
        Incident(
          .notice, path: input.path,
          detail: """
            an older report of \(seals.phrase(account)) (\(input.asOf?.iso8601 ?? "undated")); \
            \(newer.path.lossyText) of \(newer.asOf?.iso8601 ?? "unknown date") is used instead
            """))
      return
    }
    for (user, row) in report.rows where newer.rows[user]?.slots != row.slots {
      reports[account]?[index].disputedUsers.insert(user)
    }
    for user in newer.rows.keys where report.rows[user] == nil {
      reports[account]?[index].disputedUsers.insert(user)
    }
  }

  /// An account summary does not say whose it is; with one account in all there is no doubt.
  private mutating func placeRootKeys() {
    guard !rootKeysOfNobody.isEmpty else { return }
    let all = Set(reports.keys).union(accounts.keys).union(keys.values.compactMap(\.key.account))
    for rootKeys in rootKeysOfNobody {
      guard all.count == 1, rootKeysOfNobody.count == 1, let account = all.first else {
        incidents.append(
          Incident(
            .notice, path: rootKeys.path,
            detail: "an account summary names no account, and the inventory speaks of "
              + "\(all.count): not used; keysweep inventory collect writes one that does"))
        continue
      }
      if accounts[account]?.rootKeys == nil {
        accounts[account, default: .init()].rootKeys = rootKeys
        accounts[account]?.rootKeysAreAssumed = true
      }
      if let count = userCountsOfNobody.first, accounts[account]?.userCount == nil {
        accounts[account]?.userCount = count
      }
    }
  }
}

extension Inventory {
  /// Builds the index.
  ///
  /// - Parameters:
  ///   - inputs: What the loaders gave.
  ///   - outer: What the loader of files has to say beside.
  init(_ inputs: [LoadedInput], incidents outer: [Incident] = []) {
    let seals = Seals(of: inputs)
    let (joined, notices) = seals.join(inputs)
    var builder = InventoryBuilder(incidents: outer + notices, seals: seals)
    builder.add(joined)
    self = builder.finish()
  }
}
