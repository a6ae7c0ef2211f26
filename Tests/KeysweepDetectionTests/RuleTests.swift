import KeysweepModel
import Testing

@testable import KeysweepDetection

@Suite("Rules")
struct RuleTests {
  @Test("Every rule's own examples do what they should")
  func examples() throws {
    let (count, failures) = RuleExamples(InMemory.rules).run()
    #expect(count > 50)
    #expect(failures.isEmpty, "\(failures)")
  }

  private static let good = """
    [[rule]]
    id = "mine"
    description = "x"
    kind = "other"
    credential = "bedrock-long-term-key"
    anchor = { literals = ["da2-"] }
    pattern = '(?<secret>da2-[a-z0-9]{26})'
    match = ["da2-abcdefghijklmnopqrstuvwxyz"]
    """

  @Test("A rule of one's own finds its material")
  func custom() throws {
    let rules = try RuleSet(
      files: [(Array(Self.good.utf8), "mine.toml")], addingToBundled: true)
    #expect(rules.definitions.contains { $0.id == "mine" })
    #expect(RuleExamples(rules).run().failures.isEmpty)
  }

  @Test(
    "A mistake is named with line, column and reason",
    arguments: [
      ("id = \"mine\"", "id = \"Mine!\"", 2, "a-z"),
      ("kind = \"other\"", "kind = \"others\"", 4, "unknown value"),
      ("description = \"x\"", "descripton = \"x\"", 3, "unknown key"),
      ("pattern = '(?<secret>da2-[a-z0-9]{26})'", "pattern = '(?<secret>da2-[a-z'", 7, "PCRE2"),
      ("pattern = '(?<secret>da2-[a-z0-9]{26})'", "pattern = 'da2-[a-z0-9]{26}'", 7, "capture"),
      ("anchor = { literals = [\"da2-\"] }", "anchor = { run = [10, 20] }", 6, "run is"),
      ("match = [", "entropy = 99\nmatch = [", 8, "bits per character"),
      ("id = \"mine\"", "id = mine", 2, "value"),
      ("match = [\"da2-abcdefghijklmnopqrstuvwxyz\"]", "", 1, "example"),
    ])
  func mistakes(old: String, new: String, line: Int, reason: String) throws {
    let text = Self.good.replacing(old, with: new)
    #expect {
      try RuleSet(files: [(Array(text.utf8), "mine.toml")])
    } throws: { error in
      guard let error = error as? RuleFileError else { return false }
      return error.file == "mine.toml" && error.line == line && error.reason.contains(reason)
        && error.column >= 1
    }
  }

  @Test("The offset of a bad pattern becomes a column, also over several lines")
  func patternPlace() throws {
    let text = Self.good.replacing(
      "pattern = '(?<secret>da2-[a-z0-9]{26})'",
      with: "pattern = '''\n(?<secret>da2-\n[a-z0-9{26})\n'''")
    #expect {
      try RuleSet(files: [(Array(text.utf8), "mine.toml")])
    } throws: { error in
      guard let error = error as? RuleFileError else { return false }
      return error.line >= 9 && error.reason.contains("missing")
    }
  }

  @Test("Not TOML, not UTF-8, no rules")
  func notRules() {
    for bytes in [Array("[[rule".utf8), [0xFF, 0xFE], [], Array("[[rule]]\n[[rule]]\n".utf8)] {
      #expect(throws: RuleFileError.self) { try RuleSet(files: [(bytes, "bad.toml")]) }
    }
  }

  @Test("Two rules cannot share an id")
  func duplicate() {
    let files = [(Array(Self.good.utf8), "a.toml"), (Array(Self.good.utf8), "b.toml")]
    #expect {
      try RuleSet(files: files)
    } throws: { error in
      "\(error)".hasPrefix("b.toml:2:")
    }
  }
}
