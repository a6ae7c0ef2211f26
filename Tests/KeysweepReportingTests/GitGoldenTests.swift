import Foundation
import KeysweepModel
import Testing

@testable import KeysweepReporting

/// Places in git histories, in every format.
@Suite("Golden git reports")
struct GitGoldenTests {
  static func text(width: Int = 80, verbose: Bool = false) -> String {
    let style = GoldenTests.style(width: width, verbose: verbose)
    return GoldenTests.render(TextReporter(style: style), GitFixture.report)
  }

  @Test("Golden: as recorded", arguments: ["git.txt", "git-verbose.txt", "git.json", "git.jsonl"])
  func golden(name: String) throws {
    let text =
      switch name {
      case "git.txt": Self.text()
      case "git-verbose.txt": Self.text(verbose: true)
      case "git.json": GoldenTests.render(JSONReporter(), GitFixture.report)
      default: GoldenTests.render(JSONLinesReporter(), GitFixture.report)
      }
    try GoldenTests.compare(text, with: name)
  }

  // MARK: Text

  @Test("Below a location, text fits its width, except for addresses and long words")
  func width() {
    for width in [60, 80, 120] {
      for isVerbose in [false, true] {
        let text = Self.text(width: width, verbose: isVerbose)
        for line in text.split(separator: "\n") where line.hasPrefix("      ") {
          let words = line.split(separator: " ")
          #expect(line.count <= width || words.count == 1, "\(line)")
        }
      }
    }
  }

