internal import KeysweepModel

/// Reads IAM credential reports: columns by name, so that old, new and extended reports all work.
///
/// Source of the format: IAM user guide, "Getting credential reports", and reports of live accounts
/// (2014 to 2026).
enum CredentialReportLoader {
  static let format = "credential-report"
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether the bytes begin with the header of a report.
  static func recognises(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes
    let head = String(decoding: text.prefix(64), as: UTF8.self).lowercased()
    return head.hasPrefix("user,arn,user_creation_time")
      || head.hasPrefix("\"user\",\"arn\",\"user_creation_time\"")
  }

  /// Reads a report, or several one after the other.
  ///
  /// - Parameters:
  ///   - bytes: The CSV.
  ///   - path: The file, for messages.
  /// - Returns: The rows; what could not be understood is among the incidents.
  static func load(_ bytes: ArraySlice<UInt8>, path: SourcePath) -> LoadedInput {
    var input = LoadedInput(path: path, format: format)
    let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes
    var header: [String: Int] = [:]
    var width = 0
    var newest: Instant?
    for record in CSVRecords.read(text) {
      let first = record.fields[0].lowercased()
      if first == "user", record.fields.count > 2, record.fields[1].lowercased() == "arn" {
        header = [:]
        for (index, name) in record.fields.enumerated() { header[name.lowercased()] = index }
        width = record.fields.count
        continue
      }
      do throws(RowError) {
        let fields = try repaired(record.fields, width: width, header)
        let row = try row(fields, header, line: record.line)
        input.facts.append(.reportRow(row))
        for time in fields.compactMap({ Instant(iso8601: $0) }) where time > newest ?? time - 1 {
          newest = time
        }
      } catch {
        input.incidents.append(
          Incident(
            .malformedInventory, path: path, line: record.line,
            detail: "row left out: \(error.reason)"))
      }
    }
    input.asOf = newest
    input.asOfIsLowerBound = true
    return input
  }

  private struct RowError: Error {
    var reason: String
  }

  /// Puts a row with commas in the user name right.
  ///
  /// User names may hold commas, and not every tool quotes them. The ARN that follows the name
  /// tells where it ends, and everything behind the ARN is counted from the right.
  private static func repaired(
    _ fields: [String], width: Int, _ header: [String: Int]
  ) throws(RowError) -> [String] {
    if fields.count == width { return fields }
    guard fields.count > width, header["user"] == 0, header["arn"] == 1 else {
      throw RowError(
        reason: "\(fields.count) fields where the header has \(width); was the file cut or edited?")
    }
    let rest = width - 2
    let name = fields.dropLast(rest)
    let joined = name.joined(separator: ",")
    guard let arn = joined.ranges(of: ",arn:aws").first else {
      throw RowError(reason: "\(fields.count) fields where the header has \(width), and no ARN")
    }
    let user = String(joined[..<arn.lowerBound])
    return [user, String(joined[joined.index(after: arn.lowerBound)...])] + fields.suffix(rest)
  }

  private static func row(
    _ fields: [String], _ header: [String: Int], line: Int
  ) throws(RowError) -> ReportRow {
    func field(_ name: String) -> String? { header[name].map { fields[$0] } }

    guard let user = field("user"), !user.isEmpty else { throw RowError(reason: "no user name") }
    guard let arn = field("arn"), let (partition, account) = parse(arn: arn) else {
      throw RowError(reason: "the ARN is none: \u{201c}\(field("arn") ?? "")\u{201d}")
    }
    var slots: [ReportRow.Slot] = []
    for number in 1...2 {
      let prefix = "access_key_\(number)_"
      guard let active = field(prefix + "active") else { continue }
      let isActive: Bool
      switch active.lowercased() {
      case "true": isActive = true
      case "false": isActive = false
      default:
        throw RowError(
          reason: "\(prefix)active is \u{201c}\(active)\u{201d}, expected true or false")
      }
      let rotated = try time(field(prefix + "last_rotated"), prefix + "last_rotated")
      if isActive, rotated == nil, field(prefix + "last_rotated") != nil {
        throw RowError(reason: "\(prefix)active is true, but \(prefix)last_rotated holds no date")
      }
      slots.append(
        ReportRow.Slot(
          number: number, isActive: isActive, lastRotated: rotated,
          lastUsed: try time(field(prefix + "last_used_date"), prefix + "last_used_date"),
          service: word(field(prefix + "last_used_service")),
          region: word(field(prefix + "last_used_region"))))
    }
    guard slots.count == 2 else {
      throw RowError(reason: "the header lacks access_key_1_active or access_key_2_active")
    }
    let more = word(field("additional_credentials_info"))
    return ReportRow(
      account: account, partition: partition, user: user,
      created: try time(field("user_creation_time"), "user_creation_time"), slots: slots,
      hasMoreKeys: more != nil, knowsLastUse: header["access_key_1_last_used_date"] != nil,
      line: line)
  }

  /// Partition and account of `arn:PARTITION:iam::ACCOUNT:…`.
  static func parse(arn: String) -> (partition: String, account: AccountID)? {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"),
      let account = AccountID(parts[4])
    else { return nil }
    return (String(parts[1]), account)
  }

  private static let absent: Set<String> = ["", "n/a", "no_information", "not_supported", "null"]

  private static func word(_ text: String?) -> String? {
    guard let text, !absent.contains(text.lowercased()) else { return nil }
    return text
  }

  private static func time(_ text: String?, _ column: String) throws(RowError) -> Instant? {
    guard let text = word(text) else { return nil }
    guard let instant = Instant(iso8601: text) else {
      throw RowError(
        reason: "\(column) is \u{201c}\(text)\u{201d}, expected an ISO 8601 time or N/A")
    }
    return instant
  }
}
