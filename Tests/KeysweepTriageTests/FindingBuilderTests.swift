import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Grouping")
struct FindingBuilderTests {
  private func builder(cap: Int = 1000, suppressed: Bool = false) throws -> FindingBuilder {
    var options = FindingBuilder.Options()
    options.locationCap = cap
    options.includesSuppressed = suppressed
    let judge = Judge(
      inventory: nil, policy: TriagePolicy(now: Scenario.time("2026-11-24")),
      accounts: try AccountTags.bundled())
    return FindingBuilder(judge: judge, advice: try AdviceTable.bundled(), options: options)
  }

  private func hit(
    _ path: String, id: String? = nil, secret: String? = nil, at offset: Int = 0,
    suppressed: String? = nil
  ) -> Hit {
    var hit = Hit(path: SourcePath(path), pairing: id != nil && secret != nil ? .structural : .none)
    let position = Position(offset: offset, length: 20, line: offset + 1, column: 1)
    hit.keyID = id.flatMap { AccessKeyID($0) }.map { Located($0, rule: "id", position: position) }
    hit.secret = secret.map { Located(Secret($0.utf8), rule: "secret", position: position) }
    hit.suppression = suppressed.map { Suppression(filter: $0, reason: "why") }
    hit.observations = [
      Observation(Instant(secondsSinceEpoch: Int64(offset)), basis: .fileModification)
    ]
    return hit
  }

  @Test("The same hits in any order give the same findings")
  func order() throws {
    let ids = (0..<6).map { _ in TestKeys.keyID() }
    let secrets = (0..<6).map { _ in TestKeys.secret() }
    var hits: [Hit] = []
    for number in 0..<200 {
      let pick = Int.random(in: 0..<6)
      switch Int.random(in: 0..<4) {
      case 0: hits.append(hit("f\(number)", id: ids[pick], secret: secrets[pick], at: number))
      case 1: hits.append(hit("f\(number)", id: ids[pick], at: number))
      case 2: hits.append(hit("f\(number)", secret: secrets[pick], at: number))
      default: hits.append(hit("f\(number)", id: ids[pick], at: number, suppressed: "example"))
      }
    }
    var reference: [Finding]?
    for _ in 0..<8 {
      var builder = try builder(cap: 7, suppressed: true)
      for hit in hits.shuffled() { builder.add(hit) }
      let findings = builder.finish().findings
      #expect(reference == nil || reference == findings)
      reference = findings
      #expect(findings.reduce(0) { $0 + $1.locationCount } == 200)
      #expect(findings.allSatisfy { $0.locations.count <= 7 })
    }
  }

  @Test("A budget for all locations together is kept, and what is kept depends on no order")
  func budget() throws {
    let ids = (0..<40).map { _ in TestKeys.keyID() }
    // From one place to forty, so that some credentials stay below any cap.
    let hits = ids.enumerated().flatMap { index, id in
      (0...index).map { hit("f\($0 % 3)", id: id, at: $0) }
    }
    var reference: [Finding]?
    for round in 0..<12 {
      var options = FindingBuilder.Options()
      options.locationBudget = 200
      let judge = Judge(
        inventory: nil, policy: TriagePolicy(now: Scenario.time("2026-11-24")),
        accounts: try AccountTags.bundled())
      var builder = FindingBuilder(
        judge: judge, advice: try AdviceTable.bundled(), options: options)
      for hit in round == 0 ? hits : hits.shuffled() { builder.add(hit) }
      let findings = builder.finish().findings
      #expect(reference == nil || reference == findings)
      reference = findings
      #expect(findings.count == 40)
      #expect(findings.reduce(0) { $0 + $1.locations.count } <= 200)
      #expect(findings.reduce(0) { $0 + $1.locationCount } == hits.count)
      // The first places in order are those that stay.
      let most = findings.map(\.locations.count).max() ?? 0
      for finding in findings {
        #expect(finding.locations.count == min(most, finding.locationCount))
        #expect(finding.locations == finding.locations.sorted())
      }
    }
  }

  @Test("Every credential keeps a place, even beyond the budget")
  func tinyBudget() throws {
    var options = FindingBuilder.Options()
    options.locationBudget = 3
    let judge = Judge(
      inventory: nil, policy: TriagePolicy(now: Scenario.time("2026-11-24")),
      accounts: try AccountTags.bundled())
    var builder = FindingBuilder(judge: judge, advice: try AdviceTable.bundled(), options: options)
    for index in 0..<50 {
      let id = TestKeys.keyID()
      for place in 0..<3 { builder.add(hit("f\(index)", id: id, at: place)) }
    }
    let findings = builder.finish().findings
    #expect(findings.count == 50)
    #expect(findings.allSatisfy { $0.locations.map(\.position.offset) == [0] })
  }

  @Test("A lone secret joins the one key it was seen with")
  func joins() throws {
    let (id, other, secret) = (TestKeys.keyID(), TestKeys.keyID(), TestKeys.secret())
    var one = try builder()
    one.add(hit("lone", secret: secret))
    one.add(hit("pair", id: id, secret: secret))
    let joined = one.finish().findings
    #expect(joined.count == 1)
    #expect(joined.first?.locationCount == 2)
    #expect(joined.first?.credential.kind == .keyPair)
    // With two keys it cannot be told whose it is.
    var two = try builder()
    two.add(hit("lone", secret: secret))
    two.add(hit("pair", id: id, secret: secret))
    two.add(hit("other", id: other, secret: secret))
    #expect(two.finish().findings.count == 3)
  }

