import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// Verdicts against the truth of simulated accounts: none may contradict it.
@Suite("Soundness")
struct SoundnessTests {
  /// What a team has on disk.
  enum Level: String, CaseIterable {
    case report = "report only"
    case lists = "report and lists"
    case listsOnly = "lists, users and summary, no report"
    case trail = "report, lists and CloudTrail"
  }

  @Test("No verdict contradicts what was so", arguments: Level.allCases)
  func soundness(level: Level) throws {
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["KEYSWEEP_ROUNDS"].flatMap { Int($0) } ?? 400
    let first =
      environment["KEYSWEEP_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 40)
    let accounts = try AccountTags.bundled()
    var cases = 0
    for round in 0..<rounds {
      let seed = first &+ UInt64(round)
      var random = SeededGenerator(seed: seed)
      let account = SimulatedAccount(using: &random)
      guard !account.keys.isEmpty else { continue }
      let inputs = Self.inputs(level, account, &random)
      let inventory = Inventory(inputs.map(\.input))
      let policy = TriagePolicy(staleAfterDays: 90, now: account.end)
      let judge = Judge(inventory: inventory, policy: policy, accounts: accounts)
      for key in account.keys {
        let subject = Self.leak(of: key, account, &random)
        let verdict = judge.verdict(for: subject).verdict
        cases += 1
        if let problem = Self.contradiction(verdict, key, inputs, account) {
          Issue.record(
            """
            KEYSWEEP_SEED=\(seed) KEYSWEEP_ROUNDS=1, \(level.rawValue): \(problem)
            key of \(key.owner.names), created \(key.created.iso8601), deleted \
            \(key.deleted?.iso8601 ?? "never"), switched \(key.switches), used \(key.uses.map(\.iso8601))
            seen \(subject.observations)
            inputs \(inputs.map { "\($0.input.path.lossyText) at \($0.time.iso8601)" })
            facts \(inputs.flatMap(\.input.facts).map { "\($0)" }.filter { $0.contains("slots") || $0.contains("listedKey") }.joined(separator: "\n"))
            \(verdict.status) \(verdict.reason) as of \(verdict.asOf?.iso8601 ?? "-") \(verdict.evidence)
            """)
          return
        }
      }
    }
    #expect(cases > rounds)
  }

  /// How often each level decides: the table in Benchmarks/RESULTS.md.
  ///
  /// Taken in one go on the last day, with leaks dated by a commit. `KEYSWEEP_TALLY=1` prints it.
  @Test("A fresh inventory decides, and the more so the more there is of it")
  func decisiveness() throws {
    let accounts = try AccountTags.bundled()
    var shares: [Double] = []
    for level in [Level.report, .lists, .trail] {
      var outcomes: [String: Int] = [:]
      var cases = 0
      for seed in 0..<UInt64(1500) {
        var random = SeededGenerator(seed: seed)
        let account = SimulatedAccount(using: &random)
        let time = account.end - 3_600
        var inputs = [account.report(at: time, hasRoot: true)]
        if level != .report {
          inputs += Set(account.users.map { $0.name(at: time) }).sorted().compactMap {
            account.list(of: $0, at: time + 60, isDated: true)
          }
        }
        if level == .trail { inputs.append(account.trail(until: time, keeping: 1, using: &random)) }
        let judge = Judge(
          inventory: Inventory(inputs), policy: TriagePolicy(now: account.end), accounts: accounts)
        for key in account.keys where key.created + 172_800 < time {
          var subject = Subject()
          subject.keyID = AccessKeyID(key.id)
          let seen = key.created + Int64.random(in: 0...time - key.created, using: &random)
          subject.observations = [Observation(seen, basis: .commit)]
          let verdict = judge.verdict(for: subject).verdict
          cases += 1
          let word =
            verdict.usable == .unlikely ? "rotated (inferred)" : verdict.status.rawValue
          outcomes[word, default: 0] += 1
        }
      }
      shares.append(Double(cases - (outcomes["unknown"] ?? 0)) / Double(cases))
      if ProcessInfo.processInfo.environment["KEYSWEEP_TALLY"] != nil {
        let columns = ["active", "stale", "rotated", "rotated (inferred)", "unknown"].map { word in
          let tenths = (outcomes[word] ?? 0) * 1000 / cases
          return "\(tenths / 10).\(tenths % 10) %"
        }
        print("TALLY | \(level.rawValue) | \(cases) | \(columns.joined(separator: " | ")) |")
      }
    }
    #expect(shares == shares.sorted())
    #expect(shares[1] > 0.95)
  }

  /// An input and the time at which it was really taken.
  struct Taken {
    var input: LoadedInput
    var time: Instant
  }

  /// What is on disk at a level.
  static func inputs(
    _ level: Level, _ account: SimulatedAccount, _ random: inout SeededGenerator
  ) -> [Taken] {
    func instant() -> Instant {
      SimulatedAccount.start
        + Int64.random(in: 86_400...Int64(SimulatedAccount.days) * 86_400, using: &random)
    }

    var taken: [Taken] = []
    if level != .listsOnly {
      let time = instant()
      let hasRoot = Int.random(in: 0..<6, using: &random) > 0
      taken.append(Taken(input: account.report(at: time, hasRoot: hasRoot), time: time))
    }
    if level == .report { return taken }
    // Teams take lists in one go, or years apart.
    let together = instant()
    let isScattered = Bool.random(using: &random)
    for name in Set(account.users.flatMap { $0.names.map(\.name) }).sorted() {
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let time = isScattered ? instant() : together
        if let list = account.list(of: name, at: time, isDated: .random(using: &random)) {
          taken.append(Taken(input: list, time: time))
        }
      }
    }
    if level == .listsOnly || Bool.random(using: &random) {
      let time = isScattered ? instant() : together
      taken += account.census(at: time).map { Taken(input: $0, time: time) }
    }
    if level == .trail {
      let time = instant()
      let shares: [Double] = [0.2, 0.7, 1]
      let share = shares.randomElement(using: &random) ?? 1
      taken.append(
        Taken(input: account.trail(until: time, keeping: share, using: &random), time: time))
    }
    return taken
  }

