import Foundation
import KeysweepFuzzHarness
import Testing

/// What `make fuzz` runs for as long as one likes, for a moment.
@Suite("Fuzzing, shortly")
struct FuzzTests {
  /// How many changed inputs are tried; more by `KEYSWEEP_FUZZ_MUTANTS`.
  static let mutants =
    ProcessInfo.processInfo.environment["KEYSWEEP_FUZZ_MUTANTS"].flatMap { Int($0) } ?? 600

  @Test("Seeds and changed seeds break nothing that a fuzzer looks for", .timeLimit(.minutes(10)))
  func seeds() throws {
    let seeds = try FuzzSeeds.make()
    #expect(seeds.count > 100)
    let kept = seeds.count { FuzzHarness.run($0) }
    #expect(kept == seeds.count)
    var mutator = FuzzMutator(seed: 1)
    for number in 0..<Self.mutants {
      let (seed, other) = (seeds[number % seeds.count], seeds[number * 31 % seeds.count])
      _ = FuzzHarness.run(mutator.mutate(seed, with: other))
    }
  }
}
