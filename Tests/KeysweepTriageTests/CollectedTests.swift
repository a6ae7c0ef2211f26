import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs: what the collector writes, users, accounts")
struct CollectedTests {
  static let account = "210987654321"
  static let id = TestKeys.keyID()

  static func wrap(_ call: String, _ response: String, _ more: String = "", at: String = "01")
    -> String
  {
    """
    {"keysweepCollect":1,"account":"\(account)","partition":"aws","call":"\(call)",\(more)\
    "asOf":"2026-11-25T\(at):02:03Z","response":\(response)}\n
    """
  }

  static func list(_ user: String?, _ id: String) -> String {
    let user = user.map { "\"UserName\":\"\($0)\"," } ?? ""
    return
      "{\"AccessKeyMetadata\":[{\(user)\"AccessKeyId\":\"\(id)\",\"Status\":\"Active\",\"CreateDate\":\"2026-01-01T00:00:00Z\"}]}"
  }

  @Test("Every call keeps its own time; empty lists speak too")
  func calls() throws {
    let root = TestKeys.keyID()
    let text =
      Self.wrap("list-access-keys", Self.list("ann", Self.id), "\"user\":\"ann\",", at: "01")
      + Self.wrap("list-access-keys", "{\"AccessKeyMetadata\":[]}", "\"user\":\"bob\",", at: "02")
      + Self.wrap(
        "list-access-keys", Self.list(nil, root), "\"user\":\"<root_account>\",", at: "03")
      + Self.wrap(
        "get-access-key-last-used",
        "{\"UserName\":\"ann\",\"AccessKeyLastUsed\":{\"ServiceName\":\"N/A\",\"Region\":\"N/A\"}}",
        "\"key\":\"\(Self.id)\",", at: "04")
      + Self.wrap(
        "get-account-summary", "{\"SummaryMap\":{\"AccountAccessKeysPresent\":1}}", at: "05")
      + Self.wrap("list-users", "{\"Users\":[]}", at: "06")
    let inputs = try Loading.inputs(text)
    let account = try #require(AccountID(Self.account))
    #expect(inputs.map(\.asOf?.iso8601) == (1...6).map { "2026-11-25T0\($0):02:03Z" })
    #expect(inputs.allSatisfy { !$0.asOfIsLowerBound && $0.incidents.isEmpty })
    #expect(inputs[0].facts.count == 2)
    #expect(inputs[1].facts == [.wholeList(KeyOwner(account: account, user: "bob"))])
    let rootKey = try #require(Loading.keys(inputs[2].facts).first)
    #expect(rootKey.user == ReportRow.rootName)
    #expect(inputs[2].facts.last == .wholeList(KeyOwner(account: account, user: "<root_account>")))
    #expect(
      inputs[3].facts == [
        .lastUse(KeyLastUse(id: Self.id, user: "ann", account: account, used: nil))
      ])
    #expect(inputs[4].facts == [.rootKeys(account: account, arePresent: true)])
    #expect(inputs[5].facts == [.allUsers(account)])
  }

  @Test("A report is as old as it says, not as the call that fetched it")
  func report() throws {
    let fixture = String(
      decoding: try Loading.fixture("get-credential-report.json"), as: UTF8.self)
    let document = fixture.replacing("2015-02-02T20:02:02", with: "2026-11-24T00:00:00")
    let inputs = try Loading.inputs(Self.wrap("get-credential-report", document))
    #expect(inputs.map(\.asOf) == [Instant(iso8601: "2026-11-24")])
    #expect(Loading.rows(inputs.flatMap(\.facts)).count == 7)
  }

  @Test(
    "Calls that failed, and documents that are not in order",
    arguments: [
      (wrap("list-users", "null"), "gave no answer"),
      (wrap("list-users", "{}").replacing("\"response\"", with: "\"error\""), "of another kind"),
      (
        "{\"keysweepCollect\":1,\"account\":\"210987654321\",\"call\":\"list-access-keys\",\"user\":\"ann\",\"asOf\":\"2026-11-25\",\"error\":\"AccessDenied\"}",
        "list-access-keys of ann in account 210987654321 gave no answer: AccessDenied"
      ),
      (wrap("x", "{}").replacing("210987654321", with: "1"), "twelve digits"),
      (wrap("x", "{\"a\":1}").replacing("\"asOf\":\"2026", with: "\"asOf\":\"x"), "ISO 8601"),
      (wrap("x", "{\"a\":1}").replacing("Collect\":1", with: "Collect\":2"), "version 2"),
      (
        wrap(
          "list-access-keys", list("ann", TestKeys.keyID(account: "111122223333")),
          "\"user\":\"ann\","),
        "another account"
      ),
      (
        wrap(
          "list-users",
          "{\"Users\":[{\"UserName\":\"a\",\"Arn\":\"arn:aws:iam::111122223333:user/a\"}]}"),
        "another account"
      ),
    ])
  func failures(text: String, reason: String) throws {
    let failure = Loading.failure(Array(text.utf8))
    let incidents =
      try failure.map { [$0.incident] } ?? Loading.inputs(text).flatMap(\.incidents)
    #expect(incidents.contains { $0.detail.contains(reason) }, "\(incidents)")
    let wholes =
      failure == nil
      ? try Loading.facts(text).filter { fact in
        switch fact {
        case .wholeList, .allUsers: true
        default: false
        }
      } : []
    #expect(wholes.isEmpty)
  }

  @Test(
    "Users, and whether they are all",
    arguments: [("", true), (",\"IsTruncated\":true", false), (",\"NextToken\":\"x\"", false)])
  func users(more: String, isWhole: Bool) throws {
    let user = """
      {"UserName":"ann","Arn":"arn:aws-cn:iam::\(Self.account):user/p/ann","CreateDate":"2026-01-01",
      "AttachedManagedPolicies":[{"PolicyName":"AWSCompromisedKeyQuarantineV3"},{"PolicyName":"x"}]}
      """
    let account = try #require(AccountID(Self.account))
    for (name, quarantines) in [("Users", true), ("UserDetailList", true)] {
      let facts = try Loading.facts("{\"\(name)\":[\(user)]\(more)}")
      let record = UserRecord(
        account: account, partition: "aws-cn", name: "ann", created: Instant(iso8601: "2026-01-01"),
        quarantines: quarantines ? ["AWSCompromisedKeyQuarantineV3"] : [])
      #expect(facts == [.user(record)] + (isWhole ? [.allUsers(account)] : []))
    }
    #expect(try Loading.facts("{\"UserDetailList\":[],\"RoleDetailList\":[]}").isEmpty)
  }

  @Test("All kinds of documents in one file")
  func mixed() throws {
    let names = [
      "list-users.json", "get-account-summary.json", "cloudtrail.json",
      "list-access-keys.loop-concatenated.json", "get-credential-report.json",
      "steampipe.aws_iam_access_key.json", "access-analyzer.get-finding-v2.json",
    ]
    let text = try names.map { String(decoding: try Loading.fixture($0), as: UTF8.self) }
    for joined in [text.joined(separator: "\n"), "[" + text.joined(separator: ",") + "]"] {
      let formats = Set(try Loading.inputs(joined).map(\.format))
      #expect(
        formats == [
          "list-users", "get-account-summary", "cloudtrail", "list-access-keys",
          "get-credential-report", "steampipe-access-keys", "access-analyzer",
        ])
    }
  }
}
