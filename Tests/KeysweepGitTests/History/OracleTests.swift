import Foundation
import KeysweepGit
import KeysweepTestSupport
import Testing

/// Random histories, made by `git fast-import`, against what `git rev-list` and `git ls-tree` say.
@Suite("Attribution against git")
struct OracleTests {
  @Test("First, last, branches and paths of every blob", arguments: 0..<4)
  func random(_ seed: Int) throws {
    let repository = try GitRepository()
    var random = SeededGenerator(seed: UInt64(seed) &* 77 &+ 5)
    try repository.run(
      "git", ["fast-import", "--quiet", "--force"], input: Self.stream(&random))
    let oracle = try Oracle(repository)
    let blobs = oracle.holders.keys.sorted()
    let results = try repository.attribute(blobs)
    #expect(blobs.count > 10)
    for blob in blobs {
      let result = try #require(results[blob])
      let expected = oracle.answer(blob)
      #expect(result.first?.commit == expected.first, "\(blob)")
      #expect(result.last?.commit == expected.last, "\(blob)")
      #expect(result.branches.texts.sorted() == expected.branches, "\(blob)")
      #expect(result.pathTexts == Array(expected.paths.prefix(16)), "\(blob)")
      #expect(result.pathCount == expected.paths.count, "\(blob)")
      let log = try repository.git([
        "log", "--all", "-m", "--format=%H", "--no-patch", "--find-object=\(blob)",
      ])
      #expect(log.contains(expected.first?.description ?? "none"), "\(blob)")
    }
  }

  /// Sixty commits on four branches with few contents, so that they come, go and come back.
  static func stream(_ random: inout SeededGenerator) -> [UInt8] {
    var text = ""
    var tips: [Int: Int] = [:]
    for mark in 1...60 {
      let branch = Int.random(in: 0..<4, using: &random)
      let when = 1_600_000_000 + Int.random(in: 0..<1_000_000, using: &random)
      text += "commit refs/heads/b\(branch)\nmark :\(mark)\n"
      text += "committer C <c@example.com> \(when) +0000\ndata 2\nc\n"
      if let tip = tips[branch] {
        text += "from :\(tip)\n"
      } else if Int.random(in: 0..<3, using: &random) > 0, let tip = tips.values.sorted().first {
        text += "from :\(tip)\n"
      }
      for other in 0..<4 where other != branch && Int.random(in: 0..<6, using: &random) == 0 {
        if let tip = tips[other], tip != tips[branch] { text += "merge :\(tip)\n" }
      }
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let folder = ["", "d/", "d/e/", "x/"].randomElement(using: &random) ?? ""
        let path = "\(folder)f\(Int.random(in: 0..<4, using: &random))"
        if Int.random(in: 0..<3, using: &random) == 0 {
          text += "D \(path)\n"
        } else {
          let content = "content \(Int.random(in: 0..<25, using: &random))"
          text += "M 100644 inline \(path)\ndata \(content.utf8.count)\n\(content)\n"
        }
      }
      text += "\n"
      tips[branch] = mark
    }
    return Array(text.utf8)
  }
}

/// The plain answer: sets of ancestors and of what each commit holds.
struct Oracle {
  var holders: [ObjectID: Set<ObjectID>] = [:]
  var paths: [ObjectID: Set<String>] = [:]
  var ancestors: [ObjectID: Set<ObjectID>] = [:]
  var dates: [ObjectID: Int] = [:]
  var branches: [String: ObjectID] = [:]

  init(_ repository: GitRepository) throws {
    let list = try repository.git([
      "log", "--all", "--topo-order", "--reverse", "--format=%H %ct %P",
    ])
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let commit = ObjectID(hex: words[0]) else { continue }
      dates[commit] = Int(words[1])
      var mine: Set<ObjectID> = []
      for parent in words.dropFirst(2).compactMap({ ObjectID(hex: $0) }) {
        mine.insert(parent)
        mine.formUnion(ancestors[parent] ?? [])
      }
      ancestors[commit] = mine
      for entry in try repository.git(["ls-tree", "-r", words[0]]).split(separator: "\n") {
        let fields = entry.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard let blob = ObjectID(hex: fields[2]) else { continue }
        holders[blob, default: []].insert(commit)
        paths[blob, default: []].insert(fields[3])
      }
    }
    let heads = try repository.git(["for-each-ref", "--format=%(refname) %(objectname)"])
    for line in heads.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      branches[words[0]] = ObjectID(hex: words[1])
    }
  }

  func answer(
    _ blob: ObjectID
  ) -> (first: ObjectID?, last: ObjectID?, branches: [String], paths: [String]) {
    let holders = holders[blob] ?? []
    func key(_ commit: ObjectID) -> (Int, ObjectID) { (dates[commit] ?? 0, commit) }
    let first = holders.filter { ancestors[$0]?.isDisjoint(with: holders) ?? false }
    let covered = holders.reduce(into: Set<ObjectID>()) { $0.formUnion(ancestors[$1] ?? []) }
    let reaching = branches.filter {
      holders.contains($0.value) || !(ancestors[$0.value]?.isDisjoint(with: holders) ?? true)
    }
    return (
      first.min { key($0) < key($1) }, holders.subtracting(covered).max { key($0) < key($1) },
      reaching.keys.sorted(), (paths[blob] ?? []).sorted()
    )
  }
}
