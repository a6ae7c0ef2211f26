import Crypto
import Foundation
import KeysweepModel
import Testing

@testable import KeysweepReporting

@Suite("HTML page")
struct HTMLReportTests {
  /// The page without style, script and their digests, which would make every golden file change.
  static func bare(_ page: String) -> String {
    page.replacing(HTMLAssets.shared.style, with: "STYLE")
      .replacing(HTMLAssets.shared.script, with: "SCRIPT")
      .replacing(HTMLAssets.shared.policy, with: "POLICY")
  }

  /// The text between tags.
  static func between(_ start: String, _ end: String, in page: String) throws -> String {
    let from = try #require(page.range(of: start)?.upperBound)
    let to = try #require(page.range(of: end, range: from..<page.endIndex)?.lowerBound)
    return String(page[from..<to])
  }

  static func data(in page: String) throws -> [String: Any] {
    let text = try between("<script type=\"application/json\" id=\"data\">", "</script>", in: page)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("Golden: as recorded", arguments: ["page.html", "page-hostile.html"])
  func golden(name: String) throws {
    let report = name == "page.html" ? HTMLFixture.report : HTMLFixture.hostile
    try GoldenTests.compare(Self.bare(HTMLFixture.render(report)), with: name)
  }

  @Test("The same report gives the same bytes, however long the sweep took")
  func deterministic() {
    var other = HTMLFixture.report
    other.summary.seconds = 1234
    #expect(HTMLFixture.render(other) == HTMLFixture.render(HTMLFixture.report))
  }

  @Test("The policy names the digests of what the page holds, and allows nothing else")
  func policy() throws {
    let page = HTMLFixture.render(HTMLFixture.report)
    let policy = try Self.between(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">", in: page)
    #expect(policy.hasPrefix("default-src 'none'; "))
    #expect(!policy.contains("unsafe"))
    #expect(!policy.contains("*"))
    for part in ["style", "script"] {
      let text = try Self.between("<\(part)>", "</\(part)>", in: page)
      let digest = Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
      #expect(policy.contains("\(part)-src 'sha256-\(digest)'"))
    }
  }

  @Test("Nothing in the parts of the page can load, evaluate or set HTML")
  func assets() {
    let assets = HTMLAssets.shared
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
      "fetch(", "XMLHttpRequest", "WebSocket", "import(", "sendBeacon", "localStorage",
      "sessionStorage", "document.cookie", "</script",
    ] {
      #expect(!assets.script.contains(word), "\(word)")
    }
    for word in ["url(", "@import", "</style"] { #expect(!assets.style.contains(word), "\(word)") }
    let addresses = assets.script.matches(of: /https?:\/\/[^"]*/).map { String($0.output) }
    #expect(addresses == ["http://www.w3.org/2000/svg"])
    let page = Self.bare(HTMLFixture.render(Fixture.report))
    #expect(!page.contains(/[ ]style=| on[a-z]+=/))
  }

  @Test("Hostile names open no element and end no attribute")
  func hostile() throws {
    let page = Self.bare(HTMLFixture.render(HTMLFixture.hostile))
    #expect(page.components(separatedBy: "<script").count == 3)
    #expect(page.components(separatedBy: "</script").count == 3)
    let head = try #require(page.range(of: "<script type=\"application/json\"")).lowerBound
    for name in [
      "<img", "<iframe", "<base", "<link", "<!--", "javascript:pwned=1\"", "evil.example\"",
    ] {
      #expect(!page[..<head].contains(name), "\(name)")
    }
    // No tag is theirs: what a tag of ours quotes is left out.
    for tag in page[..<head].matches(of: /<[a-zA-Z](?:"[^"]*"|[^">])*>/) {
      let bare = tag.output.replacing(/"[^"]*"/, with: "")
      #expect(!bare.contains("pwned"), "\(tag.output)")
    }
    let json = try Self.between("id=\"data\">", "</script>", in: page)
    #expect(!json.unicodeScalars.contains { "<>&\u{2028}\u{2029}".unicodeScalars.contains($0) })
    let findings = try #require(try Self.data(in: page)["findings"] as? [[String: Any]])
    #expect(
      findings.map { $0["owner"] as? String } == HTMLFixture.payloads.map { Escaping.printable($0) }
    )
  }

  @Test("Whatever a text is, it comes back from JSON, and holds nothing that HTML reads")
  func scriptJSON() throws {
    let scalars = Array(
      "a\"\\/<>&'\u{0}\u{1}\n\t\u{7F}\u{2028}\u{2029}\u{2027}é日\u{1F511}\u{301}".unicodeScalars)
    for _ in 0..<2000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<12) {
        text.append(scalars[Int.random(in: 0..<scalars.count)])
      }
      var json = ScriptJSON()
      json.array { $0.string(String(text)) }
      let written = json.take()
      #expect(
        !written.unicodeScalars.contains { "<>&\u{2028}\u{2029}".unicodeScalars.contains($0) })
      let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
      #expect(Array(try #require(read?.first).utf8) == Array(String(text).utf8))
    }
  }

  @Test("What is left to say of a report is said: nothing found, nothing swept, all closed")
  func words() throws {
    var report = Fixture.report
    report.findings = []
    #expect(
      HTMLFixture.render(report).contains("<h1 id=\"headline\">No AWS credentials found</h1>"))
    report.summary = SweepSummary()
    let bare = HTMLFixture.render(report)
    #expect(bare.contains("<h1 id=\"headline\">Nothing was swept</h1>"))
    #expect(!bare.contains("id=\"incidents\""))
    #expect((try Self.data(in: bare)["findings"] as? [Any])?.isEmpty ?? false)
    let page = HTMLFixture.render(Fixture.report)
    #expect(page.contains("<h1 id=\"headline\">2 of 7 credentials still open the door</h1>"))
    #expect(page.contains("<h2 id=\"alarm\">Incomplete</h2>"))
    #expect(page.contains("Suppressed: 1"))
    #expect(page.contains("Look-alikes that were suppressed: 3 example, 1 hex."))
    // Of the list without script, every credential has its own number of places.
    #expect(page.components(separatedBy: "<li>and 1204 more</li>").count == 2)
  }

  @Test("What repeats is written once, and the page grows with places by little")
  func size() {
    let small = HTMLFixture.render(HTMLFixture.estate(credentials: 50, places: 10)).utf8.count
    let large = HTMLFixture.render(HTMLFixture.estate(credentials: 50, places: 210)).utf8.count
    #expect((large - small) / 10_000 < 200)
  }

  @Test("Places are dated by what can be trusted, and never by a clock that was wrong")
  func seen() {
    func earliest(_ times: (String, Observation.Basis)...) -> String? {
      HTMLSeen.earliest(times.map { Observation(Fixture.instant($0), basis: $1) })?.instant.date
    }
    #expect(earliest() == nil)
    #expect(earliest(("1970-01-01", .commit)) == nil)
    #expect(earliest(("2020-01-01", .fileModification), ("2022-01-01", .commit)) == "2022-01-01")
    #expect(earliest(("2020-01-01", .fileModification)) == "2020-01-01")
    #expect(earliest(("2021-01-01", .logLine), ("2020-01-01", .commit)) == "2020-01-01")
  }
}
