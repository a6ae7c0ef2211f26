import Foundation
import KeysweepTestSupport
import Testing

/// Sweeps that are killed go on where they stopped.
@Suite("Sweeps with a state that are killed", .serialized)
struct KillTests {
  /// How often a sweep is killed; `KEYSWEEP_STATE_KILLS=500` for a long run.
  static let kills =
    ProcessInfo.processInfo.environment["KEYSWEEP_STATE_KILLS"].flatMap { Int($0) } ?? 12

  let scene: StateScene

  init() throws {
    scene = try StateScene()
    // Enough for a sweep of a second or so without optimisation.
    try scene.shell("mkdir ../files && git init -q -b main ../files/repo")
    let noise = TestKeys.base64(3000)
    for number in 0..<400 {
      try scene.tree.write("files/\(number % 20)/\(number)", "text \(number)\n\(noise) \(noise)\n")
      try scene.tree.write("files/repo/\(number)", "\(number)\n\(noise)")
    }
    for number in [17, 170, 399] {
      try scene.tree.write("files/\(number % 20)/\(number)", StateScene.key())
    }
    for round in 0..<12 {
      try scene.tree.write("files/repo/leak", "\(round)\n" + StateScene.key())
      try scene.shell(
        "for n in $(seq \(round) 5 399); do echo \(round) >> $n; done", in: "files/repo")
      try scene.shell("git add -A && git commit -q -m 'round \(round)'", in: "files/repo")
    }
    scene.settle()
  }

  @Test("However often, the end is that of a fresh sweep")
  func killed() throws {
    let process = { () throws -> Process in
      let process = Process()
      process.executableURL = URL(filePath: Tool.keysweep)
      process.arguments = ["scan", scene.tree("files"), "--state", scene.state, "--jobs", "2"]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    let start = ContinuousClock.now
    let whole = try process()
    whole.waitUntilExit()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try FileManager.default.removeItem(atPath: scene.state)
    for round in 0..<Self.kills {
      let process = try process()
      Thread.sleep(forTimeInterval: Double.random(in: 0.01...seconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      // Now and then what is left is looked at in between; saving it all would end the test.
      if round % 6 == 5 {
        let copy = scene.state + ".copy"
        try scene.shell("rm -f '\(copy)'* && cp '\(scene.state)' '\(copy)'")
        try scene.shell("cp '\(scene.state)-journal' '\(copy)-journal' 2>/dev/null || true")
        let result = try Tool.run(
          Tool.keysweep, ["scan", scene.tree("files"), "--state", copy, "--format", "json"])
        #expect(result.status == 1, "\(result.error)")
      }
    }
    let report = try scene.expectSame("files")
    #expect(report.isComplete)
    let again = try scene.expectSame("files")
    #expect(again.known?["objects"] == again.summary["objects"] as? Int)
  }

  @Test("An interrupt saves what was swept")
  func interrupted() throws {
    let process = Process()
    process.executableURL = URL(filePath: Tool.keysweep)
    process.arguments = ["scan", scene.tree("files"), "--state", scene.state, "--jobs", "1"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: 0.4)
    process.interrupt()
    process.waitUntilExit()
    let report = try scene.expectSame("files")
    #expect(report.known?["files"] ?? 0 > 0 && report.isComplete)
  }

  @Test("Two sweeps with one state at the same time find the same as one")
  func together() throws {
    let processes = try (0..<2).map { _ in
      let process = Process()
      process.executableURL = URL(filePath: Tool.keysweep)
      process.arguments = ["scan", scene.tree("files"), "--state", scene.state]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
    }
    let report = try scene.expectSame("files")
    #expect(report.known?["objects"] == report.summary["objects"] as? Int)
  }
}
