import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

@Suite("Whose token, whose time, whose key")
struct TokenPairingTests {
  private static func token() -> String {
    var generator = SystemRandomNumberGenerator()
    return ExampleMaterial.expand("{{TOKEN}}", using: &generator)
  }

  /// Every `<T1>` belongs to `<I1>`; `<T>` belongs to none.
  @Test(
    "A token goes to the key of its record, else to the one before",
    arguments: [
      "[old]\nid=<I1>\nsecret=<S1>\ntoken=<T1>\n\n[live]\nid=<I2>\nsecret=<S2>\ntoken=<T2>\n",
      "[old]\ntoken=<T1>\nid=<I1>\nsecret=<S1>\n[live]\ntoken=<T2>\nid=<I2>\nsecret=<S2>\n",
      "[old]\ntoken=<T>\n[live]\nid=<I1>\nsecret=<S1>\ntoken=<T1>\n",
      "[a]\nid=<I1>\nsecret=<S1>\n[b]\ntoken=<T>\n",
      "ID=<I1>\nSECRET=<S1>\nTOKEN=<T1>\nID=<I2>\nSECRET=<S2>\nTOKEN=<T2>\n",
      "{\"a\":{\"t\":\"<T1>\",\"id\":\"<I1>\",\"s\":\"<S1>\"},\"b\":{\"t\":\"<T2>\",\"id\":\"<I2>\",\"s\":\"<S2>\"}}",
      "export T=<T1>\nexport ID=<I1>\nexport S=<S1>\n", "f(\"<I1>\", \"<S1>\", \"<T1>\")",
    ])
  func homes(template: String) throws {
    var text = template
    var expected: [String: String?] = [:]
    for number in 1...2 where template.contains("<I\(number)>") {
      let id = TestKeys.keyID("ASIA", account: "210987654321")
      let token = Self.token()
      text = text.replacing("<I\(number)>", with: id)
        .replacing("<S\(number)>", with: LeakShape.secret())
      let hasToken = template.contains("<T\(number)>")
      text = text.replacing("<T\(number)>", with: token)
      expected[id] = hasToken ? token : nil
    }
    text = text.replacing("<T>", with: Self.token())
    let bytes = Array(text.utf8)
    for hit in try InMemory.hits(bytes) {
      guard let id = hit.keyID?.value.description else { continue }
      let found = hit.sessionToken.map { token in
        let start = token.position.offset
        return String(decoding: bytes[start..<start + token.position.length], as: UTF8.self)
      }
      #expect(found == expected[id] ?? nil, "\(template)")
    }
  }

  @Test(
    "A time at the start of a line is that of a log only if the line is no row of a table",
    arguments: [
      ("2019-03-01 10:00:00\tacme\t<I>\t<S>\n", false), ("2019-03-01 10:00:00,acme,<I>\n", false),
      ("2019-03-01 10:00:00|acme|<I>\n", false), ("2019-03-01 10:00:00 | acme | <I>\n", false),
      ("2019-03-01 10:00:00;acme;<I>\n", false), ("2019-03-01 10:00:00 UTC,acme,<I>\n", false),
      ("\"2019-03-01 10:00:00\",\"<I>\"\n", false), ("2019-03-01T10:00:00Z\t<I>\n", false),
      ("2019-03-01 10:00:00 INFO <I>\n", true), ("[2019-03-01T10:00:00Z] <I>\n", true),
      ("2019-03-01 10:00:00,123 DEBUG <I>\n", true),
    ])
  func logTime(template: String, isLog: Bool) throws {
    let text = template.replacing("<I>", with: LeakShape.keyID())
      .replacing("<S>", with: LeakShape.secret())
    let hit = try #require(try InMemory.hits(text).first)
    #expect(hit.observations.contains { $0.basis == .logLine } == isLog)
  }

  @Test(
    "Only the files of the console name the owner",
    arguments: [
      (
        "User name,Password,Access key ID,Secret access key,Console login link\r\nsam,,<I>,<S>,x\r\n",
        true
      ),
      ("\u{FEFF}User Name,Access Key Id,Secret Access Key\n\"sam\",<I>,<S>\n", true),
      ("IAM User Name,Smtp Username,Smtp Password\n\"sam\",<I>,x\n", true),
      ("User name,E-mail,AWS key\nsam,s@example.org,<I>\n", false),
      ("user name,access key id\nsam,<I>\n", false),
    ])
  func owner(template: String, isNamed: Bool) throws {
    let text = template.replacing("<I>", with: LeakShape.keyID())
      .replacing("<S>", with: LeakShape.secret())
    let hit = try #require(try InMemory.hits(text).first)
    #expect(hit.owner == (isNamed ? "sam" : nil))
  }

  @Test(
    "IDs behind escapes are found",
    arguments: [
      "\\n<I>", "\\t<I>", "%22<I>%22", "%3D<I>", "=3D<I>", "\\u003D<I>", "\u{1B}[1;33m<I>",
    ])
  func escapedBound(template: String) throws {
    let id = LeakShape.keyID()
    let hits = try InMemory.hits(template.replacing("<I>", with: id)).counted
    #expect(hits.compactMap { $0.keyID?.value.description } == [id])
  }

  @Test(
    "IDs that are words", arguments: ["AKIAIDGOESHEREPLEASE", "AKIAYOURACCESSKEYIDX"])
  func placeholders(id: String) throws {
    #expect(try InMemory.hits("key = \(id)\n").counted.isEmpty)
  }
}
