import Foundation
import KeysweepTestSupport
import Testing

/// Folders that the real program sweeps, with a state and without.
struct StateScene {
  let tree: TempTree
  let state: String
  private let clock = Clock()

  /// Every commit is a day later than the one before.
  private final class Clock { var days = 0 }

  init() throws {
    tree = try TempTree()
    state = tree("memory.state")
    try Tool.run("mkdir", [tree("home")])
  }

  /// Runs a line of shell in the folder, with `git` free of this machine's configuration.
  @discardableResult
  func shell(_ line: String, in folder: String = "home") throws -> String {
    clock.days += 1
    let result = try Tool.run(
      "sh", ["-ec", line], in: tree("home/../\(folder)"),
      environment: GitEnvironment.variables(
        home: tree.path, date: "\(1_600_000_000 + clock.days * 86_400) +0000"))
    try #require(result.status == 0, "\(line): \(result.error)")
    return result.output
  }

  /// A key as it stands in a file.
  static func key() -> String {
    "aws_access_key_id = \(TestKeys.keyID())\naws_secret_access_key = \(TestKeys.secret())\n"
  }

  /// What a sweep said.
  struct Report {
    var status: Int32
    /// Findings and incidents, as they were printed.
    var text: String
    var summary: [String: Any]
    var error: String

    var known: [String: Int]? { summary["known"] as? [String: Int] }
    var isComplete: Bool { summary["complete"] as? Bool ?? false }
    /// Without what says how much was read.
    var covered: NSDictionary {
      NSDictionary(
        dictionary: summary.filter { !["known", "bytes", "objectBytes"].contains($0.key) })
    }
  }

  /// Sweeps folders.
  func sweep(_ folders: [String], remembers: Bool, _ options: [String] = []) throws -> Report {
    var arguments = ["scan", "--format", "json", "--now", "2026-11-25"] + options
    if remembers { arguments += ["--state", state] }
    let result = try Tool.run(Tool.keysweep, arguments + folders.map { tree($0) })
    try #require(
      [0, 1, 3].contains(result.status), "\(result.status): \(result.output) \(result.error)")
    let start = try #require(result.output.range(of: "  \"findings\" :"))
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let summary = try #require((object as? [String: Any])?["summary"] as? [String: Any])
    return Report(
      status: result.status, text: String(result.output[start.lowerBound...]), summary: summary,
      error: result.error)
  }

  /// Sweeps with the state, and expects byte for byte what a sweep without one finds.
  @discardableResult
  func expectSame(_ folders: String..., options: [String] = []) throws -> Report {
    let report = try sweep(folders, remembers: true, options)
    let fresh = try sweep(folders, remembers: false, options)
    #expect(report.text == fresh.text)
    #expect(report.covered == fresh.covered)
    #expect(report.status == fresh.status)
    #expect(fresh.known == nil && report.known != nil)
    return report
  }

  /// Waits until what was written is so old that it is remembered.
  func settle() { Thread.sleep(forTimeInterval: 2.1) }
}
