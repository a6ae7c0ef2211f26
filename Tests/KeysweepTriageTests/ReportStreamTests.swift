import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs: credential reports as streams")
struct ReportStreamTests {
  static let header =
    "user,arn,user_creation_time,password_enabled,password_next_rotation,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated"

  static func row(_ user: String, _ account: String = "210987654321", rotated: String) -> String {
    "\(user),arn:aws:iam::\(account):user/\(user),2020-01-01T00:00:00Z,true,2099-01-01,true,\(rotated),false,N/A"
  }

  @Test("Reports joined by cat: with and without a line end between, each as old as its own rows")
  func joined() throws {
    let first = Self.header + "\n" + Self.row("a", "111122223333", rotated: "2021-01-01")
    let second = Self.header + "\n" + Self.row("b", rotated: "2022-01-01")
    for between in ["\n", "", "\r\n", "\n\n", "\n\u{FEFF}"] {
      let inputs = try Loading.inputs(first + between + second)
      #expect(inputs.count == 2)
      #expect(
        inputs.map(\.asOf) == [Instant(iso8601: "2021-01-01"), Instant(iso8601: "2022-01-01")])
      #expect(Loading.rows(inputs.flatMap(\.facts)).map(\.user) == ["a", "b"])
      #expect(inputs.flatMap(\.incidents).isEmpty, "\(between.debugDescription)")
    }
  }

  @Test("A report of one account after the other of the same stays its own input")
  func twice() throws {
    let text =
      Self.header + "\n" + Self.row("a", rotated: "2021-01-01") + "\n" + Self.header + "\n"
      + Self.row("a", rotated: "2022-01-01")
    #expect(try Loading.inputs(text).count == 2)
    // In one report, both rows are handed on.
    let double =
      Self.header + "\n" + Self.row("a", rotated: "2021-01-01") + "\n"
      + Self.row("a", rotated: "2022-01-01")
    #expect(try Loading.inputs(double).map(\.facts.count) == [2])
  }

  @Test("password_enabled tells who can sign in")
  func passwords() throws {
    for (text, expected) in [("true", true), ("FALSE", false), ("not_supported", nil)] {
      let row = Self.row("a", rotated: "2021-01-01").replacing(",true,2099", with: ",\(text),2099")
      let rows = Loading.rows(try Loading.facts(Self.header + "\n" + row))
      #expect(rows.map(\.hasPassword) == [expected])
    }
  }

  @Test("Dates in the future are named, and make no report younger")
  func future() throws {
    let text =
      Self.header + "\n" + Self.row("a", rotated: "2021-01-01") + "\n"
      + Self.row("b", rotated: "2031-01-01")
    let input = try #require(try Loading.inputs(text).first)
    #expect(input.facts.count == 2)
    #expect(input.asOf == Instant(iso8601: "2021-01-01"))
    let notice = try #require(input.incidents.first)
    #expect(notice.kind == .notice && notice.line == 3)
    #expect(notice.detail.contains("2031-01-01T00:00:00Z"))
  }

  @Test("Columns in another order, other separators, other tables")
  func columns() throws {
    let texts = [
      "arn;access_key_2_active;access_key_2_last_rotated;access_key_1_last_rotated;user;access_key_1_active\narn:aws:iam::210987654321:user/a;FALSE;N/A;2021-01-01;a;TRUE",
      "account_id,user_name,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated,generated_time\n210987654321,a,true,2021-01-01 00:00:00,false,<null>,2021-02-01 00:00:00",
      "arn,user,access_key1_active,access_key_1_last_rotated,access_key2_active,access_key_2_last_rotated\narn:aws:iam::210987654321:user/a,a,true,2021-01-01,false,",
      "[{\"user_arn\":\"arn:aws:iam::210987654321:user/a\",\"user_name\":\"a\",\"access_key_1_active\":true,\"access_key_1_last_rotated\":\"2021-01-01T00:00:00Z\",\"access_key_2_active\":false,\"access_key_2_last_rotated\":null,\"generated_time\":\"2021-02-01T00:00:00Z\"}]",
    ]
    let formats = [
      "credential-report", "credential-report", "cloudquery-credential-report",
      "steampipe-credential-report",
    ]
    for (text, format) in zip(texts, formats) {
      let input = try #require(try Loading.inputs(text).first)
      #expect(input.format == format)
      let row = try #require(Loading.rows(input.facts).first)
      #expect(row.user == "a" && row.account.description == "210987654321")
      #expect(row.slots.map(\.isActive) == [true, false])
      #expect(row.slots.map(\.lastRotated) == [Instant(iso8601: "2021-01-01"), nil])
      #expect(input.asOfIsLowerBound == !text.contains("generated"))
    }
  }

  @Test("Files larger than any buffer, plain and in several gzip members")
  func large() throws {
    let rows = (0..<30_000).map { Self.row("user-\($0)", rotated: "2021-01-01") }
    let half = Self.header + "\n" + rows[..<15_000].joined(separator: "\n") + "\n"
    let rest = rows[15_000...].joined(separator: "\n")
    let tree = try TempTree()
    let plain = try tree.write("a/report", half + rest)
    let packed = try tree.write(
      "b/report", bytes: try Loading.gzip(Array(half.utf8)) + Loading.gzip(Array(rest.utf8)))
    for path in [plain, packed] {
      let inputs = try FileLoader.load(file: SourcePath(path), now: Loading.now)
      let found = Loading.rows(inputs.flatMap(\.facts))
      #expect(found.count == 30_000)
      #expect(found.last?.user == "user-29999")
      #expect(found.last?.line == 30_001)
      #expect(inputs.flatMap(\.incidents).isEmpty)
    }
  }

  @Test("Damaged gzip: what came before counts, the rest is named")
  func damagedGzip() throws {
    let rows = (0..<5_000).map { Self.row("user-\($0)", rotated: "2021-01-01") }
    let packed = try Loading.gzip(
      Array((Self.header + "\n" + rows.joined(separator: "\n")).utf8))
    let tree = try TempTree()
    var flipped = packed
    flipped[flipped.count - 5] ^= 0xFF
    for (bytes, reason) in [
      (Array(packed.dropLast(packed.count / 2)), "ends early"), (flipped, "damaged"),
      (packed + Array("junk".utf8), "damaged"),
    ] {
      let path = try tree.write("report.gz", bytes: bytes)
      let inputs = try FileLoader.load(file: SourcePath(path), now: Loading.now)
      #expect(!inputs.flatMap(\.facts).isEmpty)
      let incidents = inputs.flatMap(\.incidents)
      #expect(incidents.contains { $0.detail.contains(reason) }, "\(incidents)")
      #expect(incidents.allSatisfy { $0.kind == .malformedInventory })
    }
    let path = try tree.write("report.gz", bytes: Array(packed.prefix(9)))
    #expect(throws: ReadFailure.self) {
      try FileLoader.load(file: SourcePath(path), now: Loading.now)
    }
  }

  @Test("A quote that is never closed costs its row, not the file")
  func openQuote() throws {
    let text =
      Self.header + "\n\"" + Self.row("a", rotated: "2021-01-01") + "\n"
      + Self.row("b", rotated: "2021-01-01") + "\n"
    let inputs = try Loading.inputs(text)
    #expect(Loading.rows(inputs.flatMap(\.facts)).map(\.user).contains("b"))
  }

  @Test("Many quotes that are never closed, and a line without end, cost neither time nor memory")
  func endless() throws {
    var text = Self.header + "\n"
    for index in 0..<20_000 {
      // Two open quotes in a row would close each other.
      text += (index < 300 ? "x,\"\n" + String(repeating: "y", count: 9000) : "z") + "\n"
    }
    text += Self.row("a", rotated: "2021-01-01") + "\n"
    #expect(Loading.rows(try Loading.facts(text)).count == 1)
    let line = [UInt8](repeating: 0x41, count: RecordReader.maxLine + 5_000_000)
    let tree = try TempTree()
    let good = Self.header + "\n" + Self.row("a", rotated: "2021-01-01") + "\n"
    let path = try tree.write("long", bytes: Array(good.utf8) + line + Array("\n".utf8))
    let inputs = try FileLoader.load(file: SourcePath(path), now: Loading.now)
    #expect(inputs.flatMap(\.facts).count == 1)
    #expect(inputs.flatMap(\.incidents).first?.line == 3)
  }

  @Test("Of a million bad rows a hundred are spelled out")
  func manyBad() throws {
    let bad = String(repeating: "x,y\n", count: 5000)
    let text = Self.header + "\n" + Self.row("a", rotated: "2021-01-01") + "\n" + bad
    let incidents = try Loading.inputs(text).flatMap(\.incidents)
    #expect(incidents.count == 101)
    #expect(incidents.last?.detail.contains("4900 more") ?? false)
  }
}
