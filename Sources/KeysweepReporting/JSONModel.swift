internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The JSON schema `keysweep-report/1`, as documented in the README.
enum JSONModel {
  static let schema = "keysweep-report/1"

  struct Tool: Codable {
    var name = "keysweep"
    var version: String
  }

  struct Source: Codable {
    var path: String
    var pathBytes: String?
    var format: String
    var accounts: [String]
    var asOf: String?
    var records: Int

    init(_ source: InventorySource) {
      (path, pathBytes) = JSONModel.path(source.path)
      format = source.format
      accounts = source.accounts.map(\.description)
      asOf = source.asOf?.iso8601
      records = source.records
    }
  }

  struct KnownItem: Codable {
    var files: Int
    var objects: Int
  }

  struct Summary: Codable {
    var complete: Bool
    var credentials: Int
    var usable: Int
    var byStatus: [String: Int]
    var files: Int
    var bytes: Int
    var members: Int
    var memberBytes: Int
    var directories: Int
    var repositories: Int
    var objects: Int
    var objectBytes: Int
    /// Only of a sweep with `--state`.
    var known: KnownItem?
    var skipped: [String: Int]
    var suppressed: [String: Int]
    var incidents: [String: Int]
    var inventory: [Source]

    init(_ report: SweepReport) {
      let counted = report.findings.filter { $0.suppression == nil }
      let summary = report.summary
      complete = summary.isComplete
      credentials = counted.count
      usable = counted.count { $0.verdict.usable == .yes }
      byStatus = Dictionary(
        uniqueKeysWithValues: Status.allCases.map { status in
          (status.rawValue, counted.count { $0.verdict.status == status })
        })
      files = summary.filesSwept
      bytes = summary.bytesSwept
      members = summary.membersSwept
      memberBytes = summary.memberBytes
      directories = summary.directories
      repositories = summary.repositoriesSwept
      objects = summary.objectsSwept
      objectBytes = summary.objectBytes
      known = summary.known.map { KnownItem(files: $0.files, objects: $0.objects) }
      skipped = Self.named(summary.skipped)
      suppressed = summary.suppressed
      incidents = Self.named(summary.incidentCounts)
      inventory = summary.inventorySources.map(Source.init)
    }

    private static func named(_ counts: [Incident.Kind: Int]) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
    }
  }

  struct EvidenceItem: Codable {
    var statement: String
    var source: String?
    var sourceBytes: String?
    var asOf: String?
    var rule: String

    init(_ evidence: Evidence) {
      statement = evidence.statement
      if let path = evidence.source { (source, sourceBytes) = JSONModel.path(path) }
      asOf = evidence.asOf?.iso8601
      rule = evidence.rule
    }
  }

  struct SessionItem: Codable {
    var sha256: String
    var created: String?
    var region: String?
    var account: String?

    init(_ session: Credential.Session) {
      sha256 = session.sha256
      created = session.created?.iso8601
      region = session.region
      account = session.account?.description
    }
  }

  struct CandidateItem: Codable {
    var user: String
    var slot: Int
    var lastUsed: String?
    var stale: Bool
  }

  struct SuppressionItem: Codable {
    var filter: String
    var reason: String
  }

  struct FindingItem: Codable {
    var type: String?
    var fingerprint: String
    var kind: String
    var keyId: String?
    var keyKind: String?
    var keyForm: String?
    var account: String?
    var secretSha256: [String]
    var sesSmtpPasswordSha256: [String]?
    var sessionToken: SessionItem?
    var pairing: String
    var status: String
    var usable: String
    var reason: String
    var owner: String?
    var created: String?
    var lastUsed: String?
    var lastUsedWhere: String?
    /// When it was so, by the inventory; then or later, if ``asOfIsLowerBound``.
    var asOf: String?
    var asOfIsLowerBound: Bool?
    var candidates: [CandidateItem]
    var tags: [String]
    var evidence: [EvidenceItem]
    var advice: String
    var locationCount: Int
    var locations: [LocationItem]
    var suppression: SuppressionItem?
    /// Only where there are some.
    var facts: FactsItem?

    init(_ finding: Finding, type: String? = nil) {
      let credential = finding.credential
      let verdict = finding.verdict
      self.type = type
      fingerprint = finding.fingerprint
      kind = credential.kind.rawValue
      keyId = credential.keyID?.description
      keyKind = credential.keyID?.kind.rawValue
      keyForm = credential.keyID?.form.rawValue
      account = credential.account?.description
      secretSha256 = credential.secretSHA256
      let passwords = credential.sesSMTPPasswordSHA256
      sesSmtpPasswordSha256 = passwords.isEmpty ? nil : passwords
      sessionToken = credential.sessionToken.map(SessionItem.init)
      pairing = credential.pairing.rawValue
      status = verdict.status.rawValue
      usable = verdict.usable.rawValue
      reason = verdict.reason.rawValue
      owner = verdict.owner
      created = verdict.created?.iso8601
      lastUsed = verdict.lastUsed?.iso8601
      lastUsedWhere = verdict.lastUsedWhere
      asOf = verdict.asOf?.iso8601
      asOfIsLowerBound = verdict.asOfIsLowerBound ? true : nil
      candidates = verdict.candidates.map {
        CandidateItem(
          user: $0.user, slot: $0.slot, lastUsed: $0.lastUsed?.iso8601, stale: $0.isStale)
      }
      tags = finding.tags.sorted().map(\.rawValue)
      evidence = verdict.evidence.map(EvidenceItem.init)
      advice = finding.advice
      locationCount = finding.locationCount
      locations = finding.locations.map(LocationItem.init)
      suppression = finding.suppression.map {
        SuppressionItem(filter: $0.filter, reason: $0.reason)
      }
      facts = finding.facts.flatMap { $0.isEmpty ? nil : FactsItem($0) }
    }
  }

  struct IncidentItem: Codable {
    var type: String?
    var kind: String
    var path: String
    var pathBytes: String?
    var line: Int?
    var detail: String
    var incomplete: Bool

    init(_ incident: Incident, type: String? = nil) {
      self.type = type
      kind = incident.kind.rawValue
      (path, pathBytes) = JSONModel.path(incident.path)
      line = incident.line
      detail = incident.detail
      incomplete = incident.makesIncomplete
    }
  }

  struct Header: Codable {
    var type = "header"
    var schema = JSONModel.schema
    var tool: Tool
    var asOf: String
    var staleAfterDays: Int

    init(_ report: SweepReport) {
      tool = Tool(version: report.toolVersion)
      asOf = report.asOf.iso8601
      staleAfterDays = report.staleAfterDays
    }
  }

  struct SummaryLine: Codable {
    var type = "summary"
    var summary: Summary
  }

  /// The path as text, and its bytes in base64 where the text cannot hold them.
  static func path(_ path: SourcePath) -> (String, String?) {
    if let text = String(validating: path.bytes, as: UTF8.self) { return (text, nil) }
    return (path.lossyText, Data(path.bytes).base64EncodedString())
  }

  /// Encodes one value; keys sorted, slashes as they are.
  static func encode(_ value: some Encodable, pretty: Bool) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty
      ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      : [.sortedKeys, .withoutEscapingSlashes]
    // Strings and numbers always encode; an empty object keeps the document valid if they do not.
    guard let data = try? encoder.encode(value) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
