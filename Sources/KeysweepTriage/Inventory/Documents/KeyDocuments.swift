internal import KeysweepModel

/// Reads what the AWS CLI prints about keys.
enum KeyDocuments {
  static let listFormat = "list-access-keys"

  private struct Report: Decodable {
    var Content: String
    var GeneratedTime: AWSTime?
  }

  private struct Entry: Decodable {
    var AccessKeyId: String
    var UserName: String?
    var Status: String?
    var CreateDate: AWSTime?
  }

  private struct List: Decodable {
    var AccessKeyMetadata: [Entry]
    var IsTruncated: Bool?
    var Marker: String?
    var NextToken: String?

    var isWhole: Bool { IsTruncated != true && Marker == nil && NextToken == nil }
  }

  private struct Created: Decodable {
    // The secret beside it is not decoded, so that it is kept nowhere.
    var AccessKey: Entry
  }

  private struct LastUse: Decodable {
    struct Details: Decodable {
      var LastUsedDate: AWSTime?
      var ServiceName: String?
      var Region: String?
    }
    var UserName: String?
    var AccessKeyLastUsed: Details
  }

  /// `get-credential-report`.
  static func report(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let report = try AWSDocument.decode(Report.self, from: bytes)
    // Not the time of the call: AWS makes a report anew every four hours only.
    let generated = report.GeneratedTime.map { $0.instant?.iso8601 ?? $0.text }
    Base64ReportLoader.decode(report.Content, generated, line: context.line, into: &sink)
  }

  /// `list-access-keys`.
  ///
  /// A list that was not cut short says more than its keys: that its user has no others.
  static func list(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let list = try AWSDocument.decode(List.self, from: bytes)
    sink.recognise(listFormat)
    var accounts = Set(context.account.map { [$0] } ?? [])
    var users = Set(context.user.map { [$0] } ?? [])
    var isWhole = list.isWhole
    for entry in list.AccessKeyMetadata {
      // Only root's own list, as the CLI prints it, has whole entries without a name; an entry that
      // stands alone, or was stripped down, may be anybody's.
      let isUsable = emit(
        entry, listFormat, context, namelessIsRoot: entry.CreateDate != nil, into: &sink)
      // An entry that cannot be read may be the very key that is looked for.
      if !isUsable { isWhole = false }
      if let account = AccessKeyID(entry.AccessKeyId)?.account {
        if let told = context.account, told != account {
          sink.malformed(
            line: context.line,
            """
            a list said to be of account \(told) shows \(entry.AccessKeyId), whose ID says \
            \(account); were credentials of another account in use?
            """)
          isWhole = false
        }
        accounts.insert(account)
      }
      // Root's keys have no user name, but neither have lists that were stripped of it.
      if let user = entry.UserName ?? context.user {
        users.insert(user)
      } else {
        isWhole = false
      }
    }
    guard isWhole, accounts.count == 1, users.count == 1, let account = accounts.first,
      let user = users.first
    else { return }
    let group = sink.group(listFormat, account: account, asOf: context.asOf)
    sink.add(.wholeList(KeyOwner(account: account, user: user)), to: group)
  }

  /// An entry of a list that stands alone, as `jq -c` makes them.
  static func entry(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let entry = try AWSDocument.decode(Entry.self, from: bytes)
    emit(entry, listFormat, context, into: &sink)
  }

  /// `create-access-key`: a key was made then; what became of it since is another matter.
  static func created(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let entry = try AWSDocument.decode(Created.self, from: bytes).AccessKey
    let format = "create-access-key"
    guard let id = AccessKeyID(entry.AccessKeyId) else {
      throw DocumentError(
        reason: "\u{201c}\(entry.AccessKeyId)\u{201d} is no access key ID, expected 20 of A-Z0-9")
    }
    guard let time = entry.CreateDate?.instant else {
      throw DocumentError(
        reason:
          "CreateDate of \(id) is \u{201c}\(entry.CreateDate?.text ?? "")\u{201d}, expected ISO 8601"
      )
    }
    let account = id.account ?? context.account
    let group = sink.group(format, account: account, asOf: time)
    sink.add(
      .event(
        KeyEvent(
          id: id.description, kind: .created(ListedKey.State(entry.Status ?? "Active")), time: time,
          user: entry.UserName ?? context.user, account: account)), to: group)
  }

  /// `get-access-key-last-used`, whose answer does not say which key was asked about.
  static func lastUse(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    let answer = try AWSDocument.decode(LastUse.self, from: bytes)
    let format = "get-access-key-last-used"
    guard let key = context.key, let id = AccessKeyID(key) else {
      sink.recognise(format)
      sink.notice(
        line: context.line,
        """
        not used: the answer of get-access-key-last-used does not name its key, and the file's name \
        holds no key ID, or several; put the ID into the name, or use keysweep inventory collect
        """)
      return
    }
    let details = answer.AccessKeyLastUsed
    if let text = details.LastUsedDate?.text, details.LastUsedDate?.instant == nil {
      throw DocumentError(
        reason: "LastUsedDate of \(key) is \u{201c}\(text)\u{201d}, expected ISO 8601")
    }
    let account = id.account ?? context.account
    let group = sink.group(format, account: account, asOf: context.asOf)
    sink.observe(details.LastUsedDate?.instant, in: group, line: context.line)
    func word(_ text: String?) -> String? { text == "N/A" || text == "" ? nil : text }
    sink.add(
      .lastUse(
        KeyLastUse(
          id: key, user: answer.UserName ?? context.user, account: account,
          used: details.LastUsedDate?.instant, service: word(details.ServiceName),
          region: word(details.Region))), to: group)
  }

  /// The key ID in a file's name, if there is exactly one.
  static func keyID(inName path: SourcePath) -> String? {
    let name = Array(path.lastComponent)
    var found: Set<String> = []
    name.withUnsafeBufferPointer { name in
      guard name.count >= 20 else { return }
      for start in 0...(name.count - 20) {
        let isBounded =
          (start == 0 || !name[start - 1].isUpperOrDigit)
          && (start + 20 == name.count || !name[start + 20].isUpperOrDigit)
        let id = Bytes(rebasing: name[start..<(start + 20)])
        if isBounded, id.isKeyID { found.insert(id.text) }
      }
    }
    return found.count == 1 ? found.first : nil
  }

  /// Hands an entry on; false when something of it could not be understood.
  @discardableResult
  private static func emit(
    _ entry: Entry, _ format: String, _ context: DocumentContext, namelessIsRoot: Bool = false,
    into sink: inout FactSink
  ) -> Bool {
    var record = KeyTableRow(line: context.line)
    record.id = entry.AccessKeyId
    record.status = entry.Status
    record.created = entry.CreateDate?.text
    record.user = entry.UserName ?? context.user
    record.account = context.account
    record.asOf = context.asOf
    record.isUserUnknown = record.user == nil && !namelessIsRoot
    return record.emit(format, into: &sink)
  }
}
