import Foundation
import KeysweepTestSupport
import Testing

/// `keysweep git` in linked worktrees, as a hook, and where references cannot be read.
extension GitSweepCommandTests {
  /// The places of the one finding of a run.
  private func places(_ result: Tool.Result) throws -> [[String: Any]] {
    let findings = try ScanCommandTests.findings(result)
    #expect(findings.count == 1)
    return try #require(findings.first?["locations"] as? [[String: Any]])
  }

  @Test("A linked worktree has a HEAD of its own, and its history stands under its name")
  func worktree() throws {
    let repository = try Repository()
    try repository.commit("a", "one\n")
    let linked = repository.tree("linked")
    try repository.git("worktree add -q -b side \(linked)")
    let key = TestKeys.keyID()
    try repository.tree.write("linked/b", "id \(key)\n")
    try repository.git("-C \(linked) add b && git -C \(linked) commit -q -m new")
    for (folder, arguments) in [
      (linked, [linked]), (linked, [linked, "--range", "main..side"]), (repository.folder, []),
    ] {
      let result = try Tool.run(
        Tool.keysweep, ["git"] + arguments + ["--format", "json"], in: repository.folder,
        environment: GitEnvironment.variables(home: repository.tree.path))
      let place = try #require(places(result).first)
      let git = try #require(place["git"] as? [String: Any])
      let shown = folder == linked ? linked : "."
      #expect("\(place["path"] ?? "")".hasPrefix("\(shown)/b@"))
      #expect(git["repository"] as? String == shown)
      #expect(git["standsAtHead"] as? Bool == (folder == linked))
    }
  }

  @Test("A hook sees what git is about to commit, which need not be in the usual index")
  func hook() throws {
    let repository = try Repository()
    try repository.commit("a", "one\n")
    try repository.commit("b", "one\n")
    let report = repository.tree("report")
    try repository.write(
      ".git/hooks/pre-commit",
      "#!/bin/sh\n\(Tool.keysweep) git --staged --format json >\(report); exit 0\n")
    try repository.git("config core.hooksPath .git/hooks && chmod +x .git/hooks/pre-commit")
    for command in ["commit -q -a -m all", "commit -q -m one a"] {
      let key = TestKeys.keyID()
      try repository.write("a", "id \(key)\n")
      try repository.git(command)
      let text = try String(contentsOfFile: report, encoding: .utf8)
      #expect(text.contains(key), "\(command)")
    }
    // A path that leads nowhere from here is not an index without files.
    let key = TestKeys.keyID()
    try repository.write("folder/c", "id \(key)\n")
    try repository.git("add -A")
    let result = try Tool.run(
      Tool.keysweep, ["git", "--staged", "--format", "json"], in: repository.folder + "/folder",
      environment: GitEnvironment.variables(home: repository.tree.path)
        .merging(["GIT_INDEX_FILE": ".git/index"]) { $1 })
    #expect(try found(result) == [key])
  }

  @Test("Where references are not read, nothing is said of what reaches a place")
  func reftable() throws {
    let repository = try Repository()
    let (dangling, staged) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("a", "one\n")
    try repository.git("hash-object -w --stdin <<'END'\nid \(dangling)\nEND")
    try repository.write("b", "id \(staged)\n")
    try repository.git("add b")
    try repository.write(".git/reftable/tables.list", "x\n")
    let result = try repository.sweep()
    #expect(try found(result) == [dangling, staged])
    for finding in try ScanCommandTests.findings(result) {
      let place = try #require((finding["locations"] as? [[String: Any]])?.first)
      #expect((place["git"] as? [String: Any])?["reach"] as? String == "unknown")
    }
  }

  @Test("An interrupt while git is asked ends at once, and leaves nothing behind")
  func interrupted() throws {
    let repository = try Repository()
    try repository.commit("a", "one\n")
    // A git that takes its time once the temporary folder is there.
    try repository.tree.write(
      "slow/git",
      """
      #!/bin/sh
      case " $* " in *" diff-files "*) : >"$HOME/asked"; sleep 60;; esac
      PATH=${PATH#*:}; exec git "$@"

      """)
    let home = repository.tree.path
    let result = try Tool.run(
      "sh",
      [
        "-c",
        """
        chmod +x "$HOME/slow/git"; mkdir "$HOME/temporary"
        PATH=$HOME/slow:$PATH TMPDIR=$HOME/temporary \(Tool.keysweep) git --worktree &
        while ! test -e "$HOME/asked"; do sleep 0.05; done
        ls "$HOME/temporary"; kill -TERM $!; wait $!; echo "status $?"; ls "$HOME/temporary"
        """,
      ], in: repository.folder, environment: GitEnvironment.variables(home: home))
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.last == "status 2", "\(result.output)")
    #expect(result.error.contains("nothing was swept"))
  }

  @Test("What is excluded is excluded from the next commit, too, and named")
  func excluded() throws {
    let repository = try Repository()
    let (kept, left) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.write("a", "id \(kept)\n")
    try repository.write("fixtures/b", "id \(left)\n")
    for arguments in [[], ["add", "-A"]] {
      if !arguments.isEmpty { try repository.git(arguments.joined(separator: " ")) }
      let part = arguments.isEmpty ? "--worktree" : "--staged"
      let result = try repository.sweep(part, "--exclude", "fixtures/")
      #expect(try found(result) == [kept])
      #expect(result.output.contains("fixtures/b"))
    }
  }
}
