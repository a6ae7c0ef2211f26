import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepReporting

/// What the schema of SARIF does not say, and its text does.
@Suite("SARIF")
struct SARIFTests {
  static func run(_ report: SweepReport) throws -> [String: Any] {
    let text = FormatGoldenTests.render(.sarif, report)
    let log = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require((log?["runs"] as? [[String: Any]])?.first)
  }

  static func results(_ run: [String: Any]) throws -> [[String: Any]] {
    try #require(run["results"] as? [[String: Any]])
  }

  static func texts(_ run: [String: Any]) throws -> [String] {
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    let all = try #require(invocation["toolExecutionNotifications"] as? [[String: Any]])
    return all.compactMap { ($0["message"] as? [String: String])?["text"] }
  }

  /// The regions of a result, and their addresses.
  static func places(_ result: [String: Any]) -> [(artifact: [String: Any], region: [String: Any])]
  {
    (result["locations"] as? [[String: Any]] ?? []).compactMap { location in
      let physical = location["physicalLocation"] as? [String: Any]
      guard let artifact = physical?["artifactLocation"] as? [String: Any],
        let region = physical?["region"] as? [String: Any]
      else { return nil }
      return (artifact, region)
    }
  }

  @Test("Rules, kinds, levels and severities fit together")
  func rules() throws {
    let run = try Self.run(EstateFixture.report)
    let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
    let rules = try #require(driver?["rules"] as? [[String: Any]])
    var scores: [Double] = []
    for rule in rules {
      let properties = try #require(rule["properties"] as? [String: Any])
      scores.append(try #require((properties["security-severity"] as? String).flatMap(Double.init)))
      #expect((properties["tags"] as? [String])?.count ?? 0 <= 10)
      let help = try #require((rule["help"] as? [String: String])?["markdown"])
      for part in ["What it is", "revoke", "rotate", "avoid"] { #expect(help.contains(part)) }
    }
    #expect(scores == scores.sorted(by: >))
    #expect(scores.first == 10 && scores.allSatisfy { $0 > 0 })
    for result in try Self.results(run) {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      let isSuppressed = result["suppressions"] != nil
      #expect(result["kind"] as? String == (isSuppressed ? "informational" : "fail"))
      #expect((result["level"] as? String == "none") == isSuppressed)
    }
    let suppressions = try Self.results(run).compactMap { $0["suppressions"] as? [[String: Any]] }
    #expect(suppressions.count == 1)
    #expect(
      suppressions[0][0]["justification"] as? String == "example: a key ID that AWS publishes")
  }

  @Test("Every credential comes once before any comes again")
  func order() throws {
    let results = try Self.results(try Self.run(EstateFixture.report))
    let count = EstateFixture.report.findings.count
    let first = results.prefix(count).compactMap { result -> String? in
      (result["properties"] as? [String: Any])?["credential"] as? String
    }
    #expect(first == EstateFixture.report.findings.map(\.name))
    #expect(results.count > count)
  }

  @Test("Columns and bytes only where both are known; IDs point at their secrets")
  func regions() throws {
    let results = try Self.results(try Self.run(EstateFixture.report))
    let plain = try #require(results.first { Self.places($0).count == 2 })
    let (artifact, region) = Self.places(plain)[0]
    #expect(artifact["uri"] as? String == "a%20b/%C3%A4.env")
    #expect(artifact["uriBaseId"] as? String == "SRCROOT")
    #expect(region["startColumn"] as? Int == 7 && region["endColumn"] as? Int == 27)
    #expect(region["byteOffset"] as? Int == 309 && region["byteLength"] as? Int == 20)
    let related = try #require((plain["relatedLocations"] as? [[String: Any]])?.first)
    let secret = (related["physicalLocation"] as? [String: Any])?["region"] as? [String: Any]
    #expect(secret?["startColumn"] as? Int == 5 && secret?["endColumn"] as? Int == 45)
    let target = (related["relationships"] as? [[String: Any]])?.first?["target"] as? Int
    #expect(target == 1 && related["id"] as? Int == 2)
    let folded = try #require(
      results.flatMap(Self.places).first { $0.artifact["uri"] as? String == "folded.yml" })
    #expect(folded.region["startColumn"] == nil && folded.region["byteOffset"] == nil)
    let uris = results.flatMap(Self.places).compactMap { $0.artifact["uri"] as? String }
    #expect(uris.contains("file:///srv/abs.env"))
    #expect(uris.contains("raw-%FE%25"))
    #expect(uris.allSatisfy { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !$0.isEmpty })
  }

  @Test("Members of archives are artifacts within artifacts, without doubles")
  func archives() throws {
    let run = try Self.run(EstateFixture.report)
    let artifacts = try #require(run["artifacts"] as? [[String: Any]])
    let uris = artifacts.map { ($0["location"] as? [String: String])?["uri"] }
    #expect(Array(uris.prefix(4)) == ["outer.zip", "/in%20ner.tar", "/etc/app.env", "/other"])
    #expect(artifacts.prefix(4).map { $0["parentIndex"] as? Int } == [nil, 0, 1, 0])
    let member = try Self.results(run).flatMap(Self.places).first {
      $0.artifact["index"] as? Int == 2
    }
    #expect(member?.artifact["uri"] as? String == "/etc/app.env")
  }

