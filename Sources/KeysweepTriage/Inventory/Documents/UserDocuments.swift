internal import KeysweepModel

/// Reads what the AWS CLI prints about users and the account as a whole.
enum UserDocuments {
  private struct Policy: Decodable {
    var PolicyName: String?
  }

  private struct User: Decodable {
    var UserName: String
    var Arn: String?
    var CreateDate: AWSTime?
    var PasswordLastUsed: AWSTime?
    var AttachedManagedPolicies: [Policy]?
  }

  private struct UserList: Decodable {
    var Users: [User]
    var IsTruncated: Bool?
    var Marker: String?
    var NextToken: String?

    var isWhole: Bool { IsTruncated != true && Marker == nil && NextToken == nil }
  }

  private struct Details: Decodable {
    var UserDetailList: [User]
    var IsTruncated: Bool?
    var Marker: String?
    var NextToken: String?

    var isWhole: Bool { IsTruncated != true && Marker == nil && NextToken == nil }
  }

  private struct Summary: Decodable {
    struct Counts: Decodable {
      var AccountAccessKeysPresent: Int
      var Users: Int?
    }
    var SummaryMap: Counts
  }

  /// `list-users`.
  static func users(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let list = try AWSDocument.decode(UserList.self, from: bytes)
    if list.Users.isEmpty, context.account == nil {
      throw DocumentError(reason: "an empty list of users, which does not say of which account")
    }
    emit(list.Users, isWhole: list.isWhole, "list-users", context, into: &sink)
  }

  /// `get-account-authorization-details`, in which quarantine policies show.
  static func details(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let details = try AWSDocument.decode(Details.self, from: bytes)
    let format = "get-account-authorization-details"
    sink.recognise(format)
    // Asked for roles only, the answer has an empty list of users.
    let isWhole = details.isWhole && !details.UserDetailList.isEmpty
    emit(details.UserDetailList, isWhole: isWhole, format, context, into: &sink)
  }

  /// `get-account-summary`, which knows whether root has keys.
  static func summary(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let summary = try AWSDocument.decode(Summary.self, from: bytes)
    let group = sink.group("get-account-summary", account: context.account, asOf: context.asOf)
    let count = summary.SummaryMap.AccountAccessKeysPresent
    sink.add(.rootKeys(account: context.account, arePresent: count > 0), to: group)
    if let users = summary.SummaryMap.Users {
      sink.add(.userCount(account: context.account, count: users), to: group)
    }
  }

  private static func emit(
    _ users: [User], isWhole: Bool, _ format: String, _ context: DocumentContext,
    into sink: inout FactSink
  ) {
    var accounts = Set(context.account.map { [$0] } ?? [])
    var isWhole = isWhole
    for user in users {
      guard let arn = user.Arn.flatMap({ Arn($0) }) else {
        sink.malformed(
          line: context.line,
          "user \(user.UserName) left out: the ARN is none: \u{201c}\(user.Arn ?? "")\u{201d}")
        isWhole = false
        continue
      }
      if let told = context.account, told != arn.account {
        sink.malformed(
          line: context.line,
          """
          a list said to be of account \(told) shows \(arn.account)'s user \(user.UserName); were \
          credentials of another account in use?
          """)
        isWhole = false
      }
      accounts.insert(arn.account)
      let group = sink.group(format, account: arn.account, asOf: context.asOf)
      if let created = user.CreateDate, created.instant == nil {
        sink.malformed(
          line: context.line,
          "CreateDate of \(user.UserName) is \u{201c}\(created.text)\u{201d}, expected ISO 8601")
      }
      sink.observe(user.CreateDate?.instant, in: group, line: context.line)
      sink.observe(user.PasswordLastUsed?.instant, in: group, line: context.line)
      let policies = (user.AttachedManagedPolicies ?? []).compactMap(\.PolicyName)
      sink.add(
        .user(
          UserRecord(
            account: arn.account, partition: arn.partition, name: user.UserName,
            created: user.CreateDate?.instant,
            quarantines: policies.filter { $0.hasPrefix("AWSCompromisedKeyQuarantine") }.sorted())),
        to: group)
    }
    guard isWhole, accounts.count == 1, let account = accounts.first else { return }
    let group = sink.group(format, account: account, asOf: context.asOf)
    sink.add(.allUsers(account), to: group)
  }
}
