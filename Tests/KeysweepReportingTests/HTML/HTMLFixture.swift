import Foundation
import KeysweepModel

@testable import KeysweepReporting

/// Reports for the page: every credential has a fingerprint of its own there.
enum HTMLFixture {
  static func render(_ report: SweepReport) -> String {
    var text = ""
    HTMLReporter().write(report) { text += $0 }
    return text
  }

  static func fingerprint(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 64 - digits.count) + digits
  }

  /// Numbers the fingerprints of a report.
  static func numbered(_ report: SweepReport) -> SweepReport {
    var report = report
    for index in report.findings.indices { report.findings[index].fingerprint = fingerprint(index) }
    return report
  }

  /// All there is: every status, suppressed ones, git histories, incidents.
  static var report: SweepReport {
    var report = Fixture.report
    report.findings += GitFixture.report.findings
    return numbered(report)
  }

  // MARK: Hostile

  /// What would run, or break out, if it were taken for anything but text.
  static let payloads = [
    "<img src=x onerror=pwned=1>", "<script>pwned=1</script>", "</script><script>pwned=1</script>",
    "<!--<script>", "--><svg onload=pwned=1>", "\" autofocus onfocus=pwned=1 x=\"",
    "' onmouseover=pwned=1 '", "\"\u{301} onmouseover=pwned=1 x=\"\u{301}",
    "{{headline}}{{{style}}}",
    "javascript:pwned=1", "</title><script>pwned=1</script>", "</style><script>pwned=1</script>",
    "\u{2028}pwned=1\u{2029}", "]]><script>pwned=1</script>",
    "&lt;script&gt;pwned=1&lt;/script&gt;",
    "${pwned=1}", "`;pwned=1;//", "\\u003cscript\\u003e", "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<iframe srcdoc='<script>pwned=1</script>'>",
    "__proto__", "constructor",
  ]

  /// Everything that somebody else writes is hostile.
  static var hostile: SweepReport {
    var report = Fixture.report
    report.findings = payloads.enumerated().map { index, payload in
      let path = SourcePath("src/\(payload)/\(payload)")
      var git = GitFixture.place(
        .blob,
        first: GitFixture.commit(
          "7a", "2022-02-02T00:00:00Z", payload,
          by: GitPlace.Person(name: payload, email: payload)), paths: GitFixture.names(payload))
      git.last = git.first
      git.first?.url = index.isMultiple(of: 2) ? "javascript:pwned=1" : payload
      git.url = "javascript:pwned=1//\(payload)"
      git.branches = GitFixture.names("refs/heads/\(payload)", payload)
      git.recovery = GitFixture.names(payload)
      git.repository = path
      var location = Fixture.location(path, 1, secretLine: 2)
      location.git = Shared(git)
      location.rule = payload
      var verdict = Verdict(
        Status.allCases[index % 5], usable: index.isMultiple(of: 3) ? .yes : .unknown,
        reason: .ambiguous,
        evidence: [Evidence(payload, source: path, asOf: report.asOf, rule: payload)],
        owner: payload,
        candidates: [Candidate(user: payload, slot: 1, lastUsed: report.asOf, isStale: false)])
      verdict.lastUsed = report.asOf
      verdict.lastUsedWhere = payload
      var finding = Fixture.finding(
        "RTX3GSDSQAAAAAAA", verdict, locations: [location],
        suppression: index.isMultiple(of: 7) ? Suppression(filter: payload, reason: payload) : nil)
      finding.advice = payload
      return finding
    }
    report.toolVersion = payloads[0]
    report.summary.incidents = payloads.map {
      Incident(.unreadable, path: SourcePath($0), detail: $0)
    }
    report.summary.incidentCounts = [.unreadable: payloads.count]
    report.summary.suppressed = Dictionary(uniqueKeysWithValues: payloads.map { ($0, 1) })
    report.summary.inventorySources = payloads.map {
      InventorySource(path: SourcePath($0), format: $0, records: 1)
    }
    return numbered(report)
  }

  // MARK: Large

  /// A made-up estate with `credentials` credentials at `places` places each.
  static func estate(credentials: Int, places: Int) -> SweepReport {
    let owners = [
      "alice", "bob", "ci-deploy", "terraform", "backup-job", "data-team", "legacy-app",
    ]
    let roots = [
      "/srv/git/shop", "/srv/git/billing", "/srv/git/platform/infra", "/backup/2023/db.tar.gz!",
      "/backup/2024/home", "/home/alice/projects", "/var/log/ci",
    ]
    let files = [
      "config/prod.env", "deploy/values.yaml", "notes.md", "app/settings.py", "dump.sql",
    ]
    let start = Fixture.instant("2017-02-01T00:00:00Z")
    let asOf = Fixture.instant("2026-11-20T06:00:00Z")
    let day: Int64 = 86_400
    var report = Fixture.report
    report.findings = (0..<credentials).map { number in
      let pick = number &* 7919
      let kind = pick % 20
      let created = start + Int64(pick % 3000) * day
      var verdict: Verdict =
        switch kind {
        case 0, 1: Verdict(.active, usable: .yes, reason: .inUse, evidence: [])
        case 2, 3, 4: Verdict(.stale, usable: .yes, reason: .unused, evidence: [])
        case 5, 6, 7:
          Verdict(.unknown, usable: .unknown, reason: .inventoryIncomplete, evidence: [])
        case 8, 9: Verdict(.expired, usable: .no, reason: .pastLifetime, evidence: [])
        default: Verdict(.rotated, usable: .no, reason: .deleted, evidence: [])
        }
      let owner = number < 1000 ? owners[pick % 7] : "user-\(number % 900)"
      verdict.evidence = [
        Fixture.evidence("\(owner), access_key_1, as the list has it", "exact-match")
      ]
      if verdict.status != .unknown {
        verdict.owner = owner
        verdict.created = created
        verdict.asOf = asOf
        verdict.lastUsed = min(asOf, created + Int64(100 + pick % 1700) * day)
        verdict.lastUsedWhere = "s3/eu-central-1"
      }
      let seen = min(asOf, created + Int64(40 + pick % 700) * day)
      let locations = (0..<places).map { place -> FindingLocation in
        let at = pick + place
        let path = "\(roots[at % 7])/\(at % 11)/\(files[at % 5])"
        var location = Fixture.location(SourcePath(path), 1 + place, secretLine: 2 + place)
        location.observations = [Observation(seen, basis: .logLine)]
        if at % 7 < 3 {
          var git = GitFixture.place(.blob, first: GitFixture.added)
          git.branches = GitFixture.names("refs/heads/main", "refs/heads/dev", count: 4)
          git.standsAtHead = at.isMultiple(of: 2)
          git.url = "https://github.com/example/shop/blob/main/\(path)#L\(place + 1)"
          location.git = Shared(git)
        }
        return location
      }
      var finding = Fixture.finding(
        body(number), verdict, tags: kind == 0 ? [.root] : [], locations: locations)
      finding.credential.account = AccountID("\(111_122_223_330 + pick % 4)")
      finding.advice =
        "Rotate it now with its owner: create a new key, switch over, delete this one."
      return finding
    }
    report.findings.sort { $0.rank < $1.rank }
    report.summary.inventorySources = [Fixture.report.summary.inventorySources[0]]
    return numbered(report)
  }

  /// The body of a made-up key ID.
  private static func body(_ number: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    return "RTX3GSDSQ"
      + String((0..<7).map { letters[(number &* 40_503) >> (5 * (6 - $0)) & 31] })
  }
}