  @Test("Places in a history are files of a repository, with its address on the forge")
  func history() throws {
    let run = try Self.run(GitFixture.report)
    let bases = try #require(run["originalUriBaseIds"] as? [String: [String: Any]])
    #expect(bases["REPOSITORY1"]?["uri"] as? String == "work/shop/")
    #expect(bases["REPOSITORY1"]?["uriBaseId"] as? String == "SRCROOT")
    let origin = try #require((run["versionControlProvenance"] as? [[String: Any]])?.first)
    #expect(origin["repositoryUri"] as? String == "https://github.com/example/shop")
    let first = try #require(try Self.results(run).first)
    let place = Self.places(first)[0]
    #expect(place.artifact["uri"] as? String == "config/.env")
    #expect(place.artifact["uriBaseId"] as? String == "REPOSITORY1")
    // In the folder of the repository itself.
    var report = GitFixture.report
    report.findings = [report.findings[0]]
    report.findings[0].locations = GitFixture.standing.map { location in
      var location = location
      location.path = SourcePath("./config/.env@\(GitFixture.added.id)")
      location.git = (location.git?.value).map {
        var git = $0
        git.repository = SourcePath(".")
        return Shared(git)
      }
      return location
    }
    let own = try Self.run(report)
    let root = try #require((own["versionControlProvenance"] as? [[String: Any]])?.first)
    #expect((root["mappedTo"] as? [String: String]) == ["uriBaseId": "SRCROOT"])
    let file = Self.places(try #require(try Self.results(own).first))[0].artifact
    #expect(file["uri"] as? String == "config/.env" && file["uriBaseId"] as? String == "SRCROOT")
    #expect((first["hostedViewerUri"] as? String)?.hasPrefix("https://github.com/") ?? false)
  }

  @Test("Incidents are notifications, and an incomplete sweep no success")
  func notifications() throws {
    let run = try Self.run(EstateFixture.report)
    let invocation = (run["invocations"] as? [[String: Any]])?.first
    #expect(invocation?["executionSuccessful"] as? Bool == false)
    let texts = try Self.texts(run)
    #expect(texts.contains("gone: missing: no such file or folder"))
    #expect(texts.contains("notice: 2 more, not named"))
    #expect(texts.contains { $0.contains(#"\[a\](1) {{0}}"#) })
    var whole = EstateFixture.report
    whole.summary = SweepSummary()
    let good = (try Self.run(whole)["invocations"] as? [[String: Any]])?.first
    #expect(good?["executionSuccessful"] as? Bool == true)
  }

  @Test("The limits of GitHub hold, and what they cut is said", .timeLimit(.minutes(5)))
  func limits() throws {
    var report = Fixture.report
    var finding = EstateFixture.finding
    finding.locations = (0..<40).map { index in
      EstateFixture.location(
        SourcePath("f\(index / 2)"), index + 1, fingerprint: String(16 + index / 2, radix: 16))
    }
    finding.locationCount = 50
    var many = finding
    many.locations = (1...1200).map { EstateFixture.location(SourcePath("many"), $0) }
    many.locationCount = 1200
    report.findings = [many] + Array(repeating: finding, count: 1300)
    let run = try Self.run(report)
    let results = try Self.results(run)
    #expect(results.count == SARIFReporter.Limit.results)
    #expect(Self.places(results[0]).count == SARIFReporter.Limit.locations)
    #expect(results[0]["occurrenceCount"] as? Int == 1200)
    let texts = try Self.texts(run)
    #expect(
      texts.contains { $0.hasPrefix("GitHub takes 25 000 results: 1001 of the least severe") })
    #expect(texts.contains { $0.hasPrefix("GitHub shows 5000 of the 25 000") })
    #expect(texts.contains { $0.contains("locations left out") })
    #expect(texts.contains { $0.hasPrefix("13 000 locations counted only") })
  }

  @Test("As much as fits, with nothing alike, compresses to less than 10 MB")
  func size() throws {
    var report = Fixture.report
    report.findings = (0..<5000).map { number in
      var finding = EstateFixture.finding
      finding.fingerprint = TestKeys.hex(64)
      finding.credential.keyID = AccessKeyID(TestKeys.keyID())
      finding.credential.secretSHA256 = [TestKeys.hex(64)]
      let files = (0..<5).map { _ in TestKeys.hex(8) }
      finding.locations = (0..<25).map { index in
        var location = EstateFixture.location(
          SourcePath("d\(number)/\(files[index / 5]).env"), index + 1)
        location.position.offset = Int.random(in: 0..<1 << 30)
        location.fingerprint = TestKeys.hex(64)
        return location
      }
      finding.locationCount = 25
      return finding
    }
    let tree = try TempTree()
    let file = try tree.write("out.sarif", FormatGoldenTests.render(.sarif, report))
    #expect(try Tool.run("gzip", [file]).status == 0)
    let packed = try Data(contentsOf: URL(filePath: file + ".gz"))
    #expect(packed.count < 10_000_000, "\(packed.count)")
  }
}
