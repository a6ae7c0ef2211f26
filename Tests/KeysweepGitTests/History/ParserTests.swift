import KeysweepGit
import Testing

@Suite("Parsers of objects")
struct ParserTests {
  static let hex = String(repeating: "0123456789", count: 4)

  static let commit = """
    tree \(hex)
    parent \(hex)
    parent \(hex)
    author A U Thor <a@example.com> 1700000000 +0530
    committer C <c<d>@example.com> -5 -0100
    encoding ISO-8859-1
    gpgsig -----BEGIN PGP SIGNATURE-----
     
     line
     -----END PGP SIGNATURE-----
    HG:extra x

    \n
    Subject of
    two lines

    Body

    """

  @Test("A commit with everything")
  func everything() throws {
    let bytes = Array(Self.commit.utf8)
    let commit = ParsedCommit(bytes)
    #expect(commit.tree == ObjectID(hex: Self.hex))
    #expect(commit.parents.count == 2)
    #expect(commit.author?.name == "A U Thor")
    #expect(commit.author?.zoneMinutes == 330)
    #expect(commit.committer?.email == "c<d>@example.com")
    #expect(commit.committer?.date?.secondsSinceEpoch == -5)
    #expect(commit.committer?.zoneMinutes == -60)
    #expect(commit.encoding == "ISO-8859-1")
    #expect(commit.subject == "Subject of two lines")
    let signature = try #require(
      commit.fields.first { bytes[$0.name].elementsEqual("gpgsig".utf8) })
    #expect(
      String(decoding: bytes[signature.value], as: UTF8.self).hasSuffix("END PGP SIGNATURE-----"))
    #expect(commit.fields.count == 8)
  }

  @Test("Latin 1 is read when the commit says so")
  func latin() {
    let head = Array("author Ren".utf8) + [0xE9] + Array(" <r@x> 1 +0000\n".utf8)
    let rest = Array("encoding latin1\n\nd".utf8) + [0xE9, 0x6A, 0xE0]
    let commit = ParsedCommit(head + rest)
    #expect(commit.author?.name == "Ren\u{E9}")
    #expect(commit.subject == "d\u{E9}j\u{E0}")
  }

  @Test("A tag")
  func tag() {
    let text = "object \(Self.hex)\ntype tree\ntag v1\ntagger T <t@x> 7 +0000\n\nWords\n"
    let tag = ParsedTag(Array(text.utf8))
    #expect(tag.target == ObjectID(hex: Self.hex))
    #expect(tag.kind == .tree)
    #expect(tag.name == Array("v1".utf8))
    #expect(tag.tagger?.date?.secondsSinceEpoch == 7)
    #expect(tag.subject == "Words")
  }

  @Test(
    "Odd people",
    arguments: [
      "", " ", "<", ">", "<>", "><", "a", "a <b", "a b> 1", "a <b> 99999999999999999999 +0000",
      "a <b> 1 +99999", "a <b> x", "a <b>1", "a <b> 1", "<b> - +", "a <b> -",
    ])
  func oddPeople(_ value: String) {
    let commit = ParsedCommit(Array("author \(value)\ncommitter \(value)\n".utf8))
    #expect(commit.author?.name.contains("<") == false)
  }

  @Test("No bytes whatever crash a parser, the index or the attributor")
  func fuzz() {
    var random = SystemRandomNumberGenerator()
    let treeBytes =
      Array("100644 a\0".utf8) + [UInt8](repeating: 1, count: 20)
      + Array("40000 b\0".utf8) + [UInt8](repeating: 2, count: 20)
    let tagText = "object \(Self.hex)\ntype tree\ntag v1\ntagger T <t@x> 7 +0000\n\nWords\n"
    let seeds = [Array(Self.commit.utf8), Array(tagText.utf8), treeBytes, []]
    let ids = (0..<4).compactMap { ObjectID(hex: String(repeating: "0\($0 + 1)", count: 20)) }
    var history = HistoryIndex()
    var attributor = Attributor(history, items: ids)
    for round in 0..<6_000 {
      var bytes = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
        case 1: bytes.removeSubrange(at...)
        case 2: if at < bytes.count { bytes[at] = [0, 10, 32, 60, 62].randomElement() ?? 0 }
        default: if at < bytes.count { bytes.remove(at: at) }
        }
      }
      let commit = ParsedCommit(bytes)
      #expect(commit.message.upperBound <= bytes.count)
      #expect(commit.fields.allSatisfy { $0.value.upperBound <= bytes.count })
      #expect(ParsedTag(bytes).message.upperBound <= bytes.count)
      bytes.withUnsafeBufferPointer {
        var entries = TreeEntries($0, idLength: 20)
        while entries.next() != nil {}
      }
      _ = GitConfiguration(bytes)
      guard let id = ids.randomElement() else { continue }
      history.add(commit: id, bytes: bytes)
      history.add(tag: id, bytes: bytes)
      attributor.add(tree: id, bytes: bytes)
      if round % 500 == 0 {
        var pile = ObjectPile([])
        let results = attributor.finish(references: RepositoryReferences(), source: &pile)
        #expect(results.count == ids.count)
        history = HistoryIndex()
        attributor = Attributor(history, items: ids)
      } else if round % 500 == 250 {
        attributor = Attributor(history, items: ids)
      }
    }
  }
}
