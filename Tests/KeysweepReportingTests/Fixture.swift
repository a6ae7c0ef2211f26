import KeysweepModel

/// One report with everything in it; its keys are made up and decode to documentation accounts.
enum Fixture {
  static func instant(_ text: String) -> Instant {
    Instant(iso8601: text) ?? Instant(secondsSinceEpoch: 0)
  }

  static let inventory = SourcePath("inventory/credential-report.csv")

  static func evidence(_ text: String, _ rule: String) -> Evidence {
    Evidence(text, source: inventory, asOf: instant("2026-11-20T00:00:00Z"), rule: rule)
  }

  static func location(_ path: SourcePath, _ line: Int, secretLine: Int? = nil) -> FindingLocation {
    FindingLocation(
      path: path, position: Position(offset: 10 * line, length: 20, line: line, column: 7),
      secretPosition: secretLine.map { Position(offset: 10 * $0, length: 40, line: $0, column: 9) },
      rule: "aws-access-key-id", pairing: secretLine == nil ? .none : .structural,
      fingerprint: String(repeating: "ab", count: 32),
      observations: [Observation(instant("2025-01-02T03:04:05Z"), basis: .commit)])
  }

  static func finding(
    _ body: String, _ verdict: Verdict, tags: Set<Tag> = [], locations: [FindingLocation],
    count: Int? = nil, suppression: Suppression? = nil
  ) -> Finding {
    let id = AccessKeyID("AKIA\(body)")
    return Finding(
      credential: Credential(
        kind: .keyPair, keyID: id, secretSHA256: [String(repeating: "0f", count: 32)],
        account: id?.account, pairing: .structural),
      verdict: verdict, tags: tags, locations: locations, locationCount: count ?? locations.count,
      fingerprint: String(repeating: "cd", count: 32), advice: "Rotate it now with its owner.",
      suppression: suppression)
  }

  /// Key IDs with a session token, and with an SES SMTP password.
  static var materials: [Finding] {
    let verdict = Verdict(
      .unknown, usable: .unknown, reason: .noInventory,
      evidence: [Evidence("no inventory was given", rule: "no-inventory")])
    var temporary = finding(
      "RTX3GSDSQFFFFFFF", verdict, locations: [location(SourcePath("e.env"), 1, secretLine: 2)])
    let token = SessionToken(
      value: Secret([]), type: 33, account: AccountID("111122223333"), region: "us-east-1",
      created: instant("2026-11-23T01:02:03Z"))
    temporary.credential.sessionToken = Credential.Session(
      token, sha256: String(repeating: "7a", count: 32))
    temporary.locations[0].sessionTokenPosition = Position(
      offset: 30, length: 400, line: 3, column: 5)
    var mail = finding("RTX3GSDSQGGGGGGG", verdict, locations: [location(SourcePath("f.csv"), 2)])
    mail.credential.kind = .sesSMTPPassword
    mail.credential.secretSHA256 = []
    mail.credential.sesSMTPPasswordSHA256 = [String(repeating: "5e", count: 32)]
    mail.locations[0].sesSMTPPasswordPosition = Position(
      offset: 60, length: 44, line: 2, column: 60)
    return [temporary, mail]
  }

  static var report: SweepReport {
    var active = Verdict(
      .active, usable: .yes, reason: .inUse,
      evidence: [
        evidence("root, access_key_1 Active, last used 2026-11-19 iam/us-east-1", "exact-match")
      ],
      owner: "<root_account>")
    active.created = instant("2020-01-01T00:00:00Z")
    active.lastUsed = instant("2026-11-19T00:00:00Z")
    active.lastUsedWhere = "iam/us-east-1"
    let stale = Verdict(
      .stale, usable: .yes, reason: .unused,
      evidence: [evidence("bob, access_key_2 Active, never used", "exact-match")], owner: "bob")
    let unknown = Verdict(
      .unknown, usable: .unknown, reason: .ambiguous,
      evidence: [evidence("could be one of 2 active keys of account 111122223333", "R5")],
      candidates: [
        Candidate(user: "alice", slot: 1, lastUsed: instant("2026-10-01"), isStale: false),
        Candidate(user: "<root_account>", slot: 2, isStale: true),
      ])
    let rotated = Verdict(
      .rotated, usable: .unlikely, reason: .inferred,
      evidence: [evidence("every active key was created after the leak was seen", "R4")])
    let expired = Verdict(
      .expired, usable: .no, reason: .pastLifetime,
      evidence: [
        Evidence(
          "its session token was issued long ago", source: SourcePath(bytes: [0x74, 0xFE]),
          rule: "token-lifetime")
      ])
    let hostile = SourcePath(bytes: Array("evil\u{1B}[2J\n/\u{202E}cod.txt".utf8) + [0xFF])
    var summary = SweepSummary()
    summary.filesSwept = 1234
    summary.bytesSwept = 5_000_000
    summary.directories = 56
    summary.skipped = [.symlinkSkipped: 2, .excluded: 1]
    summary.suppressed = ["example": 3, "hex": 1]
    summary.incidents = [
      Incident(.missing, path: SourcePath("gone"), detail: "no such file or folder"),
      Incident(.malformedInventory, path: inventory, line: 7, detail: "row left out: no ARN"),
    ]
    summary.incidentCounts = [
      .missing: 1, .malformedInventory: 1, .symlinkSkipped: 2, .excluded: 1,
    ]
    summary.inventorySources = [
      InventorySource(
        path: inventory, format: "credential-report",
        accounts: [AccountID("111122223333")].compactMap { $0 },
        asOf: instant("2026-11-20T00:00:00Z"), records: 12),
      InventorySource(path: SourcePath(bytes: [0x6C, 0xFF]), format: "list-access-keys"),
    ]
    var report = SweepReport(
      findings: [
        finding(
          "RTX3GSDSQAAAAAAA", active, tags: [.root, .fixtureAccount],
          locations: (1...7).map { location(SourcePath("src/app.env"), $0, secretLine: $0 + 1) },
          count: 1207),
        finding("RTX3GSDSQBBBBBBB", stale, locations: [location(hostile, 3)]),
        finding("RTX3GSDSQCCCCCCC", unknown, locations: [location(SourcePath("a.sql"), 9)]),
        finding("RTX3GSDSQDDDDDDD", rotated, locations: [location(SourcePath("b.log"), 1)]),
        finding("RTX3GSDSQEEEEEEE", expired, locations: [location(SourcePath("c.md"), 2)]),
        finding(
          "IOSFODNN7EXAMPLE", unknown, tags: [.example],
          locations: [location(SourcePath("d.md"), 4)],
          suppression: Suppression(filter: "example", reason: "a key ID that AWS publishes")),
      ],
      summary: summary, toolVersion: "0.0.0-test", asOf: instant("2026-11-24T00:00:00Z"),
      staleAfterDays: 90)
    report.findings.insert(contentsOf: materials, at: 2)
    return report
  }
}
