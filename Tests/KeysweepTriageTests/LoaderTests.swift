import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs")
struct LoaderTests {
  static func path(_ name: String) -> SourcePath {
    SourcePath(Loading.folder.appending(path: name).path())
  }

  static func rows(_ text: String) -> (rows: [ReportRow], incidents: [Incident]) {
    guard let inputs = try? Loading.inputs(text, name: "r.csv") else { return ([], []) }
    return (Loading.rows(inputs.flatMap(\.facts)), inputs.flatMap(\.incidents))
  }

  @Test(
    "Every sample is recognised by its content",
    arguments: [
      ("credential-report.2014-format-no-last-used.csv", "credential-report", 1),
      ("credential-report.excel-resaved.csv", "credential-report", 4),
      ("credential-report.real-format-2015-2024.csv", "credential-report", 4),
      ("credential-report.real-format-2026.csv", "credential-report", 4),
      ("credential-report.csv", "credential-report", 7),
      ("get-credential-report.json", "get-credential-report", 7),
      ("get-credential-report.iso8601.json", "get-credential-report", 7),
      ("get-credential-report.output-text.txt", "get-credential-report", 7),
      ("list-access-keys.iso8601.json", "list-access-keys", 2),
      ("list-access-keys.jsonl", "list-access-keys", 4),
      ("list-access-keys.loop-concatenated.json", "list-access-keys", 4),
      ("list-access-keys.merged-array.json", "list-access-keys", 4),
      ("list-access-keys.alice.json", "list-access-keys", 2),
      ("list-access-keys.carol.json", "list-access-keys", 0),
      ("list-access-keys.csv", "list-access-keys", 4),
      ("list-access-keys.loop.tsv", "list-access-keys", 4),
      ("list-access-keys.alice.output-text.txt", "list-access-keys", 2),
      ("list-access-keys.alice.output-table.txt", "list-access-keys", 2),
      ("create-access-key.alice1.json", "create-access-key", 1),
      ("list-users.json", "list-users", 7),
      ("get-account-summary.json", "get-account-summary", 1),
      ("get-account-authorization-details.json", "get-account-authorization-details", 7),
      ("get-access-key-last-used.svc.json", "get-access-key-last-used", 0),
      ("cloudtrail.json", "cloudtrail", 6),
      ("access-analyzer.get-finding-v2.json", "access-analyzer", 2),
      ("steampipe.aws_iam_access_key.json", "steampipe-access-keys", 2),
    ])
  func samples(name: String, format: String, records: Int) throws {
    let inventory = try Inventory.load(paths: [Self.path(name)])
    let source = try #require(inventory.sources.first)
    #expect(source.format == format)
    #expect(source.records == records)
    #expect(!inventory.incidents.contains { $0.kind == .malformedInventory })
  }

  @Test("Old, new, re-saved: the same slots")
  func variants() throws {
    let variants = [
      "credential-report.excel-resaved.csv", "credential-report.real-format-2015-2024.csv",
      "credential-report.real-format-2026.csv",
    ]
    let all = try variants.map { name -> [ReportRow] in
      let text = try String(contentsOf: Loading.folder.appending(path: name), encoding: .utf8)
      return Self.rows(text).rows
    }
    for rows in all {
      #expect(rows.map(\.user) == ["<root_account>", "Anna", "ci-deploy", "zoe"])
      #expect(rows.map(\.slots) == all[0].map(\.slots))
      #expect(rows[1].slots[0].isActive)
      #expect(rows[1].slots[0].lastUsed == Instant(iso8601: "2026-09-30T23:45:00Z"))
      #expect(rows[1].slots[0].service == "s3")
      // Inactive, but there: the date is kept.
      #expect(!rows[1].slots[1].isActive && rows[1].slots[1].isFilled)
      #expect(rows[3].slots.allSatisfy { !$0.isFilled })
    }
  }

  @Test("Commas in user names, quoted or not")
  func commas() throws {
    let text = try String(
      contentsOf: Loading.folder.appending(path: "credential-report.csv"), encoding: .utf8)
    #expect(Self.rows(text).rows.contains { $0.user == "name,with,comma" })
    let quoted = text.replacing("\nname,with,comma,arn", with: "\n\"name,with,comma\",arn")
      .replacing("user/name,with,comma,2026", with: "user/x,2026")
    #expect(Self.rows(quoted).rows.contains { $0.user == "name,with,comma" })
  }

  static let header =
    "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated\n"

