import Foundation
import KeysweepTestSupport
import Testing

@testable import KeysweepInputs

@Suite("Ignore patterns")
struct GlobTests {
  static let patterns = [
    "*.log", "!keep.log", "/build", "docs/", "a/**/z", "**/deep", "x/**", "te?t", "[abc].txt",
    "[!abc].cfg", "[a-c]*.md", "sp\\ ace ", "\\#hash", "\\!bang", "# comment", "", "foo/*.c",
    "/top/*", "!/top/keep", "*a*a*a*b", "**", "b/**/", "[[:digit:]]x", "[]]z", "[", "q\\", "c/d",
    "trail ", "**/m/**/n", "[a-]r", "*.tar.*", "dir*/", "!dir2/", "e/**f", "***", "s**t",
  ]

  @Test("As real git has it, on every path", arguments: 0..<30)
  func differential(round: Int) throws {
    let tree = try TempTree()
    try Tool.run("git", ["init", "-q", tree.path])
    let chosen = Self.patterns.shuffled().prefix(Int.random(in: 1...6))
    let text = chosen.joined(separator: "\n") + "\n"
    try tree.write(".gitignore", text)
    let parts = [
      "a", "b", "z", "deep", "x", "test", "teat", "a.txt", "d.txt", "d.cfg", "b.md", "sp ace",
      "#hash", "!bang", "foo", "m.c", "top", "keep", "keep.log", "y.log", "build", "docs", "aXaYab",
      "1x", "]z", "q", "c", "d", "trail", "m", "n", "ar", "-r", "v.tar.gz", "dir1", "dir2", "e",
      "ef", "st", "s--t", "[",
    ]
    var paths: Set<String> = []
    for _ in 0..<150 {
      paths.insert(
        (0..<Int.random(in: 1...4)).map { _ in parts.randomElement() ?? "a" }
          .joined(separator: "/"))
    }
    let list = paths.sorted()
    let input = Array(list.joined(separator: "\0").utf8)
    let result = try Tool.run(
      "git", ["-C", tree.path, "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"],
      input: input)
    // Records of source, line, pattern, path.
    let fields = result.output.split(separator: "\0", omittingEmptySubsequences: false)
    var expected: [String: Bool] = [:]
    for index in stride(from: 0, to: fields.count - 3, by: 4) {
      let pattern = fields[index + 2]
      expected[String(fields[index + 3])] = !pattern.isEmpty && !pattern.hasPrefix("!")
    }
    #expect(expected.count == list.count)
    let rules = IgnoreRules(
      patterns: IgnoreRules.parse(Array(text.utf8)), baseLength: 0, outer: nil)
    for path in list {
      #expect(Self.isExcluded(path, rules) == expected[path], "\(path) by \(chosen)")
    }
  }

  /// Whether the path or a folder above it is excluded, as a walk finds out.
  static func isExcluded(_ path: String, _ rules: IgnoreRules) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    for count in 1...parts.count {
      let part = parts[..<count].joined(separator: "/")
      let bytes = Array(part.utf8)
      let start = bytes.count - parts[count - 1].utf8.count
      let isExcluded = bytes.withUnsafeBytes {
        rules.excludes($0, nameStart: start, isDirectory: count < parts.count)
      }
      if isExcluded ?? false { return true }
    }
    return false
  }

  @Test("No pattern is slow", .timeLimit(.minutes(1)))
  func linear() {
    let pattern = String(repeating: "a*", count: 60) + "b"
    let rules = IgnoreRules(
      patterns: IgnoreRules.parse(Array(pattern.utf8)), baseLength: 0, outer: nil)
    let path = String(repeating: "a", count: 4000)
    #expect(!Self.isExcluded(path, rules))
  }
}
