import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// An account in a few words, and what is judged against it.
struct Scenario {
  static let account = "210987654321"
  var rows: [ReportRow] = []
  var keys: [ListedKey] = []
  var reportTime = "2026-11-01"
  var listTime: String? = "2026-11-01"
  var hasReport = true

  static func time(_ text: String) -> Instant {
    Instant(iso8601: text) ?? Instant(secondsSinceEpoch: 0)
  }

  /// Adds a user; a slot is `active since/used` or `off since`.
  mutating func user(_ name: String, created: String = "2020-01-01", _ slots: String...) {
    var filled: [ReportRow.Slot] = []
    for number in 1...2 {
      let words =
        number <= slots.count ? slots[number - 1].split(separator: " ").map(String.init) : []
      filled.append(
        ReportRow.Slot(
          number: number, isActive: words.first == "active",
          lastRotated: words.count > 1 ? Self.time(words[1]) : nil,
          lastUsed: words.count > 2 ? Self.time(words[2]) : nil, service: "s3", region: "us-east-1")
      )
    }
    rows.append(
      ReportRow(
        account: AccountID(Self.account) ?? rows[0].account, partition: "aws", user: name,
        created: Self.time(created), slots: filled, hasMoreKeys: false, knowsLastUse: true, line: 2)
    )
  }

  mutating func root(_ slots: String...) {
    user(ReportRow.rootName, created: "2015-01-01", slots.first ?? "")
  }

  mutating func key(_ id: String, _ user: String?, _ state: String, created: String) {
    keys.append(
      ListedKey(
        id: id, user: user, state: ListedKey.State(state), created: Self.time(created),
        account: AccessKeyID(id)?.account))
  }

  var inventory: Inventory {
    var inputs: [LoadedInput] = []
    if hasReport {
      var report = LoadedInput(path: SourcePath("report.csv"), format: "credential-report")
      report.facts = rows.map { .reportRow($0) }
      report.asOf = Self.time(reportTime)
      inputs.append(report)
    }
    if let listTime {
      var list = LoadedInput(path: SourcePath("keys.json"), format: "list-access-keys")
      list.facts = keys.map { .listedKey($0) }
      list.asOf = Self.time(listTime)
      inputs.append(list)
    }
    return Inventory(inputs)
  }

  func judge(_ subject: Subject) throws -> (verdict: Verdict, tags: Set<KeysweepModel.Tag>) {
    let policy = TriagePolicy(staleAfterDays: 90, now: Self.time("2026-11-24"))
    return Judge(inventory: inventory, policy: policy, accounts: try AccountTags.bundled())
      .verdict(for: subject)
  }

  static func subject(
    _ id: String, seen: String? = nil, basis: Observation.Basis = .commit, owner: String? = nil
  ) -> Subject {
    var subject = Subject()
    subject.keyID = AccessKeyID(id)
    if let seen { subject.observations = [Observation(time(seen), basis: basis)] }
    if let owner { subject.owners = [owner] }
    return subject
  }

  /// Status, usability, reason, and the rule of the first piece of evidence.
  func line(_ subject: Subject) throws -> String {
    let verdict = try judge(subject).verdict
    #expect(!verdict.evidence.isEmpty)
    return [
      verdict.status.rawValue, verdict.usable.rawValue, verdict.reason.rawValue,
      verdict.evidence.first?.rule ?? "",
    ].joined(separator: " ")
  }
}

