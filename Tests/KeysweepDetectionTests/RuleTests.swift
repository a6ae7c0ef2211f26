import KeysweepModel
import KeysweepRules
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

  /// Where the first mistake of a rule file is, as `line:column`.
  private static func place(_ text: String) -> String {
    do {
      _ = try RuleSet(files: [(Array(text.utf8), "mine.toml")])
      return "none"
    } catch {
      return "\(error.line):\(error.column)"
    }
  }

  @Test(
    "A mistake is found where it stands, however it is written",
    arguments: [
      // Text in a description is neither key nor header.
      ("description = \"x\"", "description = \"\"\"\n[[rule]]\nkind = 1\n\"\"\"", "7:1"),
      ("description = \"x\"", "description = '''\nkind = \"\"\"\n'''", "6:1"),
      ("description = \"x\"", "description = \"\"\"a\\\"\"\"\"\"\" # kind = 1", "4:1"),
      // Headers and keys may be spaced and quoted.
      ("[[rule]]", "# [[rule]]\n[[ rule ]]", "5:1"),
      ("[[rule]]", "[[ \"rule\" ]]", "4:1"),
      ("kind = \"other\"", "  \"kind\"\t= \"odd\"", "4:3"),
      ("kind = \"other\"", "\"\\u006bind\" = \"odd\"", "4:1"),
      // A key that is missing is missed at the header.
      ("kind = \"other\"", "", "1:1"),
    ])
  func places(old: String, new: String, expected: String) {
    let text = Self.good.replacing("kind = \"other\"", with: "kind = \"others\"")
      .replacing(old == "kind = \"other\"" ? "kind = \"others\"" : old, with: new)
    #expect(Self.place(text) == expected, "\(text)")
  }

  @Test(
    "The element of an array is named, not its first line",
    arguments: [
      ("suppress = [\n  \"example\", # \"hexx\"\n  \"hexx\",\n]", "10:3"),
      ("suppress = [\"hex\", 5]", "8:20"),
      ("options = [\"utf\",\n\"dotal\"]", "9:1"),
      ("no_match = [\n  \"\",\n  \"a {{SECRETT}}\",\n]", "10:6"),
      ("no_match = [\"\\u00e4\\n {{ SECRET }}\"]", "8:23"),
      ("no_match = [\"{{ secret }} {{user_id}} {{}} {{SECRET}}\"]", "none"),
    ])
  func elements(line: String, expected: String) {
    #expect(Self.place(Self.good.replacing("match = [", with: line + "\nmatch = [")) == expected)
  }

  @Test(
    "The offset in a bad pattern becomes a place",
    arguments: [
      // PCRE2 stops at the end of each; the mistake is the bracket that stays open.
      ("'(?<secret>x)['", "7:25"), ("\"(?<secret>x)[\"", "7:25"),
      ("\"(?<secret>\\\\d\\t)[\"", "7:29"), ("\"(?<secret>\\u00e4)[\"", "7:30"),
      ("'''(?<secret>x)['''", "7:27"), ("'''\n(?<secret>x)\n['''", "9:2"),
      ("\"\"\"\\\n   (?<secret>x)\\\n  [\"\"\"", "9:4"),
      ("'''\r\n(?<secret>x)\r\n['''", "9:2"),
    ])
  func patternPlace(pattern: String, expected: String) {
    let text = Self.good.replacing("'(?<secret>da2-[a-z0-9]{26})'", with: pattern)
    #expect(Self.place(text) == expected)
  }

  @Test("Rules may be written as inline tables, and parts of them as tables of their own")
  func otherForms() {
    let inline = "# one\nrule = [{ id = \"a\" },\n  { id = \"B\" }]"
    #expect(Self.place(inline) == "2:9")
    let table = Self.good.replacing("anchor = { literals = [\"da2-\"] }\n", with: "")
    #expect(Self.place(table + "\n[rule.anchor]\nliterals = [\"x\"]") == "8:1")
    #expect(Self.place(table + "\n[rule.anchor]\nliterals = [\"da2-\"]") == "none")
    #expect(Self.place(Self.good + "\n[[other]]\n") == "9:1")
    let second = Self.good.replacing("mine", with: "two").replacing("bits", with: "")
    #expect(Self.place(Self.good + "\n" + second.replacing("two", with: "Two")) == "10:1")
  }

  @Test("Text that is no TOML gives some place and no trouble")
  func anyText() {
    let letters = Array("[]{}\"'=.,#\n\\ab ")
    for _ in 0..<3000 {
      let text = String((0..<Int.random(in: 0..<40)).map { _ in letters.randomElement() ?? " " })
      let places = TOMLPlaces(text)
      let path: [TOMLPlaces.Step] = [.key("a"), .index(0), .key("b")]
      #expect(places.place(of: path).line >= 1)
      #expect(places.place(ofByte: 3, in: [.key("a")]).column >= 1)
    }
    let deep = "a = " + String(repeating: "[", count: 100_000)
    #expect(TOMLPlaces(deep).place(of: [.key("a")]).column == 1)
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
