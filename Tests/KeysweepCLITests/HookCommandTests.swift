import Foundation
import KeysweepTestSupport
import Testing

/// A repository with hooks, and git as a user runs it.
struct HookedRepository {
  let repository: GitSweepCommandTests.Repository
  var folder: String { repository.folder }

  init(_ name: String = "repo") throws { repository = try .init(name) }

  /// Runs a line of shell in the repository, however it ends.
  func attempt(_ line: String, variables: [String: String] = [:]) throws -> Tool.Result {
    var environment = GitEnvironment.variables(home: repository.tree.path)
    environment["KEYSWEEP"] = Tool.keysweep
    return try Tool.run(
      "sh", ["-c", line], in: folder, environment: environment.merging(variables) { $1 })
  }

  /// Runs keysweep, which must do what it is told.
  @discardableResult
  func keysweep(_ line: String) throws -> String {
    let result = try attempt("\"$KEYSWEEP\" \(line)")
    try #require(result.status == 0, "\(line): \(result.error)")
    return result.output
  }

  /// Stages a file.
  func stage(_ name: String, _ text: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    try repository.git("add -A")
  }

  /// Everything there is of the hooks, with modes and content.
  func hooks(_ place: String = ".git/hooks") throws -> String {
    try attempt("ls -ln \(place) && cat \(place)/* 2>&1").output
  }
}

