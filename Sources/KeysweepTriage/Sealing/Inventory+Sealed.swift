public import KeysweepModel

extension Inventory {
  /// Whether a number only stands for an account in a sealed inventory, and is no account's.
  ///
  /// Such a number means nothing to anybody and must not be shown.
  ///
  /// - Parameter account: A number out of ``accounts``.
  /// - Returns: Whether it is such a number.
  public func isSealed(_ account: AccountID) -> Bool { seals.isSealed(account) }

  /// Looks many keys up in the sealed inventories at once, so that later look-ups cost nothing.
  ///
  /// - Parameters:
  ///   - ids: The keys.
  ///   - forEach: Calls a body for every number below a count, best on all cores.
  func prepare(
    _ ids: [AccessKeyID],
    forEach: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
  ) {
    guard !seals.isEmpty else { return }
    let accounts = Set(ids.compactMap(\.account)).sorted()
    let seals = seals
    forEach(accounts.count) { _ = seals.home(of: accounts[$0]) }
    forEach(ids.count) { _ = seals.names(of: ids[$0].description) }
  }

  /// The name under which the inventory knows a user: a pseudonym, if it is sealed so.
  func localName(of user: String, in account: AccountID) -> String {
    guard !seals.isEmpty, user != ReportRow.rootName, !knows(user, in: account),
      let pseudonym = seals.pseudonym(of: user, in: account), knows(pseudonym, in: account)
    else { return user }
    return pseudonym
  }

  private func knows(_ user: String, in account: AccountID) -> Bool {
    if reports(of: account).contains(where: { $0.rows[user] != nil }) { return true }
    let facts = facts(of: account)
    return facts?.users[user] != nil || facts?.wholeLists[user] != nil
      || !keys(of: user, in: account).isEmpty
  }
}

/// How to seal an inventory.
public struct SealOptions: Sendable {
  /// Whether all users get pseudonyms.
  ///
  /// A user whose name holds an account number or a key ID gets one anyway.
  public var hidesUsers = false
  /// A sealed inventory to take salt and cost from, so that its names stay the same.
  public var saltOf: SourcePath?
  /// The binary logarithms of scrypt's N, for accounts and for keys; nil for the usual ones.
  public var log2Rounds: (account: Int, key: Int)?

  /// The usual options.
  public init() {}
}

/// What was sealed.
public struct SealSummary: Sendable, Hashable {
  /// How many accounts the sealed inventory speaks of.
  public var accounts = 0
  /// How many keys it names, sessions among them.
  public var keys = 0
  /// How many users it names, root not counted.
  public var users = 0
  /// How many facts it rests on.
  public var facts = 0
  /// What was left out, and why.
  public var incidents: [Incident] = []
}

/// Seals inventories, so that they can be kept where many may read them.
public enum InventorySeal {
  /// Reads inventories and writes them under seal.
  ///
  /// - Parameters:
  ///   - paths: Files and folders, as ``Inventory/load(paths:asOf:)`` takes them.
  ///   - asOf: The time at which everything was true, over what the inputs say themselves.
  ///   - options: How to seal.
  ///   - forEach: Calls a body for every number below a count, best on all cores: every name costs
  ///     milliseconds.
  ///   - write: Gets the lines, ends included.
  /// - Returns: What was sealed.
  /// - Throws: ``InventoryError`` when there is nothing to seal, or no salt to take.
  public static func write(
    paths: [SourcePath], asOf: Instant? = nil, options: SealOptions = SealOptions(),
    forEach: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void,
    to write: ([UInt8]) -> Void
  ) throws(InventoryError) -> SealSummary {
    let (all, incidents) = try Inventory.loadInputs(paths: paths, asOf: asOf)
    let inputs = all.filter { $0.seal == nil }
    var summary = SealSummary(inputs, incidents: incidents)
    for path in Set(all.lazy.filter { $0.seal != nil }.map(\.path)).sorted() {
      summary.incidents.append(
        Incident(
          .notice, path: path, detail: "sealed already; what it holds cannot be sealed again"))
    }
    guard !inputs.isEmpty, let first = paths.first else {
      throw InventoryError(
        path: paths.first ?? SourcePath(""),
        reason: "sealed already, and nothing else is there; seal the inventory it was made from")
    }
    var parameters = SealParameters.random()
    if let path = options.saltOf { parameters = try self.parameters(of: path) }
    if let rounds = options.log2Rounds {
      parameters.accountCost.log2Rounds = rounds.account
      parameters.keyCost.log2Rounds = rounds.key
    }
    let sealer = Sealer(names: SealNames(parameters), hidesUsers: options.hidesUsers)
    do throws(SealedError) {
      try sealer.seal(inputs, forEach: forEach) { write($0 + [0x0A]) }
    } catch {
      throw InventoryError(path: first, reason: error.reason)
    }
    return summary
  }

  private static func parameters(of path: SourcePath) throws(InventoryError) -> SealParameters {
    let inputs = try Inventory.loadInputs(paths: [path], asOf: nil).inputs
    guard let seal = inputs.lazy.compactMap(\.seal).first else {
      throw InventoryError(path: path, reason: "not a sealed inventory, so it has no salt to take")
    }
    return seal.names.parameters
  }
}

extension SealSummary {
  fileprivate init(_ inputs: [LoadedInput], incidents: [Incident]) {
    var accounts: Set<AccountID> = []
    var keys: Set<String> = []
    var users: Set<String> = []
    for input in inputs {
      facts += input.facts.count
      self.incidents += input.incidents
      for fact in input.facts {
        let subjects = fact.subjects
        if let account = subjects.account { accounts.insert(account) }
        if let id = subjects.id { keys.insert(id) }
        if let user = subjects.user, user != ReportRow.rootName { users.insert(user) }
      }
    }
    self.incidents = (self.incidents + incidents).sorted()
    self.accounts = accounts.count
    self.keys = keys.count
    self.users = users.count
  }
}
