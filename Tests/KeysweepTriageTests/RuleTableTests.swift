import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// Every rule beyond the report and the list: when it decides, and when it must not.
@Suite("Rules one by one")
struct RuleTableTests {
  static let account = AccountID(Scenario.account)
  let id = TestKeys.keyID(account: Scenario.account)

  // MARK: Building

  private func input(
    _ name: String, _ facts: [InventoryFact], asOf: String?, isLowerBound: Bool = false
  ) -> LoadedInput {
    var input = LoadedInput(path: SourcePath(name), format: name)
    input.facts = facts
    input.asOf = asOf.map { Scenario.time($0) }
    input.asOfIsLowerBound = isLowerBound
    return input
  }

  private func event(_ kind: KeyEvent.Kind, _ time: String) -> InventoryFact {
    .event(
      KeyEvent(
        id: id, kind: kind, time: Scenario.time(time), user: "alice", account: Self.account))
  }

  private func used(_ time: String) -> InventoryFact {
    event(.used(service: "s3", region: nil), time)
  }

  private func key(
    _ state: String = "Active", created: String? = "2026-01-01", user: String? = "alice"
  ) -> InventoryFact {
    .listedKey(
      ListedKey(
        id: id, user: user, state: ListedKey.State(state),
        created: created.map { Scenario.time($0) }, account: Self.account))
  }

