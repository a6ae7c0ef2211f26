import Foundation
import KeysweepDemo
import KeysweepModel
import KeysweepTestSupport
import Testing

/// The main job from end to end: an estate, an inventory, verdicts.
@Suite("Sweep and judge")
struct JudgedSweepTests {
  @Test("Every planted key of the demo gets the verdict it must get, and nothing else is found")
  func demo() throws {
    let tree = try TempTree()
    let now = Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
    let truth = try DemoEstate.write(
      to: tree.path, now: now, using: SystemRandomNumberGenerator())
    let result = try ScanCommandTests.keysweep(
      ["scan", tree("estate"), "--inventory", tree("inventory"), "--format", "json"])
    #expect(result.status == 1)
    let findings = try ScanCommandTests.findings(result)
    #expect(findings.count == truth.planted.count)
    for planted in truth.planted {
      let match = findings.first { finding in
        if let id = planted.keyID { return finding["keyId"] as? String == id }
        return finding["kind"] as? String == "secret"
      }
      let finding = try #require(match, "\(planted.file)")
      #expect(finding["status"] as? String == planted.status.rawValue, "\(planted.file)")
      #expect(finding["reason"] as? String == planted.reason.rawValue, "\(planted.file)")
      let evidence = try #require(finding["evidence"] as? [[String: Any]])
      #expect(!evidence.isEmpty)
      let locations = try #require(finding["locations"] as? [[String: Any]])
      #expect(locations.contains { ($0["path"] as? String)?.hasSuffix(planted.file) ?? false })
    }
    let ranks = findings.compactMap { $0["status"] as? String }
    #expect(ranks.first == "active")
    #expect((findings.first?["tags"] as? [String])?.contains("root") ?? false)
    for secret in truth.secrets {
      let plain = secret.withUnsafeSecretBytes { String(decoding: $0, as: UTF8.self) }
      #expect(!result.output.contains(plain))
    }
  }

  static let header =
    "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date\n"

  private func row(_ user: String, _ rest: String) -> String {
    let resource = user == "<root_account>" ? "root" : "user/\(user)"
    return "\(user),arn:aws:iam::210987654321:\(resource),2020-01-01T00:00:00Z,\(rest)\n"
  }

  @Test("Malformed rows are named with file and line, and the others count")
  func malformedRows() throws {
    let tree = try TempTree()
    let leak = try tree.write("leak", "key = \(TestKeys.keyID())\n")
    let report = try tree.write(
      "report.csv",
      Self.header + row("<root_account>", "false,N/A,N/A,false,N/A,N/A")
        + row("bad", "maybe,N/A,N/A,false,N/A,N/A") + "short,row\n"
        + row("alice", "true,2021-01-01T00:00:00Z,2026-01-01T00:00:00Z,false,N/A,N/A"))
    let result = try ScanCommandTests.keysweep([
      "scan", leak, "--inventory", report, "--format", "json",
    ])
    #expect(result.status == 1)
    let document = try ScanCommandTests.json(result)
    let incidents = try #require(document["incidents"] as? [[String: Any]])
    #expect(incidents.compactMap { $0["line"] as? Int } == [3, 4])
    #expect(incidents.allSatisfy { $0["path"] as? String == report })
    let summary = try #require(document["summary"] as? [String: Any])
    #expect(summary["complete"] as? Bool == false)
    // The rest of the report proves nothing absent, but still says who it could be.
    let finding = try #require(try ScanCommandTests.findings(result).first)
    #expect(finding["reason"] as? String == "inventory-incomplete")
    #expect((finding["candidates"] as? [[String: Any]])?.first?["user"] as? String == "alice")
  }

