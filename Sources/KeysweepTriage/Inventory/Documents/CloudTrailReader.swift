internal import KeysweepModel

/// Reads records of CloudTrail: what was done to keys, and that keys were used.
///
/// Logs hold millions of records and name few keys. Of the uses of a key only the first and the last
/// of a file are kept; a record without a key ID is not looked into.
struct CloudTrailReader {
  static let format = "cloudtrail"

  /// The first and the last use of a key in the file.
  private struct Uses {
    var first: KeyEvent
    var last: KeyEvent
    /// Of the last one.
    var line: Int
  }

  private var uses: [String: Uses] = [:]

  /// Whether a document's names are those of a record.
  static func recognises(_ names: Set<String>) -> Bool {
    names.contains("eventName") && names.contains("eventTime")
      || names.contains("eventname") && names.contains("eventtime")
  }

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - bytes: From bracket to bracket.
  ///   - line: Where it starts.
  ///   - sink: Gets what was done to keys, and remarks.
  mutating func load(_ bytes: Bytes, line: Int, into sink: inout FactSink) {
    sink.recognise(Self.format)
    guard bytes.firstRange(of: "AKIA") != nil || bytes.firstRange(of: "ASIA") != nil else { return }
    let record = CloudTrailRecord(bytes)
    guard let time = AWSTime.parse(record.eventTime) else {
      sink.malformed(
        line: line,
        "left out: eventTime is \u{201c}\(record.eventTime.text)\u{201d}, expected ISO 8601")
      return
    }
    let identity = CloudTrailIdentity(record.identity)
    if let id = identity.keyID, !Self.provesNothing(record.errorCode) {
      note(id, time, identity, record, line)
    }
    let isOfIAM = record.eventSource.isEmpty || record.eventSource.equals("iam.amazonaws.com")
    guard isOfIAM, record.errorCode.isEmpty else { return }
    if record.eventName.equals("CreateAccessKey") {
      created(record, identity, time, line, into: &sink)
    } else if record.eventName.equals("UpdateAccessKey") {
      changed(record, identity, time, line, into: &sink)
    } else if record.eventName.equals("DeleteAccessKey") {
      changed(record, identity, time, line, isDeletion: true, into: &sink)
    }
  }

  /// Reads an entry of `lookup-events`, which holds the record in a string.
  mutating func load(lookup bytes: Bytes, line: Int, into sink: inout FactSink) {
    guard let value = JSONFields.value("CloudTrailEvent", of: bytes),
      var text = JSONFields.text(value)
    else {
      sink.malformed(line: line, "left out: CloudTrailEvent is no string")
      return
    }
    text.withUTF8 { load($0, line: line, into: &sink) }
  }

  /// Hands on the uses of the file that has ended.
  mutating func flush(into sink: inout FactSink) {
    for uses in uses.sorted(by: { $0.key < $1.key }).map(\.value) {
      let group = sink.group(Self.format, account: uses.last.account)
      sink.observe(uses.last.time, in: group, line: uses.line)
      sink.add(.event(uses.first), to: group)
      if uses.last != uses.first { sink.add(.event(uses.last), to: group) }
    }
    uses = [:]
  }

  private mutating func note(
    _ id: String, _ time: Instant, _ identity: CloudTrailIdentity, _ record: CloudTrailRecord,
    _ line: Int
  ) {
    let known = uses[id]
    if let known, known.first.time <= time, time <= known.last.time { return }
    let source = record.eventSource
    let suffix = ".amazonaws.com"
    var service = source.isEmpty ? nil : source.text
    if let text = service, text.hasSuffix(suffix) { service = String(text.dropLast(suffix.count)) }
    let event = KeyEvent(
      id: id,
      kind: .used(service: service, region: record.region.isEmpty ? nil : record.region.text),
      time: time, user: identity.user, account: AccessKeyID(id)?.account ?? identity.account,
      sessionCreated: identity.sessionCreated)
    guard let known else {
      uses[id] = Uses(first: event, last: event, line: line)
      return
    }
    if time < known.first.time {
      uses[id]?.first = event
    } else {
      uses[id]?.last = event
      uses[id]?.line = line
    }
  }

