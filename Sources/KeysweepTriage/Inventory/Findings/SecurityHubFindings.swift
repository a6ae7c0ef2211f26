internal import KeysweepModel

/// Reads findings of Security Hub (ASFF) about access keys.
///
/// Source of the format: Security Hub user guide, `AwsIamAccessKeyDetails`.
enum SecurityHubFindings {
  static let format = "security-hub"

  private struct Finding: Decodable {
    var ProductArn: String?
    var AwsAccountId: String?
    var Title: String?
    var UpdatedAt: AWSTime?
    var RecordState: String?
    var Resources: [Resource]
  }

  private struct Resource: Decodable {
    var Details: Details?
  }

  private struct Details: Decodable {
    var AwsIamAccessKey: Key?
  }

  private struct Key: Decodable {
    var AccessKeyId: String?
    var PrincipalName: String?
    var PrincipalType: String?
    var UserName: String?
    var Status: String?
    var CreatedAt: AWSTime?
    var AccountId: String?
  }

  /// Reads a finding; one that is about something else says nothing.
  static func load(_ bytes: Bytes, line: Int, into sink: inout FactSink) throws(DocumentError) {
    let finding = try AWSDocument.decode(Finding.self, from: bytes)
    sink.recognise(format)
    for key in finding.Resources.compactMap({ $0.Details?.AwsIamAccessKey }) {
      guard let text = key.AccessKeyId, let id = AccessKeyID(text) else { continue }
      let account = id.account ?? (key.AccountId ?? finding.AwsAccountId).flatMap { AccountID($0) }
      let isRoot = key.PrincipalType == "Root" || key.PrincipalName == "root"
      let name = isRoot ? nil : key.PrincipalName ?? key.UserName
      let isRole = key.PrincipalType?.contains("Role") ?? false
      // An archived finding tells what was so once: often it is archived because the key is gone.
      if key.Status != nil, finding.RecordState != "ARCHIVED" {
        var record = KeyTableRow(line: line)
        record.id = text
        record.status = key.Status
        record.created = key.CreatedAt?.text
        record.user = isRole ? nil : name
        record.isUserUnknown = record.user == nil && !isRoot
        record.account = account
        record.asOf = finding.UpdatedAt?.instant
        record.emit(format, into: &sink)
      }
      if finding.ProductArn?.contains("guardduty") ?? false {
        let group = sink.group(format, account: account, asOf: finding.UpdatedAt?.instant)
        sink.add(
          .exposure(
            KeyExposure(
              id: text, user: isRoot ? ReportRow.rootName : isRole ? nil : name, account: account,
              time: finding.UpdatedAt?.instant,
              statement: "GuardDuty: \(finding.Title ?? "a finding")")),
          to: group)
      }
    }
  }
}