@Suite("Verdicts with key lists")
struct ExactTests {
  @Test(
    "A listed key, by status and last use",
    arguments: [
      ("active 2026-01-01 2026-10-30", "Active", "active yes in-use exact-match"),
      ("active 2026-01-01 2026-08-03", "Active", "stale yes unused exact-match"),
      ("active 2026-01-01 2026-08-04", "Active", "active yes in-use exact-match"),
      ("active 2026-01-01", "Active", "stale yes unused exact-match"),
      ("off 2026-01-01 2026-10-30", "Inactive", "rotated no deactivated exact-match"),
      ("active 2026-01-01", "Expired", "expired no listed-expired exact-match"),
      ("active 2026-01-01", "Paused", "unknown unknown inventory-incomplete exact-match"),
      ("off 2026-01-01", "Active", "unknown unknown conflict conflicting-states"),
      ("active 2026-01-01", "Inactive", "unknown unknown conflict conflicting-states"),
    ])
  func listed(slot: String, state: String, expected: String) throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.root()
    scenario.user("alice", slot)
    scenario.key(id, "alice", state, created: "2026-01-01")
    #expect(try scenario.line(Scenario.subject(id)) == expected)
    #expect(try scenario.judge(Scenario.subject(id)).verdict.owner == "alice")
  }

  @Test("Created within the threshold and never used is active")
  func fresh() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.root()
    scenario.user("alice", "active 2026-10-01")
    scenario.key(id, "alice", "Active", created: "2026-10-01")
    #expect(try scenario.line(Scenario.subject(id)) == "active yes recently-created exact-match")
  }

  @Test("Without a report the last use is not known, and that is said")
  func listOnly() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.hasReport = false
    scenario.key(id, "alice", "Active", created: "2026-01-01")
    #expect(
      try scenario.line(Scenario.subject(id)) == "active yes inventory-incomplete exact-match")
    let other = Scenario.subject(TestKeys.keyID(account: Scenario.account), seen: "2026-01-01")
    #expect(try scenario.line(other) == "unknown unknown inventory-incomplete lists-without-report")
  }

  @Test("A root key is tagged")
  func root() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.root("active 2016-01-01 2026-10-30")
    scenario.key(id, ReportRow.rootName, "Active", created: "2016-01-01")
    let result = try scenario.judge(Scenario.subject(id))
    #expect(result.verdict.status == .active)
    #expect(result.tags.contains(.root))
  }

  @Test("An old-format key is matched by the list all the same")
  func oldFormat() throws {
    let id = "AKIAI" + TestKeys.keyID().dropFirst(5)
    var scenario = Scenario()
    scenario.root()
    scenario.user("alice", "active 2016-01-01 2026-10-30")
    scenario.key(id, "alice", "Active", created: "2016-01-01")
    let result = try scenario.judge(Scenario.subject(id))
    #expect(result.verdict.reason == .inUse)
    #expect(result.tags.contains(.oldFormat))
    let absent = "AKIAJ" + TestKeys.keyID().dropFirst(5)
    #expect(
      try scenario.line(Scenario.subject(absent, seen: "2020-01-01"))
        == "unknown unknown account-undecodable account-undecodable")
  }

  @Test("A report that is newer than the list has the last word")
  func newerReport() throws {
    let id = TestKeys.keyID(account: Scenario.account)
    var scenario = Scenario()
    scenario.listTime = "2026-06-01"
    scenario.root()
    scenario.key(id, "alice", "Active", created: "2026-01-01")
    #expect(try scenario.line(Scenario.subject(id)) == "rotated no deleted exact-match")
    scenario.user("alice", "active 2026-07-01")
    // The slot may hold this key, switched on again in July.
    #expect(try scenario.judge(Scenario.subject(id)).verdict.usable == .yes)
    scenario.rows.removeLast()
    scenario.user("alice", "off 2026-01-01")
    #expect(try scenario.line(Scenario.subject(id)) == "rotated no deactivated exact-match")
    scenario.rows.removeLast()
    scenario.user("alice", "active 2025-01-01")
    #expect(try scenario.line(Scenario.subject(id)) == "rotated no deleted exact-match")
  }

  @Test(
    "Absent means deleted only from a complete list, and only if the leak is older",
    arguments: [
      ("2026-01-01", Observation.Basis.commit, "rotated no deleted absent-from-complete-list"),
      ("2026-01-01", .logLine, "rotated no deleted absent-from-complete-list"),
      (
        "2026-01-01", .fileModification,
        "unknown unknown inventory-older-than-leak absent-from-complete-list"
      ),
      (
        "2026-10-31T12:00:00Z", .commit,
        "unknown unknown inventory-older-than-leak absent-from-complete-list"
      ),
      ("2026-10-31T12:00:00Z", .signedRequest, "rotated no deleted absent-from-complete-list"),
      (
        "2026-11-02", .signedRequest,
        "unknown unknown inventory-older-than-leak absent-from-complete-list"
      ),
    ])
  func absent(seen: String, basis: Observation.Basis, expected: String) throws {
    var scenario = Scenario()
    scenario.root()
    scenario.user("alice", "active 2026-01-01")
    scenario.key(
      TestKeys.keyID(account: Scenario.account), "alice", "Active", created: "2026-01-01")
    let leaked = Scenario.subject(
      TestKeys.keyID(account: Scenario.account), seen: seen, basis: basis)
    #expect(try scenario.line(leaked) == expected)
    // One key that no list names, and it could be that one.
    scenario.user("bob", "active 2025-01-01")
    #expect(try scenario.judge(leaked).verdict.status != .rotated)
    // A root key that no list names.
    scenario.rows.removeLast()
    scenario.rows[0].slots[0].isActive = true
    scenario.rows[0].slots[0].lastRotated = Scenario.time("2016-01-01")
    #expect(try scenario.judge(leaked).verdict.candidates.map(\.user) == [ReportRow.rootName])
  }
}

