import Foundation
import KeysweepGit
import KeysweepModel
import KeysweepTestSupport
import Testing

@Suite("Damaged repositories")
struct DamageTests {
  /// Files that are damaged, one kind after the other.
  enum Target: String, CaseIterable, Sendable {
    case pack, index, oldIndex, multiIndex, loose
  }

  /// How many mutants of each kind; more by `KEYSWEEP_GIT_MUTANTS`.
  static let mutants =
    ProcessInfo.processInfo.environment["KEYSWEEP_GIT_MUTANTS"].flatMap { Int($0) } ?? 120

  /// Changes a few bits or bytes, or cuts the end off.
  static func mutate(_ bytes: [UInt8], using dice: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return bytes }
    // Headers and tables at the beginning decide most.
    let reach =
      Bool.random(using: &dice) ? bytes.count : min(bytes.count, 1200)
    switch Int.random(in: 0..<10, using: &dice) {
    case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &dice))
    case 1:
      let start = Int.random(in: 0..<reach, using: &dice)
      let value: UInt8 = Bool.random(using: &dice) ? 0 : 0xFF
      for index in start..<min(bytes.count, start + 16) { bytes[index] = value }
    case 2...4:
      bytes[Int.random(in: 0..<reach, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
    default:
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        bytes[Int.random(in: 0..<reach, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      }
    }
    return bytes
  }

  /// A small repository and the file of it that is to be damaged.
  static func prepare(_ target: Target) throws -> (GitFixture, file: String) {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 12, isPacked: target == .multiIndex)
    let line =
      switch target {
      case .pack, .index: "git repack -adfq --depth=50; ls .git/objects/pack/*"
      case .oldIndex:
        "git -c pack.indexVersion=1 -c repack.useDeltaBaseOffset=false repack -adfq; ls .git/objects/pack/*"
      case .multiIndex:
        "git repack -adfq; git multi-pack-index write; rm .git/objects/pack/*.idx; ls .git/objects/pack/*"
      case .loose: "find .git/objects -type f | sort | tail -1"
      }
    let names = try fixture.shell(line, in: "r").split(separator: "\n").map(String.init)
    let ending =
      switch target {
      case .pack: ".pack"
      case .index, .oldIndex: ".idx"
      case .multiIndex: "multi-pack-index"
      case .loose: ""
      }
    let name = try #require(names.first { $0.hasSuffix(ending) })
    try fixture.shell("chmod -R u+w .git/objects", in: "r")
    return (fixture, fixture.tree("r/\(name)"))
  }

  @Test("No mutant crashes or hangs", .timeLimit(.minutes(10)), arguments: Target.allCases)
  func mutants(target: Target) throws {
    let (fixture, file) = try Self.prepare(target)
    let path = SourcePath(fixture.tree("r/.git"))
    let ids = Set(Swept(try ObjectDatabase(gitDirectory: path)).objects.keys)
    let sound = try [UInt8](Data(contentsOf: URL(filePath: file)))
    var dice = SeededGenerator(seed: UInt64(target.rawValue.utf8.count))
    for mutant in 0..<Self.mutants {
      let bytes = Self.mutate(sound, using: &dice)
      // Another file each time: the last one is still mapped.
      try FileManager.default.removeItem(atPath: file)
      try Data(bytes).write(to: URL(filePath: file))
      let database = try ObjectDatabase(gitDirectory: path)
      let swept = Swept(database, cacheBytes: mutant % 2 == 0 ? 0 : 96 << 20)
      #expect(swept.repeated.isEmpty)
      if target == .pack || target == .loose, database.problems.isEmpty {
        // Each object comes out or is named.
        let named = swept.problems.compactMap(\.id)
        #expect(ids.isSubset(of: named + swept.objects.keys), "mutant \(mutant)")
        #expect(Set(named).isDisjoint(with: swept.objects.keys))
      }
      if bytes != sound, database.objectCount < ids.count, target != .multiIndex {
        #expect(!database.problems.isEmpty, "mutant \(mutant)")
      }
      var scratch = ObjectScratch()
      for id in ids.sorted() { _ = try? database.read(id, &scratch) }
    }
  }

  @Test("A damaged object costs itself and what is made from it, nothing else")
  func neighbours() throws {
    let (fixture, file) = try Self.prepare(.pack)
    let path = SourcePath(fixture.tree("r/.git"))
    let sound = Swept(try ObjectDatabase(gitDirectory: path)).objects
    let lines = try fixture.shell(
      "git verify-pack -v \(file.replacing(".pack", with: ".idx"))", in: "r")
    // Columns: name, kind, size, size in the pack, offset, depth, base.
    let rows = lines.split(separator: "\n").map { $0.split(separator: " ") }
    let entries = rows.filter { $0.first?.count == 40 && $0.count >= 5 }
    var bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
    let bases = Dictionary(
      entries.filter { $0.count == 7 }.map { (String($0[0]), String($0[6])) },
      uniquingKeysWith: { a, _ in a })
    for entry in entries.prefix(40) {
      let (offset, length) = (try #require(Int(entry[4])), try #require(Int(entry[3])))
      // The check sum at the end of the compressed bytes.
      bytes[offset + length - 1] ^= 0x55
      try FileManager.default.removeItem(atPath: file)
      try Data(bytes).write(to: URL(filePath: file))
      bytes[offset + length - 1] ^= 0x55
      let swept = Swept(try ObjectDatabase(gitDirectory: path))
      var lost: Set<String> = []
      for other in entries.map({ String($0[0]) }) {
        var at: String? = other
        while let name = at, name != entry[0] { at = bases[name] }
        if at != nil { lost.insert(other) }
      }
      #expect(Set(swept.problems.compactMap { $0.id?.description }) == lost)
      #expect(swept.objects.count == sound.count - lost.count)
      #expect(swept.objects.allSatisfy { sound[$0.key]?.bytes == $0.value.bytes })
    }
  }

  @Test("Another copy stands in for a damaged one")
  func copies() throws {
    let (fixture, file) = try Self.prepare(.pack)
    let path = SourcePath(fixture.tree("r/.git"))
    let expected = try fixture.expected("r")
    try fixture.shell("cp -r .git/objects ../other", in: "r")
    try fixture.tree.write("r/.git/objects/info/alternates", fixture.tree("other") + "\n")
    var bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
    for index in stride(from: 40, to: bytes.count - 20, by: 97) { bytes[index] ^= 0xFF }
    try FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(filePath: file))
    let swept = Swept(try ObjectDatabase(gitDirectory: path))
    #expect(swept.problems.isEmpty)
    #expect(swept.repeated.isEmpty)
    #expect(swept.printed == expected)
  }

  @Test("Absurd sizes are refused before anything is allocated")
  func sizes() throws {
    let (fixture, file) = try Self.prepare(.pack)
    let path = SourcePath(fixture.tree("r/.git"))
    var bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
    // The first entry states 2^50 bytes.
    bytes.replaceSubrange(12..<20, with: [0xB0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10])
    try FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(filePath: file))
    let swept = Swept(try ObjectDatabase(gitDirectory: path))
    #expect(swept.problems.contains { $0.detail.contains("too large") })
  }

  @Test("A pack that shrinks after it was opened is named, and not touched behind its end")
  func shrunk() throws {
    let (fixture, file) = try Self.prepare(.pack)
    let database = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))
    let id = try #require(Swept(database).objects.keys.min())
    let handle = try FileHandle(forWritingTo: URL(filePath: file))
    try handle.truncate(atOffset: 10)
    try handle.close()
    let swept = Swept(database)
    #expect(swept.objects.values.allSatisfy { $0.kind == .blob && $0.bytes.count < 20 })
    #expect(swept.problems.contains { $0.detail.contains("shrunk") })
    var scratch = ObjectScratch()
    #expect(throws: GitError.self) { try database.read(id, &scratch) }
  }
}
