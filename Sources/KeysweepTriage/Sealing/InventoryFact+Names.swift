internal import KeysweepModel

/// Gives new names to what facts speak of.
protocol FactNames {
  func id(_ id: String) -> String
  func account(_ account: AccountID) -> AccountID
  func user(_ user: String) -> String
}

extension InventoryFact {
  /// The fact under other names.
  func renamed(by names: some FactNames) -> InventoryFact {
    switch self {
    case .reportRow(var row):
      row.account = names.account(row.account)
      row.user = names.user(row.user)
      return .reportRow(row)
    case .listedKey(var key):
      key.id = names.id(key.id)
      key.user = key.user.map(names.user)
      key.account = key.account.map(names.account)
      return .listedKey(key)
    case .wholeList(let owner):
      return .wholeList(
        KeyOwner(account: names.account(owner.account), user: names.user(owner.user)))
    case .lastUse(var use):
      use.id = names.id(use.id)
      use.user = use.user.map(names.user)
      use.account = use.account.map(names.account)
      return .lastUse(use)
    case .user(var user):
      user.account = names.account(user.account)
      user.name = names.user(user.name)
      return .user(user)
    case .allUsers(let account): return .allUsers(names.account(account))
    case .rootKeys(let account, let arePresent):
      return .rootKeys(account: account.map(names.account), arePresent: arePresent)
    case .userCount(let account, let count):
      return .userCount(account: account.map(names.account), count: count)
    case .event(var event):
      event.id = names.id(event.id)
      event.user = event.user.map(names.user)
      event.account = event.account.map(names.account)
      return .event(event)
    case .exposure(var exposure):
      exposure.id = names.id(exposure.id)
      exposure.user = exposure.user.map(names.user)
      exposure.account = exposure.account.map(names.account)
      return .exposure(exposure)
    }
  }

  /// The key, account and user that the fact speaks of.
  var subjects: (id: String?, account: AccountID?, user: String?) {
    switch self {
    case .reportRow(let row): (nil, row.account, row.user)
    case .listedKey(let key): (key.id, key.account, key.user)
    case .wholeList(let owner): (nil, owner.account, owner.user)
    case .lastUse(let use): (use.id, use.account, use.user)
    case .user(let user): (nil, user.account, user.name)
    case .allUsers(let account): (nil, account, nil)
    case .rootKeys(let account, _): (nil, account, nil)
    case .userCount(let account, _): (nil, account, nil)
    case .event(let event): (event.id, event.account, event.user)
    case .exposure(let exposure): (exposure.id, exposure.account, exposure.user)
    }
  }
}

/// Every account, key and user that inventories speak of.
struct FactSubjects {
  /// The accounts, those that key IDs hold included.
  private(set) var accounts: Set<AccountID> = []
  /// The key IDs.
  private(set) var ids: Set<String> = []
  /// The users, under the names they have there.
  private(set) var users: Set<String> = []

  /// Gathers them from all facts.
  init(of inputs: [LoadedInput]) {
    for fact in inputs.lazy.flatMap(\.facts) {
      let subjects = fact.subjects
      if let account = subjects.account { accounts.insert(account) }
      if let id = subjects.id {
        ids.insert(id)
        if let account = AccessKeyID(id)?.account { accounts.insert(account) }
      }
      if let user = subjects.user { users.insert(user) }
    }
  }
}
