import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

@Suite("Filters")
struct FilterTests {
  private func filter(_ text: String) -> String? {
    Array(text.utf8).withUnsafeBytes {
      MaterialFilter.rejectSecret(
        $0, filters: Set(RuleDefinition.Filter.allCases), entropy: 4.0,
        examples: InMemory.rules.examples)?.filter
    }
  }

  @Test(
    "What is no secret",
    arguments: [
      ("da39a3ee5e6b4b0d3255bfef95601890afd80709", "hex"),
      ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "example"),
      ("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", "example"),
      ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "placeholder"),
      ("Sources/KeysweepDetection/Scanning/Scann", "prose"),
      ("thisIsAVeryLongIdentifierInJavaWithWords", "prose"),
      ("aA1/aA1/aA1/aA1/aA1/aA1/aA1/aA1/aA1/aA1/", "placeholder"),
      ("VGhpcyBpcyBhIHBsYWluIHRleHQgaW4gYmFzZTY0", "base64-text"),
    ])
  func rejected(text: String, name: String) {
    #expect(filter(text) == name)
  }

  @Test("Random secrets pass: at most two in 100 000 are lost")
  func lossFree() {
    var lost: [String: Int] = [:]
    for _ in 0..<100_000 {
      if let name = filter(TestKeys.secret()) { lost[name, default: 0] += 1 }
    }
    #expect(lost.values.reduce(0, +) <= 2, "\(lost)")
  }

  @Test("Random IDs pass: at most five in 100 000 are lost")
  func lossFreeIDs() throws {
    var lost: [String: Int] = [:]
    for _ in 0..<100_000 {
      let id = try #require(AccessKeyID(TestKeys.keyID()))
      if let why = MaterialFilter.rejectKeyID(
        id, filters: Set(RuleDefinition.Filter.allCases), entropy: 2.8,
        examples: InMemory.rules.examples)
      {
        lost[why.filter, default: 0] += 1
      }
    }
    #expect(lost.values.reduce(0, +) <= 5, "\(lost)")
  }

  @Test(
    "What is never reported",
    arguments: [
      "AKIAIOSFODNN7EXAMPLE", "AKIAXXXXXXXXXXXXXXXX", "AKIAAAAAAAAAAAAAAAAA",
      "AKIA1234567890ABCDEF", "AROA<BODY>", "AIDA<BODY>", "X<ID>", "<ID>X", "akia",
      "aws_secret_key = da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "integrity sha512-<B64>==", "aws_secret_access_key = <SECRET>=", "<SECRET>",
      "password <SECRET>", "aws_secret_access_key = <your secret here>",
      "path/aws/<SECRET>",
    ])
  func silent(template: String) throws {
    for _ in 0..<20 {
      let id = TestKeys.keyID()
      let text =
        template.replacing("<ID>", with: id).replacing("<BODY>", with: id.dropFirst(4))
        .replacing("<SECRET>", with: TestKeys.secret())
        .replacing("<B64>", with: TestKeys.base64(86))
      #expect(try InMemory.hits(text).counted.isEmpty, "\(template)")
    }
  }

  @Test("The last line of wrapped base64 is no secret")
  func wrapped() throws {
    let lines = (0..<20).map { _ in TestKeys.base64(76) } + [TestKeys.base64(40)]
    #expect(try InMemory.hits(lines.joined(separator: "\n") + "\n").isEmpty)
  }
}

@Suite("Session tokens and signed requests")
struct TokenTests {
  @Test("A token tells account, region and time")
  func parse() throws {
    var generator = SystemRandomNumberGenerator()
    let token = ExampleMaterial.expand("{{TOKEN}}", using: &generator)
    let parsed = try #require(
      Array(token.utf8).withUnsafeBytes { SessionTokenParser.parse($0) })
    #expect(parsed.account?.description == "210987654321")
    #expect(parsed.region == "us-east-1")
    #expect(parsed.created == Instant(secondsSinceEpoch: 1_780_000_000))
    #expect(parsed.latestExpiry == Instant(secondsSinceEpoch: 1_780_129_600))
  }

  @Test("Random base64 is no token")
  func random() {
    for _ in 0..<20_000 {
      let text = TestKeys.base64(Int.random(in: 64..<600))
      #expect(Array(text.utf8).withUnsafeBytes { SessionTokenParser.parse($0) } == nil)
    }
  }

  @Test("A token belongs to the temporary key beside it")
  func attached() throws {
    var generator = SystemRandomNumberGenerator()
    let id = TestKeys.keyID("ASIA", account: "210987654321")
    let secret = TestKeys.secret()
    let text = ExampleMaterial.expand(
      "{\"AccessKeyId\":\"\(id)\",\"SecretAccessKey\":\"\(secret)\",\"SessionToken\":\"{{TOKEN}}\"}",
      using: &generator)
    let hits = try InMemory.hits(text)
    #expect(hits.count == 1)
    #expect(hits.first?.sessionToken?.value.region == "us-east-1")
    #expect(hits.first?.observations.contains { $0.basis == .sessionToken } ?? false)
  }

  @Test("A signed request dates its key")
  func signed() throws {
    let id = TestKeys.keyID("ASIA")
    let scope = "%2F20260102%2Fus-east-1%2Fs3%2Faws4_request"
    let url =
      "https://b.s3.amazonaws.com/k?X-Amz-Credential=\(id)\(scope)&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60"
    let hit = try #require(try InMemory.hits(url).first)
    let signed = Instant(iso8601: "2026-01-02T03:04:05Z")
    #expect(hit.observations.map(\.instant) == [signed].compactMap { $0 })
    #expect(hit.requestExpires == signed.map { $0 + 60 })
    // The time of another day's request is not this one's.
    let other = url.replacing("X-Amz-Date=20260102", with: "X-Amz-Date=20260103")
    let otherHit = try #require(try InMemory.hits(other).first)
    #expect(otherHit.observations.first?.instant == Instant(iso8601: "2026-01-02T23:59:59Z"))
  }

  @Test("A console file names the owner")
  func owner() throws {
    let id = TestKeys.keyID()
    let text = "User Name,Access Key Id,Secret Access Key\n\"deploy\",\(id),\(TestKeys.secret())\n"
    #expect(try InMemory.hits(text).first?.owner == "deploy")
  }

  @Test("A log line dates its key")
  func logLine() throws {
    let text = "x\n2026-01-02T03:04:05.678Z + AWS_ACCESS_KEY_ID=\(TestKeys.keyID())\n"
    let hit = try #require(try InMemory.hits(text).first)
    #expect(hit.observations.first?.basis == .logLine)
    #expect(hit.observations.first?.instant == Instant(iso8601: "2026-01-02T03:04:05Z"))
  }
}
