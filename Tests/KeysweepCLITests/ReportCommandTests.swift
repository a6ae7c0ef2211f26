import Foundation
import KeysweepDemo
import KeysweepModel
import KeysweepTestSupport
import Testing

/// Earlier findings, judged again, from end to end.
@Suite("keysweep report")
struct ReportCommandTests {
  private static let now = ["--now", "2026-11-24T00:00:00Z"]

  /// An inventory in which alice has the keys that are given, all made in 2023.
  private static func inventory(_ keys: [String], at path: String) throws {
    let metadata = keys.map {
      #"{"UserName": "alice", "AccessKeyId": "\#($0)", "Status": "Active", "#
        + #""CreateDate": "2023-01-01T00:00:00Z"}"#
    }
    try Data(#"{"AccessKeyMetadata": [\#(metadata.joined(separator: ", "))]}"#.utf8)
      .write(to: URL(filePath: path + "/list-access-keys.json"))
    let slots = (0..<2).map {
      $0 < keys.count ? "true,2023-01-01T00:00:00Z,2026-11-01T00:00:00Z" : "false,N/A,N/A"
    }
    let arn = "arn:aws:iam::210987654321"
    // Neither tells its time: --as-of does.
    try Data(
      (JudgedSweepTests.header
        + "<root_account>,\(arn):root,2020-01-01T00:00:00Z,false,N/A,N/A,false,N/A,N/A\n"
        + "alice,\(arn):user/alice,2020-01-01T00:00:00Z,\(slots.joined(separator: ","))\n").utf8
    ).write(to: URL(filePath: path + "/credential-report.csv"))
  }

  @Test("Rotate a key, fetch a new inventory, see what is left")
  func rotation() throws {
    let tree = try TempTree()
    let (kept, rotated) = (TestKeys.keyID(), TestKeys.keyID())
    let secret = TestKeys.secret()
    try tree.write(
      "estate/a.env", "AWS_ACCESS_KEY_ID=\(rotated)\nAWS_SECRET_ACCESS_KEY=\(secret)\n")
    try tree.write("estate/b.env", "AWS_ACCESS_KEY_ID=\(kept)\n")
    try tree.write("a/.keep", "")
    try tree.write("b/.keep", "")
    try Self.inventory([rotated, kept], at: tree("a"))
    try Self.inventory([kept], at: tree("b"))
    let before = tree("before.json")
    let sweep = try ScanCommandTests.keysweep(
      ["scan", tree("estate"), "--inventory", tree("a"), "--as-of", "2026-11-20", "-o", before]
        + Self.now)
    #expect(sweep.status == 1, "\(sweep.error)")
    // The sources are gone: nothing reads them again.
    try FileManager.default.removeItem(atPath: tree("estate"))
    let after = tree("after.json")
    let report = try ScanCommandTests.keysweep(
      ["report", before, "--inventory", tree("b"), "--as-of", "2026-11-23", "-o", after] + Self.now)
    #expect(report.status == 1, "\(report.error)")
    let shown = try ScanCommandTests.keysweep(["report", after, "--format", "json"])
    let findings = try ScanCommandTests.findings(shown)
    func finding(_ id: String) -> [String: Any] {
      findings.first { $0["keyId"] as? String == id } ?? [:]
    }
    #expect(finding(rotated)["status"] as? String == "rotated")
    #expect(finding(rotated)["usable"] as? String == "no", "\(finding(rotated))")
    #expect(finding(kept)["status"] as? String == "active")
    #expect((finding(rotated)["advice"] as? String)?.isEmpty == false)
    #expect((finding(rotated)["locations"] as? [Any])?.count == 1)

    let diff = try ScanCommandTests.keysweep(["report", "diff", before, after])
    #expect(diff.status == 0, "\(diff.error)")
    #expect(diff.output.hasPrefix("0 new, 0 worse, 1 better, 0 gone; 1 as before"))
    #expect(diff.output.contains("\(rotated)"))
    let back = try ScanCommandTests.keysweep(
      ["report", "diff", after, before, "--format", "json"])
    #expect(back.status == 1)
    let summary = try ScanCommandTests.json(back)["summary"] as? [String: Int]
    #expect(summary?["worse"] == 1 && summary?["unchanged"] == 1)
    for text in [shown.output, diff.output, back.output] { #expect(!text.contains(secret)) }
    // What it was after is known to the next judgement, too.
    let usable = try ScanCommandTests.keysweep(
      ["report", after, "--inventory", tree("b"), "--as-of", "2026-11-23", "--fail-on", "active"]
        + Self.now + ["--summary", "--group-by", "owner"])
    #expect(usable.status == 1)
    #expect(usable.output.contains("1 active, 1 rotated"))
    #expect(usable.output.contains("Opens the door first:"))
    #expect(!usable.output.contains("=>"))
  }

  @Test("The demo comes back byte by byte, and the same inventory gives the same report")
  func demo() throws {
    let tree = try TempTree()
    let now = Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
    let truth = try DemoEstate.write(to: tree.path, now: now, using: SystemRandomNumberGenerator())
    let formats = ["json", "sarif", "gitlab", "github", "csv", "markdown"]
    func outputs(_ name: String) -> [String] {
      formats.map { "--output=\($0):\(tree("\(name).\($0)"))" }
    }
    let judging = ["--inventory", tree("inventory"), "--now", now.iso8601]
    let sweep = try ScanCommandTests.keysweep(
      ["scan", tree("estate"), "--show-suppressed"] + judging + outputs("sweep"))
    #expect(sweep.status == 1, "\(sweep.error)")
    let recorded = tree("sweep.json")
    for (name, options) in [("again", []), ("judged", judging)] {
      let result = try ScanCommandTests.keysweep(["report", recorded] + options + outputs(name))
      #expect(result.status == 1, "\(result.error)")
      for format in formats {
        let (a, b) = try (
          String(contentsOfFile: tree("sweep.\(format)"), encoding: .utf8),
          String(contentsOfFile: tree("\(name).\(format)"), encoding: .utf8)
        )
        #expect(a == b, "\(name) \(format)")
      }
    }
    let same = try ScanCommandTests.keysweep(["report", "diff", recorded, tree("judged.json")])
    #expect(same.status == 0)
    // Without any inventory, then with it: as if it had been there at once.
    _ = try ScanCommandTests.keysweep(
      ["scan", tree("estate"), "--show-suppressed", "--now", now.iso8601, "-o", tree("bare.json")])
    _ = try ScanCommandTests.keysweep(
      ["report", tree("bare.json"), "-o", tree("late.json")] + judging)
    let late = try String(contentsOfFile: tree("late.json"), encoding: .utf8)
    #expect(late == (try String(contentsOfFile: recorded, encoding: .utf8)))
    for secret in truth.secrets {
      let plain = secret.withUnsafeSecretBytes { String(decoding: $0, as: UTF8.self) }
      #expect(!late.contains(plain))
    }
  }

  @Test("Mistakes are named, and nothing is left behind")
  func mistakes() throws {
    let tree = try TempTree()
    let clean = try tree.write("clean", "nothing\n")
    let report = tree("report.json")
    #expect(try ScanCommandTests.keysweep(["scan", clean, "-o", report]).status == 0)
    func run(_ arguments: String...) throws -> Tool.Result {
      try ScanCommandTests.keysweep(["report"] + arguments)
    }
    #expect(try run(report).status == 0)
    #expect(try run("diff", report, report).status == 0)
    let refused = try run(clean, "-o", tree("out"))
    #expect(refused.status == 2)
    #expect(refused.error.contains("\u{201c}\(clean)\u{201d}: it is no JSON"))
    #expect(refused.error.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: tree("out")))
    #expect(try run(tree("missing")).error.contains("missing"))
    #expect(try run(report, "-o", report).status == 2)
    #expect(try run(report, "--now", "2026-01-01").error.contains("--inventory"))
    #expect(try run("diff", report).status == 2)
    #expect(try run().status == 2)
    for arguments in [["--help"], ["diff", "--help"], ["show", "--help"]] {
      let help = try ScanCommandTests.keysweep(["report"] + arguments)
      #expect(help.status == 0)
      #expect(help.output.contains("EXAMPLES"))
    }
  }
}
