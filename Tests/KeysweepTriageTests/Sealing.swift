import KeysweepModel
import KeysweepTestSupport

@testable import KeysweepTriage

/// Seals and unseals in memory, at the lowest cost.
enum Sealing {
  static func parameters(_ seed: UInt64 = .random(in: 0...UInt64.max)) -> SealParameters {
    var random = SeededGenerator(seed: seed)
    let cheap = SealCost(log2Rounds: 1, blockSize: 1)
    return SealParameters(
      salt: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }, accountCost: cheap,
      keyCost: cheap)
  }

  /// The bytes of a sealed file.
  static func seal(
    _ inputs: [LoadedInput], _ parameters: SealParameters, hidesUsers: Bool = false
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let sealer = Sealer(names: SealNames(parameters), hidesUsers: hidesUsers)
    try sealer.seal(
      inputs, forEach: { count, body in for index in 0..<count { body(index) } },
      emit: { bytes += $0 + [0x0A] })
    return bytes
  }

  static func read(_ bytes: [UInt8], _ name: String = "sealed") throws -> [LoadedInput] {
    try SealedReader.load(ByteWindow(copying: bytes), path: SourcePath(name))
  }

  /// Through the seal and back.
  static func through(
    _ inputs: [LoadedInput], _ parameters: SealParameters, hidesUsers: Bool = false,
    name: String = "sealed"
  ) throws -> [LoadedInput] {
    try read(try seal(inputs, parameters, hidesUsers: hidesUsers), name)
  }
}

/// A judgement, reduced to what a seal must not change.
struct JudgementCore: Hashable {
  var verdict: Verdict
  var tags: Set<Tag>
  var outcomes: [String]

  /// - Parameters:
  ///   - judgement: The judgement.
  ///   - user: Gives users the names to compare by; nil leaves texts in.
  init(_ judgement: Judge.Judgement, user: ((String) -> String)?) {
    verdict = judgement.verdict
    tags = judgement.tags
    outcomes = judgement.outcomes.map { "\($0.rule) \($0.fired)" }
    for index in verdict.evidence.indices {
      verdict.evidence[index].source = nil
      // Some statements name files.
      if user != nil || verdict.evidence[index].rule == "conflicting-lists" {
        verdict.evidence[index].statement = ""
      }
    }
    if let user {
      verdict.owner = verdict.owner.map(user)
      for index in verdict.candidates.indices {
        verdict.candidates[index].user = user(verdict.candidates[index].user)
      }
    }
    verdict.candidates.sort { ($0.user, $0.slot) < ($1.user, $1.slot) }
  }
}
