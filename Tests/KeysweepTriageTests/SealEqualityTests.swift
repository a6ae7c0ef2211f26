import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// Verdicts from a sealed inventory are those from the raw one.
@Suite("Seals: equality")
struct SealEqualityTests {
  /// Gives some keys IDs of the generation that holds no account.
  private struct OldNames: FactNames {
    var ids: [String: String]
    func id(_ id: String) -> String { ids[id] ?? id }
    func account(_ account: AccountID) -> AccountID { account }
    func user(_ user: String) -> String { user }

    func aged(_ fact: InventoryFact) -> InventoryFact {
      let old = Set(ids.values)
      switch fact.renamed(by: self) {
      case .listedKey(var key) where old.contains(key.id):
        key.account = nil
        return .listedKey(key)
      case .event(var event) where old.contains(event.id) && event.time.secondsSinceEpoch % 2 == 0:
        event.account = nil
        return .event(event)
      case let other: return other
      }
    }
  }

  /// How the inventory reaches the judge.
  enum Way: CaseIterable {
    case sealed
    case hidden
    /// Two files of one seal.
    case twoFiles
    /// Half of it sealed, half raw.
    case half
    case halfHidden
  }

  /// The inventory, raw and on its way through the seal.
  ///
  /// Of two inputs of the same time the name decides, so the raw ones get the names that a sealed
  /// file gives them.
  private func inputs(
    _ way: Way, _ inputs: [LoadedInput], _ parameters: SealParameters
  ) throws -> (raw: [LoadedInput], sealed: [LoadedInput]) {
    let inputs = inputs.sorted { $0.path < $1.path }
    let even = inputs.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    let odd = inputs.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)

    func through(
      _ group: [LoadedInput], hidesUsers: Bool = false, name: String = "sealed"
    ) throws -> (raw: [LoadedInput], sealed: [LoadedInput]) {
      let sealed = try Sealing.through(group, parameters, hidesUsers: hidesUsers, name: name)
      let raw = zip(group, sealed).map { raw, sealed in
        var raw = raw
        raw.path = sealed.path
        return raw
      }
      return (raw, sealed)
    }

    switch way {
    case .sealed: return try through(inputs)
    case .hidden: return try through(inputs, hidesUsers: true)
    case .twoFiles:
      let (a, b) = (try through(odd, name: "a"), try through(even, name: "b"))
      return (a.raw + b.raw, a.sealed + b.sealed)
    case .half:
      let a = try through(odd)
      return (a.raw + even, a.sealed + even)
    case .halfHidden:
      let a = try through(even, hidesUsers: true)
      return (a.raw + odd, a.sealed + odd)
    }
  }

  @Test(
    "Simulated accounts are judged alike", arguments: SoundnessTests.Level.allCases, Way.allCases)
  func alike(level: SoundnessTests.Level, way: Way) throws {
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["KEYSWEEP_ROUNDS"].flatMap { Int($0) } ?? 25
    let first =
      environment["KEYSWEEP_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 40)
    let accounts = try AccountTags.bundled()
    var cases = 0
    for seed in first..<(first + UInt64(rounds)) {
      var random = SeededGenerator(seed: seed)
      let account = SimulatedAccount(using: &random)
      let old = OldNames(
        ids: Dictionary(
          uniqueKeysWithValues: account.keys.indices.filter { $0 % 3 == 2 }.map {
            (account.keys[$0].id, Self.oldID(&random))
          }))
      var raw = SoundnessTests.inputs(level, account, &random).map(\.input)
      for index in raw.indices { raw[index].facts = raw[index].facts.map(old.aged) }
      let parameters = Sealing.parameters(seed)
      let policy = TriagePolicy(staleAfterDays: 90, now: account.end)
      let inputs = try inputs(way, raw, parameters)
      let plain = Judge(inventory: Inventory(inputs.raw), policy: policy, accounts: accounts)
      let sealed = Judge(inventory: Inventory(inputs.sealed), policy: policy, accounts: accounts)
      let names = SealNames(parameters)
      let isHidden = way == .hidden || way == .halfHidden
      for key in account.keys {
        var subject = SoundnessTests.leak(of: key, account, &random)
        subject.keyID = AccessKeyID(old.id(key.id))
        // Whatever of the names is a pseudonym or not, both sides become pseudonyms.
        let user: ((String) -> String)? =
          isHidden ? { SealNames.isPseudonym($0) ? $0 : names.user($0) } : nil
        let a = JudgementCore(plain.judge(subject), user: user)
        var b = JudgementCore(sealed.judge(subject), user: user)
        if let id = subject.keyID, id.account == nil {
          // Where only the seal tells the account, its number is not for showing.
          for index in b.verdict.evidence.indices {
            b.verdict.evidence[index].statement = b.verdict.evidence[index].statement
              .replacing("its account", with: "account \(SimulatedAccount.number)")
          }
        }
        cases += 1
        guard a == b else {
          Issue.record("KEYSWEEP_SEED=\(seed) KEYSWEEP_ROUNDS=1 \(level) \(way)\n\(a)\n\(b)")
          return
        }
      }
    }
    #expect(cases > rounds)
  }

  static func oldID(_ random: inout SeededGenerator) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    return "AKIAJ"
      + String((0..<15).map { _ in letters[Int.random(in: 0..<32, using: &random)] })
  }
}
