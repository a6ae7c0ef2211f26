import Foundation
import KeysweepModel
import KeysweepReporting
import KeysweepTestSupport
import Testing

/// Reports, read by the programs of others.
@Suite("Consumers")
struct ConsumerTests {
  static let schemas = GoldenTests.folder.deletingLastPathComponent().appending(path: "Schemas")

  static var reports: [SweepReport] {
    var empty = Fixture.report
    empty.findings = []
    empty.summary = SweepSummary()
    return [EstateFixture.report, Fixture.report, GitFixture.report, empty]
  }

  /// Files with all reports in a format.
  static func files(_ format: ReportFormat, in tree: TempTree) throws -> [String] {
    try reports.enumerated().map { index, report in
      var text = ""
      format.reporter().write(report) { text += $0 }
      return try tree.write("\(index).\(format.rawValue)", text)
    }
  }

  @Test("SARIF is valid against the schema of OASIS")
  func sarifSchema() throws {
    let tree = try TempTree()
    let files = try Self.files(.sarif, in: tree)
    let complaint = try ReportTools.validate(files, against: try ReportTools.sarifSchema())
    #expect(complaint == nil, "\(complaint ?? "")")
  }

  @Test("sarif-tools reads it")
  func sarifTools() throws {
    let tree = try TempTree()
    let files = try Self.files(.sarif, in: tree)
    let summary = try ReportTools.sarif(["summary", files[0]])
    #expect(summary.status == 0, "\(summary.error)")
    #expect(summary.output.contains("error: "))
    #expect(summary.output.contains("aws-key-pair-active-root"))
    let csv = tree("out.csv")
    #expect(try ReportTools.sarif(["csv", "--output", csv, files[0]]).status == 0)
    let rows = try String(contentsOfFile: csv, encoding: .utf8)
    #expect(rows.contains("aws-key-pair-unknown"))
    #expect(rows.contains("src/app.env"))
    let check = try ReportTools.sarif(["--check", "error", "summary", files[3]])
    #expect(check.status == 0, "\(check.error)")
  }

  @Test("GitLab's report has what their schema asks for")
  func gitLab() throws {
    let tree = try TempTree()
    let files = try Self.files(.gitlab, in: tree)
    let schema = Self.schemas.appending(path: "gitlab-secret-detection.json").path()
    let complaint = try ReportTools.validate(files, against: schema)
    #expect(complaint == nil, "\(complaint ?? "")")
  }

  /// The schema as it is, and one that takes no member that it does not name: nothing is written
  /// that is not described.
  static func strict(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(strict) }
    guard var object = value as? [String: Any] else { return value }
    for (key, member) in object { object[key] = strict(member) }
    if object["type"] as? String == "object", object["properties"] != nil,
      object["additionalProperties"] == nil
    {
      object["additionalProperties"] = false
    }
    return object
  }

  @Test("Our own formats are as our schemas say, with nothing that they do not name")
  func ownSchemas() throws {
    let tree = try TempTree()
    var audit = ""
    AuditFormat.json.reporter().write(AuditFixture.audit) { audit += $0 }
    var lines: [String] = []
    for file in try Self.files(.jsonl, in: tree) {
      for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
        lines.append(try tree.write("line-\(lines.count).json", String(line)))
      }
    }
    lines.append(try tree.write("hit.json", Self.hitLine))
    let facts = try tree.write(
      "facts.json", FormatGoldenTests.render(.json, ReportReaderTests.report))
    let documents: [ReportSchema: [String]] = [
      .json: try Self.files(.json, in: tree) + [facts], .jsonl: lines,
      .audit: [try tree.write("audit-report.json", audit)],
      .diff: [
        try tree.write(
          "diff.json", DiffFormat.json.text(ReportDiffTests.diff, version: "0.0.0-test"))
      ],
    ]
    for schema in ReportSchema.allCases {
      let open = try tree.write("\(schema.rawValue).schema.json", schema.text)
      let object = try JSONSerialization.jsonObject(with: Data(schema.text.utf8))
      let closed = try tree.write(
        "\(schema.rawValue)-strict.schema.json",
        String(
          decoding: try JSONSerialization.data(withJSONObject: Self.strict(object)), as: UTF8.self)
      )
      for file in [open, closed] {
        let complaint = try ReportTools.validate(documents[schema] ?? [], against: file)
        #expect(complaint == nil, "\(schema.rawValue): \((complaint ?? "").prefix(4000))")
      }
      // A schema that takes everything would prove nothing.
      let wrong = try tree.write("wrong.json", #"{"type": "hit", "schema": "keysweep-report/1"}"#)
      #expect(try ReportTools.validate([wrong], against: open) != nil)
    }
  }

  private static var hitLine: String {
    var hit = Hit(path: SourcePath("a"))
    hit.keyID = AccessKeyID("AKIARTX3GSDSQAAAAAAA").map {
      Located($0, rule: "id", position: Position(offset: 0, length: 20, line: 1, column: 1))
    }
    hit.git = GitFixture.hostile.git
    let fingerprint = String(repeating: "ab", count: 32)
    return JSONLinesReporter.line(
      for: hit, credential: fingerprint, location: fingerprint, digests: HitDigests())
  }
}