  private func created(
    _ record: CloudTrailRecord, _ identity: CloudTrailIdentity, _ time: Instant, _ line: Int,
    into sink: inout FactSink
  ) {
    var id: String?
    var user: String?
    var status: String?
    var created: Instant?
    CloudTrailRecord.withMembers(of: record.responseElements) { name, value in
      guard name.equals(ignoringCase: "accesskey") else { return }
      JSONFields.forEachMember(of: value) { name, value in
        if name.equals(ignoringCase: "accesskeyid") {
          id = JSONFields.text(value)
        } else if name.equals(ignoringCase: "username") {
          user = JSONFields.text(value)
        } else if name.equals(ignoringCase: "status") {
          status = JSONFields.text(value)
        } else if name.equals(ignoringCase: "createdate") {
          created = JSONFields.text(value).flatMap { AWSTime($0).instant }
        }
      }
    }
    guard let id else {
      sink.malformed(line: line, "left out: CreateAccessKey without responseElements.accessKey")
      return
    }
    let parameters = Parameters(record.requestParameters)
    add(
      id, .created(ListedKey.State(status ?? "Active")), created ?? time,
      user ?? parameters.user, record, identity, line, into: &sink)
  }

  private func changed(
    _ record: CloudTrailRecord, _ identity: CloudTrailIdentity, _ time: Instant, _ line: Int,
    isDeletion: Bool = false, into sink: inout FactSink
  ) {
    let parameters = Parameters(record.requestParameters)
    guard let id = parameters.keyID, isDeletion || parameters.status != nil else {
      sink.malformed(
        line: line, "left out: \(record.eventName.text) without a key ID or status in its request")
      return
    }
    let kind =
      isDeletion ? KeyEvent.Kind.deleted : .changed(ListedKey.State(parameters.status ?? ""))
    add(id, kind, time, parameters.user, record, identity, line, into: &sink)
  }

  private func add(
    _ id: String, _ kind: KeyEvent.Kind, _ time: Instant, _ user: String?,
    _ record: CloudTrailRecord, _ identity: CloudTrailIdentity, _ line: Int,
    into sink: inout FactSink
  ) {
    let account =
      AccessKeyID(id)?.account ?? AccountID(record.recipientAccount.text) ?? identity.account
    let group = sink.group(Self.format, account: account)
    sink.observe(time, in: group, line: line)
    // Without a user name, the request is about the keys of who makes it.
    sink.add(
      .event(
        KeyEvent(id: id, kind: kind, time: time, user: user ?? identity.user, account: account)),
      to: group)
  }

  /// What a request about a key names.
  private struct Parameters {
    var user: String?
    var keyID: String?
    var status: String?

    init(_ bytes: Bytes) {
      CloudTrailRecord.withMembers(of: bytes) { name, value in
        if name.equals(ignoringCase: "username") {
          user = JSONFields.text(value)
        } else if name.equals(ignoringCase: "accesskeyid") {
          keyID = JSONFields.text(value)
        } else if name.equals(ignoringCase: "status") {
          status = JSONFields.text(value)
        }
      }
    }
  }

  /// Errors that say that the signature was not accepted, so that nobody has shown to hold the key.
  ///
  /// Without `Client.` (EC2) before and `Exception` (JSON protocols) behind.
  private static let unauthenticated: Set<String> = [
    "InvalidClientTokenId", "SignatureDoesNotMatch", "InvalidSignature", "UnrecognizedClient",
    "AuthFailure", "IncompleteSignature", "InvalidAccessKeyId", "TokenRefreshRequired",
    "RequestExpired", "RequestTimeTooSkewed", "InvalidToken", "InvalidSecurity",
    "MissingAuthenticationToken", "MissingAuthToken", "InvalidSecurityToken",
  ]

  private static func provesNothing(_ errorCode: Bytes) -> Bool {
    guard !errorCode.isEmpty else { return false }
    var code = errorCode.text
    if code.hasPrefix("Client.") { code.removeFirst("Client.".count) }
    if code.hasSuffix("Exception") { code.removeLast("Exception".count) }
    return unauthenticated.contains(code) || code.hasPrefix("ExpiredToken")
  }
}
