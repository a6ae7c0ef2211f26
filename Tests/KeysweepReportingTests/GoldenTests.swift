import Foundation
import KeysweepModel
import Testing

@testable import KeysweepReporting

/// Reports over one fixture, compared with files that `make golden` records again.
@Suite("Golden reports")
struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")

  static func render(_ reporter: some Reporter, _ report: SweepReport = Fixture.report) -> String {
    var text = ""
    reporter.write(report) { text += $0 }
    return text
  }

  static func style(width: Int = 80, color: Bool = false, verbose: Bool = false) -> TextStyle {
    var style = TextStyle()
    style.width = width
    style.usesColor = color
    style.isVerbose = verbose
    return style
  }

  static let names = [
    "report.txt", "report-wide-verbose.txt", "report-color.txt", "report.json", "report.jsonl",
    "report-summary.txt", "estate-path.txt", "estate-account.txt", "estate-owner.txt",
    "estate-path-wide-color.txt",
  ]

  static func style(by grouping: TextGrouping, width: Int = 80, color: Bool = false) -> TextStyle {
    var style = style(width: width, color: color)
    style.grouping = grouping
    return style
  }

  static var summary: TextStyle {
    var style = style()
    style.isSummary = true
    return style
  }

  static func output(_ name: String) -> String {
    switch name {
    case "report.txt": render(TextReporter(style: style()))
    case "report-wide-verbose.txt": render(TextReporter(style: style(width: 140, verbose: true)))
    case "report-color.txt": render(TextReporter(style: style(color: true)))
    case "report.json": render(JSONReporter())
    case "report-summary.txt": render(TextReporter(style: summary))
    case "estate-path-wide-color.txt":
      render(
        TextReporter(style: style(by: .path, width: 140, color: true)), EstateFixture.report)
    case "estate-path.txt": render(TextReporter(style: style(by: .path)), EstateFixture.report)
    case "estate-account.txt":
      render(TextReporter(style: style(by: .account)), EstateFixture.report)
    case "estate-owner.txt": render(TextReporter(style: style(by: .owner)), EstateFixture.report)
    default: render(JSONLinesReporter())
    }
  }

  @Test("Golden: as recorded", arguments: names)
  func golden(name: String) throws { try Self.compare(Self.output(name), with: name) }

  static func compare(_ text: String, with name: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(name); run the tests again without RECORD_GOLDEN")
      return
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    #expect(text == recorded, "\(name) changed; `make golden` records it again")
  }

  @Test("Text fits its width, except for paths")
  func width() {
    for width in [60, 80, 120] {
      let text = Self.render(TextReporter(style: Self.style(width: width)))
      for line in text.split(separator: "\n") where !line.hasPrefix("    ") {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  @Test("JSON is JSON, line by line too")
  func validJSON() throws {
    let document = try JSONSerialization.jsonObject(with: Data(Self.render(JSONReporter()).utf8))
    let object = try #require(document as? [String: Any])
    #expect(object["schema"] as? String == "keysweep-report/1")
    #expect((object["findings"] as? [Any])?.count == 8)
    let summary = try #require(object["summary"] as? [String: Any])
    #expect(summary["credentials"] as? Int == 7)
    #expect(summary["usable"] as? Int == 2)
    #expect(summary["complete"] as? Bool == false)
    let types = try Self.render(JSONLinesReporter()).split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["type"] as? String)
    }
    #expect(
      types == ["header"] + Array(repeating: "finding", count: 8) + [
        "incident", "incident", "summary",
      ])
    // An empty report is valid too.
    var empty = Fixture.report
    empty.findings = []
    empty.summary = SweepSummary()
    let bare = try JSONSerialization.jsonObject(with: Data(Self.render(JSONReporter(), empty).utf8))
    #expect(((bare as? [String: Any])?["findings"] as? [Any])?.isEmpty ?? false)
  }

  @Test("A path that is not UTF-8 keeps its bytes in JSON")
  func pathBytes() throws {
    let text = Self.render(JSONReporter())
    let bytes = Fixture.report.findings[1].locations[0].path.bytes
    #expect(text.contains("\"pathBytes\" : \"\(Data(bytes).base64EncodedString())\""))
    // So do the paths of inventories, in the summary and in evidence.
    #expect(text.contains("\"pathBytes\" : \"\(Data([0x6C, 0xFF]).base64EncodedString())\""))
    #expect(text.contains("\"sourceBytes\" : \"\(Data([0x74, 0xFE]).base64EncodedString())\""))
  }

  @Test(
    "Two secrets of one ID are counted",
    arguments: [(1, "ID and secret"), (2, "ID and 2 different secrets")])
  func secrets(count: Int, text: String) {
    var report = Fixture.report
    report.findings[0].credential.secretSHA256 = (0..<count).map {
      String(repeating: "0\($0)", count: 32)
    }
    report.findings = [report.findings[0]]
    #expect(Self.render(TextReporter(style: Self.style()), report).contains(", \(text)\n"))
  }

  @Test("Nothing swept and nothing found are said in words")
  func nothing() {
    var report = Fixture.report
    report.findings = []
    #expect(
      Self.render(TextReporter(style: Self.style()), report).hasPrefix(
        "No AWS credentials found in 1234 files."))
    report.summary = SweepSummary()
    #expect(Self.render(TextReporter(style: Self.style()), report).hasPrefix("Nothing was swept."))
  }
}

@Suite("Escaping and amounts")
struct EscapingTests {
  @Test(
    "What could fool a terminal is made visible",
    arguments: [
      ([0x61, 0x0A, 0x62], #"a\nb"#), ([0x1B, 0x5B, 0x32, 0x4A], #"\x1b[2J"#),
      ([0xFF, 0x61], #"\xffa"#),
      (Array("\u{202E}x".utf8), #"\u{202e}x"#), (Array("\u{9B}1m".utf8), #"\u{9b}1m"#),
      (Array("grüße/日本".utf8), "grüße/日本"), (Array(#"a\b"#.utf8), #"a\\b"#), ([0xC3], #"\xc3"#),
      ([0xE2, 0x82, 0x28], #"\xe2\x82("#), (Array("\u{200B}".utf8), #"\u{200b}"#), ([], ""),
      ([0x7F], #"\x7f"#),
    ] as [([UInt8], String)])
  func escaping(bytes: [UInt8], expected: String) {
    #expect(Escaping.printable(bytes) == expected)
  }

  @Test("No bytes at all get through raw")
  func random() {
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0..<12)).map { _ in UInt8.random(in: 0...255) }
      let text = Escaping.printable(bytes)
      #expect(
        text.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value)
        })
    }
  }

  @Test(
    "Amounts",
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (10 << 20, "10 MiB"),
      (5 << 40, "5.0 TiB"), (Int.max, "8191 PiB"),
    ])
  func amounts(bytes: Int, expected: String) {
    #expect(Amounts.bytes(bytes) == expected)
  }

  @Test("A progress line fits and counts down")
  func progress() {
    let line = ProgressLine(files: 12_345, bytes: 1 << 30, totalBytes: 2 << 30, seconds: 2, hits: 3)
    #expect(
      line.text(width: 120)
        == "[##########..........] 50% 12 345 files, 1.0 GiB, 512 MiB/s, 3 places found, 2.0 s left"
    )
    #expect(line.text(width: 30).count == 30)
    let open = ProgressLine(files: 1, bytes: 10, totalBytes: nil, seconds: 0, hits: 1)
    #expect(open.text(width: 120) == "1 file, 10 B, 0 B/s, 1 place found")
  }
}
