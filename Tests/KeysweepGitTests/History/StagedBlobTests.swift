import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGit

@Suite("Blobs that an index names")
struct StagedBlobTests {
  @Test(
    "As git lists them, in every version of the format",
    arguments: [
      (2, ""), (3, ""), (4, ""), (4, "--object-format=sha256"), (2, "--object-format=sha256"),
    ])
  func versions(version: Int, options: String) throws {
    let fixture = try GitFixture()
    try fixture.make("repo", commits: 3, options: options)
    try fixture.shell(
      """
      mkdir -p long/folder/names; for n in 1 12 123 1234 12345 123456 1234567; do
        echo $n > long/folder/names/f$n; echo $n > g$n; done
      git add .; echo later > later; \(version == 3 ? "git add -N later" : "true")
      git update-index --index-version \(max(version, 2) == 3 ? 2 : version)
      git worktree add -q ../linked side1; echo there > ../linked/there; git -C ../linked add there
      """, in: "repo")
    let common = fixture.tree("repo/.git")
    let folders = try RepositoryFolders(SourcePath(common))
    var expected: [ObjectID: [UInt8]] = [:]
    for (folder, _) in [("repo", ""), ("linked", "worktrees/linked/")] {
      for line in try fixture.shell("git ls-files -s", in: folder).split(separator: "\n") {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        let id = try #require(ObjectID(hex: words[1]))
        if expected[id] == nil { expected[id] = Array(words[3].utf8) }
      }
    }
    let bytes = try RepositoryFiles.read(Array("\(common)/index".utf8), limit: 1 << 20)
    #expect(bytes[7] == UInt8(version))
    let hashBytes = options.isEmpty ? 20 : 32
    let staged = StagedBlobs(in: folders, wanted: Set(expected.keys), hashBytes: hashBytes)
    #expect(staged.places.mapValues(\.path) == expected)
    let there = try #require(
      ObjectID(
        hex: fixture.shell("git rev-parse :there", in: "linked")
          .trimmingCharacters(in: .newlines)))
    #expect(staged.places[there]?.index == Array("worktrees/linked/index".utf8))
    #expect(StagedBlobs(in: folders, wanted: [], hashBytes: hashBytes).places.isEmpty)
    // Damage of any kind ends the reading and nothing else.
    var dice = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      var broken = bytes
      if Bool.random(using: &dice) {
        broken.removeLast(Int.random(in: 0..<broken.count, using: &dice))
      }
      for _ in 0..<3 where !broken.isEmpty {
        broken[Int.random(in: 0..<broken.count, using: &dice)] = .random(in: 0...255, using: &dice)
      }
      _ = StagedBlobs(broken, named: [], wanted: Set(expected.keys), hashBytes: hashBytes)
    }
  }
}
