import Foundation
import KeysweepTestSupport
import Testing

/// The printed script, run by the AWS CLI against an emulator of AWS, and fed back.
@Suite("keysweep inventory collect, against an emulator of AWS", .serialized)
struct CollectEmulatorTests {
  /// Runs the script that the options print.
  private func collect(
    _ aws: AWSEmulator, _ options: [String], shell: String, in tree: TempTree
  ) throws -> Tool.Result {
    let printed = try ScanCommandTests.keysweep(["inventory", "collect"] + options)
    #expect(printed.status == 0)
    let script = try tree.write("collect.sh", printed.output)
    return try Tool.run(shell, [script], in: tree.path, environment: aws.environment)
  }

  private func makeKey(_ aws: AWSEmulator, _ user: String, with more: [String: String] = [:]) throws
    -> (id: String, secret: String)
  {
    let words = try aws.aws(
      "iam", "create-access-key", "--user-name=\(user)", "--query",
      "AccessKey.[AccessKeyId,SecretAccessKey]", with: more
    ).split(separator: "\t").map(String.init)
    try #require(words.count == 2)
    return (words[0], words[1])
  }

  /// Verdicts by key ID: status, reason, usable, owner.
  private func verdicts(
    _ leaks: [String], _ inventory: String, in tree: TempTree
  ) throws -> [String: [String?]] {
    // The log lines are dated, so that it is known that the keys are older than the inventory.
    let leak = try tree.write(
      "leak.log", leaks.map { "2020-01-01T00:00:00Z key = \($0)\n" }.joined())
    let result = try ScanCommandTests.keysweep(
      ["scan", leak, "--inventory", inventory, "--format", "json"])
    var verdicts: [String: [String?]] = [:]
    for finding in try ScanCommandTests.findings(result) {
      verdicts[finding["keyId"] as? String ?? ""] = ["status", "reason", "usable", "owner"].map {
        finding[$0] as? String
      }
    }
    return verdicts
  }

  @Test("One account: active, deactivated, deleted and foreign keys", .timeLimit(.minutes(10)))
  func account() throws {
    let aws = try AWSEmulator()
    let tree = try TempTree()
    for user in ["alice", "bob", "carol", "-name,with=comma+at@x"] {
      try aws.aws("iam", "create-user", "--user-name=\(user)")
    }
    let active = try makeKey(aws, "alice")
    let inactive = try makeKey(aws, "alice")
    let deleted = try makeKey(aws, "bob")
    let odd = try makeKey(aws, "-name,with=comma+at@x")
    try aws.aws(
      "iam", "update-access-key", "--user-name=alice", "--access-key-id=\(inactive.id)",
      "--status=Inactive")
    try aws.aws(
      "iam", "delete-access-key", "--user-name=bob", "--access-key-id=\(deleted.id)")
    let foreign = TestKeys.keyID(account: "210987654321")

    let run = try collect(aws, ["--output-dir", "my inventory"], shell: "sh", in: tree)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.isEmpty)
    let folder = tree("my inventory")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == 1 && files[0].hasPrefix("keysweep-inventory-\(AWSEmulator.account)-"))
    let file = "\(folder)/\(files.first ?? "")"
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for key in [active, inactive, deleted, odd] { #expect(!text.contains(key.secret)) }

    let check = try ScanCommandTests.keysweep([
      "inventory", "check", folder, "--format", "json",
    ])
    let accounts = try #require(try ScanCommandTests.json(check)["accounts"] as? [[String: Any]])
    #expect(check.status == 0, "\(check.output)")
    #expect(accounts.map { $0["account"] as? String } == [AWSEmulator.account])
    #expect(accounts.first?["complete"] as? Bool == true)
    #expect(accounts.first?["keysListed"] as? Int == 3)
    #expect(accounts.first?["wholeLists"] as? Int == 4)
    #expect(accounts.first?["rootHasKeys"] as? Bool == false)

    // What the emulator itself says, asked again.
    let states = try aws.aws(
      "iam", "list-access-keys", "--user-name=alice", "--query",
      "AccessKeyMetadata[].[AccessKeyId,Status]")
    #expect(
      Set(states.split(separator: "\n")) == ["\(active.id)\tActive", "\(inactive.id)\tInactive"])
    let verdicts = try verdicts(
      [active.id, inactive.id, deleted.id, odd.id, foreign], folder, in: tree)
    #expect(verdicts[active.id] == ["active", "recently-created", "yes", "alice"])
    #expect(verdicts[inactive.id] == ["rotated", "deactivated", "no", "alice"])
    #expect(verdicts[deleted.id] == ["rotated", "deleted", "no", nil])
    #expect(
      verdicts[odd.id] == ["active", "recently-created", "yes", "-name,with=comma+at@x"])
    #expect(verdicts[foreign]?[1] == "foreign-account")
    let shown = try ScanCommandTests.keysweep(["inventory", "show", folder])
    for id in [active.id, inactive.id, odd.id] { #expect(shown.output.contains(id)) }
    #expect(!shown.output.contains(deleted.id))
  }

  @Test("An organization: every account through its role", .timeLimit(.minutes(10)))
  func organization() throws {
    let aws = try AWSEmulator()
    let tree = try TempTree()
    try aws.aws("organizations", "create-organization", "--feature-set=ALL")
    let member = try aws.aws(
      "organizations", "create-account", "--email=member@example.com", "--account-name=member",
      "--query", "CreateAccountStatus.AccountId")
    let session = try aws.aws(
      "sts", "assume-role", "--role-arn=arn:aws:iam::\(member):role/keysweep-inventory",
      "--role-session-name=test", "--query",
      "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"
    ).split(separator: "\t").map(String.init)
    try #require(session.count == 3)
    let there = [
      "AWS_ACCESS_KEY_ID": session[0], "AWS_SECRET_ACCESS_KEY": session[1],
      "AWS_SESSION_TOKEN": session[2],
    ]
    try aws.aws("iam", "create-user", "--user-name=dora", with: there)
    let active = try makeKey(aws, "dora", with: there)
    let deleted = try makeKey(aws, "dora", with: there)
    try aws.aws(
      "iam", "delete-access-key", "--user-name=dora", "--access-key-id=\(deleted.id)", with: there)

    let run = try collect(aws, ["--organization"], shell: "bash", in: tree)
    #expect(run.status == 0, "\(run.error)")
    let folder = tree("keysweep-inventory")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let numbers = files.map { $0.split(separator: "-").dropFirst(2).first.map(String.init) }
    #expect(Set(numbers) == [AWSEmulator.account, member])
    let check = try ScanCommandTests.keysweep(["inventory", "check", folder])
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.contains("Complete for \(member), root included"))
    #expect(check.output.contains("Complete for \(AWSEmulator.account), root included"))
    let verdicts = try verdicts([active.id, deleted.id], folder, in: tree)
    #expect(verdicts[active.id] == ["active", "recently-created", "yes", "dora"])
    #expect(verdicts[deleted.id] == ["rotated", "deleted", "no", nil])
  }
}
