import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

/// Packs and bundles without the repository, or without the index, they came from.
@Suite("Packs without an index")
struct LonePackTests {
  /// A history with a key that is gone, and one that stands.
  private func history(_ options: String = "") throws -> (HistoryRepository, [String]) {
    let repository = try HistoryRepository(options)
    let keys = [TestKeys.keyID(), TestKeys.keyID()]
    let text = (0..<400).map { "line \($0) of a file that is long enough\n" }.joined()
    try repository.commit("one", ["gone": text + "id \(keys[0])\n", "stays": text])
    try repository.commit("two", ["gone": text, "stays": text + "id \(keys[1])\n"])
    try repository.commit("three", ["stays": text + "id \(keys[1])\nmore\n"])
    try repository.git("repack -qad")
    return (repository, keys)
  }

  private func sweep(_ path: String) throws -> (hits: [Hit], summary: SweepSummary) {
    var configuration = SweepConfiguration(rules: try .bundled())
    configuration.roots = [SourcePath(path)]
    let box = Box()
    let summary = Sweep(configuration).run { box.hits.append($0) }
    return (box.hits, summary)
  }

  private final class Box: @unchecked Sendable {
    // Sendable: a sweep hands hits out from one thread at a time.
    var hits: [Hit] = []
  }

  @Test(
    "A pack in a repository whose index is lost or damaged",
    arguments: ["", "--object-format=sha256"])
  func unindexed(options: String) throws {
    let (repository, keys) = try history(options)
    let expected = try repository.sweep()
    #expect(Set(expected.hits.compactMap { $0.keyID?.value.description }) == Set(keys))
    try repository.shell("rm -f .git/objects/pack/*.idx .git/objects/pack/*.rev")
    let without = try repository.sweep()
    #expect(without.hits == expected.hits)
    #expect(without.summary.isComplete)
    #expect(without.summary.objectsSwept == expected.summary.objectsSwept)
    try repository.shell("for p in .git/objects/pack/*.pack; do echo x > ${p%.pack}.idx; done")
    let damaged = try repository.sweep()
    #expect(damaged.hits == expected.hits)
    #expect(!damaged.summary.isComplete)
  }

  @Test("A pack or a bundle as a file", arguments: ["", "--object-format=sha256"])
  func alone(options: String) throws {
    let (repository, keys) = try history(options)
    let folder = repository.tree("backup")
    try repository.shell(
      """
      mkdir \(folder); cp .git/objects/pack/*.pack \(folder)/copy.bin
      git bundle create -q \(folder)/bundle --all
      """)
    let (hits, summary) = try sweep(folder)
    #expect(summary.isComplete)
    for name in ["copy.bin", "bundle"] {
      let found = hits.filter { $0.path.lossyText.contains("/\(name)!/") }
      #expect(Set(found.compactMap { $0.keyID?.value.description }) == Set(keys))
      let gone = try #require(found.first { $0.keyID?.value.description == keys[0] })
      #expect(gone.path.lossyText.contains("!/gone@"))
      #expect(gone.git?.value.first?.subject == "one")
      #expect(gone.git?.value.reach == (name == "bundle" ? .referenced : .unknown))
      #expect(gone.position.line == 401)
    }
    #expect(hits.count == 4)
    // Not without the history.
    var configuration = SweepConfiguration(rules: try .bundled())
    configuration.roots = [SourcePath(folder)]
    configuration.sweepsHistory = false
    let plain = Sweep(configuration).run { _ in }
    #expect(plain.incidentCounts[.gitObjects] == 2)
  }

  @Test("A bundle of a part of a history says aloud what it needs and lacks")
  func thin() throws {
    let (repository, keys) = try history()
    let bundle = repository.tree("thin.bundle")
    try repository.git("bundle create -q \(bundle) HEAD~1..HEAD")
    let (hits, summary) = try sweep(bundle)
    let names = Set(hits.compactMap { $0.keyID?.value.description })
    // The version is a delta against one that is elsewhere.
    #expect(names == [keys[1]] || (names.isEmpty && !summary.isComplete))
    #expect(summary.objectsSwept > 0)
  }

  @Test("A torn pack gives what comes before the tear, and is incomplete")
  func torn() throws {
    let (repository, _) = try history()
    let folder = repository.tree("backup")
    try repository.shell(
      "mkdir \(folder); head -c 600 $(ls .git/objects/pack/*.pack) > \(folder)/torn.pack")
    let (_, summary) = try sweep(folder)
    #expect(!summary.isComplete)
    #expect(summary.objectsSwept > 0)
    // What a transfer left is read as well, and nobody misses its rest.
    try repository.shell("cp \(folder)/torn.pack .git/objects/pack/tmp_pack_abcdef")
    let (_, whole) = try sweep(repository.folder)
    #expect(whole.isComplete)
  }

  @Test(
    "A repository in an archive: packs and loose objects",
    arguments: ["", "--object-format=sha256"])
  func archived(options: String) throws {
    let (repository, keys) = try history(options)
    let loose = TestKeys.keyID()
    try repository.commit(
      "four", ["loose": "id \(loose)\n", "folder/\(TestKeys.keyID())/x": "x\n"])
    try repository.commit("five", ["loose": nil])
    let folder = repository.tree("backup")
    try repository.shell(
      "mkdir \(folder); tar czf \(folder)/all.tgz .git; gzip -c \(folder)/all.tgz > \(folder)/twice.gz"
    )
    let (hits, summary) = try sweep(folder)
    #expect(summary.isComplete)
    let expected = try repository.sweep { $0.roots = [SourcePath(repository.folder + "/.git")] }
    for name in ["all.tgz", "twice.gz"] {
      let found = hits.filter { $0.path.lossyText.contains("/\(name)!") }
      #expect(
        Set(found.map { $0.keyID?.value.description })
          == Set(expected.hits.map { $0.keyID?.value.description }))
      // The index names paths, and is a plain file.
      #expect(found.allSatisfy { $0.git == nil || $0.git?.value.reach == .unknown })
      // One place for both versions.
      let twice = found.filter { $0.keyID?.value.description == keys[1] }
      #expect(twice.count == 1)
      #expect(twice.first?.git?.value.versions == 2)
    }
    // The folder of objects alone, as files.
    let (plain, _) = try sweep(repository.folder + "/.git/objects")
    #expect(
      Set(plain.map { $0.keyID?.value.description })
        == Set(expected.hits.map { $0.keyID?.value.description }))
  }

  @Test("A torn pack in an archive is incomplete, and what came before the tear is found")
  func archivedTear() throws {
    let (repository, _) = try history()
    let folder = repository.tree("backup")
    try repository.shell(
      """
      mkdir \(folder); head -c 600 $(ls .git/objects/pack/*.pack) > x.pack
      tar cf \(folder)/torn.tar x.pack
      """)
    let (_, summary) = try sweep(folder)
    #expect(!summary.isComplete)
    #expect(summary.objectsSwept > 0)
    #expect(summary.incidents.contains { $0.path.lossyText.hasSuffix("torn.tar!/x.pack") })
  }
}
