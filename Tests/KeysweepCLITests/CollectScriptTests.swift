import Foundation
import KeysweepTestSupport
import Testing

/// The printed script itself: its form, and how it takes what goes wrong.
///
/// AWS is played by a few lines of shell here.
@Suite("keysweep inventory collect")
struct CollectScriptTests {
  private func printed(_ options: String...) throws -> String {
    let result = try ScanCommandTests.keysweep(["inventory", "collect"] + options)
    #expect(result.status == 0, "\(result.error)")
    return result.output
  }

  @Test(
    "What is printed is a script that shellcheck has nothing to say about",
    arguments: [
      [], ["--organization", "--role", "path/of.a+role", "--cloudtrail"],
      ["--accounts", "123456789012,210987654321", "--profile", "my own"],
    ])
  func form(options: [String]) throws {
    let tree = try TempTree()
    let result = try ScanCommandTests.keysweep(["inventory", "collect"] + options)
    let script = try tree.write("collect.sh", result.output)
    for shell in ["sh", "bash"] { #expect(try Tool.run(shell, ["-n", script]).status == 0) }
    let check = try Tool.run("shellcheck", [script])
    #expect(check.status == 0, "\(check.output)")
    #expect(!result.output.contains("eval"))
    #expect(!result.output.contains("@VERSION@"))
  }

  @Test("Only reading calls are in it")
  func reads() throws {
    let script = try printed("--organization", "--cloudtrail")
    let calls = script.matches(of: /\b(?:iam|sts|organizations|cloudtrail) ([a-z]+)-[a-z-]+/)
    let verbs = Set(calls.map { String($0.output.1) })
    #expect(verbs == ["get", "list", "generate", "lookup", "assume"])
  }

  @Test(
    "What cannot be an option's value is refused",
    arguments: [
      ["--role", "a b"], ["--role", "arn:aws:iam::1:role/x"], ["--role", "x'"], ["--role", "/x"],
      ["--accounts", "12345"], ["--accounts", "123456789012,"], ["--profile", "a\nb"],
      ["--output-dir", ""],
    ])
  func refused(options: [String]) throws {
    let result = try ScanCommandTests.keysweep(["inventory", "collect"] + options)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
  }

  @Test("The policy is JSON, reads only, and grows with the options")
  func policy() throws {
    func statements(_ options: String...) throws -> [String: [String: Any]] {
      let result = try ScanCommandTests.keysweep(["inventory", "collect", "--policy"] + options)
      let document = try ScanCommandTests.json(result)
      let all = try #require(document["Statement"] as? [[String: Any]])
      return Dictionary(uniqueKeysWithValues: all.map { ($0["Sid"] as? String ?? "", $0) })
    }
    let plain = try statements()
    #expect(plain.keys.sorted() == ["ReadKeyInventory"])
    let actions = try #require(plain["ReadKeyInventory"]?["Action"] as? [String])
    #expect(actions.count == 7)
    let verbs = actions.map { $0.replacing(/^iam:([A-Z][a-z]+).*$/, with: { $0.output.1 }) }
    #expect(Set(verbs) == ["Generate", "Get", "List"])
    let large = try statements("--organization", "--role", "a/b", "--cloudtrail")
    #expect(large.keys.sorted() == ["AssumeInventoryRole", "ListAccounts", "ReadKeyInventory"])
    #expect(large["AssumeInventoryRole"]?["Resource"] as? String == "arn:aws:iam::*:role/a/b")
    let some = try statements("--accounts", "123456789012,210987654321")
    #expect((some["AssumeInventoryRole"]?["Resource"] as? [String])?.count == 2)
    #expect(some["ListAccounts"] == nil)
    let hint = try ScanCommandTests.keysweep(["inventory", "collect", "--policy", "--organization"])
    #expect(hint.error.contains("sts:AssumeRole") && hint.error.contains("Principal"))
  }

  // MARK: When things go wrong

  /// An `aws` whose role session has a token, and who answers no to some.
  private static let stub = #"""
    #!/bin/sh
    case "${AWS_SESSION_TOKEN:-}" in
      SESSION-*) account=${AWS_SESSION_TOKEN#SESSION-} ;;
      *) account=111111111111 ;;
    esac
    echo "$account $* [${AWS_PROFILE:-}]" >>"$STUB_LOG"
    case "$1 $2" in
      'sts get-caller-identity') printf '%s\tarn:aws:iam::%s:role/me\n' "$account" "$account" ;;
      'sts assume-role')
        case $* in
          *333333333333*) echo 'An error occurred (AccessDenied) when calling it: "no"' >&2; exit 254 ;;
          *444444444444*) printf 'ID\tSTUB-SECRET\tSESSION-555555555555\n' ;;
          *) printf 'ID\tSTUB-SECRET\tSESSION-222222222222\n' ;;
        esac ;;
      'iam generate-credential-report') echo COMPLETE ;;
      'iam get-account-summary')
        echo 'An error occurred (SignatureDoesNotMatch) when calling the GetAccountSummary operation: SESSION-222222222222' >&2
        exit 254 ;;
      'iam list-users')
        case $* in
          *text*) printf '%s\n' ann 'b$(touch hacked)' ;;
          *) echo '{"Users": []}' ;;
        esac ;;
      'cloudtrail lookup-events')
        [ "${AWS_PROFILE:-}" != denied ] || {
          echo 'An error occurred (AccessDenied) when calling it: "no"' >&2
          exit 254
        }
        echo '{}' ;;
      *) echo '{}' ;;
    esac
    """#

  private func run(_ tree: TempTree, _ options: [String]) throws -> Tool.Result {
    let aws = try tree.write("bin/aws", Self.stub)
    try Tool.run("chmod", ["755", aws])
    let printed = try ScanCommandTests.keysweep(["inventory", "collect"] + options)
    let script = try tree.write("collect.sh", printed.output)
    return try Tool.run(
      "sh", ["-x", script], in: tree.path,
      environment: [
        "PATH": tree("bin") + ":/usr/bin:/bin", "STUB_LOG": tree("log"),
        "AWS_SECURITY_TOKEN": "", "AWS_PROFILE": "",
      ])
  }

  private func files(_ tree: TempTree, _ folder: String) throws -> [String: String] {
    var result: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: tree(folder)) {
      result[name] = try String(contentsOfFile: "\(tree(folder))/\(name)", encoding: .utf8)
    }
    return result
  }

  @Test("A failing account is named, and stops no other; credentials show nowhere")
  func failures() throws {
    let tree = try TempTree()
    let numbers = ["333333333333", "444444444444", "222222222222", "111111111111"]
    let result = try run(
      tree, ["--accounts", numbers.joined(separator: ","), "--output-dir", "it's"])
    #expect(result.status == 1)
    #expect(result.error.contains("account 333333333333: no access through"))
    #expect(result.error.contains("account 444444444444: these credentials are of account 5"))
    #expect(result.error.contains("name IAM does not allow"))
    #expect(
      result.error.contains(
        "incomplete: 333333333333 444444444444 222222222222 111111111111"))
    let files = try files(tree, "it's")
    #expect(files.count == 2)
    for (name, text) in files {
      let number = name.split(separator: "-")[2]
      #expect(text.contains("\"account\":\"\(number)\""))
      #expect(text.contains("\"call\":\"list-access-keys\",\"user\":\"ann\""))
      #expect(text.contains("\"error\":\"An error occurred (SignatureDoesNotMatch)"))
    }
    // Not even under sh -x.
    for text in [result.output, result.error] + files.values {
      #expect(!text.contains("STUB-SECRET") && !text.contains("SESSION-"))
    }
    let calls = try String(contentsOfFile: tree("log"), encoding: .utf8)
    #expect(!calls.contains("STUB-SECRET") && !calls.contains("hacked"))
    #expect(!calls.contains("333333333333 iam") && !calls.contains("555555555555 iam"))
    #expect(calls.contains("222222222222 iam list-access-keys --user-name=ann"))
    #expect(!FileManager.default.fileExists(atPath: tree("hacked")))
  }

  @Test(
    "After a trail that cannot be looked up, no other question is put to it",
    arguments: [false, true])
  func trail(isDenied: Bool) throws {
    let tree = try TempTree()
    let result = try run(
      tree, ["--cloudtrail", "--output-dir", "out", "--profile", isDenied ? "denied" : "p"])
    let calls = try String(contentsOfFile: tree("log"), encoding: .utf8)
    #expect(calls.matches(of: /cloudtrail lookup-events/).count == (isDenied ? 1 : 3))
    #expect(result.error.contains("lookup-events: An error") == isDenied, "\(result.error)")
  }

  @Test("Names reach the AWS CLI as they are")
  func quoting() throws {
    let tree = try TempTree()
    let profile = #"it's $(touch hacked) `x` "\"#
    _ = try run(tree, ["--profile", profile, "--output-dir=-o $HOME"])
    let calls = try String(contentsOfFile: tree("log"), encoding: .utf8)
    #expect(calls.contains("sts get-caller-identity") && calls.contains("[\(profile)]"))
    #expect(!FileManager.default.fileExists(atPath: tree("hacked")))
    #expect(try files(tree, "-o $HOME").count == 1)
  }

  @Test("Without an AWS CLI, or a place to write, it does not start")
  func cannotStart() throws {
    let tree = try TempTree()
    let script = try tree.write("collect.sh", try printed("--output-dir", "file/folder"))
    try tree.write("file", "")
    for (path, reason) in [(tree("none"), "not there"), (tree("bin") + ":/usr/bin:/bin", "write")] {
      let aws = try tree.write("bin/aws", Self.stub)
      try Tool.run("chmod", ["755", aws])
      let result = try Tool.run("/bin/sh", [script], in: tree.path, environment: ["PATH": path])
      #expect(result.status == 2)
      #expect(result.error.contains(reason), "\(result.error)")
    }
  }
}
