internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The way back: from what is written to what it was written from.
extension JSONModel {
  /// Reads every item; a mistake in one names which.
  static func each<Item, Value>(
    _ items: [Item], _ name: String, _ read: (Item) throws -> Value
  ) throws -> [Value] {
    try items.enumerated().map { index, item in
      do {
        return try read(item)
      } catch let misfit as Misfit {
        throw Misfit(place: "\(name)[\(index)].\(misfit.place)", text: misfit.text)
      }
    }
  }

  /// One of the words of an enumeration.
  static func word<Word: RawRepresentable>(_ text: String, _ name: String) throws -> Word
  where Word.RawValue == String {
    guard let word = Word(rawValue: text) else { throw Misfit(place: name, text: text) }
    return word
  }

  static func instant(_ text: String, _ name: String) throws -> Instant {
    guard let instant = Instant(printed: text) else { throw Misfit(place: name, text: text) }
    return instant
  }

  static func instant(ifAny text: String?, _ name: String) throws -> Instant? {
    try text.map { try instant($0, name) }
  }

  static func account(_ text: String, _ name: String) throws -> AccountID {
    guard let account = AccountID(text) else { throw Misfit(place: name, text: text) }
    return account
  }

  static func account(ifAny text: String?, _ name: String) throws -> AccountID? {
    try text.map { try account($0, name) }
  }

  /// The bytes of a path: those in base64, if there are any.
  static func path(_ text: String, _ bytes: String?, _ name: String) throws -> SourcePath {
    guard let bytes else { return SourcePath(text) }
    guard let data = Data(base64Encoded: bytes) else { throw Misfit(place: name, text: bytes) }
    return SourcePath(bytes: Array(data))
  }

  fileprivate static func counts(
    _ named: [String: Int], _ name: String
  ) throws -> [Incident.Kind: Int] {
    var counts: [Incident.Kind: Int] = [:]
    for (text, count) in named { counts[try word(text, name)] = count }
    return counts
  }
}

extension JSONModel.Summary {
  /// The summary, without the incidents themselves; what follows from the findings is not read.
  func summary() throws -> SweepSummary {
    var summary = SweepSummary()
    summary.filesSwept = files
    summary.bytesSwept = bytes
    summary.membersSwept = members
    summary.memberBytes = memberBytes
    summary.directories = directories
    summary.repositoriesSwept = repositories
    summary.objectsSwept = objects
    summary.objectBytes = objectBytes
    summary.known = known.map {
      var known = SweepSummary.Known()
      (known.files, known.objects) = ($0.files, $0.objects)
      return known
    }
    summary.skipped = try JSONModel.counts(skipped, "summary.skipped")
    summary.suppressed = suppressed
    summary.incidentCounts = try JSONModel.counts(incidents, "summary.incidents")
    summary.inventorySources = try JSONModel.each(inventory, "summary.inventory") {
      InventorySource(
        path: try JSONModel.path($0.path, $0.pathBytes, "pathBytes"), format: $0.format,
        accounts: try $0.accounts.map { try JSONModel.account($0, "accounts") },
        asOf: try JSONModel.instant(ifAny: $0.asOf, "asOf"), records: $0.records)
    }
    return summary
  }
}

extension JSONModel.IncidentItem {
  func incident() throws -> Incident {
    Incident(
      try JSONModel.word(kind, "kind"), path: try JSONModel.path(path, pathBytes, "pathBytes"),
      line: line, detail: detail)
  }
}

extension JSONModel.FindingItem {
  func finding() throws -> Finding {
    var finding = Finding(
      credential: try credential(), verdict: try verdict(),
      tags: Set(try tags.map { try JSONModel.word($0, "tags") }),
      locations: try JSONModel.each(locations, "locations") { try $0.location() },
      locationCount: locationCount, fingerprint: fingerprint, advice: advice,
      suppression: suppression.map { Suppression(filter: $0.filter, reason: $0.reason) })
    finding.facts = try facts?.facts()
    return finding
  }

  private func credential() throws -> Credential {
    var credential = Credential(
      kind: try JSONModel.word(kind, "kind"), secretSHA256: secretSha256,
      sesSMTPPasswordSHA256: sesSmtpPasswordSha256 ?? [],
      account: try JSONModel.account(ifAny: account, "account"),
      pairing: try JSONModel.word(pairing, "pairing"))
    if let keyId {
      guard let id = AccessKeyID(keyId) else { throw Misfit(place: "keyId", text: keyId) }
      credential.keyID = id
    }
    if let session = sessionToken {
      let token = SessionToken(
        value: Secret([]), type: 0,
        account: try JSONModel.account(ifAny: session.account, "sessionToken.account"),
        region: session.region,
        created: try JSONModel.instant(ifAny: session.created, "sessionToken.created"))
      credential.sessionToken = Credential.Session(token, sha256: session.sha256)
    }
    return credential
  }

  private func verdict() throws -> Verdict {
    var verdict = Verdict(
      try JSONModel.word(status, "status"), usable: try JSONModel.word(usable, "usable"),
      reason: try JSONModel.word(reason, "reason"),
      evidence: try JSONModel.each(evidence, "evidence") { item in
        Evidence(
          item.statement,
          source: try item.source.map { try JSONModel.path($0, item.sourceBytes, "sourceBytes") },
          asOf: try JSONModel.instant(ifAny: item.asOf, "asOf"), rule: item.rule)
      },
      owner: owner,
      candidates: try JSONModel.each(candidates, "candidates") {
        Candidate(
          user: $0.user, slot: $0.slot,
          lastUsed: try JSONModel.instant(ifAny: $0.lastUsed, "lastUsed"), isStale: $0.stale)
      })
    verdict.created = try JSONModel.instant(ifAny: created, "created")
    verdict.lastUsed = try JSONModel.instant(ifAny: lastUsed, "lastUsed")
    verdict.lastUsedWhere = lastUsedWhere
    verdict.asOf = try JSONModel.instant(ifAny: asOf, "asOf")
    verdict.asOfIsLowerBound = asOfIsLowerBound ?? false
    return verdict
  }
}