  @Test(
    "Malformed rows are named with their line and reason",
    arguments: [
      ("x,arn:aws:iam::1:user/x,2020-01-01,true,2020-01-01,false,N/A", "ARN"),
      (
        "x,arn:aws:iam::210987654321:user/x,2020-01-01,yes,2020-01-01,false,N/A",
        "expected true or false"
      ),
      ("x,arn:aws:iam::210987654321:user/x,soon,true,2020-01-01,false,N/A", "user_creation_time"),
      ("x,arn:aws:iam::210987654321:user/x,2020-01-01,true,N/A,false,N/A", "holds no date"),
      ("x,arn:aws:iam::210987654321:user/x,2020-01-01", "fields"),
      (",arn:aws:iam::210987654321:user/x,2020-01-01,true,2020-01-01,false,N/A", "no user name"),
    ])
  func malformed(row: String, reason: String) {
    let good = "ok,arn:aws:iam::210987654321:user/ok,2020-01-01,true,2020-01-01,false,N/A\n"
    let (rows, incidents) = Self.rows(Self.header + good + row + "\n" + good)
    #expect(rows.count == 2)
    #expect(incidents.map(\.line) == [3])
    #expect(incidents.first?.detail.contains(reason) ?? false, "\(incidents)")
  }

  @Test("Beyond two slots: said by the newest column")
  func additional() {
    let text =
      Self.header.dropLast() + ",additional_credentials_info\n"
      + "x,arn:aws-cn:iam::210987654321:user/x,2020-01-01,true,2020-01-01,false,N/A,1 key\n"
    let row = Self.rows(String(text)).rows.first
    #expect(row?.hasMoreKeys ?? false)
    #expect(row?.partition == "aws-cn")
    #expect(row?.knowsLastUse == false)
  }

  @Test("GeneratedTime older than the content is not believed")
  func generatedTime() throws {
    let inventory = try Inventory.load(paths: [Self.path("get-credential-report.json")])
    #expect(inventory.sources.first?.asOf == Instant(iso8601: "2026-11-23T22:49:44Z"))
    #expect(inventory.incidents.contains { $0.detail.contains("GeneratedTime") })
    let over = try Inventory.load(
      paths: [Self.path("get-credential-report.json")], asOf: Instant(iso8601: "2026-12-01"))
    #expect(over.sources.first?.asOf == Instant(iso8601: "2026-12-01"))
  }

  @Test(
    "Times in file names",
    arguments: [
      ("status_reports_2026-11-20T10:11:12.csv", "2026-11-20T10:11:12Z"),
      ("credential-report-2026-11-24T13-01-30Z.csv", "2026-11-24T13:01:30Z"),
      ("report-2026-11-20.csv", "2026-11-20T00:00:00Z"), ("report.csv", nil), ("v12026-11-20", nil),
    ] as [(String, String?)])
  func names(name: String, time: String?) {
    let found = ReportTime.inName(name.utf8)
    #expect(found?.instant == time.flatMap { Instant(iso8601: $0) })
    // A day is a lower bound: the file may have been written later on it.
    if let time, let found { #expect(found.isExact == !time.hasSuffix("T00:00:00Z")) }
  }

  @Test("Damaged JSON: what came before counts, the rest is named")
  func damagedJSON() throws {
    let good =
      "{\"AccessKeyMetadata\":[{\"AccessKeyId\":\"\(TestKeys.keyID())\",\"Status\":\"Active\",\"UserName\":\"a\",\"CreateDate\":\"2026-01-01\"}]}"
    for (tail, reason) in [
      ("\n{\"AccessKeyMetadata\": [", "cut off"), ("\n}", "closes"),
      ("\n{\"x\":1}", "not an AWS CLI"),
      ("\nhello", "outside"), ("\n" + String(repeating: "[", count: 600), "deeper"),
    ] {
      let inputs = try Loading.inputs(good + tail, name: "l.json")
      // The key, and that its user has no other.
      #expect(inputs.first?.facts.count == 2)
      let incident = inputs.first?.incidents.first
      #expect(
        incident?.detail.contains(reason) ?? false, "\(reason): \(String(describing: incident))")
      #expect(incident?.line ?? 0 >= 2)
    }
  }

  @Test("Random bytes never crash a loader")
  func random() {
    let seeds = [Self.header, "{\"Content\":\"", "[{\"AccessKeyId\":", "dXNlcixhcm4s", ""]
    for _ in 0..<3000 {
      let noise = (0..<Int.random(in: 0..<80)).map { _ in UInt8.random(in: 0...255) }
      let bytes = Array((seeds.randomElement() ?? "").utf8) + noise
      _ = try? Loading.inputs(bytes)
    }
  }
}
