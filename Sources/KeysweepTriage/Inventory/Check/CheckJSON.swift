internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension CoverageReport {
  /// The report as a JSON document, `keysweep-inventory-check/1`.
  public var json: String { CheckJSON.encode(CheckJSON.Coverage(self)) }
}

extension KeyListing {
  /// The keys as a JSON document, `keysweep-inventory-keys/1`.
  public var json: String { CheckJSON.encode(CheckJSON.Listing(self)) }
}

/// The JSON documents of `keysweep inventory check` and `show`, as the README describes them.
private enum CheckJSON {
  struct Coverage: Encodable {
    var schema = "keysweep-inventory-check/1"
    var complete: Bool
    var inputs: [Input]
    var accounts: [Account]
    var keysOfNoAccount: Int
    var keysOfEventsOnly: Int
    var incidents: [IncidentItem]

    init(_ report: CoverageReport) {
      complete = report.isComplete
      inputs = report.sources.map { Input($0) }
      accounts = report.accounts.map { Account($0) }
      keysOfNoAccount = report.keysOfNoAccount
      keysOfEventsOnly = report.keysOfEventsOnly
      incidents = report.incidents.map { IncidentItem($0) }
    }
  }

  struct Input: Encodable {
    var path: String
    var format: String
    var accounts: [String]
    var asOf: String?
    var records: Int

    init(_ source: InventorySource) {
      path = source.path.lossyText
      format = source.format
      accounts = source.accounts.map(\.description)
      asOf = source.asOf?.iso8601
      records = source.records
    }
  }

  struct Account: Encodable {
    var account: String
    var partitions: [String]
    var complete: Bool
    var decidesUntil: String?
    var reportAsOf: String?
    var reportAsOfIsLowerBound: Bool
    var listsFrom: String?
    var listsTo: String?
    var users: Int
    var slotsFilled: Int
    var slotsActive: Int
    var keysListed: Int
    var keysActive: Int
    var wholeLists: Int
    var rootHasKeys: Bool?
    var missing: [Gap]
    var remarks: [String]

    init(_ coverage: AccountCoverage) {
      account = coverage.account.description
      partitions = coverage.partitions
      complete = coverage.isComplete
      decidesUntil = coverage.decidesUntil?.iso8601
      reportAsOf = coverage.reportAsOf?.iso8601
      reportAsOfIsLowerBound = coverage.reportAsOfIsLowerBound
      listsFrom = coverage.listsFrom?.iso8601
      listsTo = coverage.listsTo?.iso8601
      users = coverage.users
      slotsFilled = coverage.slotsFilled
      slotsActive = coverage.slotsActive
      keysListed = coverage.keysListed
      keysActive = coverage.keysActive
      wholeLists = coverage.wholeLists
      rootHasKeys = coverage.rootHasKeys
      missing = coverage.gaps.map { Gap($0) }
      remarks = coverage.remarks
    }
  }

  struct Gap: Encodable {
    var kind: String
    var statement: String
    var users: [String]
    var command: String?

    init(_ gap: CoverageGap) {
      kind = gap.kind.rawValue
      statement = gap.statement
      users = gap.users
      command = gap.command
    }
  }

  struct IncidentItem: Encodable {
    var kind: String
    var path: String
    var line: Int?
    var detail: String
    var incomplete: Bool

    init(_ incident: Incident) {
      kind = incident.kind.rawValue
      path = incident.path.lossyText
      line = incident.line
      detail = incident.detail
      incomplete = incident.makesIncomplete
    }
  }

  struct Listing: Encodable {
    var schema = "keysweep-inventory-keys/1"
    var keys: [Key]

    init(_ listing: KeyListing) { keys = listing.entries.map { Key($0) } }
  }

  struct Key: Encodable {
    var account: String?
    var user: String?
    var keyId: String?
    var slot: Int?
    var status: String
    var reason: String
    var created: String?
    var lastUsed: String?
    var lastUsedWhere: String?
    var asOf: String?

    init(_ entry: KeyListing.Entry) {
      account = entry.account?.description
      user = entry.user
      keyId = entry.keyID
      slot = entry.slot
      status = entry.status.rawValue
      reason = entry.reason.rawValue
      created = entry.created?.iso8601
      lastUsed = entry.lastUsed?.iso8601
      lastUsedWhere = entry.lastUsedWhere
      asOf = entry.asOf?.iso8601
    }
  }

  static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    // Strings and numbers always encode.
    guard let data = try? encoder.encode(value) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
