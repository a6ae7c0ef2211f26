public import KeysweepModel

/// What an audit depends on besides the inventory.
public struct AuditPolicy: Sendable, Hashable {
  /// Days without use after which a key is to go (CIS 1.4 and later, Security Hub IAM.22: 45).
  public var staleAfterDays: Int
  /// Days that a key may live without rotation.
  public var maxAgeDays: Int
  /// Only these accounts; all of them when empty.
  public var accounts: Set<AccountID> = []

  /// Makes a policy.
  public init(staleAfterDays: Int = 90, maxAgeDays: Int = 90) {
    self.staleAfterDays = staleAfterDays
    self.maxAgeDays = maxAgeDays
  }
}

/// Turns an inventory into the list of what to do to get rid of long-term keys.
///
/// Times are counted as of the inputs, not as of today: since then a key may have been used, or
/// rotated. Nothing is said that the inputs do not bear; what they leave open is among the gaps.
public struct Auditor: Sendable {
  let inventory: Inventory
  let policy: AuditPolicy
  let table: ControlTable
  let judge: Judge

  /// Makes an auditor.
  ///
  /// - Parameters:
  ///   - inventory: What the accounts say.
  ///   - policy: Thresholds, and which accounts.
  ///   - table: Titles, actions, controls.
  ///   - judge: Knows, over the same inventory, which keys are gone and what is in dispute.
  public init(inventory: Inventory, policy: AuditPolicy, table: ControlTable, judge: Judge) {
    self.inventory = inventory
    self.policy = policy
    self.table = table
    self.judge = judge
  }

  /// Goes through all accounts.
  ///
  /// - Returns: Accounts in order, and in each of them findings in order of ease.
  public func audit() -> Audit {
    var audit = Audit(
      staleAfterDays: policy.staleAfterDays, maxAgeDays: policy.maxAgeDays,
      sources: inventory.sources, incidents: inventory.incidents)
    audit.titles = table.titles
    var strays: [AccountID?: [Inventory.KeyRecord]] = [:]
    for record in inventory.keys.values {
      let account = inventory.account(of: record)
      if account == nil || record.user == nil { strays[account, default: []].append(record) }
    }
    let exposed = exposedKeys()
    let known = inventory.accounts.union(strays.keys.compactMap { $0 })
      .union(exposed.keys.compactMap { $0 })
    var accounts: [AccountID?] = known.sorted()
    if strays[nil] != nil || exposed[nil] != nil { accounts.append(nil) }
    for account in accounts where isWanted(account) {
      let own = (strays[account] ?? []).sorted { $0.key.id < $1.key.id }
      audit.accounts.append(self.audit(account, strays: own, exposed: exposed[account] ?? []))
    }
    return audit
  }

  private func isWanted(_ account: AccountID?) -> Bool {
    policy.accounts.isEmpty || account.map { policy.accounts.contains($0) } ?? false
  }

  /// Long-term keys that a service of AWS saw in the wrong hands, by account, in order.
  private func exposedKeys() -> [AccountID?: [String]] {
    var result: [AccountID?: [String]] = [:]
    for (id, history) in inventory.histories where !history.exposures.isEmpty {
      let key = AccessKeyID(id)
      guard key?.kind != .temporary else { continue }
      let account = history.account ?? inventory.keys[id]?.key.account ?? key?.account
      result[account, default: []].append(id)
    }
    return result.mapValues { $0.sorted() }
  }

  private func audit(
    _ account: AccountID?, strays: [Inventory.KeyRecord], exposed: [String]
  ) -> AccountAudit {
    let roll = KeyRoll(account, strays: strays, inventory, judge)
    var work = AccountWork(self, account, roll)
    work.check(exposed: exposed)
    return work.finish()
  }
}
