internal import KeysweepModel

/// Checks of users, and what could not be checked.
extension AccountWork {
  /// Only where the report tells that there is no password either.
  mutating func checkUsersWithoutCredential() {
    guard let account else { return }
    let owners = Set(keys.compactMap(\.user))
    for report in inventory.reports(of: account) {
      for name in report.rows.keys.sorted() {
        guard let row = report.rows[name], !row.isRoot, row.hasPassword == false,
          !row.hasMoreKeys, !row.slots.contains(where: \.isFilled), !owners.contains(name),
          !report.disputedUsers.contains(name)
        else { continue }
        let since = row.created.map { ", made \($0.date)" } ?? ""
        add(
          .userWithoutCredential, user: name, "no password and no access key\(since)",
          evidence: [
            Evidence(
              "\(name), password_enabled false, both key slots empty", source: report.path,
              asOf: report.asOf, rule: "credential-report")
          ])
      }
    }
  }

  mutating func checkTwoActive() {
    var active: [String: [Int]] = [:]
    for index in keys.indices where keys[index].isActive && !keys[index].isRoot {
      if let user = keys[index].user { active[user, default: []].append(index) }
    }
    for (user, indices) in active.sorted(by: { $0.key < $1.key }) where indices.count > 1 {
      let own = indices.map { keys[$0] }
      let each = own.map { key in
        let name = key.id ?? key.slot.map { "access_key_\($0)" } ?? "a key"
        return name + (key.use.map { " \(Phrase.use($0.used, $0.place))" } ?? "")
      }
      add(
        .twoActiveKeys, user: user,
        "\(own.count) active keys (\(each.joined(separator: "; ")))",
        evidence: own.flatMap(\.evidence), settledBy: own.compactMap(\.settledBy).min())
    }
  }

  mutating func checkQuarantines() {
    guard let account, let users = inventory.facts(of: account)?.users else { return }
    for (name, user) in users.sorted(by: { $0.key < $1.key }) where !user.value.quarantines.isEmpty
    {
      let active = keys.count { $0.user == name && $0.isActive }
      let policies = user.value.quarantines.sorted().joined(separator: ", ")
      // Without a report or a list of the user's keys, none known is not none.
      let isSettled =
        active == 0
        && (inventory.facts(of: account)?.wholeLists[name] != nil
          || inventory.reports(of: account).contains { $0.rows[name] != nil })
      add(
        .quarantinedUser, user: name,
        "\(policies) attached by AWS; "
          + (active > 0
            ? Phrase.count(active, "active key")
            : isSettled ? "no active key any more" : "which keys are active is not known"),
        evidence: [
          Evidence(
            "\(policies) attached to \(name)", source: user.path, asOf: user.asOf,
            rule: "quarantined-user")
        ], severity: isSettled ? .medium : nil)
    }
  }

  // MARK: Gaps

  /// What could not be looked at, one sentence each, with the command that would help.
  func gaps() -> [String] {
    var gaps: [String] = []
    let reports = account.map { inventory.reports(of: $0) } ?? []
    let facts = account.flatMap { inventory.facts(of: $0) }
    let active = keys.filter { $0.isActive && !$0.isRoot }
    if account != nil, !reports.contains(where: \.hasRootRow), facts?.rootKeys == nil,
      facts?.wholeLists[ReportRow.rootName] == nil
    {
      gaps.append(
        "whether root has access keys: no input tells (aws iam get-account-summary, or a credential "
          + "report with the row of root)")
    }
    func count(_ keys: Int, _ rest: String) {
      if keys > 0 { gaps.append("\(Phrase.count(keys, "active key")): \(rest)") }
    }
    count(
      active.count { $0.idle == nil },
      "how long unused is not known (a fresh aws iam get-credential-report tells)")
    count(
      active.count { $0.age == nil },
      "how old is not known (aws iam list-access-keys, or a dated credential report)")
    count(
      active.count { $0.hasPassword == nil },
      "whether the user can sign in to the console is not known (aws iam get-credential-report)")
    if !roll.disputed.isEmpty {
      gaps.append(
        "inputs contradict each other, or do not tell the state, and nothing is said about: "
          + list(roll.disputed))
    }
    let more = Set(reports.flatMap { $0.rows.values.filter(\.hasMoreKeys).map(\.user) })
    if !more.isEmpty {
      gaps.append("keys beyond the two slots of the report, of: \(list(more))")
    }
    let leftOut = reports.reduce(0) { $0 + $1.leftOutRows }
    if leftOut > 0 {
      gaps.append("\(Phrase.count(leftOut, "row")) of the report could not be understood")
    }
    if account != nil, facts?.users.isEmpty ?? true {
      gaps.append(
        "which users AWS has quarantined (aws iam get-account-authorization-details --filter User)")
    }
    return gaps
  }

  private func list(_ names: Set<String>) -> String {
    let shown = names.sorted().prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
