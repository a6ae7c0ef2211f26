/// Which column of a credential report holds what.
///
/// Columns go by name: reports of 2014 lack some, newer ones have more, and exports of Steampipe and
/// CloudQuery call some of them differently.
struct ReportColumns {
  /// The columns of a key slot.
  struct Slot {
    var active: Int?
    var rotated: Int?
    var used: Int?
    var service: Int?
    var region: Int?
  }

  /// Who wrote the table.
  enum Dialect: String {
    case report = "credential-report"
    case steampipe = "steampipe-credential-report"
    case cloudQuery = "cloudquery-credential-report"
  }

  var width: Int
  var dialect: Dialect = .report
  var user: Int?
  var arn: Int?
  var account: Int?
  var partition: Int?
  var created: Int?
  var passwordEnabled: Int?
  var slots = [Slot(), Slot()]
  /// Says whether there are keys beyond the two slots.
  var more: Int?
  /// When the report was made, in exports.
  var generated: Int?
  /// Other columns with times in the past, which tell how young the report is at least.
  ///
  /// `password_next_rotation` is not among them: it lies in the future of the report.
  var times: [Int] = []

  /// Whether the report has the last-used columns at all.
  var knowsLastUse: Bool { slots.contains { $0.used != nil } }

  /// Reads a header; nil when it is none of a credential report.
  ///
  /// - Parameter names: The columns, in lower case.
  init?(_ names: [String]) {
    width = names.count
    for (index, name) in names.enumerated() {
      switch name {
      case "user": user = index
      case "user_name": user = user ?? index
      case "arn": arn = index
      case "user_arn":
        arn = index
        dialect = .steampipe
      case "account_id": account = index
      case "partition": partition = index
      case "user_creation_time": created = index
      case "password_enabled": passwordEnabled = index
      case "additional_credentials_info": more = index
      case "generated_time": generated = index
      case "access_key_1_active": slots[0].active = index
      case "access_key_2_active": slots[1].active = index
      case "access_key1_active":
        slots[0].active = index
        dialect = .cloudQuery
      case "access_key2_active": slots[1].active = index
      case "access_key_1_last_rotated": slots[0].rotated = index
      case "access_key_2_last_rotated": slots[1].rotated = index
      case "access_key_1_last_used_date": slots[0].used = index
      case "access_key_2_last_used_date": slots[1].used = index
      case "access_key_1_last_used_service": slots[0].service = index
      case "access_key_2_last_used_service": slots[1].service = index
      case "access_key_1_last_used_region": slots[0].region = index
      case "access_key_2_last_used_region": slots[1].region = index
      case "password_last_used", "password_last_changed", "cert_1_last_rotated",
        "cert_2_last_rotated":
        times.append(index)
      default: continue
      }
    }
    guard arn != nil || (user != nil && account != nil),
      slots[0].active != nil || (created != nil && user != nil)
    else { return nil }
  }
}
