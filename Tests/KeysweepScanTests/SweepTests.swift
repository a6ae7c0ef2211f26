import Foundation
import KeysweepDetection
import KeysweepModel
import KeysweepTestSupport
import Synchronization
import Testing

@testable import KeysweepScan

@Suite("Sweep")
struct SweepTests {
  static func sweep(
    _ roots: [String], jobs: Int = 2, window: Int = 256 << 10, segment: Int = 4 << 20
  ) throws -> (hits: [Hit], summary: SweepSummary) {
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = roots.map { SourcePath($0) }
    configuration.jobs = jobs
    configuration.windowBytes = window
    configuration.segmentBytes = segment
    let hits = Mutex<[Hit]>([])
    let summary = Sweep(configuration).run { hit in hits.withLock { $0.append(hit) } }
    return (hits.withLock { $0 }, summary)
  }

  /// A tree with pairs in small files and in a large one.
  static func tree() throws -> TempTree {
    let tree = try TempTree()
    for index in 0..<200 {
      var text = String(repeating: "line of no interest\n", count: Int.random(in: 0..<200))
      if index.isMultiple(of: 5) {
        text +=
          "aws_access_key_id = \(TestKeys.keyID())\naws_secret_access_key = \(TestKeys.secret())\n"
      }
      try tree.write("d\(index % 7)/f\(index)", text)
    }
    var large = ""
    for _ in 0..<60 {
      // Beyond the reach of pairing: pairs that touch can be ambiguous, and hits would be more.
      large += String(repeating: "filler filler filler\n", count: Int.random(in: 61..<600))
      large +=
        "key: \(TestKeys.keyID())\n" + String(repeating: "x y z\n", count: Int.random(in: 0..<50))
      large += "secret: \(TestKeys.secret())\n"
    }
    try tree.write("large.log", large)
    return tree
  }

  @Test("The same hits in the same order for any number of workers, any window, any segment")
  func invariance() throws {
    let tree = try Self.tree()
    let reference = try Self.sweep([tree.path], jobs: 1, segment: 1 << 30)
    #expect(reference.hits.count == 100)
    #expect(reference.summary.filesSwept == 201)
    for (jobs, window, segment) in [
      (2, 1 << 18, 40_000), (8, 5000, 40_000), (3, 100_000, 7777), (4, 1 << 20, 1 << 20),
    ] {
      let other = try Self.sweep([tree.path], jobs: jobs, window: window, segment: segment)
      #expect(other.hits == reference.hits, "\(jobs) jobs, window \(window), segment \(segment)")
      #expect(other.summary.bytesSwept == reference.summary.bytesSwept)
      #expect(other.summary.filesSwept == reference.summary.filesSwept)
      #expect(other.summary.incidents == reference.summary.incidents)
    }
  }

  @Test("A sparse file of ten gigabytes, with a key at its end", .timeLimit(.minutes(10)))
  func sparse() throws {
    let tree = try TempTree()
    let id = TestKeys.keyID()
    let path = try tree.write("sparse", "")
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seek(toOffset: 10 << 30)
    try handle.write(contentsOf: Data("\nkey=\(id)\n".utf8))
    try handle.close()
    let (hits, summary) = try Self.sweep([tree.path])
    #expect(hits.map { $0.keyID?.value.description } == [id])
    #expect(hits.first?.position.line == 2)
    #expect(summary.bytesSwept == (10 << 30) + 26)
    #expect(summary.isComplete)
  }

  @Test("What can be found is found beside what cannot be read")
  func incomplete() throws {
    let tree = try TempTree()
    try tree.write("good", "key=\(TestKeys.keyID())")
    let (hits, summary) = try Self.sweep([tree.path, tree("missing")])
    #expect(hits.count == 1)
    #expect(!summary.isComplete)
    #expect(summary.incidents.map(\.kind) == [.missing])
  }

  @Test("A file that shrinks while it is read is an incident and keeps its hits")
  func shrinking() throws {
    let tree = try TempTree()
    let path = try tree.write(
      "file", "key=\(TestKeys.keyID())\n" + String(repeating: "x", count: 9_000_000))
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = [SourcePath(path)]
    configuration.jobs = 1
    configuration.segmentBytes = 4 << 20
    let hits = Mutex<[Hit]>([])
    let questions = Mutex(0)
    // The walk takes the size after the first question and before the second.
    let summary = Sweep(configuration).run(
      isCancelled: {
        questions.withLock { count in
          count += 1
          if count == 2 { truncate(path, 4_500_000) }
        }
        return false
      },
      onHit: { hit in hits.withLock { $0.append(hit) } })
    #expect(hits.withLock { $0.count } == 1)
    #expect(summary.incidents.map(\.kind) == [.changedWhileRead])
    #expect(!summary.isComplete)
    #expect(summary.filesSwept == 0)
  }

  @Test("An interrupted sweep reports what it has and says that it is incomplete")
  func cancelled() throws {
    let tree = try Self.tree()
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = [SourcePath(tree.path)]
    let summary = Sweep(configuration).run(isCancelled: { true }, onHit: { _ in })
    #expect(!summary.isComplete)
    #expect(summary.incidents.contains { $0.kind == .limit })
  }

  @Test("Files of a virtual file system have no size and are read all the same")
  func virtual() throws {
    let (_, summary) = try Self.sweep(["/proc/self/status"])
    #expect(summary.bytesSwept > 100)
    #expect(summary.isComplete)
  }
}
