import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

@Suite("Pairing")
struct PairingTests {
  /// Fills `I1`, `S1`, … of a template with fresh material.
  struct Filled {
    var text: String
    var pairs: Set<String>

    init(_ template: String, _ expected: [(Int, Int)]) {
      var text = template
      var ids: [Int: String] = [:]
      var secrets: [Int: String] = [:]
      for number in 1...6 {
        let id = TestKeys.keyID()
        let secret = TestKeys.secret()
        ids[number] = id
        secrets[number] = secret
        text = text.replacing("<I\(number)>", with: id).replacing("<S\(number)>", with: secret)
      }
      self.text = text
      pairs = Set(expected.map { "\(ids[$0.0] ?? "") \(secrets[$0.1] ?? "")" })
    }
  }

  static let both = [(1, 1), (2, 2)]
  static let cases: [(String, [(Int, Int)])] = [
    (
      "[a]\naws_access_key_id=<I1>\naws_secret_access_key=<S1>\n[b]\naws_access_key_id=<I2>\naws_secret_access_key=<S2>\n",
      both
    ),
    // Interleaved, told apart by their labels.
    (
      "PROD_AWS_ACCESS_KEY_ID=<I1>\nSTAGING_AWS_ACCESS_KEY_ID=<I2>\nPROD_AWS_SECRET_ACCESS_KEY=<S1>\nSTAGING_AWS_SECRET_ACCESS_KEY=<S2>\n",
      both
    ),
    (
      "AWS_ACCESS_KEY_ID_1=<I1>\nAWS_ACCESS_KEY_ID_2=<I2>\nAWS_SECRET_ACCESS_KEY_1=<S1>\nAWS_SECRET_ACCESS_KEY_2=<S2>\n",
      both
    ),
    ("id1: <I1>\nid2: <I2>\nsecret2: <S2>\nsecret1: <S1>\n", both),
    // Objects in one line.
    (#"[{"k":"<I1>","secret":"<S1>"},{"secret":"<S2>","k":"<I2>"}]"#, both),
    (#"{"a":{"x":1,"id":"<I1>"},"secret":"<S1>"}"#, [(1, 1)]),
    // Rows.
    ("<I1>,<S1>\n<I2>,<S2>\n", both),
    ("<S1>\t<I1>\n<S2>\t<I2>\n", both),
    ("user,<I1>,x,<S1>\nuser,<I2>,y,<S2>\n", both),
    // Calls.
    ("f(\"<I1>\", \"<S1>\"); f(\"<I2>\", \"<S2>\")", both),
    // Indentation.
    ("prod:\n  key: <I1>\n  secret: <S1>\nstage:\n  key: <I2>\n  secret: <S2>\n", both),
    ("- secret: <S1>\n  key: <I1>\n- secret: <S2>\n  key: <I2>\n", both),
    // Paragraphs.
    ("<I1>\n<S1>\n\n<I2>\n<S2>\n", both),
    // The secret first.
    ("aws_secret_access_key = <S1>\naws_access_key_id = <I1>\n", [(1, 1)]),
    // An ID mentioned on its own does not take a secret from its neighbour.
    ("# see also <I1>\n\n\n\nkey = <I2>\nsecret = <S2>\n", [(2, 2)]),
    // In order, though the halves stand farther apart than the pairs.
    (
      "key: <I1>\nx\nx\nx\nx\nx\nx\nsecret: <S1>\nkey: <I2>\nx\nx\nx\nx\nx\nx\nx\nsecret: <S2>\n",
      both
    ),
    // A shell history with the pair twice.
    (
      "aws configure set aws_access_key_id <I1>\naws configure set aws_secret_access_key <S1>\nAWS_ACCESS_KEY_ID=<I1> AWS_SECRET_ACCESS_KEY=<S1> aws s3 ls\n",
      [(1, 1)]
    ),
    // Which is whose cannot be told.
    ("<I1>\n<I2>\n<S1>\n<S2>\n", []),
    ("<I1>,<I2>,<S1>,<S2>\n", []),
  ]

  @Test("One to one, by record, label, order and distance", arguments: cases.indices)
  func table(index: Int) throws {
    let (template, expected) = Self.cases[index]
    for _ in 0..<5 {
      let filled = Filled(template, expected)
      #expect(try InMemory.hits(filled.text).pairs == filled.pairs, "\(template)")
    }
  }

  @Test("What cannot be told is ambiguous, with the alternatives")
  func ambiguous() throws {
    let filled = Filled("<I1>\n<I2>\n<S1>\n<S2>\n", [])
    let hits = try InMemory.hits(filled.text)
    #expect(hits.count == 4)
    for hit in hits {
      #expect(hit.pairing == .ambiguous)
      #expect(hit.alternatives.count == 2)
    }
  }

  @Test("Two thousand pairs on one line of megabytes", .timeLimit(.minutes(10)))
  func longLine() throws {
    var text = "["
    var pairs: Set<String> = []
    for _ in 0..<2000 {
      let id = TestKeys.keyID()
      let secret = TestKeys.secret()
      pairs.insert("\(id) \(secret)")
      text +=
        #"{"id":"\#(id)","note":"\#(String(repeating: "ab ", count: Int.random(in: 0..<900)))","secret":"\#(secret)"},"#
    }
    let found = try InMemory.hits(Array(text.utf8), window: 100_000).pairs
    #expect(found == pairs)
  }

  @Test("Not farther than 4 KiB, nor than 60 lines")
  func limits() throws {
    func text(_ gap: String) -> String {
      "key=\(TestKeys.keyID())\n\(gap)\nsecret=\(TestKeys.secret())\n"
    }
    #expect(try InMemory.hits(text(String(repeating: "x ", count: 2000))).pairs.count == 1)
    #expect(try InMemory.hits(text(String(repeating: "x ", count: 2100))).pairs.isEmpty)
    #expect(try InMemory.hits(text(String(repeating: "x\n", count: 50))).pairs.count == 1)
    #expect(try InMemory.hits(text(String(repeating: "x\n", count: 62))).pairs.isEmpty)
  }

  @Test("An example ID does not hide the real secret beside it")
  func exampleID() throws {
    let secret = TestKeys.secret()
    let hits = try InMemory.hits(
      "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=\(secret)\n")
    #expect(hits.counted.count == 1)
    #expect(hits.counted.first?.secret?.value.plain == secret)
    #expect(hits.first { $0.keyID != nil }?.suppression?.filter == "example")
  }

  @Test("Work grows with the number of candidates, not with its square", .timeLimit(.minutes(10)))
  func dense() throws {
    var text = ""
    for _ in 0..<8000 { text += "\(TestKeys.keyID()) \(TestKeys.secret())\n" }
    #expect(try InMemory.hits(Array(text.utf8), window: 1 << 18).pairs.count == 8000)
  }
}
