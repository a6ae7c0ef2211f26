internal import KeysweepModel

/// The members of a CloudTrail record that speak of keys, in place.
///
/// Names are compared without regard to case, because Athena makes them lower case; nested objects
/// may stand in strings there.
struct CloudTrailRecord {
  private static var empty: Bytes { Bytes(start: nil, count: 0) }

  var eventTime = empty
  var eventName = empty
  var eventSource = empty
  var region = empty
  var errorCode = empty
  var recipientAccount = empty
  var identity = empty
  var requestParameters = empty
  var responseElements = empty

  /// Finds the members.
  ///
  /// - Parameter record: From bracket to bracket.
  init(_ record: Bytes) {
    JSONFields.forEachMember(of: record) { name, value in
      switch name.count {
      case 9:
        if name.equals(ignoringCase: "eventtime") {
          eventTime = plain(value)
        } else if name.equals(ignoringCase: "eventname") {
          eventName = plain(value)
        } else if name.equals(ignoringCase: "awsregion") {
          region = plain(value)
        } else if name.equals(ignoringCase: "errorcode") {
          errorCode = plain(value)
        }
      case 11 where name.equals(ignoringCase: "eventsource"): eventSource = plain(value)
      case 12 where name.equals(ignoringCase: "useridentity"): identity = value
      case 16 where name.equals(ignoringCase: "responseelements"): responseElements = value
      case 17 where name.equals(ignoringCase: "requestparameters"): requestParameters = value
      case 18 where name.equals(ignoringCase: "recipientaccountid"):
        recipientAccount = plain(value)
      default: return
      }
    }
  }

  private func plain(_ value: Bytes) -> Bytes { JSONFields.plain(value) ?? Self.empty }

  /// Gives the members of an object in the record to a closure, also if it stands in a string.
  static func withMembers(of value: Bytes, _ visit: (Bytes, Bytes) -> Void) {
    if value.first == UInt8(ascii: "\"") {
      var text = JSONFields.text(value) ?? ""
      text.withUTF8 { _ = JSONFields.forEachMember(of: $0.trimmed, visit) }
    } else {
      JSONFields.forEachMember(of: value, visit)
    }
  }
}

/// Who made a request.
struct CloudTrailIdentity {
  var type = ""
  var userName: String?
  var arn: String?
  var account: AccountID?
  var keyID: String?
  /// With a temporary credential: when its session began.
  var sessionCreated: Instant?

  init(_ identity: Bytes) {
    CloudTrailRecord.withMembers(of: identity) { name, value in
      if name.equals(ignoringCase: "type") {
        type = JSONFields.text(value) ?? ""
      } else if name.equals(ignoringCase: "username") {
        userName = JSONFields.text(value)
      } else if name.equals(ignoringCase: "arn") {
        arn = JSONFields.text(value)
      } else if name.equals(ignoringCase: "accountid") {
        account = JSONFields.text(value).flatMap { AccountID($0) }
      } else if name.equals(ignoringCase: "accesskeyid") {
        keyID = JSONFields.plain(value).flatMap { $0.isKeyID ? $0.text : nil }
      } else if name.equals(ignoringCase: "sessioncontext") {
        JSONFields.forEachMember(of: value) { name, value in
          guard name.equals(ignoringCase: "attributes") else { return }
          JSONFields.forEachMember(of: value) { name, value in
            guard name.equals(ignoringCase: "creationdate") else { return }
            sessionCreated = JSONFields.plain(value).flatMap { Instant(iso8601Bytes: $0) }
          }
        }
      }
    }
  }

  /// The user as a credential report names it; nil for roles and services.
  var user: String? {
    switch type {
    case "Root": ReportRow.rootName
    case "IAMUser": userName ?? arn.flatMap { Arn($0)?.user }
    default: nil
    }
  }
}
