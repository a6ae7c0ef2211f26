import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs: findings and states")
struct FindingInputTests {
  static let id = TestKeys.keyID()
  static let account = "210987654321"

  static func securityHub(_ key: String) -> String {
    """
    {"SchemaVersion":"2018-10-08","ProductArn":"arn:aws:securityhub:eu-west-1::product/aws/securityhub",
    "AwsAccountId":"\(account)","UpdatedAt":"2026-10-01T00:00:00.123Z","Title":"t","Resources":[
    {"Type":"AwsIamAccessKey","Id":"x","Details":{"AwsIamAccessKey":{\(key)}}},{"Type":"Other"}]}
    """
  }

  @Test("Security Hub: alone, in arrays, in get-findings, by EventBridge")
  func securityHubForms() throws {
    let finding = Self.securityHub(
      "\"AccessKeyId\":\"\(Self.id)\",\"PrincipalName\":\"ann\",\"Status\":\"Inactive\",\"CreatedAt\":\"2026-01-01T00:00:00Z\""
    )
    for form in [
      finding, "[\(finding)]", "{\"Findings\":[\(finding)]}",
      "{\"detail-type\":\"x\",\"detail\":{\"findings\":[\(finding)]}}",
    ] {
      let input = try #require(try Loading.inputs(form).first)
      #expect(input.format == "security-hub")
      #expect(input.asOf == Instant(iso8601: "2026-10-01") && !input.asOfIsLowerBound)
      #expect(
        Loading.keys(input.facts) == [
          ListedKey(
            id: Self.id, user: "ann", state: .inactive, created: Instant(iso8601: "2026-01-01"),
            account: AccountID(Self.account))
        ])
    }
    // Without a state the key is not listed.
    #expect(try Loading.facts(Self.securityHub("\"AccessKeyId\":\"\(Self.id)\"")).isEmpty)
  }

  static func guardDuty(_ call: String, type: String = "IAMUser") -> String {
    """
    {"SchemaVersion":"2.0","AccountId":"\(account)","Region":"eu-west-1","Type":"UnauthorizedAccess:IAMUser/X",
    "UpdatedAt":"2026-10-02T00:00:00Z","Resource":{"ResourceType":"AccessKey","AccessKeyDetails":
    {"AccessKeyId":"\(id)","UserName":"ann","UserType":"\(type)"}},"Service":{"EventLastSeen":
    "2026-10-01T00:00:00Z","Action":{"ActionType":"AWS_API_CALL","AwsApiCallAction":{\(call)}}}}
    """
  }

  @Test("GuardDuty: seen in wrong hands; a call that worked is a use")
  func guardDutyForms() throws {
    let finding = Self.guardDuty("\"ServiceName\":\"s3.amazonaws.com\"")
    var export = finding
    for name in [
      "SchemaVersion", "AccountId", "Region", "Type", "UpdatedAt", "Resource", "AccessKeyDetails",
      "AccessKeyId", "UserName", "UserType", "Service", "EventLastSeen", "Action",
      "AwsApiCallAction", "ServiceName",
    ] {
      export = export.replacing(
        "\"\(name)\":", with: "\"\(name.prefix(1).lowercased())\(name.dropFirst())\":")
    }
    let seen = try #require(Instant(iso8601: "2026-10-01"))
    for form in [finding, "{\"Findings\":[\(finding)]}", export] {
      #expect(
        try Loading.facts(form) == [
          .exposure(
            KeyExposure(
              id: Self.id, user: "ann", account: AccountID(Self.account), time: seen,
              statement: "GuardDuty: UnauthorizedAccess:IAMUser/X")),
          .event(
            KeyEvent(
              id: Self.id, kind: .used(service: "s3", region: "eu-west-1"), time: seen,
              user: "ann", account: AccountID(Self.account))),
        ])
    }
    #expect(try Loading.facts(Self.guardDuty("\"ErrorCode\":\"AccessDenied\"")).count == 1)
    let roleFacts = try Loading.facts(Self.guardDuty("", type: "AssumedRole"))
    #expect(Loading.events(roleFacts).map(\.user) == [nil])
  }

  @Test(
    "Access Analyzer: only an active finding says that the key is active",
    arguments: [("ACTIVE", 2), ("ARCHIVED", 0), ("RESOLVED", 0)])
  func accessAnalyzer(status: String, count: Int) throws {
    let text = String(
      decoding: try Loading.fixture("access-analyzer.get-finding-v2.json"), as: UTF8.self
    ).replacing("ACTIVE", with: status)
    let input = try #require(try Loading.inputs(text).first)
    #expect(input.facts.count == count)
    guard count > 0 else { return }
    #expect(input.asOf == Instant(iso8601: "2026-10-01") && !input.asOfIsLowerBound)
    #expect(Loading.keys(input.facts).first?.state == .active)
    #expect(Loading.keys(input.facts).first?.user == "Anna")
  }

  @Test("Access Analyzer: the list leaves the keys out, and that is said")
  func accessAnalyzerList() throws {
    let text = """
      {"findings":[{"id":"a","findingType":"UnusedIAMUserAccessKey","status":"ACTIVE",
      "resource":"arn:aws:iam::\(Self.account):user/ann","analyzedAt":"2026-10-01T00:00:00Z"}]}
      """
    let inputs = try Loading.inputs(text)
    #expect(inputs.map(\.format) == ["access-analyzer"])
    #expect(inputs.flatMap(\.incidents).first?.detail.contains("get-finding-v2") ?? false)
  }

  @Test("Trusted Advisor: exposed keys; other checks know only numbers")
  func trustedAdvisor() throws {
    let text = """
      {"result":{"checkId":"12Fnkpl8Y5","timestamp":"2026-10-03T00:00:00Z","status":"error",
      "flaggedResources":[{"status":"error","resourceId":"r","isSuppressed":false,"metadata":
      ["\(Self.id)","ann","Exposed","12345","2026-10-01T00:00:00Z","github.com/x","2026-10-05","0.0"]},
      {"metadata":["\(Self.id)","Root",null,null,null,null,null,null]},{"metadata":["x"]}]}}
      """
    let inputs = try Loading.inputs(text)
    let exposures = inputs.flatMap(\.facts).compactMap { fact -> KeyExposure? in
      if case .exposure(let exposure) = fact { exposure } else { nil }
    }
    #expect(exposures.map(\.user) == ["ann", "<root_account>"])
    #expect(exposures.map(\.time) == [Instant(iso8601: "2026-10-01"), nil])
    #expect(exposures.first?.statement == "Trusted Advisor: exposed at github.com/x (Exposed)")
    #expect(inputs.flatMap(\.incidents).map(\.kind) == [.malformedInventory])
    let other = try Loading.inputs(text.replacing("12Fnkpl8Y5", with: "DqdJqYeRm5"))
    #expect(other.flatMap(\.facts).isEmpty)
    #expect(other.flatMap(\.incidents).first?.detail.contains("names no key IDs") ?? false)
  }

  @Test("Terraform state, new and old; secrets are left where they are")
  func terraform() throws {
    let secret = TestKeys.secret()
    let attributes = """
      {"id":"\(Self.id)","user":"ann","status":"Active","secret":"\(secret)",
      "create_date":"2026-01-01T00:00:00Z"}
      """
    for text in [
      """
      {"version":4,"terraform_version":"1.9.0","resources":[{"type":"kubernetes_manifest",
      "instances":[{"attributes":{"id":7,"status":[]}}]},{"mode":"managed","type":"aws_iam_access_key",
      "name":"x","instances":[{"schema_version":0,"attributes":\(attributes)}]}]}
      """,
      """
      {"version":3,"modules":[{"path":["root"],"resources":{"aws_s3_bucket.b":{"type":"aws_s3_bucket",
      "primary":{"id":"b","attributes":{"id":"b"}}},"aws_iam_access_key.x":{"type":"aws_iam_access_key",
      "primary":{"id":"\(Self.id)","attributes":\(attributes)}}}}]}
      """,
    ] {
      let inputs = try Loading.inputs(text)
      #expect(
        Loading.keys(inputs.flatMap(\.facts)) == [
          ListedKey(
            id: Self.id, user: "ann", state: .active, created: Instant(iso8601: "2026-01-01"),
            account: AccountID(Self.account))
        ])
      #expect(inputs.flatMap(\.incidents).isEmpty)
      #expect(!"\(inputs)".contains(secret))
    }
  }

  @Test(
    "Times in all forms",
    arguments: [
      "2026-07-20T03:07:12Z", "Jul 20, 2026 3:07:12 AM", "Jul 20, 2026, 3:07:12\u{202F}AM",
      "1784516832", "1784516832.5", "1784516832000", "2026-07-20 03:07:12+00",
    ])
  func times(text: String) {
    #expect(AWSTime(text).instant == Instant(iso8601: "2026-07-20T03:07:12Z"))
  }

  @Test(
    "What is no time is none", arguments: ["", "12", "Jul", "Jul 40, 2026 3:07:12 AM", "x 1 2 3 4"])
  func noTimes(text: String) {
    #expect(AWSTime(text).instant == nil)
  }
}
