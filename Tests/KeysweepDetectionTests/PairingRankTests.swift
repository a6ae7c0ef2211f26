import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

@Suite("Pairing by name, table and record")
struct PairingRankTests {
  @Test(
    "Names decide before distance",
    arguments: [
      "key=<I1>\nother_token=<R>\nsecret=<S1>\n",
      "aws_access_key_id: <I1>\njwt_secret: <R>\naws_secret_access_key: <S1>\n",
      "id: <I1>\nsalt: <R>\npassword: <S1>\n", "id: <I1>\nfoo: <R>\nsecret: <S1>\n",
      "user,id,token,secret\nu0,<I1>,<R>,<S1>\nu1,<I2>,<R>,<S2>\n",
      "COPY t (id, token, secret, key) FROM stdin;\n1\t<R>\t<S1>\t<I1>\n2\t<R>\t<S2>\t<I2>\n",
      "AWSAccessKeyId=<I1>\nAWSSecretKey=<S1>\n# replaces <K>\n",
      "\"github\": {\"session_key\": \"<I1>\", \"session_secret\": \"<S1>\"}\n",
    ])
  func ranks(template: String) throws {
    for _ in 0..<10 {
      let (text, pairs) = LeakShape(template, template).fill()
      let hits = try InMemory.hits(text).counted
      #expect(hits.pairs == Set(pairs.map { "\($0.id) \($0.secret)" }), "\(template)")
      #expect(hits.compactMap(\.secret).count == pairs.count, "\(template)")
    }
  }

  @Test(
    "Unnamed rivals are ambiguous",
    arguments: ["<I1>,<R>,<S1>\n", "key=<I1>\nfoo: <R>\nbar: <S1>\n"])
  func rivals(template: String) throws {
    let (text, _) = LeakShape(template, template).fill()
    let hits = try InMemory.hits(text)
    #expect(hits.allSatisfy { $0.pairing == .ambiguous })
    #expect(hits.count == 3)
  }

  @Test("The header of a table holds for rows farther down than a window can see")
  func longTable() throws {
    let rows = LeakShape(
      "csv", rows: 300, "u#,<I#>,<R>,<S#>\n", head: "user,id,token,secret\n")
    let (text, pairs) = rows.fill()
    let expected = Set(pairs.map { "\($0.id) \($0.secret)" })
    for window in [1 << 20, 3000] {
      #expect(try InMemory.hits(Array(text.utf8), window: window).pairs == expected)
    }
  }

  @Test(
    "What is named for something else is no AWS secret",
    arguments: [
      "RECAPTCHA_SECRET_KEY=<R>\n", "aws-waf-token=<R>; x\n", "secret_key_base: <R>\n",
      "jwt_secret: <R>\n",
    ])
  func foreign(template: String) throws {
    let (text, _) = LeakShape(template, template).fill()
    let hits = try InMemory.hits(text)
    #expect(hits.counted.isEmpty, "\(template)")
    #expect(hits.allSatisfy { $0.suppression?.filter == "foreign-name" })
  }

  @Test("SECRET_KEY of a web framework beside an AWS pair is not reported, alone it is")
  func framework() throws {
    let secret = LeakShape.secret()
    let setting = "SECRET_KEY = '\(secret)'\n"
    let pair =
      "AWS_ACCESS_KEY_ID = '\(LeakShape.keyID())'\nAWS_SECRET_ACCESS_KEY = '\(LeakShape.secret())'\n"
    #expect(try InMemory.hits(setting + pair).counted.count == 1)
    #expect(try InMemory.hits(setting).counted.count == 1)
  }

  @Test("A run near an example ID is no credential unless its name or record says so")
  func beside() throws {
    let id = "AKIAIOSFODNN7EXAMPLE"
    let secret = LeakShape.secret()
    #expect(try InMemory.hits("see \(id)\n\n\nx \(secret)\n").counted.isEmpty)
    #expect(try InMemory.hits("see \(id)\n\n\nfoo: \(secret)\n").counted.isEmpty)
    #expect(try InMemory.hits("see \(id)\nsecret_key=\(secret)\n").counted.count == 1)
    #expect(try InMemory.hits("\(id):\(secret)\n").counted.count == 1)
  }

  @Test("The short last line of base64 is not paired")
  func lastLine() throws {
    for (lineBreak, end) in [("\n", "\n-----END X-----"), ("\r\n", "\r\n"), ("\\n", "\\n-----END")]
    {
      for indent in ["", "  "] where indent.isEmpty || lineBreak != "\\n" {
        let lines = (0..<4).map { _ in indent + TestKeys.base64(64) }
        let text =
          "key \(LeakShape.keyID())\n-----BEGIN X-----\(lineBreak)"
          + (lines + [indent + LeakShape.secret()]).joined(separator: lineBreak) + end
        let hits = try InMemory.hits(text).counted
        #expect(hits.count == 1)
        #expect(hits.first?.secret == nil)
      }
    }
  }

  @Test("Where memory bounds what is held back, no pair is torn", .timeLimit(.minutes(10)))
  func cut() throws {
    for row in ["k=<I> s=<S>\n", "INSERT INTO c VALUES (1,'<I>','<S>');\n"] {
      var text = "\(LeakShape.keyID())\n"
      var expected: Set<String> = []
      for _ in 0..<12_000 {
        let (id, secret) = (LeakShape.keyID(), LeakShape.secret())
        expected.insert("\(id) \(secret)")
        text += row.replacing("<I>", with: id).replacing("<S>", with: secret)
      }
      #expect(try InMemory.hits(Array(text.utf8), window: 1 << 18).pairs == expected)
    }
  }
}
