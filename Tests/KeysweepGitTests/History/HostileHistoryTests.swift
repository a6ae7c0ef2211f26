import KeysweepGit
import Testing

/// Histories that real hashes allow, and nobody makes by accident.
@Suite("Attribution over hostile histories", .timeLimit(.minutes(2)))
struct HostileHistoryTests {
  /// Trees and commits that are put together by hand.
  struct Pile: ObjectSource {
    private(set) var trees: [(id: ObjectID, bytes: [UInt8])] = []
    private var commit: (id: ObjectID, bytes: [UInt8])?

    static func id(_ number: Int) throws -> ObjectID {
      let hex = String(number, radix: 16)
      let padded = String(repeating: "0", count: 8 - hex.count) + hex
      return try #require(ObjectID(hex: padded + String(repeating: "0", count: 32)))
    }

    mutating func tree(_ number: Int, _ entries: [(name: [UInt8], folder: Int?)]) throws {
      var bytes: [UInt8] = []
      for entry in entries {
        bytes += Array((entry.folder == nil ? "100644 " : "40000 ").utf8) + entry.name + [0]
        bytes += try Self.id(entry.folder ?? 0xFFF_FFFF).bytes
      }
      trees.append((try Self.id(number), bytes))
    }

    /// Says where the file stands, when the root folder is tree 1.
    mutating func attribute() throws -> Attribution {
      let text = "tree \(try Self.id(1))\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nc\n"
      let id = try Self.id(0xABC_DEF0)
      commit = (id, Array(text.utf8))
      var history = HistoryIndex()
      history.add(commit: id, bytes: Array(text.utf8))
      let item = try Self.id(0xFFF_FFFF)
      var attributor = Attributor(history, items: [item])
      for tree in trees { attributor.add(tree: tree.id, bytes: tree.bytes) }
      let result = attributor.finish(references: RepositoryReferences(), source: &self)
      return try #require(result[item])
    }

    func read(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? {
      commit.flatMap { $0.id == id ? (.commit, $0.bytes) : nil }
    }
  }

  @Test("More paths than there is memory for")
  func bomb() throws {
    var pile = Pile()
    for level in 1...4 {
      try pile.tree(
        level, (0..<4000).map { (Array("folder\($0)".utf8), level == 4 ? nil : level + 1) })
    }
    let result = try pile.attribute()
    #expect(result.first?.commit == (try Pile.id(0xABC_DEF0)))
    #expect(result.first?.path == Array("folder0/folder0/folder0/folder0".utf8))
    #expect(result.arePathsCut)
    #expect(result.paths.count == 16)
    #expect(result.pathCount > 16)
  }

  @Test("Paths as long as no system takes them are cut")
  func names() throws {
    var pile = Pile()
    for level in 1...60 {
      let name = [UInt8](repeating: 0x61 + UInt8(level % 20), count: 100_000)
      try pile.tree(level, [(name, level == 60 ? nil : level + 1)])
    }
    let result = try pile.attribute()
    #expect(result.paths.map(\.count) == [4096])
    #expect(result.first?.path?.count == 4096)
  }

  @Test("Folders nested as deep as the repository is large")
  func depth() throws {
    var pile = Pile()
    for level in 1...5000 { try pile.tree(level, [([0x66], level == 5000 ? nil : level + 1)]) }
    let result = try pile.attribute()
    #expect(result.first?.commit == (try Pile.id(0xABC_DEF0)))
    #expect(result.paths.count == 1)
  }
}
