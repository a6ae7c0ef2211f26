internal import KeysweepModel

/// Where in an account a key could sit that nobody names.
struct Coverage {
  typealias Place = (row: ReportRow, slot: ReportRow.Slot)

  /// Slots that could hold it still.
  var open: [Place] = []
  /// Slots that could have held it when the report was made, whoever was renamed since.
  var openThen: [Place] = []
  /// The slots to name as candidates.
  var candidates: [Place] { reliesOnNames || open.isEmpty ? openThen : open }
  /// The time of the oldest input that was relied on: the key must have existed by then.
  var bound: Instant
  /// The time of the youngest one: by then the key is gone.
  var settled: Instant
  /// Whether ``settled`` is a lower bound, since a list that was relied on is undated.
  var isUndated = false
  /// Whether a user is taken for the same at two times only because the name is: users can be
  /// renamed, and names used again.
  var reliesOnNames = false
  /// Whether an account summary that names no account was taken for this account's.
  var isAssumed = false
  /// Whether root, of which the report has no row, may have had a key when the report was made.
  var rootIsOpenThen = false
  /// Whether lists were needed to rule slots out.
  var usesLists = false
  /// What is missing, one phrase each, when nothing can be concluded.
  var missing: [String] = []

  /// Rules out what a key cannot be, slot by slot.
  ///
  /// A slot holds another key when a named key of that user was created at the very time that the
  /// slot shows. And a key that existed by the time at which all keys of a user were listed, and is
  /// not among them, is not that user's. What a list rules out may have gone between the report and
  /// the list, so it is gone by the younger of the two.
  ///
  /// - Parameters:
  ///   - users: The users whose slots count, those without keys left out.
  ///   - report: The report.
  ///   - reportAsOf: Its time.
  ///   - seenBy: The time by which the key existed, beyond the margin for clocks, if known.
  ///   - created: When the key was made, if a trail shows it.
  ///   - inventory: The inventory.
  init(
    users: some Sequence<String>, of report: Inventory.Report, reportAsOf: Instant,
    seenBy: Instant?, created: Instant? = nil, _ inventory: Inventory
  ) {
    bound = reportAsOf
    settled = reportAsOf
    let facts = inventory.facts(of: report.account)
    for user in users {
      guard let row = report.rows[user] else { continue }
      var rest = row.slots.filter(\.isFilled)
      // What sits in a slot was made by the slot's date at the latest; a minute for AWS's clocks.
      if let created {
        rest.removeAll { slot in slot.lastRotated.map { $0 < created - 60 } ?? false }
      }
      guard !rest.isEmpty else { continue }
      // Of two slots with the same date one may be a named key's and the other not, and which is
      // which cannot be told.
      let named = inventory.keys(of: user, in: report.account).compactMap(\.key.created)
      rest.removeAll { slot in
        guard let date = slot.lastRotated else { return false }
        let keys = named.count { $0 == date }
        return keys > 0 && keys >= row.slots.count { $0.lastRotated == date }
      }
      if !named.isEmpty { usesLists = true }
      guard !rest.isEmpty else { continue }
      var then = rest
      if let list = facts?.wholeLists[user], let listed = list.asOf {
        // What sits in a slot is no younger than the slot's date: if the list is younger still, it
        // would name it. And a key that was there before the list would be named whatever the slot.
        let isOlder = seenBy.map { $0 <= listed } ?? false
        let count = rest.count
        rest.removeAll { slot in isOlder || slot.lastRotated.map { $0 <= listed } ?? false }
        if rest.count < count {
          usesLists = true
          settled = max(settled, listed)
          if list.asOfIsLowerBound { isUndated = true }
          if list.asOfIsLowerBound || !Self.isTogether(listed, reportAsOf) { reliesOnNames = true }
        }
        // A younger list says nothing about the moment of the report, and one that is much older
        // is of the same user only if nobody was renamed.
        if !list.asOfIsLowerBound, listed <= reportAsOf, Self.isTogether(listed, reportAsOf) {
          then = rest
        }
      }
      openThen += then.map { (row, $0) }
      open += rest.map { (row, $0) }
    }
  }

  /// Whether two inputs were taken in one go, so that nobody was renamed between them.
  static func isTogether(_ a: Instant, _ b: Instant) -> Bool { abs(a - b) <= 86_400 }

  private mutating func rely(on time: Instant, isLowerBound: Bool) {
    bound = min(bound, time)
    settled = max(settled, time)
    if isLowerBound { isUndated = true }
  }

  /// Rules root out where the report has no row of it.
  ///
  /// - Returns: Whether it could be ruled out.
  mutating func coverRoot(_ facts: Inventory.Account?, seenBy: Instant?) -> Bool {
    let absence = facts?.rootKeys.flatMap { $0.value ? nil : ($0.asOf, $0.asOfIsLowerBound) }
    let listed = facts?.wholeLists[ReportRow.rootName].map { ($0.asOf, $0.asOfIsLowerBound) }
    for case (let time?, let isLowerBound) in [absence, listed].compactMap({ $0 })
    where seenBy.map({ $0 <= time }) ?? true {
      rootIsOpenThen = isLowerBound || time > bound
      isAssumed = facts?.rootKeysAreAssumed ?? false
      rely(on: time, isLowerBound: isLowerBound)
      return true
    }
    return false
  }

  /// Coverage by lists alone, without a credential report; nil when the users are not known.
  ///
  /// Complete when all users are listed, all keys of each of them, and root's.
  init?(listsOf account: AccountID, seenBy: Instant?, _ inventory: Inventory) {
    guard let facts = inventory.facts(of: account), let all = facts.allUsers, let asOf = all.asOf
    else { return nil }
    bound = asOf
    settled = asOf
    usesLists = true
    // Users that are listed elsewhere only, or later, do no harm; those of the census must be whole.
    let users = facts.users.filter { $0.value.asOf == all.asOf && $0.value.path == all.path }
    var without = 0
    var example = ""
    for name in users.keys.sorted() {
      guard let list = facts.wholeLists[name], let listed = list.asOf else {
        if without == 0 { example = name }
        without += 1
        continue
      }
      rely(on: listed, isLowerBound: list.asOfIsLowerBound)
      if list.asOfIsLowerBound || !Self.isTogether(listed, asOf) { reliesOnNames = true }
    }
    if without > 0 {
      missing.append(
        without == 1
          ? "the list of \(example)\u{2019}s keys"
          : "the lists of the keys of \(without) users, \(example) among them")
    }
    if let count = facts.userCount, let counted = count.asOf, Self.isTogether(counted, asOf),
      count.value > users.count
    {
      missing.append("\(count.value - users.count) of the users that the account summary counts")
    }
    if !coverRoot(facts, seenBy: seenBy) {
      missing.append("whether root has keys (get-account-summary)")
    }
  }
}
