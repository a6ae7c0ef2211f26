internal import KeysweepModel

/// Reads findings of GuardDuty about access keys: of `get-findings` and of exports to S3.
///
/// Source of the format: GuardDuty user guide, "Finding details", `accessKeyDetails`.
enum GuardDutyFindings {
  static let format = "guardduty"

  private struct Finding: Decodable {
    var AccountId: String?
    var Region: String?
    var FindingType: String?
    var Title: String?
    var UpdatedAt: AWSTime?
    var Resource: Resource
    var Service: Service

    private enum CodingKeys: String, CodingKey {
      case AccountId, Region, Title, UpdatedAt, Resource, Service
      case FindingType = "Type"
    }
  }

  private struct Resource: Decodable {
    var AccessKeyDetails: Key?
  }

  private struct Key: Decodable {
    var AccessKeyId: String?
    var UserName: String?
    var UserType: String?
  }

  private struct Service: Decodable {
    var EventLastSeen: AWSTime?
    var Action: Action?
  }

  private struct Action: Decodable {
    var AwsApiCallAction: Call?
  }

  private struct Call: Decodable {
    var ServiceName: String?
    var ErrorCode: String?
  }

  /// Reads a finding; one that is about something else says nothing.
  static func load(_ bytes: Bytes, line: Int, into sink: inout FactSink) throws(DocumentError) {
    let finding = try AWSDocument.decodeAnyCase(Finding.self, from: bytes)
    sink.recognise(format)
    guard let key = finding.Resource.AccessKeyDetails, let text = key.AccessKeyId,
      let id = AccessKeyID(text)
    else { return }
    let account = id.account ?? finding.AccountId.flatMap { AccountID($0) }
    let user: String?
    switch key.UserType {
    case "Root": user = ReportRow.rootName
    case "IAMUser": user = key.UserName
    default: user = nil
    }
    let seen = finding.Service.EventLastSeen?.instant
    let group = sink.group(format, account: account, asOf: finding.UpdatedAt?.instant)
    sink.observe(seen, in: group, line: line)
    sink.add(
      .exposure(
        KeyExposure(
          id: text, user: user, account: account, time: seen,
          statement: "GuardDuty: \(finding.FindingType ?? finding.Title ?? "a finding")")),
      to: group)
    guard let seen, let call = finding.Service.Action?.AwsApiCallAction,
      (call.ErrorCode ?? "").isEmpty
    else { return }
    let suffix = ".amazonaws.com"
    let service = call.ServiceName.map {
      $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0
    }
    sink.add(
      .event(
        KeyEvent(
          id: text, kind: .used(service: service, region: finding.Region), time: seen, user: user,
          account: account)), to: group)
  }
}
