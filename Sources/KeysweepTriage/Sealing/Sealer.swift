internal import Crypto
internal import KeysweepModel

/// Writes inventories under seal.
struct Sealer {
  /// Runs a body for every number below a count, on as many threads as it likes.
  typealias ForEach = (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void

  let names: SealNames
  /// Whether all users get pseudonyms, and not only those whose names tell an account.
  let hidesUsers: Bool

  /// Seals inputs.
  ///
  /// The order of the lines depends on the names under seal only: that of the inputs would tell
  /// which pseudonym comes first in the alphabet.
  ///
  /// - Parameters:
  ///   - inputs: What the loaders gave; none of them sealed.
  ///   - forEach: Spreads the derivations over cores.
  ///   - emit: Gets each line, without its end.
  /// - Throws: ``SealedError`` when two things would share a name.
  func seal(
    _ inputs: [LoadedInput], forEach: ForEach, emit: ([UInt8]) -> Void
  ) throws(SealedError) {
    let inputs = inputs.enumerated()
      .sorted { ($0.element.path, $0.offset) < ($1.element.path, $1.offset) }
      .map { Self.thinned($0.element) }
    try derive(inputs, forEach)
    var hash = SHA256()
    var count = 0

    func put(_ line: [UInt8]) {
      emit(line)
      hash.update(data: line + [0x0A])
      count += 1
    }

    put(Array(SealedFormat.header(names.parameters).utf8))
    var file = 0
    var path: SourcePath?
    for input in inputs {
      if input.path != path { file += 1 }
      path = input.path
      let leftOut = input.incidents.count { $0.kind == .malformedInventory }
      put(
        line(
          SealedFormat.encode(
            SealedFormat.Input(
              file: file, format: Scrub.text(input.format), asOf: input.asOf,
              asOfIsLowerBound: input.asOfIsLowerBound, leftOut: min(leftOut, 1_000_000)))))
      let others = othersAccounts(input)
      if !others.isEmpty {
        put(line(.list([.text("accounts")] + others.map { .text($0.description) })))
      }
      for fact in ordered(input.facts.map(sealed)) { put(line(SealedFormat.encode(fact))) }
    }
    let digest = Fingerprint.hex(hash.finalize())
    emit(line(.list([.text("end"), .number(Int64(count)), .text(digest)])))
  }

  private func line(_ value: SealedValue) -> [UInt8] {
    var bytes: [UInt8] = []
    value.write(to: &bytes)
    return bytes
  }

  // MARK: Names

  /// Makes all names, many at a time, and makes sure that no two things share one.
  private func derive(_ inputs: [LoadedInput], _ forEach: ForEach) throws(SealedError) {
    let subjects = FactSubjects(of: inputs)
    let accountList = subjects.accounts.sorted()
    let idList = subjects.ids.sorted()
    let userList = subjects.users.filter(isHidden).sorted()
    let names = names
    // Accounts first: the names of their keys rest on them.
    forEach(accountList.count) { _ = names.account(accountList[$0]) }
    forEach(idList.count) { _ = names.key(idList[$0]) }
    forEach(userList.count) { _ = names.user(userList[$0]) }
    guard Set(accountList.map { names.account($0).number }).count == accountList.count,
      Set(userList.map { names.user($0) }).count == userList.count
    else {
      throw SealedError(
        reason: "two accounts or users would get the same name; run it again with a fresh salt")
    }
  }

  /// Accounts that IDs tell and no fact of the input names, so that a look-up knows of them.
  private func othersAccounts(_ input: LoadedInput) -> [AccountID] {
    var told: Set<AccountID> = []
    var named: Set<AccountID> = []
    for fact in input.facts {
      let subjects = fact.subjects
      if let account = subjects.account { named.insert(account) }
      if let id = subjects.id, let account = AccessKeyID(id)?.account { told.insert(account) }
    }
    return told.subtracting(named).map { names.account($0).number }.sorted()
  }

  private func isHidden(_ user: String) -> Bool {
    user != ReportRow.rootName && (hidesUsers || Scrub.tells(user))
  }

  // MARK: Facts

  private struct Names: FactNames {
    let sealer: Sealer
    func id(_ id: String) -> String { sealer.names.key(id) }
    func account(_ account: AccountID) -> AccountID { sealer.names.account(account).number }
    func user(_ user: String) -> String {
      sealer.isHidden(user) ? sealer.names.user(user) : user
    }
  }

  private func sealed(_ fact: InventoryFact) -> InventoryFact {
    switch fact.renamed(by: Names(sealer: self)) {
    case .exposure(var exposure):
      exposure.statement = Scrub.text(exposure.statement)
      // What a detector says may name anybody: only who says it is kept.
      if hidesUsers, let colon = exposure.statement.firstIndex(of: ":") {
        exposure.statement = exposure.statement[..<colon] + ": exposed (the details are sealed)"
      } else if hidesUsers {
        exposure.statement = "exposed (the details are sealed)"
      }
      return .exposure(exposure)
    case .listedKey(var key):
      if case .other(let text) = key.state { key.state = .other(Scrub.text(text)) }
      return .listedKey(key)
    case .reportRow(var row):
      row.partition = Scrub.text(row.partition)
      for index in row.slots.indices {
        row.slots[index].service = row.slots[index].service.map(Scrub.text)
        row.slots[index].region = row.slots[index].region.map(Scrub.text)
      }
      return .reportRow(row)
    case .user(var user):
      user.quarantines = user.quarantines.map(Scrub.text)
      return .user(user)
    case let other: return other
    }
  }

  /// By account, user and key; facts about the same thing keep their order, which may matter.
  private func ordered(_ facts: [InventoryFact]) -> [InventoryFact] {
    let keyed = facts.enumerated().map { offset, fact in
      let subjects = fact.subjects
      let key =
        subjects.id ?? "\(subjects.account?.description ?? "")/\(subjects.user ?? "")"
      return (key: key, offset: offset, fact: fact)
    }
    return keyed.sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }.map(\.fact)
  }

  /// Of all uses of a key that a trail shows, only the first and the last say something, and those
  /// that name user and account last.
  private static func thinned(_ input: LoadedInput) -> LoadedInput {
    struct Kept {
      var first: (time: Instant, index: Int)
      var last: (time: Instant, index: Int)
      var user: Int?
      var account: Int?
    }
    var keys: [String: Kept] = [:]
    for (index, fact) in input.facts.enumerated() {
      guard case .event(let event) = fact, case .used = event.kind else { continue }
      let this = (event.time, index)
      var kept = keys[event.id] ?? Kept(first: this, last: this)
      if event.time < kept.first.time { kept.first = this }
      if event.time > kept.last.time { kept.last = this }
      if event.user != nil { kept.user = index }
      if event.account != nil { kept.account = index }
      keys[event.id] = kept
    }
    let kept = Set(
      keys.values.flatMap {
        [$0.first.index, $0.last.index, $0.user, $0.account].compactMap { $0 }
      }
    )
    var input = input
    input.facts = input.facts.enumerated().filter { index, fact in
      guard case .event(let event) = fact, case .used = event.kind else { return true }
      return kept.contains(index)
    }.map(\.element)
    return input
  }
}
