import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs: access keys")
struct KeyListTests {
  static let created = Instant(iso8601: "2026-01-02T03:04:05Z")
  static let id = TestKeys.keyID()

  static func json(_ id: String, user: String? = "ann", _ more: String = "") -> String {
    let user = user.map { "\"UserName\":\"\($0)\"," } ?? ""
    return """
      {"AccessKeyMetadata":[{\(user)"AccessKeyId":"\(id)","Status":"Active",\
      "CreateDate":"2026-01-02T03:04:05Z"}]\(more)}
      """
  }

  @Test(
    "Text in any order of columns, with any separator",
    arguments: [
      "ACCESSKEYMETADATA\t%K\t2026-01-02T03:04:05Z\tActive\tann",
      "ann\t%K\tActive\t2026-01-02T03:04:05Z", "%K,Active,2026-01-02T03:04:05+00:00,ann",
      "2026-01-02T03:04:05Z;ann;%K;Active", "Active  ann  2026-01-02T03:04:05.123Z   %K",
      "\"ann\",\"%K\",\"Active\",\"2026-01-02T03:04:05Z\"",
      "None\nann\t%K\tActive\t2026-01-02T03:04:05Z",
      "Active\t210987654321\tann\t%K\t2026-01-02T03:04:05Z\r",
      "AccessKeyId,UserName,Status,CreateDate\n%K,ann,Active,2026-01-02T03:04:05Z",
      "\u{FEFF}Access key ID;Created;Status;User name\n%K;2026-01-02T03:04:05Z;Active;ann",
      "user_name,access_key_id,status,create_date\r\nann,%K,Active,2026-01-02 03:04:05+00\r\n",
      "[{\"UserName\":\"ann\",\"AccessKeyId\":\"%K\",\"Status\":\"Active\",\"CreateDate\":1767323045}]",
    ])
  func text(form: String) throws {
    let inputs = try Loading.inputs(form.replacing("%K", with: Self.id))
    let keys = Loading.keys(inputs.flatMap(\.facts))
    #expect(
      keys == [
        ListedKey(
          id: Self.id, user: "ann", state: .active, created: Self.created,
          account: AccountID("210987654321"))
      ])
    #expect(inputs.flatMap(\.incidents).isEmpty)
    #expect(inputs.first?.asOf == Self.created)
    #expect(inputs.first?.asOfIsLowerBound ?? false)
  }

  @Test("Users may be called like states and dates")
  func names() throws {
    let other = TestKeys.keyID()
    let text = "\(Self.id)\tActive\tActive\t2026-01-02\n\(other)\tbob\tInactive\t2026-01-03\n"
    let keys = Loading.keys(try Loading.facts(text))
    #expect(keys.map(\.user) == ["Active", "bob"])
    #expect(keys.map(\.state) == [.active, .inactive])
  }

  @Test("Without a column of users, nobody is taken for root")
  func noUsers() throws {
    for text in ["\(Self.id)\tActive\t2026-01-02\n", "AccessKeyId,Status\n\(Self.id),Active\n"] {
      let key = try #require(Loading.keys(try Loading.facts(text)).first)
      #expect(key.user == nil)
    }
  }

  @Test(
    "A list says that it is whole, unless it was cut short",
    arguments: [
      (json(id), ["ann"]), (json(id, user: "ann", ",\"IsTruncated\":false"), ["ann"]),
      (json(id, user: "ann", ",\"IsTruncated\":true"), []),
      (json(id, user: "ann", ",\"NextToken\":\"x\""), []), (json(id, user: nil), []),
      ("ann\t\(id)\tActive\t2026-01-02\n", []),
      (
        json(id) + json(TestKeys.keyID(), user: "bob") + "{\"AccessKeyMetadata\":[]}",
        ["ann", "bob"]
      ),
      ("[" + json(id) + "," + json(TestKeys.keyID(), user: "bob") + "]", ["ann", "bob"]),
    ] as [(String, [String])])
  func wholeness(text: String, users: [String]) throws {
    let owners = try Loading.facts(text).compactMap { fact in
      if case .wholeList(let owner) = fact { owner.user } else { nil }
    }
    #expect(owners == users)
  }

  @Test("Root's own list, which has no names, is read to its end")
  func root() throws {
    let other = TestKeys.keyID()
    let entries = [Self.id, other].map { id in
      "{\"AccessKeyId\":\"\(id)\",\"Status\":\"Active\",\"CreateDate\":\"2026-01-01\"}"
    }
    let facts = try Loading.facts("{\"AccessKeyMetadata\":[\(entries.joined(separator: ","))]}")
    #expect(Loading.keys(facts).map(\.id) == [Self.id, other])
    #expect(Loading.keys(facts).allSatisfy { $0.user == ReportRow.rootName })
    #expect(facts.count == 2)
  }

  @Test("The secret of a new key goes nowhere")
  func secret() throws {
    let secret = TestKeys.secret()
    let text = """
      {"AccessKey":{"UserName":"ann","AccessKeyId":"\(Self.id)","Status":"Active",
      "SecretAccessKey":"\(secret)","CreateDate":"2026-01-02T03:04:05Z"}}
      """
    let inputs = try Loading.inputs(text)
    // That it was made is an event; what became of it since is another matter.
    let events = inputs.flatMap(\.facts).compactMap { fact -> KeyEvent? in
      if case .event(let event) = fact { event } else { nil }
    }
    #expect(events.map(\.id) == [Self.id])
    #expect(events.map(\.kind) == [.created(.active)])
    #expect(!"\(inputs)".contains(secret))
  }

  @Test(
    "The answer of get-access-key-last-used takes its key from the file's name",
    arguments: [
      ("last-used.%K.json", true), ("%K", true), ("last-used.json", false),
      ("x%K.json", true), ("X%K.json", false), ("%K-%O.json", false),
    ])
  func lastUsed(name: String, isUsable: Bool) throws {
    let name = name.replacing("%K", with: Self.id).replacing("%O", with: TestKeys.keyID())
    let text = """
      {"UserName":"ann","AccessKeyLastUsed":{"LastUsedDate":"2026-01-02T03:04:05Z",
      "ServiceName":"s3","Region":"N/A"}}
      """
    let inputs = try Loading.inputs(text, name: name)
    let expected = KeyLastUse(
      id: Self.id, user: "ann", account: AccountID("210987654321"), used: Self.created,
      service: "s3", region: nil)
    #expect(inputs.flatMap(\.facts) == (isUsable ? [.lastUse(expected)] : []))
    let notice = inputs.flatMap(\.incidents).first
    #expect(isUsable == (notice == nil))
    #expect(notice?.detail.contains("does not name its key") ?? true)
  }

  @Test("Tables that show the last use, never included")
  func exports() throws {
    let text = """
      {"rows":[
      {"access_key_id":"\(Self.id)","user_name":"ann","status":"Active",
      "create_date":"2026-01-02T03:04:05Z","access_key_last_used_date":null,"account_id":"210987654321"},
      {"access_key_id":"\(Self.id)","user_name":"ann","status":"Inactive",
      "create_date":"2026-01-02T03:04:05Z","access_key_last_used_date":"2026-02-02T00:00:00Z",
      "account_id":"210987654321"}],"columns":[{"name":"x","data_type":"text"}]}
      """
    let input = try #require(try Loading.inputs(text).first)
    let uses = input.facts.compactMap { fact -> KeyLastUse? in
      if case .lastUse(let use) = fact { use } else { nil }
    }
    #expect(uses.map(\.used) == [nil, Instant(iso8601: "2026-02-02")])
    #expect(input.asOf == Instant(iso8601: "2026-02-02"))
    let cloudQuery = """
      _cq_sync_time,account_id,user_arn,access_key_id,user_name,status,create_date,last_used
      2026-03-03 01:02:03,210987654321,arn:aws:iam::210987654321:user/ann,\(Self.id),ann,Active,2026-01-02,
      """
    let other = try #require(try Loading.inputs(cloudQuery).first)
    #expect(other.format == "cloudquery-access-keys")
    #expect(other.asOf == Instant(iso8601: "2026-03-03T01:02:03Z"))
    #expect(!other.asOfIsLowerBound)
    #expect(other.facts.count == 2)
  }

  @Test(
    "Rows that cannot be used are named",
    arguments: [
      ("AccessKeyId,Status,CreateDate\n\(id),Active\n", 2, "2 fields where the header has 3"),
      ("AccessKeyId,Status,CreateDate\nnobody,Active,2026-01-01\n", 2, "no access key ID"),
      ("AccessKeyId,Status,CreateDate\n\(id),Active,soon\n", 2, "expected ISO 8601"),
      ("\(id)\tActive\t2026-01-01\nx\ty\n", 2, "2 fields, of which none"),
      ("\(id)\tann\t2026-01-01\n", 1, "always Active or Inactive"),
      (json("AKIA"), 1, "no access key ID"),
      (json(id).replacing("Active", with: "\\u00e9"), 0, ""),
      ("\n" + json(id).replacing("\"Status\":\"Active\",", with: ""), 2, "has no Status"),
      (json(id).replacing("2026-01-02T03:04:05Z", with: "soon"), 1, "expected ISO 8601"),
      (json(id).replacing("\"Active\"", with: "7"), 1, "of another kind"),
      (json(id).replacing("\"Active\"", with: "Active"), 1, "not valid JSON"),
    ])
  func malformed(text: String, line: Int, reason: String) throws {
    let failure = Loading.failure(Array(text.utf8))
    let incidents =
      try failure.map { [$0.incident] } ?? Loading.inputs(text).flatMap(\.incidents)
    if line == 0 {
      #expect(incidents.isEmpty)
      return
    }
    let found = try #require(incidents.first { $0.kind == .malformedInventory }, "\(incidents)")
    #expect(found.line == line)
    #expect(found.detail.contains(reason), "\(found.detail)")
  }
}
