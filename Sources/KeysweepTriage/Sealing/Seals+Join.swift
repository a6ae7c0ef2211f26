internal import KeysweepModel

/// Sealed inputs beside raw ones.
extension Seals {
  /// Real names for names under seal.
  private struct RealNames: FactNames {
    var ids: [String: String] = [:]
    var accounts: [AccountID: AccountID] = [:]
    var users: [String: String] = [:]

    func id(_ id: String) -> String { ids[id] ?? id }
    func account(_ account: AccountID) -> AccountID { accounts[account] ?? account }
    func user(_ user: String) -> String { users[user] ?? user }
  }

  /// Gives sealed facts the real names that raw inputs tell, so that both speak of one account.
  ///
  /// - Parameter inputs: All inputs.
  /// - Returns: All inputs, and what had to be left out.
  func join(_ inputs: [LoadedInput]) -> (inputs: [LoadedInput], notices: [Incident]) {
    let raw = inputs.filter { $0.seal == nil }
    guard !isEmpty, !raw.isEmpty else { return (inputs, []) }
    let subjects = FactSubjects(of: raw)
    var real: [ObjectIdentifier: RealNames] = [:]
    var outdated: [ObjectIdentifier: Set<AccountID>] = [:]
    for account in subjects.accounts.sorted() {
      guard let home = home(of: account) else { continue }
      real[ObjectIdentifier(home.names), default: RealNames()].accounts[home.number] = account
      for names in all where names !== home.names && speaks(names, of: account) {
        outdated[ObjectIdentifier(names), default: []].insert(names.account(account).number)
      }
    }
    for id in subjects.ids {
      for name in all where speaksOfKey(id, name) {
        real[ObjectIdentifier(name), default: RealNames()].ids[name.key(id)] = id
      }
    }
    let haveHidden = Set(
      inputs.filter { input in
        input.facts.contains { $0.subjects.user.map(SealNames.isPseudonym) ?? false }
      }.compactMap { $0.seal.map { ObjectIdentifier($0.names) } })
    for names in all where haveHidden.contains(ObjectIdentifier(names)) {
      for user in subjects.users { real[ObjectIdentifier(names)]?.users[names.user(user)] = user }
    }
    return rename(inputs, real, outdated)
  }

  private func rename(
    _ inputs: [LoadedInput], _ real: [ObjectIdentifier: RealNames],
    _ outdated: [ObjectIdentifier: Set<AccountID>]
  ) -> (inputs: [LoadedInput], notices: [Incident]) {
    var notices: [Incident] = []
    let renamed = inputs.map { input in
      guard let seal = input.seal, let shared = names(seal.names.parameters) else { return input }
      var input = input
      if let old = outdated[ObjectIdentifier(shared)], !old.isDisjoint(with: seal.accounts) {
        input.facts.removeAll { $0.subjects.account.map(old.contains) ?? false }
        notices.append(
          Incident(
            .notice, path: input.path,
            detail: "what it says of an account that a younger inventory with another salt covers "
              + "is not used; seal with --salt-of to use both"))
      }
      if let names = real[ObjectIdentifier(shared)] {
        input.facts = input.facts.map { $0.renamed(by: names) }
      }
      return input
    }
    return (renamed, notices)
  }

  private func speaksOfKey(_ id: String, _ names: SealNames) -> Bool {
    guard let id = AccessKeyID(id) else { return true }
    // Sessions are not judged by lists, and trails hold masses of them.
    guard id.kind != .temporary else { return false }
    guard let account = id.account else { return true }
    return home(of: account).map { $0.names === names } ?? false
  }
}
