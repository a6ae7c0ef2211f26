import Foundation
import KeysweepTestSupport
import Testing

@Suite("keysweep inventory check and show")
struct InventoryCheckTests {
  static let account = "210987654321"
  static let key = TestKeys.keyID(account: account)

  private func check(_ paths: String..., json: Bool = false) throws -> Tool.Result {
    try ScanCommandTests.keysweep(
      ["inventory", "check"] + paths + (json ? ["--format", "json"] : []))
  }

  private func row(_ user: String, _ rest: String) -> String {
    let resource = user == "<root_account>" ? "root" : "user/\(user)"
    return "\(user),arn:aws:iam::\(Self.account):\(resource),2020-01-01T00:00:00Z,\(rest)\n"
  }

  private func report(_ rows: String...) -> String {
    JudgedSweepTests.header + row("<root_account>", "false,N/A,N/A,false,N/A,N/A") + rows.joined()
  }

  private var alice: String {
    row("alice", "true,2021-01-01T00:00:00Z,2026-01-01T00:00:00Z,false,N/A,N/A")
  }

  private var list: String {
    """
    {"AccessKeyMetadata": [{"UserName": "alice", "AccessKeyId": "\(Self.key)",
      "Status": "Active", "CreateDate": "2021-01-01T00:00:00Z"}]}
    """
  }

  @Test("0: complete, root included")
  func complete() throws {
    let tree = try TempTree()
    try tree.write("report-2026-02-01.csv", report(alice))
    try tree.write("list-2026-02-01.json", list)
    let text = try check(tree.path)
    #expect(text.status == 0, "\(text.output)")
    #expect(text.output.contains("Complete for \(Self.account), root included"))
    #expect(text.output.contains("existed by 2026-02-01T00:00:00Z"))
    let document = try ScanCommandTests.json(try check(tree.path, json: true))
    #expect(document["schema"] as? String == "keysweep-inventory-check/1")
    #expect(document["complete"] as? Bool == true)
    let inputs = try #require(document["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["format"] as? String } == ["list-access-keys", "credential-report"])
  }

