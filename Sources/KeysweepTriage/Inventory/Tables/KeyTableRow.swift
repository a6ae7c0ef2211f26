internal import KeysweepModel

/// A key as some table shows it, in the table's own words.
struct KeyTableRow {
  /// What a row holds, by the names that the AWS CLI, Steampipe and CloudQuery use.
  struct Columns {
    var id: Int?
    var status: Int?
    var created: Int?
    var user: Int?
    var arn: Int?
    var account: Int?
    var lastUsed: Int?
    var lastService: Int?
    var lastRegion: Int?
    var asOf: Int?
    var format = "list-access-keys"

    init() {}

    /// Finds the columns.
    ///
    /// - Parameter names: In lower case.
    init(_ names: [String]) {
      for (index, name) in names.enumerated() {
        // `AccessKeyId`, `access_key_id`, `Access key ID` are the same.
        switch String(name.filter { $0 != "_" && $0 != " " && $0 != "-" }) {
        case "accesskeyid": id = id ?? index
        case "status": status = index
        case "createdate", "created", "creationdate": created = index
        case "username", "user": user = user ?? index
        case "userarn", "arn": arn = index
        case "accountid", "account": account = index
        case "accesskeylastuseddate", "lastused", "lastuseddate": lastUsed = index
        case "accesskeylastusedservice", "lastusedservicename", "lastusedservice":
          lastService = index
        case "accesskeylastusedregion", "lastusedregion": lastRegion = index
        case "cqsynctime": asOf = index
        default: continue
        }
        if name == "access_key_id" { format = "steampipe-access-keys" }
      }
      if names.contains(where: { $0.hasPrefix("_cq_") }) || names.contains("last_used") {
        format = "cloudquery-access-keys"
      }
    }

    /// Whether the table tells the last use, even if that is "never".
    var knowsLastUse: Bool { lastUsed != nil }
    /// Whether the table tells users.
    var knowsUser: Bool { user != nil || arn != nil }

    /// Fills a record.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - field: Gives a column's text, nil where it says that there is nothing.
    func read(into record: inout KeyTableRow, _ field: (Int) -> String?) {
      record.id = id.flatMap(field) ?? ""
      record.status = status.flatMap(field)
      record.created = created.flatMap(field)
      record.user = user.flatMap(field)
      record.account = account.flatMap(field).flatMap { AccountID($0) }
      if let text = arn.flatMap(field), let arn = Arn(text) {
        record.user = record.user ?? arn.user
        record.account = record.account ?? arn.account
      }
      record.isUserUnknown = !knowsUser
      record.asOf = asOf.flatMap(field).flatMap { Instant(iso8601: $0) }
      record.knowsLastUse = knowsLastUse
      record.lastUsed = lastUsed.flatMap(field)
      record.lastService = lastService.flatMap(field)
      record.lastRegion = lastRegion.flatMap(field)
    }
  }

  var line: Int
  var id = ""
  var status: String?
  var created: String?
  var user: String?
  var account: AccountID?
  /// Whether the source has no place for a user, so that a missing one does not mean root.
  var isUserUnknown = false
  var asOf: Instant?
  var knowsLastUse = false
  var lastUsed: String?
  var lastService: String?
  var lastRegion: String?

  init(line: Int) { self.line = line }

  /// Hands the key and its last use on, or says why it cannot be used.
  ///
  /// - Parameters:
  ///   - format: What it was read from.
  ///   - sink: Gets facts and remarks.
  /// - Returns: Whether all of it could be understood.
  @discardableResult
  func emit(_ format: String, into sink: inout FactSink) -> Bool {
    guard let key = AccessKeyID(id) else {
      sink.malformed(
        line: line, "left out: \u{201c}\(id)\u{201d} is no access key ID, expected 20 of A-Z0-9")
      return false
    }
    let account = key.account ?? account
    let createdAt = time(created, "CreateDate", into: &sink)
    let usedAt = time(lastUsed, "the last use", into: &sink)
    let group = sink.group(format, account: account, asOf: asOf)
    sink.observe(createdAt, in: group, line: line)
    sink.observe(usedAt, in: group, line: line)
    if let status {
      sink.add(
        .listedKey(
          ListedKey(
            id: id, user: isUserUnknown ? nil : user ?? ReportRow.rootName,
            state: ListedKey.State(status), created: createdAt, account: account)), to: group)
    } else {
      sink.malformed(line: line, "left out: \(id) has no Status")
    }
    if knowsLastUse, lastUsed == nil || usedAt != nil {
      sink.add(
        .lastUse(
          KeyLastUse(
            id: id, user: user, account: account, used: usedAt, service: lastService,
            region: lastRegion)), to: group)
    }
    return status != nil && (created == nil) == (createdAt == nil)
  }

  private func time(_ text: String?, _ name: String, into sink: inout FactSink) -> Instant? {
    guard let text else { return nil }
    if let instant = AWSTime(text).instant { return instant }
    sink.malformed(
      line: line, "left out: \(name) of \(id) is \u{201c}\(text)\u{201d}, expected ISO 8601")
    return nil
  }
}
