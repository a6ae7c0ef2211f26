import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// What "complete" means: every gap is a way in which an absent key could still be alive, or a
/// listed one could not be told active from stale.
@Suite("Coverage of an inventory")
struct CoverageReportTests {
  static let number = "210987654321"
  static let day: Int64 = 86_400
  static let start = Instant(secondsSinceEpoch: 1_700_000_000)

  let account: AccountID
  let key = TestKeys.keyID(account: number)

  init() throws { account = try #require(AccountID(Self.number)) }

  private func input(
    _ facts: [InventoryFact], day: Int64 = 100, _ path: String = "input"
  ) -> LoadedInput {
    var input = LoadedInput(path: SourcePath(path), format: "test")
    input.asOf = Self.start + day * Self.day
    input.facts = facts
    return input
  }

  private func row(_ user: String, rotated: Int64? = nil, isActive: Bool = true) -> InventoryFact {
    .reportRow(
      ReportRow(
        account: account, partition: "aws", user: user, created: Self.start,
        slots: [
          .init(
            number: 1, isActive: rotated != nil && isActive,
            lastRotated: rotated.map { Self.start + $0 * Self.day })
        ], hasMoreKeys: false, knowsLastUse: true, line: 2))
  }

  private func listed(_ user: String, created: Int64 = 1) -> [InventoryFact] {
    [
      .listedKey(
        ListedKey(
          id: key, user: user, state: .active, created: Self.start + created * Self.day,
          account: account)),
      .wholeList(KeyOwner(account: account, user: user)),
    ]
  }

  private var root: InventoryFact { row("<root_account>") }

  private func coverage(_ inputs: LoadedInput...) throws -> AccountCoverage {
    let report = CoverageReport(Inventory(inputs))
    return try #require(report.accounts.first { $0.account == account })
  }

  @Test("Report and lists that name every key are complete")
  func complete() throws {
    let result = try coverage(
      input([root, row("ann", rotated: 1)]), input(listed("ann"), day: 101))
    #expect(result.isComplete, "\(result.gaps)")
    #expect(result.decidesUntil == Self.start + 100 * Self.day)
    #expect(result.users == 1 && result.slotsFilled == 1 && result.keysListed == 1)
    #expect(result.rootHasKeys == false)
    #expect(result.remarks.isEmpty)
  }

  @Test("A report without keys needs no list")
  func noKeys() throws {
    #expect(try coverage(input([root, row("ann")])).isComplete)
  }

  @Test("Slots that no list accounts for")
  func lists() throws {
    let result = try coverage(
      input([root, row("ann", rotated: 1), row("bob", rotated: 2, isActive: false)]),
      input(listed("ann")))
    #expect(result.gaps.map(\.kind) == [.keyLists])
    #expect(result.gaps.first?.users == ["bob"])
    #expect(
      result.gaps.first?.command?.hasPrefix("for user in bob; do ") ?? false)
    #expect(result.decidesUntil == nil)
  }

  @Test("A list that is older than a slot rules it out for leaks that are older still")
  func olderList() throws {
    let result = try coverage(
      input([root, row("ann", rotated: 90)]),
      input([.wholeList(KeyOwner(account: account, user: "ann"))], day: 50))
    #expect(result.isComplete)
    #expect(result.decidesUntil == Self.start + 50 * Self.day)
    #expect(!result.remarks.isEmpty)
  }

  @Test("Root: by its row, by the summary, or missing")
  func rootKeys() throws {
    #expect(try coverage(input([row("ann")])).gaps.map(\.kind) == [.root])
    let absent = InventoryFact.rootKeys(account: account, arePresent: false)
    #expect(try coverage(input([row("ann")]), input([absent])).isComplete)
    let present = InventoryFact.rootKeys(account: account, arePresent: true)
    let result = try coverage(input([row("ann")]), input([present]))
    #expect(result.gaps.first?.statement.contains("root has a key") ?? false)
    #expect(result.rootHasKeys == true)
    let filled = try coverage(input([row("<root_account>", rotated: 1)]))
    #expect(filled.gaps.map(\.kind) == [.root])
  }

  @Test("Lists alone are complete when they are everybody's")
  func listsAlone() throws {
    let users: [InventoryFact] = ["ann", "bob"].map {
      .user(UserRecord(account: account, partition: "aws", name: $0))
    }
    let census = input(users + [.allUsers(account)])
    let use = InventoryFact.lastUse(KeyLastUse(id: key, user: "ann", account: account))
    let none = InventoryFact.rootKeys(account: account, arePresent: false)
    let bob = InventoryFact.wholeList(KeyOwner(account: account, user: "bob"))
    let rest = input(listed("ann") + [use, none], "rest")
    #expect(try coverage(census, rest, input([bob], "bob")).isComplete)
    let result = try coverage(census, rest)
    #expect(result.gaps.map(\.kind) == [.keyLists])
    #expect(result.gaps.first?.users == ["bob"])
    #expect(try coverage(rest).gaps.map(\.kind) == [.users])
  }

  @Test("Last uses, damaged and disagreeing reports, partitions")
  func others() throws {
    let users = input([
      .user(UserRecord(account: account, partition: "aws", name: "ann")), .allUsers(account),
      .rootKeys(account: account, arePresent: false),
    ])
    #expect(try coverage(users, input(listed("ann"), "list")).gaps.map(\.kind) == [.lastUse])
    var damaged = input([root, row("ann")])
    damaged.incidents = [
      Incident(.malformedInventory, path: damaged.path, line: 3, detail: "a row")
    ]
    #expect(try coverage(damaged).gaps.map(\.kind) == [.report])
    #expect(
      try coverage(input([root, row("ann")]), input([root, row("ann", rotated: 1)], "b"))
        .gaps.contains { $0.kind == .conflict })
    let china = InventoryFact.reportRow(
      ReportRow(
        account: account, partition: "aws-cn", user: "ann", slots: [], hasMoreKeys: false,
        knowsLastUse: true, line: 2))
    let result = try coverage(input([root]), input([china]))
    #expect(result.gaps.map(\.kind) == [.partition])
    #expect(result.partitions == ["aws", "aws-cn"])
  }

  /// A complete inventory decides, and an incomplete one does not: for a key that is nobody's.
  @Test("Complete means what verdicts take it to mean", arguments: [true, false])
  func meaning(isListed: Bool) throws {
    let inventory = Inventory(
      [input([root, row("ann", rotated: 1)])] + (isListed ? [input(listed("ann"))] : []))
    let judge = Judge(
      inventory: inventory, policy: TriagePolicy(now: Self.start + 200 * Self.day),
      accounts: try AccountTags.bundled())
    var subject = Subject()
    subject.keyID = AccessKeyID(TestKeys.keyID(account: Self.number))
    subject.observations = [Observation(Self.start + 2 * Self.day, basis: .logLine)]
    let isDecided = judge.verdict(for: subject).verdict.usable == .no
    #expect(isDecided == isListed)
    #expect(CoverageReport(inventory).isComplete == isListed)
  }

  @Test("A file with many answers is one entry a format, as old as the oldest")
  func sources() {
    let report = CoverageReport(
      Inventory([input(listed("ann"), day: 3), input(listed("bob"), day: 2)]))
    #expect(report.sources.count == 1)
    #expect(report.sources.first?.records == 2)
    #expect(report.sources.first?.asOf == Self.start + 2 * Self.day)
  }

  @Test("Names that IAM does not allow come into no command")
  func names() throws {
    let result = try coverage(input([root, row("x;rm -rf .", rotated: 1)]))
    #expect(result.gaps.first?.command == Remedy.collect)
  }
}