  @Test("What stands beside an ID is part of the finding, in any order")
  func besides() throws {
    let id = TestKeys.keyID("ASIA")
    func at(_ line: Int) -> Position { Position(offset: line, length: 9, line: line, column: 1) }
    func token(_ text: String, _ created: String, at line: Int) -> Located<SessionToken> {
      Located(
        SessionToken(
          value: Secret(text.utf8), type: 33, account: AccountID("210987654321"),
          region: "eu-west-1", created: Scenario.time(created)),
        rule: "token", position: at(line))
    }
    var first = hit("a", id: id, at: 3)
    first.sessionToken = token("one", "2026-11-01", at: 5)
    var second = hit("b", id: id, at: 3)
    second.sessionToken = token("two", "2026-11-02", at: 6)
    second.other = Located(
      OtherCredential(kind: .sesSMTPPassword, value: Secret("mail".utf8)), rule: "ses",
      position: at(7))
    for hits in [[first, second], [second, first]] {
      var builder = try builder()
      for hit in hits { builder.add(hit) }
      let sightings = hits.compactMap { builder.sighting(of: $0) }
      let finding = try #require(builder.finish().findings.first)
      let credential = finding.credential
      #expect(credential.kind == .sesSMTPPassword)
      #expect(credential.sessionToken?.sha256 == Fingerprint.digest(of: Secret("two".utf8)).hex)
      #expect(credential.sessionToken?.created == Scenario.time("2026-11-02"))
      #expect(credential.sessionToken?.region == "eu-west-1")
      #expect(credential.sesSMTPPasswordSHA256 == [Fingerprint.digest(of: Secret("mail".utf8)).hex])
      #expect(credential.secretSHA256.isEmpty)
      #expect(finding.locations.map { $0.sessionTokenPosition?.line } == [5, 6])
      #expect(finding.locations.map { $0.sesSMTPPasswordPosition?.line } == [nil, 7])
      #expect(
        Set(sightings.map(\.digests.sessionToken))
          == [Fingerprint.digest(of: Secret("one".utf8)).hex, credential.sessionToken?.sha256])
    }
    // With the secret itself it is a pair.
    var builder = try builder()
    builder.add(second)
    builder.add(hit("c", id: id, secret: TestKeys.secret()))
    #expect(builder.finish().findings.first?.credential.kind == .keyPair)
  }

  @Test("Material that stands alone has its digest, and one position")
  func alone() throws {
    var token = hit("t")
    token.sessionToken = Located(
      SessionToken(value: Secret("token".utf8), type: 33), rule: "token",
      position: Position(offset: 1, length: 5, line: 1, column: 2))
    var bedrock = hit("b")
    bedrock.other = Located(
      OtherCredential(kind: .bedrockLongTermKey, value: Secret("key".utf8)), rule: "bedrock",
      position: Position(offset: 1, length: 3, line: 1, column: 2))
    var builder = try builder()
    builder.add(token)
    builder.add(bedrock)
    let credentials = builder.finish().findings.map(\.credential)
    let session = credentials.first { $0.kind == .sessionToken }?.sessionToken
    #expect(session?.sha256 == Fingerprint.digest(of: Secret("token".utf8)).hex)
    let key = credentials.first { $0.kind == .bedrockLongTermKey }
    #expect(key?.secretSHA256 == [Fingerprint.digest(of: Secret("key".utf8)).hex])
    #expect(FindingLocation(token).sessionTokenPosition == nil)
  }

  @Test("Fingerprints depend on the credential, those of places also on the path")
  func fingerprints() throws {
    let (id, secret) = (TestKeys.keyID(), TestKeys.secret())
    func prints(_ hits: Hit...) throws -> (String, [String]) {
      var builder = try builder()
      for hit in hits { builder.add(hit) }
      let finding = try #require(builder.finish().findings.first)
      return (finding.fingerprint, finding.locations.map(\.fingerprint))
    }
    let plain = try prints(hit("a/b", id: id))
    let moved = try prints(hit("a/b", id: id, secret: secret, at: 99))
    let windows = try prints(hit("a\\b", id: id))
    let renamed = try prints(hit("c", id: id))
    #expect(plain == moved)
    #expect(plain == windows)
    #expect(plain.0 == renamed.0 && plain.1 != renamed.1)
  }

  @Test("What is suppressed is counted, and shown on request only")
  func suppressed() throws {
    let id = TestKeys.keyID()
    var silent = try builder()
    silent.add(hit("a", id: id, suppressed: "example"))
    let result = silent.finish()
    #expect(result.findings.isEmpty)
    #expect(result.suppressed == ["example": 1])
    var shown = try builder(suppressed: true)
    shown.add(hit("a", id: id, suppressed: "example"))
    shown.add(hit("b", id: id))
    let findings = shown.finish().findings
    #expect(findings.map { $0.suppression?.filter } == [nil, "example"])
    #expect(findings.last?.tags.contains(.example) ?? false)
  }

  @Test(
    "Advice fits the place",
    arguments: [
      (".github/workflows/ci.yml", "OIDC"), ("x/main.tf", "Terraform"), ("Dockerfile", "layers"),
      ("home/.aws/credentials", "Identity Center"), ("db/dump.sql", "Rotate first"),
      ("build.log", "logging"), ("a/b.ipynb", "notebook"), ("src/app.py", "role"),
      ("accessKeys.csv", "secret store"), ("k8s/secret.yaml", "Pod"),
    ])
  func advice(path: String, word: String) throws {
    let advice = try AdviceTable.bundled()
    let text = advice.advice(path: SourcePath(path), status: .active)
    #expect(text.contains(word), "\(text)")
    #expect(text.hasPrefix("Rotate it now"))
    #expect(advice.advice(path: SourcePath(path), status: .stale).hasPrefix("Delete it today"))
    for status in Status.allCases {
      #expect(!advice.advice(path: SourcePath(path), status: status).isEmpty)
    }
  }
}
