import Foundation
import KeysweepTestSupport
import Testing

/// `keysweep audit` as a user meets it.
@Suite("keysweep audit")
struct AuditCommandTests {
  static let header =
    "user,arn,user_creation_time,password_enabled,access_key_1_active,access_key_1_last_rotated,"
    + "access_key_1_last_used_date,access_key_1_last_used_service,access_key_1_last_used_region,"
    + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    + "access_key_2_last_used_service,access_key_2_last_used_region\n"
  static let empty = "false,N/A,N/A,N/A,N/A"

  static func row(
    _ user: String, password: String = "false", _ first: String = empty, _ second: String = empty,
    account: String = "210987654321"
  ) -> String {
    let resource = user == "<root_account>" ? "root" : "user/\(user)"
    return "\(user),arn:aws:iam::\(account):\(resource),2020-01-01T00:00:00Z,\(password),"
      + "\(first),\(second)\n"
  }

  static func key(
    _ active: String, since: String, used: String = "N/A", service: String = "s3"
  ) -> String {
    let last = used == "N/A" ? "N/A,N/A,N/A" : "\(used)T00:00:00Z,\(service),us-east-1"
    return "\(active),\(since)T00:00:00Z,\(last)"
  }

  static let fresh = key("true", since: "2026-10-20", used: "2026-10-30")

  private func audit(_ arguments: String...) throws -> Tool.Result {
    try ScanCommandTests.keysweep(["audit"] + arguments)
  }

  /// A report as of 2026-11-01 with these rows.
  private func report(_ tree: TempTree, _ rows: String...) throws -> String {
    let root = Self.row("<root_account>", password: "not_supported")
    return try tree.write("report-2026-11-01.csv", Self.header + root + rows.joined())
  }

  @Test("Exit statuses")
  func exitStatuses() throws {
    let tree = try TempTree()
    let clean = try report(tree, Self.row("alice", Self.fresh))
    #expect(try audit("--inventory", clean).status == 0)
    #expect(try audit("--inventory", clean, "--max-age", "5d").status == 1)
    #expect(try audit("--inventory", clean, "--max-age", "5d", "--fail-on", "never").status == 0)
    #expect(try audit("--inventory", clean, "--max-age", "5", "--fail-on", "critical").status == 0)
    #expect(
      try audit("--inventory", clean, "--max-age", "5", "--fail-on", "critical,key-old").status == 1
    )
    #expect(try audit().status == 2)
    #expect(try audit("--inventory", tree("missing")).status == 2)
    #expect(try audit("--inventory", clean, "--fail-on", "sometimes").status == 2)
    #expect(try audit("--inventory", clean, "--account", "12").status == 2)
    let other = try audit("--inventory", clean, "--account", "999999999999")
    #expect(other.status == 2 && other.error.contains("known are 210987654321"))
    #expect(try audit("--inventory", clean, "--account", "210987654321").status == 0)
    #expect(try audit("--inventory", clean, "--output", tree("no/folder/x.csv")).status == 2)
    #expect(try audit("--inventory", clean, "--except-role", "*").status == 2)
    // Nothing to do in what could be read, but a row could not.
    let damaged = try tree.write(
      "damaged-2026-11-01.csv",
      Self.header + Self.row("<root_account>") + Self.row("alice", Self.fresh) + "short,row\n")
    #expect(try audit("--inventory", damaged).status == 3)
    #expect(try audit("--help").output.components(separatedBy: "keysweep audit --").count == 3)
  }

  @Test("Text, account by account, in order of ease")
  func text() throws {
    let tree = try TempTree()
    let file = try report(
      tree, Self.row("alice", password: "true", Self.fresh),
      Self.row("bob", Self.key("true", since: "2026-01-01", used: "2026-02-01")),
      Self.row("gone"), Self.row("old", Self.key("false", since: "2025-01-01")))
    let result = try audit("--inventory", file)
    #expect(result.status == 1 && result.error.isEmpty)
    let titles = [
      "5 findings (3 medium, 2 low), 4 steps to take: 3 keys, 2 active, in 1 account.",
      "Account 210987654321: 4 users, 3 keys, 2 active, as of 2026-11-01",
      "Inactive keys that are still there: 1 (low)", "Keys that are not used any more: 1 (medium)",
      "CIS AWS Foundations 1.2: 1.3; 1.4 to 4.0: 1.12", "Security Hub IAM.8, IAM.22",
      "- bob access_key_1: unused for at least 273 days",
      "Users without password and access key: 1 (low)",
      "Keys of people who sign in to the console", "Not known", "Prevention",
      "\"iam:CreateAccessKey\"",
    ]
    var rest = result.output[...]
    for title in titles {
      let range = try #require(rest.range(of: title), "\(title) in \(result.output)")
      rest = rest[range.upperBound...]
    }
  }

  @Test("JSON and CSV, to several files at once")
  func files() throws {
    let tree = try TempTree()
    let file = try report(tree, Self.row("+alice", Self.key("true", since: "2026-01-01")))
    let result = try audit(
      "--inventory", file, "--output", tree("a.json"), "--output", tree("a.csv"), "--output",
      "text:-")
    #expect(result.status == 1)
    #expect(result.output.contains("Keys that nobody has used"))
    let object = try JSONSerialization.jsonObject(
      with: try Data(contentsOf: URL(filePath: tree("a.json"))))
    let accounts = try #require((object as? [String: Any])?["accounts"] as? [[String: Any]])
    let findings = try #require(accounts.first?["findings"] as? [[String: Any]])
    #expect(findings.compactMap { $0["check"] as? String } == ["key-never-used", "key-old"])
    #expect(findings.first?["user"] as? String == "+alice")
    let csv = String(
      decoding: try Data(contentsOf: URL(filePath: tree("a.csv"))), as: UTF8.self)
    let lines = csv.components(separatedBy: "\r\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("account,check,severity,user"))
    #expect(lines[1].hasPrefix("210987654321,key-never-used,medium,'+alice,1,"))
  }

  @Test("--as-of dates the inventory")
  func asOf() throws {
    let tree = try TempTree()
    let file = try tree.write(
      "report.csv", Self.header + Self.row("<root_account>") + Self.row("alice", Self.fresh))
    #expect(try audit("--inventory", file).status == 0)
    let result = try audit(
      "--inventory", file, "--as-of", "2027-11-01", "--now", "2027-11-02")
    #expect(result.status == 1 && result.output.contains("unused for 367 days"))
  }

  @Test("--scp prints the policy and nothing else")
  func policy() throws {
    let result = try audit("--scp", "--deny-users", "--except-role", "Broker")
    #expect(result.status == 0 && result.error.isEmpty)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let statements = try #require((object as? [String: Any])?["Statement"] as? [[String: Any]])
    #expect(
      statements.compactMap { $0["Action"] as? String } == [
        "iam:CreateAccessKey", "iam:CreateUser",
      ])
    #expect(result.output.contains("\"arn:*:iam::*:role/Broker\""))
  }
}
