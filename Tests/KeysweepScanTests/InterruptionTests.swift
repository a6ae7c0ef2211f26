import Foundation
import KeysweepDetection
import KeysweepInputs
import KeysweepModel
import KeysweepTestSupport
import Synchronization
import Testing

@testable import KeysweepScan

@Suite("Large files and interruption")
struct InterruptionTests {
  static func configuration(_ roots: String...) throws -> SweepConfiguration {
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = roots.map { SourcePath($0) }
    configuration.jobs = 2
    return configuration
  }

  @Test("A sparse file beside others is not read through", .timeLimit(.minutes(10)))
  func sparse() throws {
    let tree = try TempTree()
    for name in ["a", "z"] { try tree.write(name, "key=\(TestKeys.keyID())\n") }
    try Tool.run("truncate", ["-s", "200G", tree("sparse")])
    let count = Mutex(0)
    let summary = try Sweep(Self.configuration(tree.path)).run { _ in count.withLock { $0 += 1 } }
    #expect(summary.filesSwept == 3)
    #expect(summary.isComplete)
    #expect(count.withLock { $0 } == 2)
  }

  @Test("A file that an interrupt cut short is not counted as swept", arguments: [1 << 30, 50_000])
  func unfinished(segment: Int) throws {
    let tree = try TempTree()
    try tree.write("large", String(repeating: "some text\n", count: 100_000))
    var configuration = try Self.configuration(tree.path)
    configuration.windowBytes = 10_000
    configuration.segmentBytes = segment
    let sweep = Sweep(configuration)
    let summary = sweep.run(isCancelled: { sweep.progress.bytes > 100_000 }, onHit: { _ in })
    #expect(summary.filesSwept == 0)
    #expect(summary.bytesSwept < 1_000_000)
    #expect(summary.incidents.map(\.kind) == [.limit])
    #expect(sweep.progress.files == 0 || segment == 50_000)
  }

  @Test("A hit before the interrupt is reported")
  func early() throws {
    let tree = try TempTree()
    let text = "key=\(TestKeys.keyID())\n" + String(repeating: "some text\n", count: 100_000)
    try tree.write("large", text)
    var configuration = try Self.configuration(tree.path)
    configuration.jobs = 1
    configuration.windowBytes = 10_000
    configuration.segmentBytes = 50_000
    let sweep = Sweep(configuration)
    let hits = Mutex(0)
    let summary = sweep.run(isCancelled: { sweep.progress.bytes > 200_000 }) { _ in
      hits.withLock { $0 += 1 }
    }
    #expect(hits.withLock { $0 } == 1)
    #expect(summary.filesSwept == 0)
  }

  @Test("A file that ends where a stretch of it ended is not taken for a hole")
  func emptied() throws {
    let tree = try TempTree()
    let path = try tree.write("large", String(repeating: "x", count: 300_000))
    var configuration = try Self.configuration(path)
    configuration.jobs = 1
    configuration.segmentBytes = 50_000
    let questions = Mutex(0)
    let summary = Sweep(configuration).run(
      isCancelled: {
        questions.withLock { count in
          count += 1
          if count == 2 { truncate(path, 0) }
        }
        return false
      }, onHit: { _ in })
    #expect(summary.filesSwept == 0)
    #expect(summary.incidents.map(\.kind) == [.changedWhileRead])
  }

  @Test("Where there is nothing to sweep the sweep is incomplete")
  func nothing() throws {
    let tree = try TempTree()
    try tree.write("d/file", "x")
    try tree.write("empty/.keysweepignore", "")
    var configuration = try Self.configuration(tree("d"))
    configuration.walk.excludes = ["*"]
    let summary = Sweep(configuration).run { _ in }
    #expect(
      summary.incidents.map(\.kind)
        == [.excluded, .nothingSwept].sorted { $0.rawValue < $1.rawValue } || !summary.isComplete)
    #expect(summary.incidentCounts[.nothingSwept] == 1)
    #expect(
      summary.incidents.contains {
        $0.detail == "nothing was swept: 1 excluded; check the paths and the exclusions"
      })
    #expect(try Sweep(Self.configuration(tree("empty"))).run { _ in }.isComplete)
  }

  @Test("Work that was taken is not held by the queue")
  func queue() throws {
    let queue = WorkQueue(capacity: 10)
    let file = LargeFile(path: SourcePath("x"), size: 1, modified: Instant(secondsSinceEpoch: 0))
    let descriptors = (0..<4).map { _ in OwnedDescriptor(dup(0)) }.map(\.rawValue)
    // Owners are made anew, so that only the queue holds them.
    var numbers: [Int32] = []
    for _ in descriptors {
      let number = open("/dev/null", O_RDONLY)
      numbers.append(number)
      queue.push(.segment(file, OwnedDescriptor(number), 0..<1, isLast: true))
    }
    _ = queue.pop()
    _ = queue.pop()
    #expect(numbers.map { fcntl($0, F_GETFD) == -1 } == [true, true, false, false])
  }
}