  @Test(
    "A file that is no inventory is refused with the reason",
    arguments: [
      ("", "empty"), ("<!DOCTYPE html><p>Sign in", "HTML"), ("a,b,c\n1,2,3\n", "not recognised"),
      ("{\"Users\": []}", "which account"), ("\u{0}\u{1}\u{2}", "binary"),
      ("{\"AccessKeyMetadata\": [", "cut off"),
      ("user,arn,user_creation_time\nx\n", "no usable row"),
    ])
  func refused(content: String, reason: String) throws {
    let tree = try TempTree()
    let file = try tree.write("inventory", content)
    let leak = try tree.write("leak", "key = \(TestKeys.keyID())\n")
    let result = try ScanCommandTests.keysweep(["scan", leak, "--inventory", file])
    #expect(result.status == 2)
    #expect(result.error.contains(file))
    #expect(result.error.contains(reason), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test("Of two reports of an account the newer one counts, and that is said")
  func twoReports() throws {
    let tree = try TempTree()
    let leak = try tree.write("leak", "2024-01-01T00:00:00Z key = \(TestKeys.keyID())\n")
    let root = row("<root_account>", "false,N/A,N/A,false,N/A,N/A")
    try tree.write(
      "inventory/report-2025-01-01.csv",
      Self.header + root + row("alice", "true,2021-01-01T00:00:00Z,N/A,false,N/A,N/A"))
    try tree.write(
      "inventory/report-2026-01-01.csv",
      Self.header + root + row("alice", "false,N/A,N/A,false,N/A,N/A"))
    let result = try ScanCommandTests.keysweep(
      ["scan", leak, "--inventory", tree("inventory"), "--format", "json"])
    let finding = try #require(try ScanCommandTests.findings(result).first)
    #expect(finding["status"] as? String == "rotated")
    let evidence = try #require(finding["evidence"] as? [[String: Any]])
    #expect((evidence.first?["source"] as? String)?.hasSuffix("report-2026-01-01.csv") ?? false)
    #expect(evidence.first?["rule"] as? String == "R2")
    let incidents = try #require(try ScanCommandTests.json(result)["incidents"] as? [[String: Any]])
    #expect(incidents.contains { ($0["detail"] as? String)?.contains("older report") ?? false })
  }

  @Test("The time of judgement and that of the inventory are two things")
  func times() throws {
    let tree = try TempTree()
    let leak = try tree.write("leak", "2024-01-01T00:00:00Z key = \(TestKeys.keyID())\n")
    let report = try tree.write(
      "report-2026-01-01.csv",
      Self.header + row("<root_account>", "false,N/A,N/A,false,N/A,N/A")
        + row("alice", "true,2021-01-01T00:00:00Z,2025-12-31T00:00:00Z,false,N/A,N/A"))
    func scan(_ options: String...) throws -> Tool.Result {
      try ScanCommandTests.keysweep(
        ["scan", leak, "--inventory", report, "--format", "json"] + options)
    }
    let judged = try ScanCommandTests.json(try scan("--now", "2026-01-10"))
    #expect(judged["asOf"] as? String == "2026-01-10T00:00:00Z")
    let dated = try ScanCommandTests.json(
      try scan("--now", "2026-01-10", "--as-of", "2026-01-09"))
    #expect(dated["asOf"] as? String == "2026-01-10T00:00:00Z")
    let summary = try #require(dated["summary"] as? [String: Any])
    let source = try #require((summary["inventory"] as? [[String: Any]])?.first)
    #expect(source["asOf"] as? String == "2026-01-09T00:00:00Z")
    #expect((dated["incidents"] as? [Any])?.isEmpty ?? false)
    // Older than what it speaks of: used, and said.
    let older = try ScanCommandTests.json(
      try scan("--now", "2026-01-10", "--as-of", "2025-06-01"))
    let notice = try #require((older["incidents"] as? [[String: Any]])?.first)
    #expect(notice["kind"] as? String == "notice")
    #expect(notice["path"] as? String == report)
    #expect((notice["detail"] as? String)?.contains("--as-of") ?? false)
    // From the future: refused, a day of difference between clocks allowed.
    #expect(try scan("--now", "2026-01-10", "--as-of", "2026-01-11").status == 1)
    for options in [["--now", "2026-01-10", "--as-of", "2026-01-12"], ["--as-of", "2999-01-01"]] {
      let result = try ScanCommandTests.keysweep(
        ["scan", leak, "--inventory", report] + options)
      #expect(result.status == 2)
      #expect(result.error.contains("future"), "\(result.error)")
    }
  }
}
