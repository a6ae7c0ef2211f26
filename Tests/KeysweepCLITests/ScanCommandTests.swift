import Foundation
import KeysweepTestSupport
import Testing

/// The built binary, as a user meets it.
@Suite("keysweep scan")
struct ScanCommandTests {
  static func keysweep(_ arguments: [String], input: String? = nil) throws -> Tool.Result {
    try Tool.run(Tool.keysweep, arguments, input: input.map { Array($0.utf8) })
  }

  static func json(_ result: Tool.Result) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Any])
  }

  static func findings(_ result: Tool.Result) throws -> [[String: Any]] {
    try #require(try json(result)["findings"] as? [[String: Any]])
  }

  @Test("The exit table of the README, row by row")
  func exitTable() throws {
    let tree = try TempTree()
    try tree.write("clean/file", "nothing here\n")
    let leak = try tree.write("leak/file", "key = \(TestKeys.keyID())\n")
    let clean = tree("clean")
    func status(_ arguments: String...) throws -> Int32 {
      try Self.keysweep(["scan"] + arguments).status
    }
    // 0: complete, nothing that --fail-on names.
    #expect(try status(clean) == 0)
    #expect(try status(leak, "--fail-on", "never") == 0)
    #expect(try status(leak, "--fail-on", "usable") == 0)
    #expect(try status(leak, "--fail-on", "active,stale") == 0)
    // 1: findings, also when incomplete.
    #expect(try status(leak) == 1)
    #expect(try status(leak, "--fail-on", "unknown") == 1)
    #expect(try status(leak, "--fail-on", "usable,unknown") == 1)
    #expect(try status(leak, "--fail-on", "active,any") == 1)
    #expect(try status(leak, tree("missing")) == 1)
    // 2: usage, configuration, inventory.
    #expect(try status() == 2)
    #expect(try status(clean, "--fail-on", "sometimes") == 2)
    #expect(try status(clean, "--fail-on", "any,") == 2)
    #expect(try status(clean, "--fail-on", "never,active") == 2)
    #expect(try status(clean, "--no-such-option") == 2)
    #expect(try status(clean, "--jobs", "0") == 2)
    #expect(try status(clean, "--stale-after", "soon") == 2)
    #expect(try status(clean, "--inventory", tree("missing")) == 2)
    #expect(try status(clean, "--inventory", leak) == 2)
    #expect(try status(clean, "--rules", leak) == 2)
    #expect(try status(clean, "--output", tree("no/such/folder/report.json")) == 2)
    // 3: nothing found, but incomplete.
    #expect(try status(tree("missing")) == 3)
    #expect(try status(clean, tree("missing")) == 3)
    #expect(try status(leak, tree("missing"), "--fail-on", "never") == 3)
    #expect(try Self.keysweep(["--help"]).status == 0)
    #expect(try Self.keysweep(["--version"]).status == 0)
    #expect(try Self.keysweep(["frobnicate"]).status == 2)
    // 4: an output was lost; see also OutputTests.
    if FileManager.default.fileExists(atPath: "/dev/full") {
      #expect(try status(leak, "--output", "/dev/full") == 4)
      #expect(try status(clean, "--output", "/dev/full") == 4)
    }
  }

  @Test("Nothing outside the tests of this project looks like a credential")
  func itself() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path()
    let parts =
      ["Sources", "Rules", "Benchmarks", ".ci", "Makefile", "Package.swift"]
      + ["README.md", "CONTRIBUTING.md"]
    let result = try Self.keysweep(
      ["scan", "--exclude", ".build/"] + parts.map { "\(root)/\($0)" })
    #expect(result.status == 0, "\(result.output) \(result.error)")
  }

  @Test("Standard input gives what the file gives")
  func standardInput() throws {
    let tree = try TempTree()
    let text = "aws_access_key_id=\(TestKeys.keyID())\naws_secret_access_key=\(TestKeys.secret())\n"
    let file = try tree.write("file", text)
    let piped = try Self.findings(
      try Self.keysweep(["scan", "-", "--format", "json"], input: text))
    let read = try Self.findings(try Self.keysweep(["scan", file, "--format", "json"]))
    #expect(piped.count == 1)
    #expect(piped.first?["fingerprint"] as? String == read.first?["fingerprint"] as? String)
    let places = try [piped, read].map { findings in
      try #require((findings.first?["locations"] as? [[String: Any]])?.first)
    }
    #expect(places[0]["path"] as? String == "<stdin>")
    #expect(places[1]["path"] as? String == file)
    #expect(places[0]["line"] as? Int == places[1]["line"] as? Int)
    #expect(places[0]["secretLine"] as? Int == 2)
  }

  @Test("The same bytes for the same input, whatever the number of workers")
  func deterministic() throws {
    let tree = try TempTree()
    for index in 0..<80 {
      try tree.write("f\(index)", "id \(TestKeys.keyID())\nsecret: \(TestKeys.secret())\n")
    }
    for format in ["json", "jsonl"] {
      let reports = try [1, 2, 8].map { jobs in
        try Self.keysweep([
          "scan", tree.path, "--format", format, "--jobs", "\(jobs)", "--now",
          "2026-01-02T03:04:0\(jobs == 8 ? "5Z" : "5+00:00")",
        ]).output
      }
      #expect(Set(reports).count == 1)
      #expect(reports[0].contains("2026-01-02T03:04:05Z"))
    }
  }

  @Test("No secret in any output, in any encoding; all of them in the revealed file")
  func noSecrets() throws {
    let tree = try TempTree()
    var secrets: [String] = []
    for index in 0..<30 {
      let secret = TestKeys.secret()
      secrets.append(secret)
      try tree.write(
        "f\(index)", "id \(TestKeys.keyID()) \(secret)\naws_secret_access_key=\(secret)\n")
    }
    let revealed = tree("revealed.txt")
    var outputs: [String] = []
    for format in ["text", "json", "jsonl"] {
      let result = try Self.keysweep(
        ["scan", tree.path, "--format", format, "--verbose", "--show-suppressed", "--progress"])
      outputs += [result.output, result.error]
    }
    let result = try Self.keysweep(["scan", tree.path, "--reveal-secrets", revealed])
    outputs += [result.output, result.error]
    for secret in secrets {
      let base64 = Data(secret.utf8).base64EncodedString()
      let hex = secret.utf8.map { String($0, radix: 16) }.joined()
      let percent = secret.replacing("/", with: "%2F").replacing("+", with: "%2B")
      let escaped = secret.replacing("/", with: "\\/")
      for output in outputs {
        for form in [secret, base64, hex, percent, escaped] { #expect(!output.contains(form)) }
      }
    }
    let plain = try String(contentsOf: URL(filePath: revealed), encoding: .utf8)
    for secret in secrets { #expect(plain.contains(secret)) }
    let mode = try FileManager.default.attributesOfItem(atPath: revealed)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    // It is never overwritten.
    #expect(try Self.keysweep(["scan", tree.path, "--reveal-secrets", revealed]).status == 2)
  }

  @Test("An SES SMTP password beside an ID is shown in every format, and never in clear")
  func smtpPassword() throws {
    let tree = try TempTree()
    let password = "BC" + TestKeys.base64(42)
    let file = try tree.write(
      "ses.csv",
      "IAM User Name,Smtp Username,Smtp Password\n\"x\",\(TestKeys.keyID()),\(password)\n")
    let json = try Self.keysweep(["scan", file, "--format", "json"])
    let finding = try #require(try Self.findings(json).first)
    #expect(finding["kind"] as? String == "ses-smtp-password")
    let digest = try #require((finding["sesSmtpPasswordSha256"] as? [String])?.first)
    #expect(digest.count == 64)
    let place = try #require((finding["locations"] as? [[String: Any]])?.first)
    #expect(place["sesSmtpPasswordLine"] as? Int == 2)
    #expect(place["sesSmtpPasswordColumn"] as? Int == 26)
    let lines = try Self.keysweep(["scan", file, "--format", "jsonl"])
    #expect(lines.output.contains("\"sesSmtpPasswordSha256\":\"\(digest)\""))
    let text = try Self.keysweep(["scan", file])
    #expect(text.output.contains("ID and SES SMTP password"))
    for result in [json, lines, text] {
      #expect(!(result.output + result.error).contains(password))
    }
  }

  @Test("What may not be read is named, and the rest is swept")
  func unreadable() throws {
    let tree = try TempTree()
    try tree.write("data/locked", "key = \(TestKeys.keyID())\n")
    try tree.write("data/closed/inner", "key = \(TestKeys.keyID())\n")
    try tree.write("data/open", "key = \(TestKeys.keyID())\n")
    // Root may read everything, so the sweep runs as somebody else then.
    try Tool.run("cp", [Tool.keysweep, tree("keysweep")])
    try Tool.run("chmod", ["-R", "a+rX", tree.path])
    try Tool.run("chmod", ["0", tree("data/locked"), tree("data/closed")])
    let arguments = [tree("keysweep"), "scan", tree("data"), "--format", "json"]
    let result =
      getuid() == 0
      ? try Tool.run(
        "setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups"] + arguments)
      : try Tool.run(arguments[0], Array(arguments.dropFirst()))
    #expect(result.status == 1, "\(result.error)")
    #expect(try Self.findings(result).count == 1)
    let incidents = try #require(try Self.json(result)["incidents"] as? [[String: Any]])
    #expect(incidents.map { $0["kind"] as? String } == ["permission-denied", "permission-denied"])
    #expect((incidents.first?["path"] as? String)?.hasSuffix("data/closed") ?? false)
  }

  @Test("Several outputs in several formats; nothing on standard output")
  func outputs() throws {
    let tree = try TempTree()
    let leak = try tree.write("leak", "key = \(TestKeys.keyID())\n")
    let result = try Self.keysweep(
      ["scan", leak, "-o", tree("a.json"), "-o", "jsonl:\(tree("b.out"))", "-o", tree("c.txt")])
    #expect(result.output.isEmpty)
    let a = try Data(contentsOf: URL(filePath: tree("a.json")))
    #expect((try JSONSerialization.jsonObject(with: a)) is [String: Any])
    let b = try String(contentsOf: URL(filePath: tree("b.out")), encoding: .utf8)
    for line in b.split(separator: "\n") {
      #expect((try JSONSerialization.jsonObject(with: Data(line.utf8))) is [String: Any])
    }
    let c = try String(contentsOf: URL(filePath: tree("c.txt")), encoding: .utf8)
    #expect(c.hasPrefix("1 AWS credential found"))
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    #expect(!names.contains { $0.hasSuffix(".part") })
  }

  @Test("Excluded and ignored files are left out and counted")
  func exclusions() throws {
    let tree = try TempTree()
    try tree.write("a/leak", "key = \(TestKeys.keyID())\n")
    try tree.write("b/leak", "key = \(TestKeys.keyID())\n")
    try tree.write(".keysweepignore", "b/\n")
    let result = try Self.keysweep(["scan", tree.path, "--exclude", "a/", "--format", "json"])
    #expect(result.status == 0)
    let summary = try #require(try Self.json(result)["summary"] as? [String: Any])
    #expect((summary["skipped"] as? [String: Int])?["excluded"] == 2)
    #expect(try Self.keysweep(["scan", tree.path, "--no-ignore-files"]).status == 1)
  }

  @Test("rules check names file, line, column and reason")
  func rulesCheck() throws {
    let tree = try TempTree()
    let file = try tree.write(
      "mine.toml", "[[rule]]\nid = \"x\"\ndescription = \"d\"\nkind = \"odd\"\n")
    let result = try Self.keysweep(["rules", "check", file])
    #expect(result.status == 2)
    #expect(result.error.contains("\(file):4:1: unknown value"))
    #expect(try Self.keysweep(["rules", "check"]).status == 0)
    #expect(try Self.keysweep(["rules", "test"]).status == 0)
    #expect(try Self.keysweep(["rules", "list"]).output.contains("aws-access-key-id"))
  }
}
