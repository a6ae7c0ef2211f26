import Foundation
import GRDB
import KeysweepState
import KeysweepTestSupport
import Testing

@Suite("Processes and a state", .serialized)
struct ProcessTests {
  /// How often the writer is killed; `KEYSWEEP_STATE_KILLS=500` for a long run.
  static let kills =
    ProcessInfo.processInfo.environment["KEYSWEEP_STATE_KILLS"].flatMap { Int($0) } ?? 15

  @Test("A writer that is killed at any instant leaves whole saves")
  func killed() throws {
    let fixture = try StateFixture()
    let size = 3000
    var saved = 0
    for _ in 0..<Self.kills {
      let (process, output) = try fixture.startWriter(saved..<saved + 10_000, size: size)
      Thread.sleep(forTimeInterval: Double.random(in: 0.005...0.2))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let reported = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
      let known = try fixture.open().objects(hashBytes: 20)
      let batches = known.count / size
      // A save that came to its end is there; the one after it may be.
      #expect(batches >= saved + reported.count && batches <= saved + reported.count + 1)
      saved = batches
      fixture.expectBatches(0..<saved, size: size, known)
    }
    #expect(saved > 0)
    let check = try DatabaseQueue(path: fixture.path).read {
      try String.fetchOne($0, sql: "PRAGMA integrity_check")
    }
    #expect(check == "ok")
  }

  @Test("Two processes save to one state, and a third reads")
  func together() throws {
    let fixture = try StateFixture()
    let first = try fixture.startWriter(0..<40, size: 500, "first")
    let second = try fixture.startWriter(40..<80, size: 500, "second")
    // Nothing else must open the state in this process meanwhile.
    let state = try fixture.open()
    var last = 0
    while first.process.isRunning || second.process.isRunning {
      let known = try state.objects(hashBytes: 20)
      #expect(known.count % 500 == 0 && known.count >= last)
      last = known.count
      Thread.sleep(forTimeInterval: 0.01)
    }
    for writer in [first, second] {
      writer.process.waitUntilExit()
      let output = try String(contentsOfFile: writer.output, encoding: .utf8)
      #expect(writer.process.terminationStatus == 0, "\(output)")
    }
    fixture.expectBatches(0..<80, size: 500, try state.objects(hashBytes: 20))
  }
}
