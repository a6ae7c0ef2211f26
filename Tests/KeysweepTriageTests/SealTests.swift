import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Seals")
struct SealTests {
  private static let account = SimulatedAccount.number
  private static let time = Instant(secondsSinceEpoch: 1_790_000_000)
  private static let id = TestKeys.keyID(account: account.description)

  /// One fact of every kind, with every field set.
  private static func facts(_ user: String = "alice") -> [InventoryFact] {
    let slot = ReportRow.Slot(
      number: 1, isActive: true, lastRotated: time, lastUsed: time + 1, service: "s3",
      region: "us-east-1")
    return [
      .reportRow(
        ReportRow(
          account: account, partition: "aws", user: user, created: time,
          slots: [slot, ReportRow.Slot(number: 2, isActive: false)], hasMoreKeys: true,
          knowsLastUse: true, hasPassword: false, line: 3)),
      .listedKey(
        ListedKey(
          id: id, user: user, state: .other("Odd \"\\\u{1}"), created: time, account: account)),
      .wholeList(KeyOwner(account: account, user: user)),
      .lastUse(
        KeyLastUse(id: id, user: user, account: account, used: time, service: "s3", region: nil)),
      .user(
        UserRecord(
          account: account, partition: "aws-cn", name: user, created: time,
          quarantines: ["AWSCompromisedKeyQuarantineV3"])),
      .allUsers(account), .rootKeys(account: account, arePresent: true),
      .rootKeys(account: nil, arePresent: false),
      .event(
        KeyEvent(
          id: id, kind: .created(.active), time: time, user: user, account: account,
          sessionCreated: time)),
      .event(KeyEvent(id: id, kind: .changed(.inactive), time: time)),
      .event(KeyEvent(id: id, kind: .deleted, time: time)),
      .event(KeyEvent(id: id, kind: .used(service: "ec2", region: nil), time: time)),
      .exposure(
        KeyExposure(
          id: id, user: user, account: account, time: time,
          statement: "GuardDuty: \(user) of \(account) used \(id)")),
    ]
  }

  private static func input(_ facts: [InventoryFact], _ path: String = "raw") -> LoadedInput {
    var input = LoadedInput(path: SourcePath(path), format: "test", asOf: time)
    input.facts = facts
    return input
  }

  @Test("Every fact comes through with new names, and nothing else changes")
  func everyFact() throws {
    let parameters = Sealing.parameters()
    var raw = Self.input(Self.facts())
    raw.asOfIsLowerBound = true
    raw.incidents = [
      Incident(.malformedInventory, path: raw.path, line: 7, detail: "left out: secret things"),
      Incident(.notice, path: raw.path, detail: "who cares"),
    ]
    let sealed = try #require(try Sealing.through([raw], parameters).first)
    #expect(sealed.format == "test" && sealed.asOf == Self.time && sealed.asOfIsLowerBound)
    #expect(sealed.path == SourcePath("sealed!/000001"))
    #expect(sealed.incidents.map(\.kind) == [.malformedInventory])
    #expect(!sealed.incidents.contains { $0.detail.contains("secret") })

    struct Back: FactNames {
      let names: SealNames
      func id(_ id: String) -> String { id == names.key(SealTests.id) ? SealTests.id : "?" }
      func account(_ account: AccountID) -> AccountID {
        account == names.account(SealTests.account).number ? SealTests.account : account
      }
      func user(_ user: String) -> String { user }
    }
    let back = sealed.facts.map { fact -> InventoryFact in
      switch fact.renamed(by: Back(names: SealNames(parameters))) {
      case .reportRow(var row):
        row.line = 3
        return .reportRow(row)
      case .exposure(var exposure):
        #expect(exposure.statement == "GuardDuty: alice of … used …")
        exposure.statement = "GuardDuty: alice of \(Self.account) used \(Self.id)"
        return .exposure(exposure)
      case let other: return other
      }
    }
    #expect(Set(back) == Set(raw.facts))
  }

