import Foundation
import KeysweepModel
import Testing

@testable import KeysweepReporting

/// Reports that are read back.
@Suite("Recorded reports")
struct ReportReaderTests {
  private static func json(_ report: SweepReport) -> String {
    FormatGoldenTests.render(.json, report)
  }

  private static func read(_ text: String) throws -> SweepReport {
    try ReportReader.read(Array(text.utf8), file: "f.json")
  }

  /// A report with facts and times of every kind.
  static var report: SweepReport {
    var report = EstateFixture.report
    var facts = CredentialFacts()
    facts.owners = ["a", "b"]
    facts.accounts = [AccountID("111122223333")].compactMap { $0 }
    facts.observations = Observation.Basis.allCases.map {
      Observation(Fixture.instant("2024-05-06T07:08:09Z"), basis: $0)
    }
    facts.requestExpires = Fixture.instant("2024-05-06T07:08:09Z")
    facts.namedAccount = facts.accounts.first
    facts.namedUser = "u"
    report.findings[0].facts = facts
    report.findings[1].verdict.asOfIsLowerBound = true
    report.findings[1].verdict.asOf = Instant(secondsSinceEpoch: 400_000_000_000)
    var known = SweepSummary.Known()
    known.objects = 7
    report.summary.known = known
    return report
  }

  @Test("Every format is the same, byte by byte, once read back", arguments: ReportFormat.allCases)
  func roundTrip(format: ReportFormat) throws {
    for report in ConsumerTests.reports + [Self.report] {
      let again = try Self.read(Self.json(report))
      #expect(FormatGoldenTests.render(format, again) == FormatGoldenTests.render(format, report))
    }
  }

  @Test("Times that no calendar holds come back")
  func instants() {
    let times: [Int64] = [
      0, -1, 253_402_300_799, 253_402_300_800, 9_000_000_000_000_000, -62_135_596_800,
    ]
    for seconds in times {
      let instant = Instant(secondsSinceEpoch: seconds)
      #expect(Instant(printed: instant.iso8601) == instant, "\(instant.iso8601)")
    }
    for text in ["", "-", "x", "2024", "99999999999999999999-01-01T00:00:00Z", "12345-13-01"] {
      #expect(Instant(printed: text) == nil)
    }
    #expect(Instant(printed: "299999999999-01-01T00:00:00Z") == nil)
  }

  @Test("Members that are not known are ignored")
  func unknownMembers() throws {
    let text = Self.json(Self.report)
    let more = text.replacing("\"keyId\" :", with: "\"x\" : [{}],\n \"keyId\" :")
      .replacing("{\n  \"schema\"", with: "{\n  \"later\" : 1.5,\n  \"schema\"")
    #expect(more != text)
    #expect(try Self.json(Self.read(more)) == text)
  }

  @Test(
    "What cannot be used is refused with file, reason and remedy",
    arguments: [
      ("", "empty", "interrupted"), ("   \n", "empty", "interrupted"),
      ("[]", "type", "sweep again"), ("{}", "no schema", "--format json"),
      ("nonsense", "no JSON", "--format json"), ("{\"schema\": \"keysweep-rep", "cut off", "json"),
      ("{\"schema\": 1}", "schema is not of the type", "sweep again"),
      ("{\"schema\": \"keysweep-report/2\"}", "reads keysweep-report/1", "version of keysweep"),
      ("{\"schema\": \"keysweep-audit/1\"}", "reads keysweep-report/1", "--format json"),
      ("{\"schema\": \"keysweep-report/1\"}", "lacks \u{201c}tool\u{201d}", "sweep again"),
      (
        "{\"type\":\"header\",\"schema\":\"keysweep-report/1\"}\n{\"type\":\"hit\"}\n",
        "JSON lines",
        "--format json"
      ),
    ])
  func refused(text: String, reason: String, remedy: String) {
    let error = #expect(throws: ReportReadError.self) { try Self.read(text) }
    #expect(error?.description.hasPrefix("\u{201c}f.json\u{201d}: ") ?? false)
    #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "")")
    #expect(error?.remedy.contains(remedy) ?? false, "\(error?.remedy ?? "")")
  }