@Suite("Verdicts from the report alone")
struct ReportOnlyTests {
  private func scenario(_ build: (inout Scenario) -> Void) -> Scenario {
    var scenario = Scenario()
    scenario.listTime = nil
    scenario.root()
    build(&scenario)
    return scenario
  }

  private func leaked(_ seen: String? = "2024-01-01", owner: String? = nil) -> Subject {
    Scenario.subject(TestKeys.keyID(account: Scenario.account), seen: seen, owner: owner)
  }

  @Test("R1 to R6, when each fires")
  func rules() throws {
    let r1 = scenario { $0.user("a", "off 2020-02-01") }
    #expect(try r1.line(leaked()) == "rotated no deactivated R1")
    let r2 = scenario { $0.user("a") }
    #expect(try r2.line(leaked()) == "rotated no deleted R2")
    let r3 = scenario { $0.user("a", created: "2025-01-01", "active 2025-01-01") }
    #expect(try r3.line(leaked()) == "rotated no deleted R3")
    let r4 = scenario { $0.user("a", "active 2025-01-01") }
    #expect(try r4.line(leaked()) == "rotated unlikely inferred R4")
    let r5 = scenario {
      $0.user("a", "active 2023-01-01 2026-10-01")
      $0.user("b", "active 2022-01-01", "active 2025-06-01")
    }
    #expect(try r5.line(leaked()) == "unknown unknown ambiguous R5")
    let candidates = try r5.judge(leaked()).verdict.candidates
    #expect(candidates.map { "\($0.user)/\($0.slot) \($0.isStale)" } == ["a/1 false", "b/1 true"])
    // Gone, unless renamed: then all rows have the last word.
    #expect(try r5.line(leaked(owner: "gone")) == "rotated unlikely inferred R6")
    #expect(try r1.line(leaked(owner: "gone")) == "rotated no deactivated R1")
    let reused = scenario { $0.user("a", created: "2025-01-01", "active 2025-01-01") }
    #expect(try reused.line(leaked(owner: "a")) == "rotated no deleted R3")
    let reusedBesideOld = scenario {
      $0.user("a", created: "2025-01-01", "active 2025-01-01")
      $0.user("b", "active 2023-01-01")
    }
    #expect(try reusedBesideOld.line(leaked(owner: "a")) == "rotated unlikely inferred R6")
    #expect(try r4.line(leaked(owner: "a")) == "rotated unlikely inferred R4")
  }