  @Test("What people wrote neither moves the cursor nor forges a line, and is cut")
  func hostile() throws {
    for isVerbose in [false, true] {
      let text = Self.text(verbose: isVerbose)
      let bad = text.unicodeScalars.filter { scalar in
        scalar != "\n" && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value))
          || scalar == "\u{202E}"
      }
      #expect(bad.isEmpty)
      #expect(!text.contains("\n  => all is well"))
      let places = text.components(separatedBy: "work/evil")
      #expect(places.count == 2)
      let below = try #require(places.last?.components(separatedBy: "  => ").first)
      #expect(below.count < (isVerbose ? 4000 : 700))
      // Everything of theirs that looks like a word of ours stands in quotes.
      let flat = below.replacing("\n     ", with: "")
      #expect(flat.contains(#""main (+3); unreachable""#))
      #expect(flat.contains(#"\"; still at HEAD; on main \u{202e}gnp.exe""#))
    }
  }

  @Test("Every kind and every reach is said in words")
  func words() {
    let text = Self.text(width: 10_000)
    for words in [
      "first 1a2b3c4d1a2b 2019-03-03 Alice Example <alice@example.com> \"add config\"; "
        + "still at HEAD; on main, dev (+3); in tag v1.0; 7 versions; 3 paths\n",
      "; last 3c3c3c3c3c3c 2020-01-05, not at HEAD; on main; in tags v1.0, v1.1 (+10); "
        + "in pull/7/head\n",
      "at least since 1a2b3c4d1a2b 2019-03-02",
      "    work/shop/c.py@4d4d4d4d4d4d:1:7 (secret on line 2)\n      in 4d4d4d4d4d4d 2026-10-01",
      "; only in stash@{0}, HEAD@{3} (+1)\n",
      "in no commit; unreachable: git gc will drop it\n",
      "in a commit message or header: 1a2b3c4d1a2b 2019-03-02", "in an annotated tag: 5e5e5e5e5e5e",
      "in the name of a file or folder; only in 1a2b3c4d1a2b",
      "in the name of a reference; on feature/leak",
      "at least since 6f6f6f6f6f6f, not at HEAD; in notes/commits\n",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    // Two lines of one file, one history.
    #expect(text.components(separatedBy: "7 versions").count == 2)
  }

  @Test("A history takes at most three lines, and one for the address")
  func short() {
    var length = 0
    for line in Self.text().split(separator: "\n") {
      // The names of the last one fill more.
      if line.contains("work/evil") { break }
      length = line.hasPrefix("      ") && !line.contains("https://") ? length + 1 : 0
      #expect(length <= 3, "\(line)")
    }
  }

  // MARK: JSON

  private static func object(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The `git` objects of the locations of a finding.
  private static func places(_ finding: Any?) throws -> [[String: Any]] {
    let locations = try #require((finding as? [String: Any])?["locations"] as? [[String: Any]])
    return locations.compactMap { $0["git"] as? [String: Any] }
  }

  @Test("JSON has everything that is known, and leaves out what is not")
  func keys() throws {
    let document = try Self.object(GoldenTests.render(JSONReporter(), GitFixture.report))
    let findings = try #require(document["findings"] as? [Any])
    let standing = try #require(try Self.places(findings[0]).first)
    #expect(
      Set(standing.keys) == [
        "repository", "kind", "object", "reach", "first", "firstCertain", "last", "standsAtHead",
        "paths", "branches", "tags", "others", "recovery", "versions", "url",
      ])
    #expect(standing["standsAtHead"] as? Bool == true)
    #expect(standing["versions"] as? Int == 7)
    #expect((standing["branches"] as? [String: Any])?["count"] as? Int == 5)
    #expect((standing["recovery"] as? [String: Any])?["names"] as? [String] == [])
    let first = try #require(standing["first"] as? [String: Any])
    #expect(
      Set(first.keys) == [
        "id", "author", "authored", "committer", "committed", "subject", "url",
      ])
    #expect(
      (first["committer"] as? [String: String]) == ["name": "Doe, Bob", "email": "bob@example.com"])
    #expect(first["committed"] as? String == "2019-03-03T04:05:06Z")
    let kinds = try Self.places(findings[2])
    #expect(
      kinds.map { $0["kind"] as? String } == ["commit", "tag", "tree", "reference", "blob"])
    let reference = kinds[3]
    for key in ["object", "first", "firstCertain", "last", "url"] { #expect(reference[key] == nil) }
    #expect((kinds[4]["first"] as? [String: Any])?.keys.map { $0 } == ["id"])
    #expect(kinds[4]["firstCertain"] as? Bool == false)
    // Plain files have no such object.
    #expect(!GoldenTests.render(JSONReporter()).contains("\"git\""))
  }

  @Test("Names that are not UTF-8 keep their bytes in JSON, and cut lists their number")
  func bytes() throws {
    let document = try Self.object(GoldenTests.render(JSONReporter(), GitFixture.report))
    let findings = try #require(document["findings"] as? [Any])
    let git = try #require(try Self.places(findings[3]).first)
    let place = try #require(GitFixture.hostile.git?.value)
    #expect(
      git["repositoryBytes"] as? String == Data(place.repository.bytes).base64EncodedString())
    let branches = try #require(git["branches"] as? [String: Any])
    #expect(branches["count"] as? Int == 40)
    #expect((branches["names"] as? [String])?.count == 16)
    let bytes = try #require(branches["nameBytes"] as? [Any])
    #expect(bytes.count == 16)
    #expect(
      bytes[0] as? String == Data(place.branches.first[0].bytes).base64EncodedString())
    #expect(bytes[1] is NSNull)
    // Whole, and as it was written: JSON has escapes of its own.
    #expect(((git["last"] as? [String: Any])?["subject"] as? String)?.count == 12_000)
    #expect((git["tags"] as? [String: Any])?["nameBytes"] == nil)
  }

  @Test("A hit line has the same object, and no secret")
  func hitLine() throws {
    var hit = Hit(path: SourcePath("work/shop/.env@\(GitFixture.added.id)"))
    let position = Position(offset: 1, length: 20, line: 1, column: 1)
    hit.keyID = AccessKeyID("AKIARTX3GSDSQAAAAAAA").map {
      Located($0, rule: "id", position: position)
    }
    let secret = String(repeating: "Q7", count: 20)
    hit.secret = Located(Secret(secret.utf8), rule: "secret", position: position)
    hit.git = GitFixture.hostile.git
    let line = JSONLinesReporter.line(
      for: hit, credential: "c", location: "l", digests: HitDigests())
    #expect(line.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    #expect(!line.contains(secret))
    let object = try Self.object(line)
    let location = try #require(object["location"] as? [String: Any])
    let git = try #require(location["git"] as? [String: Any])
    let finding = try Self.object(
      GoldenTests.render(JSONLinesReporter(hasHeader: false), GitFixture.report).split(
        separator: "\n")[3])
    #expect(NSDictionary(dictionary: git) == NSDictionary(dictionary: try Self.places(finding)[0]))
  }
}
