internal import KeysweepModel

/// How the names in sealed inputs were made, so that a key ID at hand can be looked up in them.
struct Seals: Sendable {
  /// One seal: files that share their salt share their names.
  private struct Member: Sendable {
    let names: SealNames
    /// The numbers that stand for accounts, with the newest word on each.
    var accounts: [AccountID: Instant]
  }

  private var members: [Member] = []

  /// No sealed input.
  init() {}

  /// The seals of inputs.
  init(of inputs: [LoadedInput]) {
    var indices: [SealParameters: Int] = [:]
    for input in inputs {
      guard let seal = input.seal else { continue }
      let index = indices[seal.names.parameters] ?? members.count
      if index == members.count {
        indices[seal.names.parameters] = index
        members.append(Member(names: seal.names, accounts: [:]))
      }
      let asOf = input.asOf ?? Instant(secondsSinceEpoch: .min)
      for account in seal.accounts {
        members[index].accounts[account] = max(members[index].accounts[account] ?? asOf, asOf)
      }
    }
    // The order of files must not matter.
    members.sort {
      $0.names.parameters.salt.lexicographicallyPrecedes($1.names.parameters.salt)
    }
  }

  var isEmpty: Bool { members.isEmpty }

  /// Where an account is found under seal.
  struct Home {
    var names: SealNames
    /// The number that stands for the account.
    var number: AccountID
  }

  /// The seal that speaks of an account; of several seals the one with the newest word.
  ///
  /// Names under different salts cannot be compared, and one key under two names would look like
  /// two keys. So what several seals say of one account is never mixed.
  func home(of account: AccountID) -> Home? {
    var best: (home: Home, asOf: Instant)?
    for member in members {
      let number = member.names.account(account).number
      guard let asOf = member.accounts[number], best.map({ asOf > $0.asOf }) ?? true else {
        continue
      }
      best = (Home(names: member.names, number: number), asOf)
    }
    return best?.home
  }

  /// The names under which sealed inputs list a key ID.
  func names(of id: String) -> [String] {
    guard !members.isEmpty else { return [] }
    guard let account = AccessKeyID(id)?.account else { return members.map { $0.names.key(id) } }
    return home(of: account).map { [$0.names.key(id)] } ?? []
  }

  /// The numbers under which sealed inputs list an account.
  func names(of account: AccountID) -> [AccountID] {
    members.isEmpty ? [] : home(of: account).map { [$0.number] } ?? []
  }

  /// The pseudonym of a user of an account, given by its own or its sealed number.
  func pseudonym(of user: String, in account: AccountID) -> String? {
    let sealed = members.first { $0.accounts[account] != nil }?.names
    return (sealed ?? home(of: account)?.names)?.user(user)
  }

  /// Whether a number only stands for an account.
  func isSealed(_ account: AccountID) -> Bool {
    members.contains { $0.accounts[account] != nil }
  }

  /// `account 123456789012`, or words that keep a number that is none out of sight.
  func phrase(_ account: AccountID) -> String {
    isSealed(account) ? "its account" : "account \(account)"
  }

  /// The names of the seal with these parameters, shared by all of its inputs.
  func names(_ parameters: SealParameters) -> SealNames? {
    members.first { $0.names.parameters == parameters }?.names
  }

  /// Whether a seal speaks of an account, be it the one with the newest word or not.
  func speaks(_ names: SealNames, of account: AccountID) -> Bool {
    let number = names.account(account).number
    return members.contains { $0.names === names && $0.accounts[number] != nil }
  }

  /// The distinct seals.
  var all: [SealNames] { members.map(\.names) }
}
