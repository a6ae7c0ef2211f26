internal import KeysweepModel

/// Checks of single keys.
extension AccountWork {
  mutating func checkRoot() {
    for index in keys.indices where keys[index].isRoot {
      let key = keys[index]
      add(
        .rootKey, index,
        "\(key.isActive ? "active" : "inactive, and can be switched on again")\(usePhrase(key))")
    }
    if let summary = roll.unlistedRootKeys {
      let statement = "the account summary says that there are access keys"
      add(
        .rootKey, user: ReportRow.rootName, statement,
        evidence: [
          Evidence(
            "AccountAccessKeysPresent is 1", source: summary.path, asOf: summary.asOf,
            rule: "account-summary")
        ])
    }
  }

  mutating func checkInactive() {
    for index in keys.indices where !keys[index].isActive && !keys[index].isRoot {
      add(.inactiveKey, index, "inactive\(usePhrase(keys[index]))")
    }
  }

  /// Never used, and not used any more: one or the other.
  mutating func checkUse() {
    let limit = Int64(policy.staleAfterDays) * 86_400
    var unused: [(Int, (seconds: Int64, isLowerBound: Bool))] = []
    for index in keys.indices where keys[index].isActive && !keys[index].isRoot {
      guard let idle = keys[index].idle, idle.seconds >= limit else { continue }
      guard keys[index].use?.used == nil else {
        unused.append((index, idle))
        continue
      }
      let never =
        keys[index].isWhollyRecorded
        ? "never used" : "no use on record (AWS records uses since 2015-04-22)"
      add(.keyNeverUsed, index, seconds: idle, "\(never), \(days(idle)) old")
    }
    for (index, idle) in unused {
      add(.keyUnused, index, seconds: idle, "unused for \(days(idle))\(usePhrase(keys[index]))")
    }
  }

  mutating func checkAge() {
    let limit = Int64(policy.maxAgeDays) * 86_400
    for index in keys.indices where keys[index].isActive && !keys[index].isRoot {
      let key = keys[index]
      guard let age = key.age, age.seconds > limit, let created = key.created else { continue }
      let since = key.createdIsUpperBound ? "made or last switched on" : "made"
      add(.keyOld, index, seconds: age, "\(days(age)) old, \(since) \(created.date)")
    }
  }

  mutating func checkConsoleUsers() {
    for index in keys.indices
    where keys[index].isActive && !keys[index].isRoot && keys[index].hasPassword == true {
      add(.consoleUserKey, index, "active, and the user can sign in to the console with a password")
    }
  }

  /// Where the last use, or the user's name, looks like a program's: a hint, and said as one.
  mutating func checkWorkloads() {
    for index in keys.indices
    where keys[index].isActive && !keys[index].isRoot && keys[index].hasPassword != true {
      let key = keys[index]
      let service = key.use?.service?.lowercased().replacing(".amazonaws.com", with: "")
      for pattern in auditor.table.patterns {
        let statement: String
        if let service, pattern.services.contains(service) {
          statement = "last used for \(service)\(region(key)), \(pattern.meaning)"
        } else if let word = key.user.flatMap({ pattern.word(in: $0) }) {
          statement =
            "the user\u{2019}s name says \u{201c}\(word)\u{201d}: perhaps used \(pattern.meaning)"
        } else {
          continue
        }
        add(.workloadKey, index, statement, action: pattern.action)
        break
      }
    }
  }

  private func region(_ key: AuditedKey) -> String {
    key.use?.region.map { " in \($0)" } ?? ""
  }

  /// `, last used 2026-11-01 s3/us-east-1`; nothing when nobody tells.
  private func usePhrase(_ key: AuditedKey) -> String {
    guard let use = key.use else { return "" }
    guard use.used == nil else { return ", \(Phrase.use(use.used, use.place))" }
    return key.isWhollyRecorded ? ", never used" : ", no use on record"
  }

  // MARK: Seen by AWS

  mutating func checkExposed(_ ids: [String]) {
    for id in ids {
      guard let history = inventory.histories[id], history.deletion == nil else { continue }
      let evidence = history.exposures.map { exposure in
        Evidence(
          exposure.value.statement + (exposure.value.time.map { " (\($0.date))" } ?? ""),
          source: exposure.path, asOf: exposure.asOf, rule: "reported-exposure")
      }
      let what = history.exposures.first?.value.statement ?? "exposed"
      if let index = keys.firstIndex(where: { $0.id == id }) {
        let state = keys[index].isActive ? "" : "; it is inactive now"
        add(.exposedKey, index, "AWS reports: \(what)\(state)", evidence: evidence)
      } else if !isGone(id) {
        add(
          .exposedKey, user: history.user,
          "\(id), AWS reports: \(what); no list here names the key",
          evidence: evidence)
      }
    }
  }

  private func isGone(_ id: String) -> Bool {
    guard let key = AccessKeyID(id) else { return false }
    var subject = Subject()
    subject.keyID = key
    let status = auditor.judge.verdict(for: subject).verdict.status
    return status == .rotated || status == .expired
  }
}
