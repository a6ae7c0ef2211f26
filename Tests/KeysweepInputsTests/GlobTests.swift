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
    let chosen = Array(Self.patterns.shuffled().prefix(Int.random(in: 1...6)))
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
    try Self.compare(chosen, paths.sorted())
  }

  /// Pieces that patterns are made of, each with a meaning to git or close to one.
  static let pieces = [
    "a", "b", "ab", "c", "/", "/", "/", "*", "**", "***", "****", "?", "[ab]", "[!a]", "[^b]",
    "[a-c]", "[]a]", "[!]a]", "[a-]", "[-a]", "[c-a]", "[\\]]", "[\\a-c]", "[[:alpha:]]",
    "[[:digit:]x]", "[![:punct:]]", "[[:bogus:]a]", "[[:alpha:]", "[[:al:pha:]]", "[[:a]", "[[::]]",
    "[", "]", "\\", "\\*", "\\/", "\\a", "!", "#", " ", ".", "-", "[[]", "[a/b]", "[[:space:]]",
    "[a-[:digit:]]", "1", "\t", "\u{B}",
  ]

  @Test("As real git has it, patterns drawn at random", arguments: 0..<8)
  func fuzz(round: Int) throws {
    var paths: Set<String> = []
    let names = ["a", "b", "c", "ab", "ba", "abc", "*", "]", "[", "-", "1", "a b", "!", "#", "x.a"]
    while paths.count < 60 {
      let parts = (0..<Int.random(in: 1...4)).map { _ in
        Int.random(in: 0..<12) == 0
          ? ["\\", "a\u{B}", "\t", "a*", "a:", "a]"].randomElement() ?? "a"
          : names.randomElement() ?? "a"
      }
      paths.insert(parts.joined(separator: "/"))
    }
    for _ in 0..<25 {
      let patterns = (0..<Int.random(in: 1...3)).map { _ in
        (0..<Int.random(in: 1...6)).map { _ in Self.pieces.randomElement() ?? "a" }.joined()
      }
      try Self.compare(patterns, paths.sorted())
    }
  }

  @Test(
    "What git makes of stars and classes",
    arguments: [
      ["a/***/c"], ["***/c"], ["a/***"], ["[[:bogus:]a]"], ["a/[[:bogus:]a]b", "b"], ["a/b**"],
      ["a/b**/c"], ["/a/b**", "!/a/b**/c"], ["a/**\\/c"], ["x", "!a/ab**"],
    ])
  func special(patterns: [String]) throws {
    try Self.compare(
      patterns,
      [
        "a", "b", "c", "a/c", "a/b/c", "a/ab", "a/b", "a/bb", "a/bb/c", "a/bb/x/c", "x/y/c",
        "a/ab/x",
      ])
  }

  /// Asks git and us about each path.
  static func compare(_ patterns: [String], _ list: [String]) throws {
    let tree = try TempTree()
    try Tool.run("git", ["init", "-q", tree.path])
    let text = patterns.joined(separator: "\n") + "\n"
    try tree.write(".gitignore", text)
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
    #expect(expected.count == list.count, "\(result.error)")
    let rules = IgnoreRules(
      patterns: IgnoreRules.parse(Array(text.utf8)), baseLength: 0, outer: nil)
    for path in list {
      #expect(Self.isExcluded(path, rules) == expected[path], "\(path) by \(patterns)")
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

  @Test("No pattern is slow", .timeLimit(.minutes(10)))
  func linear() {
    let pattern = String(repeating: "a*", count: 60) + "b"
    let rules = IgnoreRules(
      patterns: IgnoreRules.parse(Array(pattern.utf8)), baseLength: 0, outer: nil)
    let path = String(repeating: "a", count: 4000)
    #expect(!Self.isExcluded(path, rules))
  }
}