  @Test("When they must not")
  func not() throws {
    let empty = scenario { $0.user("a") }
    // Without a trusted date the key may be younger than the report.
    #expect(try empty.line(leaked(nil)) == "unknown unknown inventory-older-than-leak R2")
    #expect(try empty.line(leaked("2026-11-10")) == "unknown unknown inventory-older-than-leak R2")
    let one = scenario { $0.user("a", "active 2025-01-01") }
    #expect(try one.line(leaked(nil)) == "unknown unknown ambiguous R5")
    // Within the margin for clocks R4 says nothing.
    #expect(try one.line(leaked("2024-12-31T12:00:00Z")) == "unknown unknown ambiguous R5")
    #expect(try one.line(leaked("2025-02-01")) == "unknown unknown ambiguous R5")
    var more = empty
    more.rows[1].hasMoreKeys = true
    #expect(
      try more.line(leaked()) == "unknown unknown inventory-incomplete additional-credentials")
    var rootless = empty
    rootless.rows.removeFirst()
    #expect(try rootless.line(leaked()) == "unknown unknown inventory-incomplete no-root-row")
  }

  @Test("Foreign, undecodable, no inventory, several partitions")
  func outside() throws {
    var some = scenario { $0.user("a") }
    let foreign = Scenario.subject(TestKeys.keyID(account: "345678901234"), seen: "2024-01-01")
    #expect(try some.line(foreign) == "unknown unknown foreign-account foreign-account")
    some.rows[1].partition = "aws-cn"
    #expect(try some.line(leaked()) == "unknown unknown inventory-incomplete several-partitions")
    let judge = Judge(
      inventory: nil, policy: TriagePolicy(now: Scenario.time("2026-11-24")),
      accounts: try AccountTags.bundled())
    #expect(judge.verdict(for: leaked()).verdict.reason == .noInventory)
    #expect(judge.verdict(for: Subject()).verdict.reason == .noKeyID)
  }

  @Test("Canary and fixture accounts are marked")
  func tags() throws {
    let some = scenario { $0.user("a") }
    for (account, tag) in [
      ("534261010715", KeysweepModel.Tag.canary), ("123456789012", .fixtureAccount),
    ] {
      let result = try some.judge(Scenario.subject(TestKeys.keyID(account: account)))
      #expect(result.tags.contains(tag))
      #expect(result.verdict.evidence.contains { $0.rule.hasSuffix("account") })
    }
  }
}

@Suite("Sessions")
struct SessionTests {
  private func subject(_ token: SessionToken? = nil, seen: String? = nil) -> Subject {
    var subject = Scenario.subject(TestKeys.keyID("ASIA"), seen: seen, basis: .signedRequest)
    subject.sessionToken = token
    return subject
  }

  private func token(_ created: String?) -> SessionToken {
    SessionToken(value: Secret([1]), type: 33, created: created.map { Scenario.time($0) })
  }

  @Test("A session is over 36 hours after it was issued or used, and not a second before")
  func lifetimes() throws {
    // Judged at 2026-11-24T00:00:00Z.
    let scenario = Scenario()
    #expect(
      try scenario.line(subject(token("2026-11-22T11:59:59Z")))
        == "expired no past-lifetime token-lifetime")
    #expect(
      try scenario.line(subject(token("2026-11-22T12:00:00Z")))
        == "unknown unknown temporary-may-live token-lifetime")
    #expect(
      // A quarter of an hour for the clock that signed.
      try scenario.line(subject(seen: "2026-11-22T11:44:59Z"))
        == "expired no past-lifetime signed-request-lifetime")
    #expect(
      try scenario.line(subject(seen: "2026-11-22T11:45:00Z"))
        == "unknown unknown temporary-may-live signed-request-lifetime")
    #expect(
      try scenario.line(subject(seen: "2026-11-23T12:00:00Z"))
        == "unknown unknown temporary-may-live signed-request-lifetime")
    #expect(
      try scenario.line(subject(token(nil))) == "unknown unknown temporary-undated undated-session")
    #expect(try scenario.line(subject()) == "unknown unknown temporary-undated undated-session")
  }
}