  @Test("The file holds no key ID, no account number, and with pseudonyms no user")
  func discloses() throws {
    var random = SystemRandomNumberGenerator()
    let simulated = SimulatedAccount(using: &random)
    var raw = [simulated.report(at: simulated.end, hasRoot: true)]
    raw += simulated.census(at: simulated.end)
    raw.append(simulated.trail(until: simulated.end, keeping: 1, using: &random))
    raw.append(Self.input(Self.facts("Alice.Anderson"), "\(Self.account)_CloudTrail.json"))
    // Names that tell the account are hidden without being asked for.
    let telling = ["deploy-\(Self.account)", "at-2109-8765-4321", "for-\(Self.id.lowercased())"]
    for user in telling { raw.append(Self.input(Self.facts(user))) }
    let ids = simulated.keys.map(\.id) + [Self.id]
    for hidesUsers in [false, true] {
      let bytes = try Sealing.seal(raw, Sealing.parameters(), hidesUsers: hidesUsers)
      let text = String(decoding: bytes, as: UTF8.self)
      var words = ids + [Self.account.description] + telling
      if hidesUsers {
        words += ["Alice", "Anderson"]
        words += simulated.users.flatMap { $0.names.map(\.name) }.filter { $0 != "<root_account>" }
      } else {
        #expect(text.contains("Alice.Anderson"))
      }
      for word in words {
        for form in Self.forms(of: word) { #expect(!text.contains(form), "\(word) as \(form)") }
      }
      #expect(!text.contains("CloudTrail"))
      #expect(text.contains("<root_account>"))
    }
  }

  /// A word in clear, in hex, and in base64 at each alignment, edges cut off.
  private static func forms(of word: String) -> [String] {
    let bytes = Array(word.utf8)
    let hex = bytes.map { String(format: "%02x", $0) }.joined()
    let encoded = (0..<3).map { shift in
      let text = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
      return String(text.dropFirst(shift == 0 ? 0 : 4).dropLast(4))
    }.filter { $0.count > 4 }
    return [word, word.lowercased(), hex, hex.uppercased()] + encoded
  }

  @Test("The same salt gives the same bytes, another one other names")
  func deterministic() throws {
    let parameters = Sealing.parameters()
    let raw = [Self.input(Self.facts(), "b"), Self.input(Self.facts("bob"), "a")]
    let once = try Sealing.seal(raw, parameters)
    #expect(once == (try Sealing.seal(raw.reversed(), parameters)))
    let other = try Sealing.seal(raw, Sealing.parameters())
    #expect(Set(Self.keyNames(once)).isDisjoint(with: Self.keyNames(other)))
  }

  private static func keyNames(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).matches(of: /key-[a-z2-7]{24}/).map {
      String($0.output)
    }
  }

  @Test("Keys of an account take its secret: the same ID bits under another account differ")
  func names() {
    let names = SealNames(Sealing.parameters())
    #expect(names.key(Self.id) == names.key(Self.id))
    #expect(names.key(Self.id) != names.key(TestKeys.keyID(account: "210987654321")))
    #expect(names.user("<root_account>") == "<root_account>")
    #expect(SealNames.isPseudonym(names.user("alice")))
    #expect(!SealNames.isPseudonym("user-alice123"))
    #expect(SealParameters.random().salt != SealParameters.random().salt)
  }

  @Test("A number that stands for an account is never shown as one")
  func pseudoAccounts() throws {
    let old = "AKIAJ" + String(Self.id.dropFirst(5))
    var raw = Self.input([
      .event(
        KeyEvent(
          id: old, kind: .used(service: nil, region: nil), time: Self.time, user: "alice",
          account: Self.account))
    ])
    for fact in Self.facts() {
      if case .reportRow = fact { raw.facts.append(fact) }
    }
    let parameters = Sealing.parameters()
    var older = raw
    older.asOf = Self.time - 86_400 * 30
    older.path = SourcePath("older")
    let inventory = Inventory(try Sealing.through([raw, older], parameters))
    let number = SealNames(parameters).account(Self.account).number
    let judge = Judge(
      inventory: inventory, policy: TriagePolicy(now: Self.time + 86_400 * 300),
      accounts: try AccountTags.bundled())
    var builder = FindingBuilder(judge: judge, advice: try AdviceTable.bundled())
    var hit = Hit(path: SourcePath("leak"))
    hit.keyID = Located(
      try #require(AccessKeyID(old)), rule: "r",
      position: Position(offset: 0, length: 20, line: 1, column: 1))
    builder.add(hit)
    let finding = try #require(builder.finish().findings.first)
    #expect(finding.credential.account == nil)
    #expect(finding.verdict.owner == "alice")
    let said = "\(finding.verdict) \(inventory.sources) \(inventory.incidents)"
    #expect(!said.contains(number.description))
    #expect(inventory.incidents.contains { $0.detail.contains("older report of its account") })
    #expect(inventory.accounts.allSatisfy { inventory.isSealed($0) })
  }

  @Test("Two seals of one account: the one with the newest word counts, and raw inputs join it")
  func severalSalts() throws {
    func list(_ state: ListedKey.State, _ day: Int64, _ path: String) -> LoadedInput {
      var input = Self.input(
        [
          .listedKey(
            ListedKey(
              id: Self.id, user: "alice", state: state, created: Self.time, account: Self.account))
        ], path)
      input.asOf = Self.time + day * 86_400
      return input
    }
    let id = try #require(AccessKeyID(Self.id))
    for newerFirst in [true, false] {
      let a = try Sealing.through(
        [list(.active, 1, "x")], Sealing.parameters(newerFirst ? 1 : 2), name: "a")
      let b = try Sealing.through(
        [list(.inactive, 2, "x")], Sealing.parameters(newerFirst ? 2 : 1), name: "b")
      #expect(Inventory(a + b).record(of: id)?.key.state == .inactive)
      let joined = Inventory(a + b + [list(.active, 3, "raw")])
      #expect(joined.record(of: id)?.key.state == .active)
      #expect(joined.keys.count == 1 && joined.accounts == [Self.account])
      #expect(joined.incidents.contains { $0.detail.contains("--salt-of") })
    }
  }
}
