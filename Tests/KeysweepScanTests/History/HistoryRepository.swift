import Foundation
import KeysweepDetection
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

/// A repository that real git makes, and sweeps of it.
struct HistoryRepository {
  let tree: TempTree
  let folder: String
  private let clock = Clock()

  /// Every commit is a day later than the one before.
  private final class Clock { var days = 0 }

  init(_ options: String = "") throws {
    tree = try TempTree()
    folder = tree("repo")
    try Tool.run("mkdir", ["-p", folder])
    try git("init -q -b main \(options) .")
  }

  /// Runs a line of shell in the repository with `git` free of this machine's configuration.
  @discardableResult
  func shell(_ line: String) throws -> String {
    let result = try Tool.run(
      "sh", ["-ec", line], in: folder,
      environment: GitEnvironment.variables(
        home: tree.path, date: "\(1_600_000_000 + clock.days * 86_400) +0000",
        author: ("Alice", "alice@example.com"), committer: ("Bob", "bob@example.com")))
    try #require(result.status == 0, "\(line): \(result.error)")
    return result.output
  }

  @discardableResult
  func git(_ line: String) throws -> String { try shell("git \(line)") }

  /// Writes a file and commits everything.
  ///
  /// - Returns: The commit.
  @discardableResult
  func commit(_ message: String, _ files: [String: String?] = [:]) throws -> String {
    for (name, text) in files {
      if let text {
        try tree.write("repo/\(name)", text)
      } else {
        try shell("rm -f '\(name)'")
      }
    }
    clock.days += 1
    try shell("git add -A && git commit -q --allow-empty -m '\(message)'")
    return try git("rev-parse HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Sweeps the folder, files and histories.
  func sweep(
    _ change: (inout SweepConfiguration) -> Void = { _ in }
  ) throws -> (hits: [Hit], summary: SweepSummary) {
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = [SourcePath(folder)]
    change(&configuration)
    let hits = Gatherer()
    let summary = Sweep(configuration).run { hits.add($0) }
    return (hits.all, summary)
  }

  private final class Gatherer: @unchecked Sendable {
    // Sendable: a sweep hands hits out from one thread at a time.
    private(set) var all: [Hit] = []
    func add(_ hit: Hit) { all.append(hit) }
  }
}

extension Hit {
  /// Where it stands, below the repository.
  func place(in repository: HistoryRepository) -> String {
    let text = path.lossyText
    return text.hasPrefix(repository.folder)
      ? String(text.dropFirst(repository.folder.count).drop { $0 == "/" }) : text
  }
}
