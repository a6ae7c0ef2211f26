import Foundation
import KeysweepGit
import KeysweepTestSupport
import Testing

@Suite("Attribution over odd histories")
struct HistoryShapeTests {
  @Test("Orphan branches and several roots: the earliest of the first commits")
  func roots() throws {
    let repository = try GitRepository()
    repository.clock += 10_000
    try repository.tree.write("key", "secret\n")
    let later = try repository.commit("Later root")
    repository.clock -= 9_000
    try repository.git(["checkout", "-q", "--orphan", "other"])
    let earlier = try repository.commit("Earlier root")
    let result = try repository.attribute(text: "secret\n")
    #expect(result.first?.commit == earlier)
    #expect(result.last?.commit == later)
    #expect(result.branches.texts == ["refs/heads/main", "refs/heads/other"])
  }

  @Test("A clock that went wrong does not move the first commit")
  func skew() throws {
    let repository = try GitRepository()
    try repository.commit("Root")
    repository.clock += 1_000_000
    try repository.tree.write("key", "secret\n")
    let first = try repository.commit("In the future")
    repository.clock -= 5_000_000
    let last = try repository.commit("In the past")
    let result = try repository.attribute(text: "secret\n")
    #expect(result.first?.commit == first)
    #expect(result.last?.commit == last)
  }

  @Test("Removed and brought back: the first and the last time")
  func reverted() throws {
    let repository = try GitRepository()
    try repository.tree.write("key", "secret\n")
    let first = try repository.commit("Add")
    try repository.git(["rm", "-q", "key"])
    try repository.commit("Remove")
    try repository.tree.write("key", "secret\n")
    let last = try repository.commit("Bring back")
    let result = try repository.attribute(text: "secret\n")
    #expect(result.first?.commit == first)
    #expect(result.last?.commit == last)
    let log = try repository.git([
      "log", "--all", "--format=%H", "--find-object=\(try repository.blob("secret\n"))",
    ]).split(separator: "\n").map(String.init)
    #expect(log.first == last.description)
    #expect(log.last == first.description)
  }

  @Test("A shallow clone says at least")
  func shallow() throws {
    let repository = try GitRepository()
    try repository.tree.write("key", "secret\n")
    try repository.commit("Add")
    for number in 0..<3 { try repository.commit("More \(number)") }
    let tree = try TempTree()
    try Tool.run(
      "git", ["clone", "-q", "--depth", "2", "file://\(repository.tree.path)", tree.path])
    let clone = GitRepository(at: tree)
    let result = try clone.attribute(text: "secret\n")
    #expect(result.first?.subject == "More 1")
    #expect(!result.isFirstCertain)
    #expect(clone.references.shallow == [try clone.id("HEAD~1")])
    #expect(result.branches.texts.contains("refs/remotes/origin/main"))
    #expect(try repository.attribute(text: "secret\n").isFirstCertain)
  }

  @Test("A repository of SHA-256")
  func sha256() throws {
    let repository = try GitRepository(["--object-format=sha256"])
    try repository.tree.write("d/key", "secret\n")
    let first = try repository.commit("Add")
    let result = try repository.attribute(text: "secret\n")
    #expect(first.byteCount == 32)
    #expect(result.first?.commit == first)
    #expect(result.pathTexts == ["d/key"])
  }

  @Test("More than 64 items, halved projections, any order of objects: the same answers")
  func batches() throws {
    let repository = try GitRepository()
    for round in 0..<4 {
      for number in 0..<50 {
        try repository.tree.write("d\(number % 7)/f\(number)", "secret \(round) \(number)\n")
      }
      try repository.commit("Round \(round)")
    }
    var pile = try repository.objects()
    let blobs = pile.order.filter { pile.objects[$0]?.kind == .blob }
    #expect(blobs.count == 200)
    let whole = pile.attribute(blobs, repository.references)
    for (id, result) in whole {
      let text = String(decoding: pile.objects[id]?.bytes ?? [], as: UTF8.self)
      let words = text.dropLast().split(separator: " ")
      #expect(result.first?.subject == "Round \(words[1])")
      #expect(result.last?.subject == "Round \(words[1])")
      #expect(result.paths.first?.elementsEqual(result.first?.path ?? []) == true)
    }
    var small = AttributionLimits()
    small.projectionEdges = 10
    for _ in 0..<3 {
      pile.order.shuffle()
      #expect(pile.attribute(blobs.shuffled(), repository.references, limits: small) == whole)
    }
  }
}