/// `keysweep hook`, in repositories that real git works with.
@Suite("keysweep hook")
struct HookCommandTests {
  @Test("A commit that brings a key is stopped, with what, where and how; others are not")
  func commit() throws {
    let repository = try HookedRepository()
    try repository.keysweep("hook install")
    let (first, second) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.stage("a b.env", "x\nid \(first)\n")
    var result = try repository.attempt("git commit -q -m one")
    #expect(result.status == 1)
    for text in [first, "a b.env:2", "git rm --cached -- 'a b.env'", "--no-verify", "UNKNOWN"] {
      #expect(result.error.contains(text), "\(text): \(result.error)")
    }
    #expect(try repository.attempt("git rev-parse --verify -q HEAD").status != 0)
    #expect(try repository.attempt("git commit -q --no-verify -m one").status == 0)
    // What stands there already does not stop the next commit, nor does what is not staged.
    try repository.stage("a b.env", "x\nid \(first)\nmore\n")
    _ = try repository.attempt("echo id \(second) >> 'a b.env'")
    result = try repository.attempt("git commit -q -m two")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.isEmpty)
    // From a folder below, with an index of its own.
    result = try repository.attempt("mkdir sub && cd sub && git commit -q -a -m three")
    #expect(result.status == 1)
    #expect(result.error.contains("git restore --staged -- 'a b.env'"))
  }

  @Test("The hook before runs first, counts, and is back afterwards without a trace")
  func chained() throws {
    let repository = try HookedRepository()
    let hook = "#!/bin/sh\necho before; [ ! -f stop ] || exit 7\n"
    try hook.write(
      toFile: repository.folder + "/.git/hooks/pre-commit", atomically: false, encoding: .utf8)
    _ = try repository.attempt("chmod 0751 .git/hooks/pre-commit")
    let before = try repository.hooks()
    #expect(try repository.keysweep("hook install").contains("runs before it"))
    let installed = try repository.hooks()
    #expect(installed != before)
    #expect(try repository.keysweep("hook install").contains("already"))
    #expect(try repository.hooks() == installed)
    try repository.stage("a", "one\n")
    var result = try repository.attempt("git commit -m one")
    #expect(result.status == 0 && (result.output + result.error).contains("before"))
    try repository.stage("stop", "")
    result = try repository.attempt("git commit -m two; echo status $?")
    #expect(result.output.contains("status 1"))
    try repository.stage("b", "id \(TestKeys.keyID())\n")
    _ = try repository.attempt("git rm -q --cached stop; rm stop")
    #expect(try repository.attempt("git commit -m three").status == 1)
    try repository.keysweep("hook uninstall")
    #expect(try repository.hooks() == before)
    #expect(try repository.keysweep("hook uninstall").contains("no hook of keysweep"))
    #expect(try repository.hooks() == before)
  }

  @Test("core.hooksPath is obeyed, in worktrees too, and refused where it is not the repository's")
  func hooksPath() throws {
    let repository = try HookedRepository("re po\nwith lines")
    try repository.repository.git("commit -q --allow-empty -m start")
    try repository.repository.git("worktree add -q ../other")
    try repository.repository.git("config core.hooksPath 'my hooks'")
    try repository.keysweep("hook install")
    #expect(
      FileManager.default.isExecutableFile(atPath: repository.folder + "/my hooks/pre-commit"))
    #expect(try repository.attempt("\"$KEYSWEEP\" hook status").status == 0)
    try repository.stage("a", "id \(TestKeys.keyID())\n")
    #expect(try repository.attempt("git commit -q -m one").status == 1)
    try repository.keysweep("hook uninstall")
    #expect(!FileManager.default.fileExists(atPath: repository.folder + "/my hooks"))
    try repository.repository.git("config --unset core.hooksPath")
    try repository.keysweep("hook install ../other")
    let other = try repository.attempt(
      "cd ../other && echo id \(TestKeys.keyID()) > f && git add f && git commit -q -m two")
    #expect(other.status == 1)
    #expect(other.error.contains("f:1"))
    try repository.repository.git("config core.hooksPath /dev/null")
    #expect(try repository.attempt("\"$KEYSWEEP\" hook install").status == 2)
    try repository.repository.git("config --unset core.hooksPath")
    let config = try repository.repository.tree.write("config", "[core]\n  hooksPath = /shared\n")
    let shared = try repository.attempt(
      "\"$KEYSWEEP\" hook install", variables: ["GIT_CONFIG_GLOBAL": config])
    #expect(shared.status == 2)
    #expect(shared.error.contains("for all repositories"))
  }

  @Test(
    "What somebody edited or left is not overwritten; a lost program stops the commit and says so")
  func refusals() throws {
    let repository = try HookedRepository()
    try repository.keysweep("hook install")
    _ = try repository.attempt(
      "cp .git/hooks/pre-commit saved; echo echo mine >> .git/hooks/pre-commit")
    let edited = try repository.hooks()
    #expect(try repository.attempt("\"$KEYSWEEP\" hook install").status == 2)
    #expect(try repository.attempt("\"$KEYSWEEP\" hook uninstall").status == 2)
    #expect(try repository.attempt("\"$KEYSWEEP\" hook status").status == 1)
    #expect(try repository.hooks() == edited)
    _ = try repository.attempt(
      "sed 's|^keysweep=.*|keysweep=/nowhere/keysweep|' saved > .git/hooks/pre-commit; rm saved")
    try repository.stage("a", "one\n")
    let result = try repository.attempt("git commit -q -m one")
    #expect(result.status == 1)
    #expect(result.error.contains("not installed any more"))
    let path = URL(filePath: Tool.keysweep).deletingLastPathComponent().path()
    let found = try repository.attempt("PATH=\"$PATH:\(path)\" git commit -q -m one")
    #expect(found.status == 0, "\(found.error)")
    let plain = try repository.attempt("mkdir ../plain && \"$KEYSWEEP\" hook install ../plain")
    #expect(plain.status == 2)
  }

  @Test("A message is swept, but not what git shows below the scissors")
  func message() throws {
    let repository = try HookedRepository()
    try repository.keysweep("hook install --commit-msg")
    let key = TestKeys.keyID()
    try repository.stage("a", "id \(key)\n")
    let result = try repository.attempt("git commit -q -m one -m 'id \(TestKeys.keyID())'")
    #expect(result.status == 1)
    #expect(result.error.contains("line 3 of the message"))
    let verbose = try repository.attempt(
      "git commit -q -v", variables: ["GIT_EDITOR": "sed -i 1s/^/words/"])
    #expect(verbose.status == 0, "\(verbose.error)")
  }

  @Test("A push is swept for what the remote has not")
  func push() throws {
    let repository = try HookedRepository()
    let (old, new) = (TestKeys.keyID(), TestKeys.keyID())
    let git = repository.repository
    try git.commit("a", "id \(old)\n")
    try git.git("init -q --bare ../bare.git && git remote add origin ../bare.git")
    try git.git("push -q origin main")
    try repository.keysweep("hook install --pre-push")
    try git.commit("b", "fine\n")
    var result = try repository.attempt("git push -q origin main")
    #expect(result.status == 0, "\(result.error)")
    // Gone again, and in the history all the same; in a tag, too.
    try git.commit("b", "id \(new)\n")
    try git.commit("b", "fine again\n")
    result = try repository.attempt("git push -q origin main")
    #expect(result.status != 0)
    #expect(result.error.contains(new) && !result.error.contains(old))
    #expect(result.error.contains("b:1, commit "))
    #expect(try repository.attempt("git push -q origin main:other").status != 0)
    try git.git("tag v1 HEAD~1")
    #expect(try repository.attempt("git push -q origin v1").status != 0)
    #expect(try repository.attempt("git push -q origin main~2:refs/heads/fine").status == 0)
    #expect(try repository.attempt("git push -q origin :fine").status == 0)
    #expect(try repository.attempt("git push -q --no-verify origin main").status == 0)
    #expect(try repository.attempt("git push -q origin main:again").status == 0)
  }
}