  @Test("3: what is missing, with the command; malformed rows with file and line")
  func incomplete() throws {
    let tree = try TempTree()
    let csv = try tree.write(
      "report-2026-02-01.csv",
      report(alice, row("b,ob", "true,2022-01-01T00:00:00Z,N/A,false,N/A,N/A")))
    let result = try check(csv)
    #expect(result.status == 3)
    #expect(result.output.contains("INCOMPLETE for \(Self.account)"))
    #expect(
      result.output.contains(
        "for user in alice b,ob; do asof=$(date -u +%Y-%m-%dT%H:%M:%SZ); keys=$(aws iam "))
    try tree.write("list-2026-02-01.json", list)
    let one = try check(tree.path)
    #expect(one.status == 3)
    #expect(one.output.contains("for user in b,ob; do "))
    // A row that is not understood leaves the report short, and is named.
    let bad = try tree.write(
      "bad/report-2026-03-01.csv", report("x,arn:aws:iam::1:x,now,maybe\n", alice))
    let malformed = try check(bad, tree("list-2026-02-01.json"))
    #expect(malformed.status == 3)
    #expect(malformed.output.contains("\(bad):3: "), "\(malformed.output)")
    #expect(malformed.output.contains("could not be understood"))
  }

  @Test("2: nothing usable, and a name that no shell may see")
  func unusable() throws {
    let tree = try TempTree()
    let page = try tree.write("page.html", "<!DOCTYPE html><p>Sign in")
    let result = try check(page)
    #expect(result.status == 2)
    #expect(result.error.contains(page))
    #expect(try check(tree("missing")).status == 2)
    #expect(try check().status == 2)
    let csv = try tree.write(
      "r.csv", report(row("$(touch x)", "true,2021-01-01T00:00:00Z,N/A,false,N/A,N/A")))
    let odd = try check(csv)
    #expect(!odd.output.contains("--user-name=$("))
  }

  @Test(
    "The command for a list does its job, also where the list is empty", arguments: [false, true])
  func remedy(isEmpty: Bool) throws {
    let tree = try TempTree()
    try tree.write(
      "in/report-2026-02-01.csv",
      report(row("al+ice", "true,2021-01-01T00:00:00Z,2026-01-01T00:00:00Z,false,N/A,N/A")))
    let before = try ScanCommandTests.json(try check(tree("in"), json: true))
    let gaps = (before["accounts"] as? [[String: Any]])?.first?["missing"] as? [[String: Any]]
    let gap = try #require(gaps?.first { $0["kind"] as? String == "key-lists" }, "\(before)")
    let command = try #require(gap["command"] as? String)
    let answer = list.replacing("alice", with: "al+ice")
    let aws = try tree.write(
      "bin/aws",
      "#!/bin/sh\n[ \"$*\" = 'iam list-access-keys --user-name=al+ice --output json' ] || exit 1\n"
        + "cat <<'END'\n\(isEmpty ? "{\"AccessKeyMetadata\": []}" : answer)\nEND\n")
    try Tool.run("chmod", ["755", aws])
    let run = try Tool.run(
      "sh", ["-c", command], in: tree("in"), environment: ["PATH": tree("bin") + ":/usr/bin:/bin"])
    #expect(run.status == 0, "\(run.error)")
    let after = try check(tree("in"))
    #expect(after.status == 0, "\(command)\n\(after.output)")
  }

  @Test("Pipes are read as files are; standard input has no name of its own")
  func pipes() throws {
    let tree = try TempTree()
    try tree.write("report.csv", report(alice))
    try tree.write("list.json", list)
    let check = "inventory check --as-of 2026-02-01"
    for arguments in [
      "\(check) report.csv list.json", "\(check) <(cat report.csv) <(cat list.json)",
      "\(check) <(gzip -c report.csv) fifo", "\(check) list.json /dev/stdin",
    ] {
      let result = try OutputTests.shell(
        "rm -f fifo; mkfifo fifo; timeout 10 sh -c 'sleep 0.2; cat list.json > fifo' & "
          + "cat report.csv | $K \(arguments); s=$?; kill $!; exit $s", in: tree)
      #expect(result.status == 0, "\(arguments): \(result.output) \(result.error)")
    }
    for (arguments, reason) in [
      ("\(check) -", "/dev/stdin"), ("\(check) <(true)", "the file is empty"),
      ("\(check) /dev/null", "no pipe"), ("scan report.csv --inventory -", "give a pipe"),
    ] {
      let result = try OutputTests.shell("$K \(arguments) < report.csv", in: tree)
      #expect(result.status == 2, "\(arguments): \(result.output)")
      #expect(result.error.contains(reason), "\(arguments): \(result.error)")
    }
  }

  @Test("Keys with user, state and last use; slots without an ID too")
  func show() throws {
    let tree = try TempTree()
    try tree.write(
      "report-2026-02-01.csv",
      report(alice, row("bob", "false,2022-01-01T00:00:00Z,N/A,false,N/A,N/A")))
    try tree.write("list-2026-02-01.json", list)
    let result = try ScanCommandTests.keysweep(
      ["inventory", "show", tree.path, "--format", "json", "--stale-after", "20d"])
    #expect(result.status == 0)
    let keys = try #require(try ScanCommandTests.json(result)["keys"] as? [[String: Any]])
    #expect(keys.map { $0["user"] as? String } == ["alice", "bob"])
    #expect(keys.map { $0["keyId"] as? String } == [Self.key, nil])
    #expect(keys.map { $0["status"] as? String } == ["stale", "rotated"])
    #expect(keys.first?["lastUsed"] as? String == "2026-01-01T00:00:00Z")
    let text = try ScanCommandTests.keysweep(["inventory", "show", tree.path])
    #expect(text.output.contains("access_key_1"))
    #expect(text.output.contains("2021-01-01"))
  }
}
