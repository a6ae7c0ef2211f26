import Foundation
import KeysweepModel
import Testing

@testable import KeysweepReporting

/// Every format over one estate, and what no name in it may do.
@Suite("Golden formats")
struct FormatGoldenTests {
  static func render(_ format: ReportFormat, _ report: SweepReport = EstateFixture.report) -> String
  {
    var text = ""
    format.reporter().write(report) { text += $0 }
    return text
  }

  /// The page has golden files of its own, without its style and script.
  @Test("Golden: as recorded", arguments: ReportFormat.allCases.filter { $0 != .html })
  func golden(format: ReportFormat) throws {
    try GoldenTests.compare(Self.render(format), with: "estate.\(format.rawValue)")
  }

  @Test("No format lets a control character through", arguments: ReportFormat.allCases)
  func controls(format: ReportFormat) {
    for scalar in Self.render(format).unicodeScalars {
      let isLine = scalar == "\n" || scalar == "\r" && format == .csv
      #expect(isLine || scalar.value >= 0x20 && scalar.value != 0x7F, "\(scalar.value)")
    }
  }

  @Test("Every line of github is one command of ours")
  func gitHub() {
    let lines = Self.render(.github).split(separator: "\n")
    for line in lines.dropLast() {
      #expect(
        line.hasPrefix("::error ") || line.hasPrefix("::warning ") || line.hasPrefix("::notice "))
      let properties = line.dropFirst(2).prefix { $0 != ":" }.drop { $0 != " " }.dropFirst()
      for property in properties.split(separator: ",") {
        let name = property.prefix { $0 != "=" }
        #expect(["file", "line", "col", "endColumn", "title"].contains(name), "\(line)")
      }
    }
    #expect(lines.last?.hasPrefix("keysweep: ") ?? false)
    for kind in ["error", "warning", "notice"] {
      #expect(lines.count { $0.hasPrefix("::\(kind) ") } <= GitHubReporter.limit)
    }
    #expect(lines.contains { $0.contains(" more of this kind") })
    #expect(GitHubReporter.data("50%\r\n:,") == "50%25%0D%0A:,")
    #expect(GitHubReporter.property("50%\r\n:,") == "50%25%0D%0A%3A%2C")
  }

  @Test("Rows of csv have as many cells as the header, and none that is a formula")
  func csv() {
    let rows = AuditReportTests.parse(Self.render(.csv))
    #expect(rows[0] == CSVReporter.columns)
    let locations = EstateFixture.report.findings.reduce(0) { $0 + $1.locations.count }
    #expect(rows.count == locations + 1)
    for row in rows {
      #expect(row.count == rows[0].count)
      for cell in row {
        #expect(
          !cell.isEmpty
            ? !"=+-@\t\r".unicodeScalars.contains(cell.unicodeScalars.first ?? " ") : true)
      }
    }
  }

  @Test("In Markdown, what others wrote stands in spans of code, and cells stay cells")
  func markdown() {
    let text = Self.render(.markdown)
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      // Bars that are not escaped, as GitHub counts them.
      var bars = 0
      var isEscaped = false
      for character in line {
        if character == "|", !isEscaped { bars += 1 }
        isEscaped = character == "\\" && !isEscaped
      }
      #expect([4, 6].contains(bars), "\(line)")
    }
    // Without the spans nothing of theirs is left.
    let bare = text.replacing(/(?<fence>`+).*?[^`]\k<fence>(?!`)/, with: "")
    for part in ["<script", "<img", "javascript:", "@everyone", "@example", "owned"] {
      #expect(!bare.contains(part), "\(part)")
    }
    #expect(MarkdownText.span("a`b") == "``a`b``")
    #expect(MarkdownText.span("`a") == "`` `a ``")
    #expect(MarkdownText.span("a|b") == #"`a\|b`"#)
  }
}

@Suite("JSON by hand")
struct JSONTextTests {
  private struct HitLine: Encodable {
    var type = "hit"
    var credential: String
    var keyId: String?
    var secretSha256: String?
    var sessionTokenSha256: String?
    var sesSmtpPasswordSha256: String?
    var location: JSONModel.LocationItem
    var suppressed: String?
  }

  @Test("A line of a place has the bytes of an encoder")
  func hitLine() throws {
    let names = EstateFixture.hostileNames + ["ä😀/\u{1}\u{8}\u{C}\u{1F}\u{7F}\u{2028}\u{0}", ""]
    for (index, name) in names.enumerated() {
      var hit = Hit(
        path: SourcePath(bytes: Array(name.utf8) + (index.isMultiple(of: 3) ? [0xFF] : [])))
      hit.keyID = AccessKeyID("AKIARTX3GSDSQAAAAAAA").map {
        Located(
          $0, rule: name, position: EstateFixture.position(1, 2, utf16: 3),
          encodings: [.base64, .hex])
      }
      hit.secret = Located(
        Secret("x".utf8), rule: "r", position: EstateFixture.position(index, 2, utf16: nil))
      hit.other = Located(
        OtherCredential(kind: .sesSMTPPassword, value: Secret("y".utf8)), rule: "r",
        position: EstateFixture.position(9, 9, utf16: nil))
      hit.observations = [Observation(Fixture.instant("2025-01-02T03:04:05Z"), basis: .commit)]
      if index.isMultiple(of: 2) { hit.git = GitFixture.hostile.git }
      if index.isMultiple(of: 5) { hit.suppression = Suppression(filter: "f", reason: "r") }
      var digests = HitDigests()
      digests.secret = "s"
      digests.sesSMTPPassword = index.isMultiple(of: 2) ? "p" : nil
      let expected = HitLine(
        credential: "c", keyId: hit.keyID?.value.description, secretSha256: digests.secret,
        sesSmtpPasswordSha256: digests.sesSMTPPassword,
        location: JSONModel.LocationItem(FindingLocation(hit, fingerprint: "l")),
        suppressed: hit.suppression?.filter)
      let line = JSONLinesReporter.line(for: hit, credential: "c", location: "l", digests: digests)
      #expect(line == JSONModel.encode(expected, pretty: false) + "\n")
    }
  }
}