  /// A leak of a key: seen at some time after it was made, by a clock that may be off.
  static func leak(
    of key: SimulatedAccount.Key, _ account: SimulatedAccount, _ random: inout SeededGenerator
  ) -> Subject {
    var subject = Subject()
    subject.keyID = AccessKeyID(key.id)
    let life = account.end - key.created
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let true_ = key.created + Int64.random(in: 0...max(1, life), using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        let off = Int64.random(in: -890...890, using: &random)
        subject.observations.append(Observation(true_ + off, basis: .signedRequest))
      case 1:
        let off = Int64.random(in: -86_000...86_000, using: &random)
        subject.observations.append(Observation(true_ + off, basis: .commit))
      case 2:
        let off = Int64.random(in: -86_000...86_000, using: &random)
        subject.observations.append(Observation(true_ + off, basis: .logLine))
      default:
        // A file date may be anything.
        let any = SimulatedAccount.start + Int64.random(in: 0...60_000_000, using: &random)
        subject.observations.append(Observation(any, basis: .fileModification))
      }
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      subject.owners = [key.owner.name(at: key.created)]
    }
    return subject
  }

  /// What is wrong with a verdict; nil when the truth bears it.
  private static func contradiction(
    _ verdict: Verdict, _ key: SimulatedAccount.Key, _ inputs: [Taken],
    _ account: SimulatedAccount
  ) -> String? {
    if verdict.evidence.isEmpty { return "no evidence" }
    if verdict.status == .unknown {
      return missingCandidate(verdict, key, inputs)
    }
    guard let asOf = verdict.asOf else { return "a verdict without a time" }
    // What is dated by its newest key only may have been taken later.
    let undated = inputs.filter { $0.input.asOfIsLowerBound && $0.time >= asOf }.map(\.time)
    let times = [asOf] + (verdict.asOfIsLowerBound ? undated : [])
    switch (verdict.status, verdict.usable) {
    case (.active, .yes), (.stale, .yes):
      if !times.contains(where: { key.isActive(at: $0) }) { return "it was not active" }
      // Staleness is as of some input, which the evidence names.
      let isStale = (times + inputs.map(\.time)).contains { time in
        time - (key.lastUse(at: time) ?? key.created) >= 90 * 86_400
      }
      if verdict.status == .stale, !isStale { return "it was in use" }
      if let owner = verdict.owner, !key.owner.names.contains(where: { $0.name == owner }) {
        return "wrong owner"
      }
    case (.rotated, .no):
      if !times.contains(where: { !key.isActive(at: $0) }) { return "it was active" }
      if verdict.reason == .deleted, !times.contains(where: { !key.exists(at: $0) }) {
        // R1 and R3 speak of what can be used; the statement says so.
        return "it existed"
      }
    case (.rotated, .unlikely):
      let isExcused = key.wasSwitchedOn || key.owner.names.count > 1
      if times.allSatisfy({ key.isActive(at: $0) }), !isExcused { return "inferred wrongly" }
    default: return "an unexpected verdict"
    }
    return nil
  }

  /// An active key of the report must be among the candidates, unless it was switched on again.
  private static func missingCandidate(
    _ verdict: Verdict, _ key: SimulatedAccount.Key, _ inputs: [Taken]
  ) -> String? {
    guard verdict.reason == .ambiguous,
      let report = inputs.first(where: { $0.input.format == "credential-report" }),
      key.isActive(at: report.time), !key.wasSwitchedOn,
      // What a younger list rules out is no candidate any more.
      inputs.allSatisfy({ $0.time < report.time || key.isActive(at: $0.time) })
    else { return nil }
    let isSaid =
      key.owner.isRoot
      && verdict.evidence.contains { $0.statement.contains("or a root key") }
    // With a known owner only that user's keys are candidates; a renamed user is another matter.
    if verdict.owner != nil, key.owner.names.count > 1 { return nil }
    let name = key.owner.name(at: report.time)
    return isSaid || verdict.candidates.contains { $0.user == name }
      ? nil : "not among the candidates"
  }
}
