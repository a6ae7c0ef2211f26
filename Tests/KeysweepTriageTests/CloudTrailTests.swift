import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs: CloudTrail")
struct CloudTrailTests {
  static let key = TestKeys.keyID()

  /// A record of a use.
  static func use(
    _ time: String, key: String = key, error: String? = nil, identity: String? = nil
  ) -> String {
    let identity =
      identity ?? "\"type\":\"IAMUser\",\"userName\":\"ann\",\"accountId\":\"210987654321\""
    let error = error.map { "\"errorCode\":\"\($0)\"," } ?? ""
    return """
      {"eventVersion":"1.09","userIdentity":{\(identity),"accessKeyId":"\(key)"},\
      "eventTime":"\(time)","eventSource":"s3.amazonaws.com","eventName":"GetObject",\(error)\
      "awsRegion":"eu-west-1","requestParameters":{"eventTime":"x","a":[{"}":"]"}]}}
      """
  }

  @Test("The samples, plain and packed, say what was done to which key")
  func samples() throws {
    let bytes = try Loading.fixture("cloudtrail.json")
    let tree = try TempTree()
    let packed = try tree.write("log.gz", bytes: try Loading.gzip(bytes))
    for inputs in [
      try Loading.inputs(bytes), try FileLoader.load(file: SourcePath(packed), now: Loading.now),
    ] {
      let events = Loading.events(inputs.flatMap(\.facts))
      func one(_ id: String) -> KeyEvent? { events.first { $0.id == id } }
      #expect(one("AKIARTX3GSDS6NIV4537")?.kind == .created(.active))
      #expect(one("AKIARTX3GSDS6NIV4537")?.user == "ci-deploy")
      #expect(one("AKIARTX3GSDS6NIV4537")?.time == Instant(iso8601: "2026-07-01T12:00:00Z"))
      #expect(one("AKIARTX3GSDSZTM53CBS")?.kind == .changed(.inactive))
      #expect(one("AKIARTX3GSDS2PUZVJR7")?.kind == .deleted)
      #expect(one("AKIARTX3GSDSVYUHIPU5")?.kind == .used(service: "ec2", region: "us-east-1"))
      #expect(one("AKIARTX3GSDSVYUHIPU5")?.account == AccountID("111122223333"))
      let sessions = events.filter { $0.id == "ASIARTX3GSDS2ZGLZEUA" }
      #expect(sessions.map(\.user) == ["Anna", nil])
      #expect(sessions.first?.sessionCreated == Instant(iso8601: "2026-07-01T11:55:00Z"))
    }
  }

  @Test("Of the uses in a file the first and the last are kept, in any form of file")
  func collapse() throws {
    let times = ["2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"]
    let records = times.map { Self.use($0) }
    let quoted = records.map { record in
      let text = record.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "{\"EventId\":\"x\",\"AccessKeyId\":\"\(Self.key)\",\"CloudTrailEvent\":\"\(text)\"}"
    }
    let list = records.joined(separator: ",\n")
    let lines = records.joined(separator: "\n")
    var athena = lines
    for name in ["eventTime", "eventName", "userIdentity", "accessKeyId", "userName"] {
      athena = athena.replacing(name, with: name.lowercased())
    }
    let bridged = records.map { record in
      "{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":\(record)}"
    }
    let forms: [String] = [
      "{\"Records\":[\(list)]}", lines, "[\(list)]", athena, bridged.joined(),
      "{\"Events\":[\(quoted.joined(separator: ","))],\"NextToken\":\"x\"}",
    ]
    for form in forms {
      let inputs = try Loading.inputs(form)
      let events = Loading.events(inputs.flatMap(\.facts))
      #expect(events.map(\.time.date) == ["2026-01-01", "2026-03-01"])
      #expect(events.allSatisfy { $0.user == "ann" && $0.id == Self.key })
      #expect(inputs.flatMap(\.incidents).isEmpty)
      #expect(inputs.first?.asOf == Instant(iso8601: "2026-03-01"))
    }
  }

  @Test(
    "An error shows whether the signature was accepted",
    arguments: [
      ("AccessDenied", true), ("Client.UnauthorizedOperation", true), ("NoSuchKey", true),
      ("InvalidClientTokenId", false), ("SignatureDoesNotMatch", false),
      ("UnrecognizedClientException", false), ("Client.AuthFailure", false),
      ("IncompleteSignature", false), ("InvalidAccessKeyId", false),
      ("TokenRefreshRequired", false), ("ExpiredTokenException", false), ("ExpiredToken", false),
      ("RequestExpired", false),
    ])
  func errors(code: String, proves: Bool) throws {
    let events = Loading.events(try Loading.facts(Self.use("2026-01-01T00:00:00Z", error: code)))
    #expect(events.isEmpty == !proves)
  }

  @Test(
    "Who it was",
    arguments: [
      ("\"type\":\"Root\",\"accountId\":\"210987654321\"", "<root_account>"),
      ("\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::210987654321:assumed-role/a/b\"", nil),
      ("\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::210987654321:user/p/bob\"", "bob"),
    ] as [(String, String?)])
  func identities(identity: String, user: String?) throws {
    let events = Loading.events(
      try Loading.facts(Self.use("2026-01-01T00:00:00Z", identity: identity)))
    #expect(events.map(\.user) == [user])
  }

  @Test("What failed was not done")
  func failedChanges() throws {
    for name in ["UpdateAccessKey", "DeleteAccessKey", "CreateAccessKey"] {
      let record = """
        {"eventName":"\(name)","eventTime":"2026-01-01T00:00:00Z","errorCode":"AccessDenied",
        "eventSource":"iam.amazonaws.com","userIdentity":{"type":"Root"},
        "requestParameters":{"accessKeyId":"\(Self.key)","status":"Inactive"}}
        """
      #expect(try Loading.facts(record).isEmpty)
    }
  }

  @Test("A log of many records takes one at a time, and a broken one is named")
  func stream() throws {
    let records = (0..<5000).map { index in
      Self.use("2026-01-01T00:00:\(index % 50 + 10)Z", key: TestKeys.keyID("ASIA"))
    }
    let text = "{\"Records\":[\n" + records.joined(separator: ",\n") + ",\n"
    let inputs = try Loading.inputs(text + Self.use("soon") + "]}")
    #expect(Loading.events(inputs.flatMap(\.facts)).count == 5000)
    let incidents = inputs.flatMap(\.incidents)
    #expect(incidents.map(\.line) == [5002])
    #expect(incidents.first?.detail.contains("eventTime") ?? false)
    let cut = try Loading.inputs(text + "{\"eventTime\":")
    #expect(Loading.events(cut.flatMap(\.facts)).count == 5000)
    #expect(cut.flatMap(\.incidents).first?.detail.contains("cut off") ?? false)
  }
}
