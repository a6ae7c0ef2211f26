import Foundation
import KeysweepDemo
import KeysweepModel
import KeysweepTestSupport
import Testing

@Suite("keysweep explain")
struct ExplainCommandTests {
  /// Samples of real tools, shared with the tests of detection.
  static let signed = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "KeysweepDetectionTests/Signed")

  static func explain(_ arguments: String..., input: String? = nil) throws -> Tool.Result {
    try ScanCommandTests.keysweep(["explain"] + arguments, input: input)
  }

  static func explanations(
    _ text: String, _ arguments: [String] = []
  ) throws -> [[String: Any]] {
    let result = try ScanCommandTests.keysweep(
      ["explain", "-", "--format", "json"] + arguments, input: text)
    #expect(result.status == 0, "\(text): \(result.error)")
    let document = try ScanCommandTests.json(result)
    #expect(document["schema"] as? String == "keysweep-explain/1")
    return try #require(document["explanations"] as? [[String: Any]])
  }

  static func decoded(_ text: String, _ arguments: [String] = []) throws -> [String: String] {
    let explanation = try #require(try explanations(text, arguments).first)
    return try #require(explanation["decoded"] as? [String: String])
  }

  @Test(
    "Published vectors",
    arguments: [
      ("ASIAY34FZKBOKMUTVV7A", "temporary", "609629065308", "ASIAY34FZKBO[A-P]"),
      ("ASIAQNZGKIQY56JQ7WML", "temporary", "029608264753", "ASIAQNZGKIQY[Q-Z2-7]"),
      ("AKIASAWSR23456AWS357", "long-term", "138954266361", "AKIASAWSR234[Q-Z2-7]"),
      ("AKIAWDB7XWLS3OBANPCE", "long-term", "418892985061", "AKIAWDB7XWLS[Q-Z2-7]"),
      ("AIDAW2B2YYMNYLMPFD64V", "unique-id", "468274692891", "AIDAW2B2YYMN[Q-Z2-7]"),
    ])
  func vectors(id: String, kind: String, account: String, prefix: String) throws {
    let decoded = try Self.decoded(id)
    #expect(decoded["kind"] == kind)
    #expect(decoded["account"] == account)
    #expect(decoded["accountPrefix"] == prefix)
  }

  @Test(
    "IDs without an account, examples, traps, lower case",
    arguments: [
      ("AKIAJSIE27KKMHXI3BJQ", ["old-generation", "holds no account", "old-format"]),
      ("AKIADEADBEEFDEADBEEF", ["implausible", "AWS cannot have issued it"]),
      ("AKIAIOSFODNN7EXAMPLE", ["filter example", "publishes as an example", "If it were one"]),
      ("AKIAI44QH8DHBGGXMPLZ", ["filter malformed", "0, 1, 8 and 9"]),
      ("AKIAXXXXXXXXXXXXXXXX", ["filter placeholder"]),
      ("AKIASP2TPHJSQH3FJRUX", ["canary", "Thinkst", "do not try it"]),
      ("akiasp2tphjsqh3fjrux", ["AKIASP2TPHJSQH3FJRUX", "lower-case"]),
      ("0PN5J17HBGZHT7JJ3X83", ["legacy", "before AKIA"]),
      ("AROAJSIE27KKMHXI3BJQX", ["no credential", "of a role"]),
      ("the key AKIASAWSR23456AWS357, found", ["138954266361"]),
    ])
  func words(text: String, words: [String]) throws {
    let result = try Self.explain(text)
    #expect(result.status == 0)
    let output = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for word in words { #expect(output.contains(word), "\(word) in \(output)") }
  }

  @Test("What of the inventory was not used is named, with the line")
  func incidents() throws {
    let tree = try TempTree()
    let row = "alice,arn:aws:iam::210987654321:user/alice,2020-01-01T00:00:00Z,"
    try tree.write(
      "report.csv",
      JudgedSweepTests.header + "short,row\n" + row + "false,N/A,N/A,false,N/A,N/A\n")
    for name in 1...7 { try tree.write("page\(name).html", "<!DOCTYPE html><p>Sign in") }
    let result = try Self.explain("AKIASAWSR23456AWS357", "--inventory", tree.path)
    #expect(result.status == 0)
    #expect(result.error.contains("report.csv:2: "), "\(result.error)")
    #expect(result.error.contains("page1.html: not used: "), "\(result.error)")
    #expect(result.error.contains("and 2 more"), "\(result.error)")
  }

  @Test("Nothing that keysweep knows is usage, and so is a bad option")
  func usage() throws {
    for text in ["hello", "", "AKIA", "https://example.com/?a=b"] {
      let result = try Self.explain("-", input: text)
      #expect(result.status == 2, "\(text)")
      #expect(result.output.isEmpty && result.error.contains("nothing here"))
    }
    #expect(try Self.explain().status == 2)
    #expect(try Self.explain("AKIASAWSR23456AWS357", "--seen", "soon").status == 2)
    #expect(try Self.explain("AKIASAWSR23456AWS357", "--inventory", "/no/such").status == 2)
    let help = try Self.explain("--help")
    #expect(help.status == 0 && help.output.contains("EXAMPLES"))
  }

  /// A token as STS makes it: type 33, region, account, time; the signature is noise.
  static func token(account: String, created: Int64) -> String {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    var time: [UInt8] = [6 << 3]
    var rest = UInt64(created)
    while rest >= 0x80 {
      time.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    time.append(UInt8(rest))
    let raw: [UInt8] =
      [33] + field(1, Array("origin_ec".utf8)) + field(3, Array("eu-west-1".utf8))
      + field(4, (0..<70).map { _ in UInt8.random(in: 0...255) })
      + field(5, field(3, Array(account.utf8))) + time
    return Data(raw).base64EncodedString()
  }

  @Test("Session tokens, plain and out of a URL")
  func tokens() throws {
    let token = Self.token(account: "210987654321", created: 1_760_000_000)
    for text in [token, token.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""] {
      let explanation = try #require(try Self.explanations(text).first)
      let decoded = try #require(explanation["decoded"] as? [String: String])
      #expect(decoded["tokenType"] == "33")
      #expect(decoded["tokenRegion"] == "eu-west-1")
      #expect(decoded["tokenAccount"] == "210987654321")
      #expect(decoded["tokenIssued"] == "2025-10-09T08:53:20Z")
      #expect(decoded["tokenLatestExpiry"] == "2025-10-10T20:53:20Z")
      let finding = try #require(explanation["finding"] as? [String: Any])
      #expect(finding["status"] as? String == "expired")
    }
    let fresh = Self.token(
      account: "210987654321", created: Int64(Date().timeIntervalSince1970) - 60)
    let result = try Self.explain("-", input: fresh)
    #expect(result.output.contains("not over yet") && result.output.contains("temporary-may-live"))
    #expect(!result.output.contains(fresh.prefix(30)))
  }

  @Test(
    "Presigned URLs and what wraps them",
    arguments: [
      ("presigned_sigv4.txt", "SigV4", "s3", "2026-11-23T23:56:22Z", 1),
      ("presigned_sigv2.txt", "SigV2", "s3", "2026-11-23T23:56:22Z", 1),
      ("presigned_sts.txt", "SigV4", "sts", "2026-11-23T22:57:22Z", 1),
      ("rds_auth_token.txt", "SigV4", "rds-db", "2026-11-23T23:12:36Z", 1),
      ("eks_get_token.json", "SigV4", "sts", "2026-11-23T22:58:36Z", 1),
      ("bedrock_short_term_key.txt", "SigV4", "bedrock", "2026-11-24T10:57:39Z", 2),
      ("presigned_sigv4_sessiontoken.txt", "SigV4", "s3", "2026-11-23T22:57:22Z", 1),
    ])
  func requests(
    name: String, version: String, service: String, expires: String, count: Int
  ) throws {
    let text = try String(contentsOf: Self.signed.appending(path: name), encoding: .utf8)
    let explanations = try Self.explanations(text)
    #expect(explanations.count == count)
    let decoded = try #require(
      explanations.compactMap { $0["decoded"] as? [String: String] }.first { $0["request"] != nil })
    #expect(decoded["request"] == version)
    #expect(decoded["requestService"] == service)
    #expect(decoded["requestExpires"] == expires)
    #expect(decoded["account"] == "123456789013")
    #expect((decoded["existedBy"] == nil) == (version == "SigV2"))
    // Neither signature nor token comes out.
    let plain = try Self.explain("-", input: text).output
    for secret in text.matches(of: /(?i)(?:signature|token)=([^&\s"]{12,})/) {
      #expect(!plain.contains(secret.output.1), "\(name)")
    }
    for run in text.matches(of: /[A-Za-z0-9]{60,}/) { #expect(!plain.contains(run.output)) }
  }

  @Test("Pairs and secrets: the digest, never the secret")
  func secrets() throws {
    let (id, secret) = (TestKeys.keyID(), TestKeys.secret())
    let pair = "aws_access_key_id=\(id)\naws_secret_access_key=\(secret)\n"
    let decoded = try Self.decoded(pair)
    #expect(decoded["secretSha256"]?.count == 64 && decoded["pairing"] == "structural")
    for text in [pair, secret] {
      let result = try Self.explain("-", input: text)
      #expect(result.status == 0 && result.output.contains("SHA-256"))
      #expect(!result.output.contains(secret))
    }
    let hex = try Self.explain("-", input: TestKeys.hex(40))
    #expect(hex.output.contains("filter hex"))
  }

  @Test("The verdict rests on the inventory, and on the user's word for time and owner")
  func verdicts() throws {
    let tree = try TempTree()
    let key = TestKeys.keyID(account: "210987654321")
    let report = try tree.write(
      "credential-report-2026-06-01.csv",
      JudgedSweepTests.header
        + "<root_account>,arn:aws:iam::210987654321:root,2020-01-01T00:00:00Z,false,N/A,N/A,false,N/A,N/A\n"
        + "alice,arn:aws:iam::210987654321:user/alice,2020-01-01T00:00:00Z,true,2021-01-01T00:00:00Z,2026-01-01T00:00:00Z,false,N/A,N/A\n"
        + "bob,arn:aws:iam::210987654321:user/bob,2024-01-01T00:00:00Z,true,2025-01-01T00:00:00Z,N/A,false,N/A,N/A\n"
    )
    func verdict(_ arguments: String...) throws -> (finding: [String: Any], silent: [String]) {
      let explanation = try #require(
        try Self.explanations(key, ["--inventory", report] + arguments).first)
      let rules = try #require(explanation["rules"] as? [[String: Any]])
      let silent = rules.filter { $0["fired"] as? Bool == false }
      return (
        try #require(explanation["finding"] as? [String: Any]),
        silent.compactMap { $0["rule"] as? String }
      )
    }
    let undated = try verdict()
    #expect(undated.finding["reason"] as? String == "ambiguous")
    #expect((undated.finding["candidates"] as? [Any])?.count == 2)
    #expect(Set(["exact-match", "R1", "R2", "R3", "R4", "R6"]).isSubset(of: undated.silent))

    let seen = try verdict("--seen", "2023-01-01")
    #expect((seen.finding["candidates"] as? [[String: Any]])?.first?["user"] as? String == "alice")
    let early = try verdict("--seen", "2020-06-01")
    #expect(early.finding["status"] as? String == "rotated")
    let evidence = try #require(early.finding["evidence"] as? [[String: Any]])
    #expect(evidence.contains { $0["rule"] as? String == "R4" })

    let owned = try verdict("--seen", "2023-01-01", "--owner", "bob")
    #expect(owned.finding["status"] as? String == "rotated")
    #expect(owned.finding["usable"] as? String == "unlikely")
    let gone = try verdict("--seen", "2023-01-01", "--owner", "carol")
    let statements = (gone.finding["evidence"] as? [[String: Any]] ?? []).compactMap {
      $0["statement"] as? String
    }
    #expect(statements.contains { $0.contains("(stated)") }, "\(statements)")

    // The same from a sealed inventory with pseudonyms.
    let seal = try ScanCommandTests.keysweep([
      "inventory", "seal", "--inventory", report, "-o", tree("sealed"), "--hide-users",
      "--log2-rounds", "2",
    ])
    #expect(seal.status == 0)
    for options in [
      [], ["--seen", "2023-01-01"], ["--seen", "2020-06-01"],
      ["--seen", "2023-01-01", "--owner", "bob"], ["--seen", "2023-01-01", "--owner", "carol"],
    ] {
      let both = try [report, tree("sealed")].map { inventory in
        try #require(
          try Self.explanations(key, ["--inventory", inventory] + options).first?["finding"]
            as? [String: Any])
      }
      for field in ["status", "usable", "reason", "asOf"] {
        #expect(
          both[0][field] as? String == both[1][field] as? String, "\(options) \(field)")
      }
      let rules = both.map { finding in
        (finding["evidence"] as? [[String: Any]] ?? []).compactMap { $0["rule"] as? String }
      }
      #expect(rules[0] == rules[1])
    }
  }
}
