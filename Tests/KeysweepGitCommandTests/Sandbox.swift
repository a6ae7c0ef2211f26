import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGitCommand

/// Repositories made by the real git, apart from the machine's configuration.
struct Sandbox {
  let tree: TempTree

  init() throws {
    tree = try TempTree()
    try FileManager.default.createDirectory(
      atPath: tree("home"), withIntermediateDirectories: true)
  }

  var environment: [String: String] {
    GitEnvironment.variables(home: tree("home")).merging(["LC_ALL": "C"]) { $1 }
  }

  /// Runs lines of shell in a folder of the sandbox, with a function that commits at a date.
  @discardableResult
  func shell(_ lines: String, in folder: String = "repo", isNaive: Bool = false) throws -> String {
    let commit = """
      commit() { git add -A; GIT_COMMITTER_DATE="${2:-1700000000} +0000" git commit -q -m "$1"; }
      """
    let result = try Tool.run(
      "sh", ["-c", "set -e\n\(commit)\n\(lines)"], in: tree(folder), environment: environment)
    if !isNaive { try #require(result.status == 0, "\(lines): \(result.error)") }
    return result.output.trimmingCharacters(in: .newlines)
  }

  /// Makes an empty repository.
  func make(_ options: String = "", name: String = "repo") throws {
    try shell("git init -q -b main \(options) '\(name)'", in: "")
  }

  /// The command about a folder of the sandbox.
  func git(
    _ folder: String = "repo", caller: GitCommand.Caller = .anybody,
    _ variables: [String: String] = [:]
  ) throws -> GitCommand {
    var all = ProcessInfo.processInfo.environment.filter { $0.key == "PATH" }
    all["HOME"] = tree("home")
    all.merge(variables) { $1 }
    return try GitCommand(repository: SourcePath(tree(folder)), caller: caller) { name in
      all[name].map { Array($0.utf8) }
    }
  }

  /// What the real git says of all objects of some revisions.
  func expected(_ revisions: String, in folder: String = "repo") throws -> Set<String> {
    Set(
      try shell("git rev-list --objects --no-object-names \(revisions)", in: folder)
        .split(separator: "\n").map(String.init))
  }
}

extension GitCommand {
  /// The IDs of a selection; each must come once.
  func ids(_ selection: Selection) throws -> Set<String> {
    var found: Set<String> = []
    var repeated: [String] = []
    try objects(selection) { bytes in
      let id = String(decoding: bytes, as: UTF8.self)
      if !found.insert(id).inserted { repeated.append(id) }
    }
    #expect(repeated.isEmpty)
    return found
  }
}

extension GitCommand.ChangedFile {
  var name: String { String(decoding: path, as: UTF8.self) }
}

/// Expects an error of one kind, and gives it.
@discardableResult
func expect<T>(
  _ code: GitCommandError.Code, at location: SourceLocation = #_sourceLocation,
  _ body: () throws -> T
) -> GitCommandError? {
  do {
    let value = try body()
    Issue.record("no error, but \(value)", sourceLocation: location)
  } catch let error as GitCommandError {
    #expect(error.code == code, "\(error)", sourceLocation: location)
    #expect(!error.complaint.contains("\n"), sourceLocation: location)
    return error
  } catch {
    Issue.record(error, sourceLocation: location)
  }
  return nil
}

let formats = ["", "--object-format=sha256"]

/// Runs `body` with a sandbox, on a thread of its own: calls of git must not block those that run
/// tests.
func onThread(_ body: @escaping @Sendable (Sandbox) throws -> Void) async throws {
  let sandbox = try Sandbox()
  try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
    Thread.detachNewThread { done.resume(with: Result { try body(sandbox) }) }
  }
  withExtendedLifetime(sandbox) {}
}
