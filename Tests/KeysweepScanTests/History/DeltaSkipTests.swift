import Foundation
import KeysweepDetection
import KeysweepGit
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

/// Looking only at changes finds what looking at everything finds, byte for byte.
@Suite("Histories: changes instead of whole objects")
struct DeltaSkipTests {
  /// Versions of a file of words, into and out of which material is put, whole and in pieces.
  struct Author {
    var dice: SeededGenerator
    var content: [UInt8] = []

    init(seed: UInt64, size: Int) {
      dice = SeededGenerator(seed: seed)
      while content.count < size { content += line() }
    }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &dice) }

    mutating func text(_ count: Int, _ letters: String) -> String {
      let letters = Array(letters)
      return String((0..<count).map { _ in letters[number(0..<letters.count)] })
    }

    mutating func line() -> [UInt8] {
      Array((text(number(3..<60), "abcdefghij klmnop=:,.\"") + "\n").utf8)
    }

    static let base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Everything that rules look for, and what only looks like it.
    mutating func material() -> [UInt8] {
      let id = TestKeys.keyID(using: &dice)
      let secret = text(40, Self.base64)
      let choices = [
        id, secret, "aws_access_key_id = \(id)\naws_secret_access_key = \(secret)\n",
        "\naws_secret_access_key = \"\(secret)\"\n", "secret: \(text(40, "0123456789abcdef"))\n",
        "AKIAIOSFODNN7EXAMPLE", text(number(60..<2000), Self.base64), "AKIA", "ASIA",
        "aws_secret_access_key = ", "\n", "=", "\u{1}", "\"", text(20, Self.base64),
        text(39, Self.base64), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      ]
      let plain = Array(choices[number(0..<choices.count)].utf8)
      guard number(0..<3) == 0 else { return plain }
      // The same in encoded form, beside words.
      var encoded = line() + plain + line()
      for _ in 0..<number(1..<3) {
        encoded = Encoder.allCases[number(0..<Encoder.allCases.count)].encode(encoded)
      }
      return Array("\nvalue: ".utf8) + encoded + [0x0A]
    }

    /// Puts material in broken, then mends it by a small edit, then takes it out: what is new in
    /// a version mostly stands beside its changes, not in them.
    mutating func edit() {
      if let mark = content.firstIndex(of: Self.mark) {
        content.remove(at: mark)
        hasMaterial = true
      } else if hasMaterial, number(0..<3) > 0 {
        content = clean
        hasMaterial = false
      } else if number(0..<3) == 0 {
        shuffle()
        clean = content
      } else {
        if !hasMaterial { clean = content }
        var broken = material()
        broken.insert(Self.mark, at: number(0..<broken.count + 1))
        content.insert(contentsOf: broken, at: number(0..<content.count + 1))
      }
    }

    /// Stands in the middle of what is broken, and in no word.
    static let mark = UInt8(ascii: "~")
    private var clean: [UInt8] = []
    private var hasMaterial = false

    private mutating func shuffle() {
      for _ in 0..<number(1..<4) {
        let at = number(0..<content.count + 1)
        let end = min(content.count, at + number(0..<200))
        switch number(0..<6) {
        case 0, 1: content.insert(contentsOf: line(), at: at)
        case 2: content.removeSubrange(at..<min(content.count, at + number(0..<45)))
        case 3: content.removeSubrange(at..<end)
        case 4:
          let moved = content[at..<end]
          content.removeSubrange(at..<end)
          content.insert(contentsOf: moved, at: number(0..<content.count + 1))
        default: content.replaceSubrange(at..<end, with: line())
        }
        if content.isEmpty { content = line() }
      }
    }
  }

  /// A repository of many versions of a few files, with deep chains of deltas.
  static func repository(seed: UInt64, size: Int, versions: Int, depth: Int) throws -> TempTree {
    let tree = try TempTree()
    var authors = (0..<3).map { Author(seed: seed &* 31 &+ $0, size: size) }
    var stream: [UInt8] = []
    for version in 0..<versions {
      let file = version % authors.count
      authors[file].edit()
      stream += Array(
        """
        commit refs/heads/main
        committer A <a@example.com> \(1_500_000_000 + version) +0000
        data 4
        edit
        M 100644 inline f\(file)
        data \(authors[file].content.count)

        """.utf8)
      stream += authors[file].content + [0x0A]
    }
    let environment = GitEnvironment.variables(home: tree.path)
    for (arguments, input) in [
      (["init", "-q", "--bare", "."], []), (["fast-import", "--quiet"], stream),
      (["repack", "-adfq", "--depth=\(depth)", "--window=20"], []),
    ] {
      let result = try Tool.run(
        "git", arguments, input: input, in: tree.path, environment: environment)
      try #require(result.status == 0, "\(result.error)")
    }
    return tree
  }

  static func sweep(_ tree: TempTree, skips: Bool, jobs: Int) throws -> HistoryTally {
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.skipsDeltas = skips
    configuration.jobs = jobs
    let path = SourcePath(tree.path)
    let sweep = HistorySweep(
      configuration: configuration,
      target: HistoryTarget(repository: path, gitDirectory: path), progress: SweepProgress(),
      isLast: true, isCancelled: { false })
    let database = try ObjectDatabase(gitDirectory: path)
    var tally = HistoryTally()
    sweep.scan(
      database, nil, MaterialHash(key: Array(repeating: 7, count: 32)), shallow: [], &tally)
    tally.found.sort { $0.id < $1.id }
    tally.found.removeAll { $0.materials.isEmpty }
    return tally
  }

  @Test(
    "The same finds with and without",
    arguments: [
      (1, 2_000, 400, 50), (2, 40_000, 200, 50), (3, 150_000, 90, 250), (4, 9_000, 300, 10),
      (5, 20_000, 400, 250),
    ])
  func equality(seed: UInt64, size: Int, versions: Int, depth: Int) throws {
    let tree = try Self.repository(seed: seed, size: size, versions: versions, depth: depth)
    let whole = try Self.sweep(tree, skips: false, jobs: 1)
    let changes = try Self.sweep(tree, skips: true, jobs: 2)
    #expect(whole.objects == changes.objects)
    #expect(whole.bytes == changes.bytes)
    #expect(whole.passed == 0)
    // Of small objects everything is looked at anyway.
    #expect(changes.passed > 0 || size < 4_000)
    #expect(!whole.found.isEmpty)
    #expect(whole.found == changes.found)
  }

  /// `KEYSWEEP_DELTA_SEEDS=200` for a long hunt.
  @Test("Other seeds as well")
  func moreSeeds() throws {
    let variable = ProcessInfo.processInfo.environment["KEYSWEEP_DELTA_SEEDS"]
    for seed in 0..<(variable.flatMap { UInt64($0) } ?? 2) {
      let size = [5_000, 12_000, 30_000, 60_000][Int(seed % 4)]
      try equality(seed: 100 + seed, size: size, versions: 120, depth: 60)
    }
  }
}
