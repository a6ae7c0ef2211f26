import KeysweepModel
import Testing

@testable import KeysweepDetection

@Suite("Fingerprints of rule sets")
struct FingerprintTests {
  private static let rule = RuleDefinition(
    id: RuleID("one"), description: "A rule.", kind: .other, severity: .high,
    anchor: .literals(["abc", "def"]), pattern: "abc(?<secret>x)", options: ["dotall"], before: 4,
    after: 60, entropy: 3.5, suppress: Set(RuleDefinition.Filter.allCases), standalone: true,
    credential: .bedrockLongTermKey, match: ["abcx"], noMatch: ["abc"])

  private func fingerprint(_ rules: RuleDefinition...) -> String {
    var text = FingerprintText()
    for rule in rules { text.add(rule) }
    return text.fingerprint
  }

  @Test("Whatever decides about finds changes it")
  func changes() {
    let changes: [(inout RuleDefinition) -> Void] = [
      { _ in }, { $0.id = RuleID("two") }, { $0.kind = .secret }, { $0.severity = .low },
      { $0.anchor = .literals(["abcdef"]) }, { $0.anchor = .literals(["def", "abc"]) },
      { $0.anchor = .run(40...40) }, { $0.anchor = .run(4...40) }, { $0.anchor = .besideKeyID },
      { $0.anchor = .besideSecret }, { $0.pattern += "y" }, { $0.options = [] },
      { $0.options = ["dot", "all"] }, { $0.before = 5 }, { $0.after = 61 }, { $0.entropy = nil },
      { $0.entropy = 3.6 }, { $0.suppress.remove(.hex) }, { $0.standalone = false },
      { $0.credential = nil },
    ]
    var seen: Set<String> = [fingerprint(), fingerprint(Self.rule, Self.rule)]
    for change in changes {
      var rule = Self.rule
      change(&rule)
      seen.insert(fingerprint(rule))
    }
    #expect(seen.count == changes.count + 2)
  }

  @Test("Words about a rule do not")
  func words() {
    var rule = Self.rule
    rule.description = "The same rule."
    rule.match = []
    rule.noMatch = []
    #expect(fingerprint(rule) == fingerprint(Self.rule))
  }

  @Test("A new property of rules must be added to it")
  func properties() {
    let known: Set<String> = [
      "id", "description", "kind", "severity", "anchor", "pattern", "options", "before", "after",
      "entropy", "suppress", "standalone", "credential", "match", "noMatch",
    ]
    #expect(Set(Mirror(reflecting: Self.rule).children.compactMap(\.label)) == known)
  }

  @Test("It is the same in every run and on every machine")
  func stable() {
    #expect(
      fingerprint(Self.rule) == "6019e73a82fa49003677e558affe1f275560ee609231ea2e29c78e92e64a8865")
  }

  @Test("That of a rule set has its files, and nothing of their names or comments")
  func ruleSets() throws {
    let bundled = try RuleSet.bundled()
    #expect(bundled.fingerprint.count == 64)
    #expect(try RuleSet.bundled().fingerprint == bundled.fingerprint)
    let file = """
      [[rule]]
      id = "one"
      description = "x"
      kind = "key-id"
      pattern = "(?<key_id>AKIA[A-Z2-7]{16})"
      anchor = { literals = ["AKIA"] }
      match = ["{{AKIA}}"]
      no_match = ["AKIA"]
      """
    let sets = try [
      RuleSet(files: [(Array(file.utf8), "a")]),
      RuleSet(files: [(Array("# A comment\n\(file)".utf8), "b")]),
      RuleSet(files: [(Array(file.utf8), "a")], addingToBundled: true),
      bundled,
    ]
    #expect(sets[0].fingerprint == sets[1].fingerprint)
    #expect(Set(sets.map(\.fingerprint)).count == 3)
  }
}
