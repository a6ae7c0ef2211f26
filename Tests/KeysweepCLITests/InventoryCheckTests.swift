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
        "for user in alice b,ob; do aws iam list-access-keys --user-name=\"$user\"; done >"))
    try tree.write("list-2026-02-01.json", list)
    let one = try check(tree.path)
    #expect(one.status == 3)
    #expect(one.output.contains("aws iam list-access-keys --user-name=b,ob >"))
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