  private func whole(_ user: String = "alice") throws -> InventoryFact {
    .wholeList(KeyOwner(account: try #require(Self.account), user: user))
  }

  private func report(_ slot: String, user: String = "alice") -> [InventoryFact] {
    var scenario = Scenario()
    scenario.root()
    scenario.user(user, slot)
    return scenario.rows.map { .reportRow($0) }
  }

  private func judge(_ inputs: [LoadedInput], seen: String? = nil) throws -> Judge.Judgement {
    let policy = TriagePolicy(staleAfterDays: 90, now: Scenario.time("2026-11-24"))
    return Judge(
      inventory: Inventory(inputs), policy: policy, accounts: try AccountTags.bundled()
    ).judge(Scenario.subject(id, seen: seen))
  }

  private func line(_ inputs: [LoadedInput], seen: String? = nil) throws -> String {
    let verdict = try judge(inputs, seen: seen).verdict
    return [
      verdict.status.rawValue, verdict.usable.rawValue, verdict.reason.rawValue,
      verdict.evidence.first?.rule ?? "",
    ].joined(separator: " ")
  }

  // MARK: Trails

  @Test("A deletion in a trail is final, unless something later contradicts it")
  func deletion() throws {
    let trail = input("trail", [event(.deleted, "2026-06-01")], asOf: "2026-11-01")
    #expect(try line([trail]) == "rotated no deleted cloudtrail-delete")
    let before = input("list", [key()], asOf: "2026-05-01")
    #expect(try line([trail, before]) == "rotated no deleted cloudtrail-delete")
    // A list that may be older than it says does not contradict: it was taken before.
    let undated = input("list", [key()], asOf: "2026-01-01", isLowerBound: true)
    #expect(try line([trail, undated]) == "rotated no deleted cloudtrail-delete")
    let after = input("list", [key()], asOf: "2026-07-01")
    #expect(try line([trail, after]) == "unknown unknown conflict conflicting-states")
    let use = input("other", [used("2026-06-01T01:00:00Z")], asOf: "2026-11-01")
    #expect(try line([trail, use]) == "unknown unknown conflict used-after")
    // Deletion takes a moment to reach every region.
    let late = input("other", [used("2026-06-01T00:10:00Z")], asOf: "2026-11-01")
    #expect(try line([trail, late]) == "rotated no deleted cloudtrail-delete")
  }

  @Test("Of list and trail the newer one decides; where that cannot be told, nothing does")
  func state() throws {
    let off = input("trail", [event(.changed(.inactive), "2026-06-01")], asOf: "2026-11-01")
    #expect(
      try line([off, input("list", [key()], asOf: "2026-05-01")])
        == "rotated no deactivated cloudtrail-state")
    #expect(
      try judge([off, input("list", [key()], asOf: "2026-07-01")]).verdict.usable == .yes)
    #expect(
      try line([off, input("list", [key()], asOf: "2026-05-01", isLowerBound: true)])
        == "unknown unknown conflict conflicting-states")
    #expect(
      try line([off, input("list", [key("Inactive")], asOf: "2026-05-01", isLowerBound: true)])
        == "rotated no deactivated cloudtrail-state")
    // A use after the switch: the trail lacks the switching on.
    let use = input("other", [used("2026-07-01")], asOf: "2026-11-01")
    #expect(
      try line([off, use, input("list", [key()], asOf: "2026-05-01")])
        == "unknown unknown conflict used-after")
  }

  @Test("A key that only a trail shows")
  func trailOnly() throws {
    #expect(
      try line([input("trail", [used("2026-11-01")], asOf: "2026-11-02")])
        == "active yes in-use cloudtrail-use")
    // Long ago: nothing says whether it still works.
    #expect(
      try judge([input("trail", [used("2025-11-01")], asOf: "2026-11-02")]).verdict.status
        == .unknown)
    #expect(
      try line([input("trail", [event(.created(.active), "2026-11-01")], asOf: "2026-11-02")])
        == "active yes recently-created cloudtrail-state")
    #expect(
      try line([
        input(
          "trail", [used("2026-10-01"), event(.changed(.inactive), "2026-11-01")],
          asOf: "2026-11-02")
      ]) == "rotated no deactivated cloudtrail-state")
    // The account's report is younger than the last use, and has no key at all.
    let empty = input("report", report(""), asOf: "2026-11-10")
    let trail = input("trail", [used("2026-11-01")], asOf: "2026-11-02")
    #expect(try line([trail, empty]) == "rotated no deleted R2")
    // Used after such a report: one of them is wrong.
    let later = input("trail", [used("2026-11-12")], asOf: "2026-11-13")
    #expect(try line([later, empty, trail]) == "unknown unknown conflict used-after")
  }

  // MARK: Lists

  @Test("A younger whole list of the same user that lacks the key")
  func newerList() throws {
    let old = input("old", [key()], asOf: "2026-05-01")
    let new = input("new", [try whole()], asOf: "2026-10-01")
    // By name alone: the user may have been renamed.
    #expect(try line([old, new]) == "rotated unlikely inferred absent-from-newer-list")
    let account = try #require(Self.account)
    let users = input(
      "users",
      [
        .user(UserRecord(account: account, partition: "aws", name: "alice")), .allUsers(account),
        .rootKeys(account: account, arePresent: false),
      ], asOf: "2026-10-01")
    #expect(try line([old, new, users]) == "rotated no deleted absent-from-newer-list")
    let undated = input("old", [key()], asOf: "2026-05-01", isLowerBound: true)
    #expect(try line([undated, new]) == "unknown unknown conflict conflicting-lists")
    // An older whole list without it says nothing.
    let older = input("older", [try whole()], asOf: "2026-01-02")
    #expect(try judge([old, older]).verdict.usable == .yes)
  }

  @Test("Lists of everything do without a report, and say what they lack")
  func listsOnly() throws {
    let account = try #require(Self.account)
    let census: [InventoryFact] = [
      .user(UserRecord(account: account, partition: "aws", name: "alice")), .allUsers(account),
    ]
    let root: InventoryFact = .rootKeys(account: account, arePresent: false)
    let time = "2026-11-01"
    let complete = [
      input("users", census, asOf: time), input("summary", [root], asOf: time),
      input("list", [try whole()], asOf: time),
    ]
    let seen = "2026-01-01"
    #expect(try line(complete, seen: seen) == "rotated no deleted absent-from-complete-list")
    #expect(
      try line(complete) == "unknown unknown inventory-older-than-leak absent-from-complete-list")
    let rootless = [complete[0], complete[2]]
    let verdict = try judge(rootless, seen: seen).verdict
    #expect(verdict.evidence.first?.rule == "lists-incomplete")
    #expect(verdict.evidence.first?.statement.contains("root") ?? false)
    let listless = try judge([complete[0], complete[1]], seen: seen).verdict
    #expect(listless.evidence.first?.statement.contains("alice") ?? false)
    // Taken months apart, names may have changed hands.
    let apart = [complete[0], complete[1], input("list", [try whole()], asOf: "2026-06-01")]
    #expect(try judge(apart, seen: seen).verdict.usable == .unlikely)
  }

  @Test("Two undated lists that disagree")
  func undated() throws {
    let one = input("one", [key("Inactive")], asOf: "2026-05-01", isLowerBound: true)
    let two = input("two", [key()], asOf: "2026-01-01", isLowerBound: true)
    #expect(try line([one, two]) == "unknown unknown conflict conflicting-lists")
    let dated = input("two", [key()], asOf: "2026-01-02")
    #expect(try line([one, dated]) == "rotated no deactivated exact-match")
  }

  @Test("A key listed without its user finds its slot by the creation time")
  func nameless() throws {
    let list = input("list", [key(user: nil)], asOf: "2026-11-01")
    let inputs = [
      list, input("report", report("active 2026-01-01 2026-10-30"), asOf: "2026-11-01"),
    ]
    let verdict = try judge(inputs).verdict
    #expect(verdict.owner == "alice")
    #expect(verdict.reason == .inUse)
    #expect(try judge([list]).verdict.owner == nil)
    #expect(!(try judge([list]).tags.contains(.root)))
  }

  // MARK: Reports

  @Test("A report with rows that could not be understood proves no absence")
  func damaged() throws {
    var damaged = input("report", report(""), asOf: "2026-11-01")
    damaged.incidents = [
      Incident(.malformedInventory, path: damaged.path, line: 3, detail: "row left out")
    ]
    #expect(
      try line([damaged], seen: "2024-01-01")
        == "unknown unknown inventory-incomplete damaged-report")
    let list = input("list", [key()], asOf: "2026-05-01")
    #expect(try judge([damaged, list]).verdict.usable == .yes)
  }

  @Test("Root without a row: a summary or root's own list fills in")
  func rootCoverage() throws {
    let account = try #require(Self.account)
    var rows = report("")
    rows.removeFirst()
    let rootless = input("report", rows, asOf: "2026-11-01")
    let seen = "2024-01-01"
    #expect(
      try line([rootless], seen: seen) == "unknown unknown inventory-incomplete no-root-row")
    let none = input(
      "summary", [.rootKeys(account: account, arePresent: false)], asOf: "2026-10-31")
    #expect(try line([rootless, none], seen: seen) == "rotated no deleted R2")
    let some = input(
      "summary", [.rootKeys(account: account, arePresent: true)], asOf: "2026-10-31")
    #expect(
      try line([rootless, some], seen: seen) == "unknown unknown inventory-incomplete no-root-row")
    // A summary that names no account counts where there is only one.
    let nobody = input("summary", [.rootKeys(account: nil, arePresent: false)], asOf: "2026-10-31")
    #expect(try line([rootless, nobody], seen: seen) == "rotated unlikely inferred R2")
  }

  @Test("Two keys made in the same second are told apart by their state, or not at all")
  func twins() throws {
    var scenario = Scenario()
    scenario.root()
    scenario.user("alice", "active 2026-01-01 2026-03-01", "active 2026-01-01 2026-10-30")
    scenario.key(id, "alice", "Active", created: "2026-01-01")
    scenario.key(
      TestKeys.keyID(account: Scenario.account), "alice", "Active", created: "2026-01-01")
    #expect(
      try scenario.line(Scenario.subject(id)) == "active yes inventory-incomplete exact-match")
    scenario.rows[1].slots[0].isActive = false
    scenario.keys[1].state = .inactive
    #expect(try scenario.line(Scenario.subject(id)) == "active yes in-use exact-match")
  }

  @Test("A last use that was noted long before the list makes no key stale")
  func oldAnswer() throws {
    let slot = report("active 2026-01-01 2026-01-05")
    let list = input("list", [key()], asOf: "2026-11-20")
    #expect(
      try judge([list, input("report", slot, asOf: "2026-11-18")]).verdict.status == .stale)
    let old = try judge([list, input("report", slot, asOf: "2026-06-18")]).verdict
    #expect(old.status == .active)
    #expect(old.reason == .inventoryIncomplete)
  }

  @Test("get-access-key-last-used answers where there is no report")
  func lastUsed() throws {
    let list = input("list", [key()], asOf: "2026-11-20")
    for (used, status) in [("2026-11-01", Status.active), ("2026-03-01", .stale), ("", .stale)] {
      let answer: InventoryFact = .lastUse(
        KeyLastUse(
          id: id, user: "alice", account: nil, used: used.isEmpty ? nil : Scenario.time(used),
          service: "s3", region: nil))
      #expect(
        try judge([list, input("use", [answer], asOf: "2026-11-20")]).verdict.status == status)
    }
  }

  // MARK: Marks

  @Test("What AWS said about the leak is passed on")
  func marks() throws {
    let account = try #require(Self.account)
    let inputs = [
      input("list", [key()], asOf: "2026-11-01"),
      input(
        "details",
        [
          .user(
            UserRecord(
              account: account, partition: "aws", name: "alice",
              quarantines: ["AWSCompromisedKeyQuarantineV3"])),
          .exposure(
            KeyExposure(
              id: id, user: "alice", account: account, time: Scenario.time("2026-10-01"),
              statement: "AWS found it exposed on the web")),
        ], asOf: "2026-11-01"),
    ]
    let judgement = try judge(inputs)
    #expect(judgement.tags.contains(.quarantined))
    // It still opens the door.
    #expect(judgement.verdict.usable == .yes)
    #expect(judgement.verdict.evidence.contains { $0.rule == "reported-exposure" })
  }

  @Test("A trail ties an ID of the old generation to its account")
  func oldGeneration() throws {
    let old = "AKIAI" + TestKeys.keyID().dropFirst(5)
    let trail = input(
      "trail",
      [
        .event(
          KeyEvent(
            id: old, kind: .used(service: nil, region: nil), time: Scenario.time("2025-01-01"),
            user: "alice", account: Self.account))
      ], asOf: "2026-01-01")
    let empty = input("report", report(""), asOf: "2026-11-01")
    let policy = TriagePolicy(staleAfterDays: 90, now: Scenario.time("2026-11-24"))
    let judge = Judge(
      inventory: Inventory([trail, empty]), policy: policy, accounts: try AccountTags.bundled())
    let verdict = judge.verdict(for: Scenario.subject(old)).verdict
    #expect(verdict.status == .rotated)
    #expect(verdict.evidence.first?.rule == "R2")
  }

  @Test("A session is dated by its trail")
  func session() throws {
    let temporary = TestKeys.keyID("ASIA", account: Scenario.account)
    func verdict(_ began: String) throws -> Verdict {
      let trail = input(
        "trail",
        [
          .event(
            KeyEvent(
              id: temporary, kind: .used(service: nil, region: nil),
              time: Scenario.time("2026-11-23"), sessionCreated: Scenario.time(began)))
        ], asOf: "2026-11-23")
      let policy = TriagePolicy(now: Scenario.time("2026-11-24"))
      return Judge(
        inventory: Inventory([trail]), policy: policy, accounts: try AccountTags.bundled()
      ).verdict(for: Scenario.subject(temporary)).verdict
    }
    #expect(try verdict("2026-11-20").status == .expired)
    #expect(try verdict("2026-11-23").reason == .temporaryMayLive)
  }

  @Test("The rules that did not decide say why")
  func outcomes() throws {
    let judgement = try judge(
      [input("report", report("active 2026-01-01"), asOf: "2026-11-01")])
    let passed = judgement.outcomes.filter { !$0.fired }.map(\.rule)
    #expect(passed.contains("exact-match"))
    #expect(passed.contains("R1"))
    #expect(judgement.outcomes.contains { $0.fired && $0.rule == "R5" })
    #expect(judgement.outcomes.allSatisfy { !$0.why.isEmpty })
  }

  // MARK: Found in review

  @Test("A list with an entry that cannot be read is not whole")
  func damagedList() throws {
    let other = TestKeys.keyID(account: Scenario.account)
    let good =
      "{\"AccessKeyId\":\"\(other)\",\"UserName\":\"alice\",\"Status\":\"Active\",\"CreateDate\":\"2026-01-01\"}"
    for bad in [
      "{\"AccessKeyId\":\"\(id)\",\"UserName\":\"alice\",\"CreateDate\":\"2026-01-01\"}",
      "{\"AccessKeyId\":\"BROKEN\",\"UserName\":\"alice\",\"Status\":\"Active\"}",
    ] {
      let facts = try Loading.facts("{\"AccessKeyMetadata\":[\(good),\(bad)]}")
      #expect(!facts.contains { if case .wholeList = $0 { true } else { false } })
    }
  }

  @Test("Two switches within one second tell nothing")
  func sameSecond() throws {
    let trail = input(
      "trail",
      [
        event(.changed(.active), "2026-11-01T10:00:00Z"),
        event(.changed(.inactive), "2026-11-01T10:00:00Z"),
      ], asOf: "2026-11-02")
    #expect(try line([trail]) == "unknown unknown conflict conflicting-states")
    let list = input("list", [key()], asOf: "2026-10-30")
    #expect(try line([trail, list]) == "unknown unknown conflict conflicting-states")
  }

  @Test("A list and a younger report in which only the successor is left")
  func replaced() throws {
    var scenario = Scenario()
    scenario.listTime = "2026-06-01"
    scenario.root()
    scenario.key(id, "alice", "Active", created: "2024-01-01")
    scenario.key(
      TestKeys.keyID(account: Scenario.account), "alice", "Active", created: "2026-05-01")
    scenario.user("alice", "active 2026-05-01")
    let verdict = try scenario.judge(Scenario.subject(id)).verdict
    #expect(verdict.status == .rotated)
    #expect(verdict.usable == .no)
    #expect(verdict.evidence.last?.rule == "report-newer-than-list")
  }

  @Test("A slot older than a key's making cannot hold it")
  func createdThenGone() throws {
    let trail = input("trail", [event(.created(.active), "2026-10-01")], asOf: "2026-10-02")
    var rows = report("")
    rows += Array(report("active 2020-01-01", user: "bob").dropFirst())
    let verdict = try judge([trail, input("report", rows, asOf: "2026-11-20")]).verdict
    #expect(verdict.status == .rotated)
    #expect(verdict.usable == .no)
    // A slot that is younger could, if the key was switched on again since.
    var young = report("")
    young += Array(report("active 2026-10-05", user: "bob").dropFirst())
    #expect(
      try judge([trail, input("report", young, asOf: "2026-11-20")]).verdict.usable == .unlikely)
  }

  @Test("A use before the report contradicts nothing")
  func useBefore() throws {
    let trail = input("trail", [used("2026-06-01")], asOf: "2026-06-02")
    var rows = report("active 2020-01-01", user: "bob")
    rows[1] = report("active 2020-01-01", user: "bob")[1]
    let verdict = try judge([trail, input("report", rows, asOf: "2026-11-20")]).verdict
    #expect(verdict.status == .rotated)
    #expect(verdict.usable == .unlikely)
    #expect(verdict.reason == .inferred)
  }

  @Test("A summary that counts more users than the list or the report shows")
  func filtered() throws {
    let account = try #require(Self.account)
    let time = "2026-11-01"
    let summary = input(
      "summary",
      [.rootKeys(account: account, arePresent: false), .userCount(account: account, count: 5)],
      asOf: time)
    let users = input(
      "users",
      [.user(UserRecord(account: account, partition: "aws", name: "alice")), .allUsers(account)],
      asOf: time)
    let list = input("list", [try whole()], asOf: time)
    let verdict = try judge([summary, users, list], seen: "2026-01-01").verdict
    #expect(verdict.evidence.first?.rule == "lists-incomplete")
    #expect(verdict.evidence.first?.statement.contains("4 of the users") ?? false)
    #expect(
      try line([summary, input("report", report(""), asOf: time)], seen: "2026-01-01")
        == "unknown unknown inventory-incomplete filtered-report")
  }

  @Test("A key of the same second in another user's row is no twin")
  func otherUsersTwin() throws {
    var scenario = Scenario()
    scenario.root()
    scenario.user("alice", "active 2026-01-01 2026-02-01")
    scenario.user("bob", "active 2026-01-01 2026-10-30")
    scenario.key(id, "alice", "Active", created: "2026-01-01")
    scenario.key(
      TestKeys.keyID(account: Scenario.account), "bob", "Active", created: "2026-01-01")
    #expect(try scenario.line(Scenario.subject(id)) == "stale yes unused exact-match")
  }

  @Test("GeneratedTime in the future is not believed")
  func futureReport() throws {
    let csv =
      "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,"
      + "access_key_2_active,access_key_2_last_rotated\n"
      + "a,arn:aws:iam::\(Scenario.account):user/a,2020-01-01,false,N/A,false,N/A\n"
    let text =
      "{\"Content\":\"\(Data(csv.utf8).base64EncodedString())\",\"GeneratedTime\":\"2031-01-01T00:00:00Z\"}"
    let inputs = try Loading.inputs(text)
    #expect(inputs.first?.asOf == Scenario.time("2020-01-01"))
    #expect(inputs.first?.asOfIsLowerBound ?? false)
    #expect(inputs.flatMap(\.incidents).contains { $0.detail.contains("future") })
  }
}
