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

  private func inputs(
    _ way: Way, _ raw: [LoadedInput], _ parameters: SealParameters
  ) throws -> [LoadedInput] {
    let even = raw.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    let odd = raw.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    switch way {
    case .sealed: return try Sealing.through(raw, parameters)
    case .hidden: return try Sealing.through(raw, parameters, hidesUsers: true)
    case .twoFiles:
      return try Sealing.through(odd, parameters, name: "a")
        + Sealing.through(even, parameters, name: "b")
    case .half: return try Sealing.through(odd, parameters) + even
    case .halfHidden: return try Sealing.through(even, parameters, hidesUsers: true) + odd
    }
  }

  @Test("Simulated accounts are judged alike", arguments: SoundnessTests.Level.allCases, Way.allCases)
  func alike(level: SoundnessTests.Level, way: Way) throws {
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["KEYSWEEP_ROUNDS"].flatMap { Int($0) } ?? 25
    let first =
      environment["KEYSWEEP_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 40)
    let accounts = try AccountTags.bundled()
    var cases = 0
    for seed in first..<(first + UInt64(rounds)) {
      var random = SeededGenerator(state: seed)
      let account = SimulatedAccount(using: &random)
      let old = OldNames(
        ids: Dictionary(
          uniqueKeysWithValues: account.keys.indices.filter { $0 % 3 == 2 }.map {
            (account.keys[$0].id, Self.oldID(&random))
          }))
      // Ties between inputs of the same time are broken by name, which a seal keeps within a file.
      var raw = SoundnessTests.inputs(level, account, &random).map(\.input)
      for index in raw.indices { raw[index].facts = raw[index].facts.map(old.aged) }
      raw.sort { $0.path < $1.path }
      let parameters = Sealing.parameters(seed)
      let policy = TriagePolicy(staleAfterDays: 90, now: account.end)
      let plain = Judge(inventory: Inventory(raw), policy: policy, accounts: accounts)
      let sealed = Judge(
        inventory: Inventory(try inputs(way, raw, parameters)), policy: policy, accounts: accounts)
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