  @Test(
    "A value that does not fit is named with its place",
    arguments: [
      ("\"status\" : \"active\"", "\"status\" : \"eager\"", "findings[0].status is \u{201c}eager"),
      ("\"status\" : \"active\"", "\"status\" : 7", "findings[0].status is not of the type"),
      ("\"rule\" : \"exact-match\"", "\"role\" : 1", "findings[0].evidence[0] lacks"),
      (
        "\"basis\" : \"commit\"", "\"basis\" : \"hearsay\"", "findings[0].locations[0].observations"
      ),
      ("\"keyId\" : \"AKIA", "\"keyId\" : \"akia", "findings[0].keyId is"),
      ("\"asOf\" : \"2026-11-24T00:00:00Z\"", "\"asOf\" : \"today\"", "asOf is \u{201c}today"),
    ])
  func misfits(text: String, with other: String, reason: String) throws {
    let json = Self.json(Fixture.report)
    let range = try #require(json.firstRange(of: text))
    let error = #expect(throws: ReportReadError.self) {
      try Self.read(json.replacingCharacters(in: range, with: other))
    }
    #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "")")
  }

  @Test("No damage breaks the reader")
  func damage() {
    let bytes = Array(Self.json(Fixture.report).utf8)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3) {
        damaged[Int.random(in: damaged.indices)] = UInt8.random(in: 0...255)
      }
      if Bool.random() { damaged = Array(damaged.prefix(Int.random(in: 0...damaged.count))) }
      do {
        _ = try ReportReader.read(damaged, file: "f")
      } catch {
        #expect(!error.reason.isEmpty && !error.remedy.isEmpty)
      }
    }
  }
}

/// Text that is put together by something else than credentials.
@Suite("Groups and summaries")
struct GroupingTests {
  @Test("Groups fit their width, except for paths", arguments: TextGrouping.allCases)
  func width(grouping: TextGrouping) {
    for width in [60, 80, 120] {
      let style = GoldenTests.style(by: grouping, width: width)
      let text = GoldenTests.render(TextReporter(style: style))
      for line in text.split(separator: "\n") where !line.hasPrefix("    ") {
        #expect(line.count <= width, "\(line)")
      }
    }
    for line in GoldenTests.render(TextReporter(style: GoldenTests.summary)).split(separator: "\n")
    where !line.hasPrefix("    ") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test("Every credential is in every grouping, and hostile names are harmless")
  func complete() {
    let report = EstateFixture.report
    for grouping in TextGrouping.allCases {
      let text = GoldenTests.render(TextReporter(style: GoldenTests.style(by: grouping)), report)
      for finding in report.findings where finding.suppression == nil {
        if let id = finding.credential.keyID { #expect(text.contains(id.description)) }
      }
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
    }
  }
}

/// Two reports, compared.
@Suite("Comparison")
struct ReportDiffTests {
  static var diff: ReportDiff {
    let old = Fixture.report
    var new = old
    // Of the fixture all have one fingerprint.
    var before = old
    for index in before.findings.indices {
      before.findings[index].fingerprint = String(repeating: "\(index)a", count: 32)
      new.findings[index].fingerprint = before.findings[index].fingerprint
    }
    new.findings[0].verdict.status = .rotated
    new.findings[0].verdict.usable = .no
    new.findings[0].verdict.reason = .deleted
    new.findings[6].verdict = before.findings[0].verdict
    before.findings.remove(at: 1)
    new.findings.remove(at: 2)
    new.asOf = Fixture.instant("2026-11-26T00:00:00Z")
    return ReportDiff(old: before, new: new)
  }

  @Test("New, gone, better and worse")
  func changes() {
    let diff = Self.diff
    #expect(diff.items.map(\.change) == [.worse, .new, .better, .gone])
    #expect(diff.unchanged == 3)
    #expect(diff.isWorse && !diff.isComplete)
    var report = Fixture.report
    for index in report.findings.indices {
      report.findings[index].fingerprint = String(repeating: "\(index)b", count: 32)
    }
    let same = ReportDiff(old: report, new: report)
    #expect(same.items.isEmpty && !same.isWorse)
  }

  static let names = ["diff.txt", "diff.json"]

  @Test("Golden: as recorded", arguments: names)
  func golden(name: String) throws {
    let format: DiffFormat = name == "diff.txt" ? .text : .json
    try GoldenTests.compare(format.text(Self.diff, version: "0.0.0-test"), with: name)
  }
}
