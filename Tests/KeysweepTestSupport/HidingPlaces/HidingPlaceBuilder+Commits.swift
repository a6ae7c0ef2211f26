import KeysweepModel

/// Keys in commits that a list of differences does not show, and in what commits say.
extension HidingPlaceBuilder {
  /// A commit that nothing leads to, not even a reflog.
  func plantDangling() throws {
    let pair = Pair()
    try run("git checkout -q -b doomed")
    try write("doomed.ini", pair.text)
    let first = try commit("Doomed")
    let object = try id("HEAD:doomed.ini")
    try run("git checkout -q main; git branch -q -D doomed; git reflog expire --expire=now --all")
    plant("commit without a reflog", pair, object: object) {
      $0.expected.paths = [Array("doomed.ini".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (first, first)
      $0.expected.reach = .unreachable
    }
  }

  /// Keys that only merges bring in.
  func plantMerges() throws {
    let (resolution, arms) = (Pair(), Pair())
    try run("git checkout -q -b rival main")
    try write("shared.ini", "# ours\n")
    try commit("Share")
    try run("git checkout -q main")
    try write("shared.ini", "# theirs\n")
    try commit("Share as well")
    try run("git merge -q rival >/dev/null || true")
    try write("shared.ini", resolution.text)
    let merge = try commit("Merge rival")
    let object = try id("HEAD:shared.ini")
    try write("shared.ini", "# none\n")
    try commit("Clean up")
    plant("resolution of a merge", resolution, object: object) {
      $0.expected.paths = [Array("shared.ini".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (merge, merge)
    }
    for arm in ["arm1", "arm2", "arm3"] {
      try run("git checkout -q -b \(arm) main; echo \(arm) > \(arm)")
      try commit(arm)
    }
    // The worktree has to be at the merge before: git makes no octopus with changes in it.
    try run("git checkout -q main; git merge -q --no-ff --no-commit arm1 arm2 arm3 2>/dev/null")
    try write("octopus.ini", arms.text)
    let octopus = try commit("Merge three")
    let other = try id("HEAD:octopus.ini")
    try run("git rm -q octopus.ini")
    try commit("Clean up again")
    plant("octopus merge", arms, object: other) {
      $0.expected.paths = [Array("octopus.ini".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (octopus, octopus)
    }
  }

  /// Keys in messages, people and headers.
  func plantMessages() throws {
    let (message, author) = (Pair(), Pair())
    let said = try commit("Deploy\n\n\(message.text)")
    let written = try commit("Sign", with: ["GIT_AUTHOR_NAME": author.keyID])
    note("commit message", message, commit: said)
    note("name of an author", author, commit: written, hasSecret: false)
    let (signature, header) = (Pair(), Pair())
    let lines = signature.text.split(separator: "\n").map { " \($0)\n" }.joined()
    let signed = try addHeaders(
      "gpgsig -----BEGIN PGP SIGNATURE-----\n \n\(lines) -----END PGP SIGNATURE-----\n",
      to: written)
    let odd = try addHeaders(
      "deploy-id aws_access_key_id=\(header.keyID) aws_secret_access_key=\(header.secret)\n",
      to: signed)
    try run("git update-ref refs/heads/signed \(odd)")
    note("signature of a commit", signature, commit: signed)
    note("header of a commit", header, commit: odd)
  }

  private func note(_ place: String, _ pair: Pair, commit: String, hasSecret: Bool = true) {
    plant(place, pair, hasSecret: hasSecret, kind: .commit, object: commit) {
      ($0.expected.firstCommit, $0.expected.lastCommit) = (commit, commit)
    }
  }

  /// Makes a commit after another, with headers of its own.
  private func addHeaders(_ headers: String, to parent: String) throws -> String {
    let tree = try id("\(parent)^{tree}")
    let person = "Ann Author <ann@example.com> 1700009000 +0200"
    let text = """
      tree \(tree)
      parent \(parent)
      author \(person)
      committer \(person)
      \(headers)
      With headers

      """
    return try run("git hash-object -t commit -w --stdin", input: Array(text.utf8))
  }

  /// Keys that only the stash and reflogs lead to.
  func plantRecoverable() throws {
    let (staged, changed, untracked, lost, amended) = (Pair(), Pair(), Pair(), Pair(), Pair())
    try write("README.md", staged.text)
    try run("git add README.md")
    try write("README.md", changed.text)
    try write("untracked.ini", untracked.text)
    try run("git stash push -q --include-untracked")
    // The one before is then known to the reflog of the stash only.
    try write("README.md", "nothing\n")
    try run("git stash push -q")
    for (place, pair, commit, path) in [
      ("stash", changed, "stash@{1}", "README.md"),
      ("stash, staged part", staged, "stash@{1}^2", "README.md"),
      ("stash, untracked part", untracked, "stash@{1}^3", "untracked.ini"),
    ] {
      try recoverable(place, pair, commit, path, recovery: "stash@{1}")
    }
    try write("lost.ini", lost.text)
    let first = try commit("To be lost")
    try recoverable("commit lost by a reset", lost, first, "lost.ini", recovery: nil)
    try run("git reset -q --hard HEAD~1")
    try write("amended.ini", amended.text)
    let before = try commit("To be amended")
    try recoverable("commit before it was amended", amended, before, "amended.ini", recovery: nil)
    try write("amended.ini", "# clean\n")
    try commit("Amended", "--amend")
    // Names in the reflog count from its end.
    let log = try run("git log -g --format=%H HEAD").split(separator: "\n").map(String.init)
    for index in planted.indices where planted[index].expected.reach == .recoverable {
      guard planted[index].expected.recovery == nil,
        let commit = planted[index].expected.firstCommit
      else { continue }
      planted[index].expected.recovery = log.firstIndex(of: commit).map { "HEAD@{\($0)}" }
    }
  }

  private func recoverable(
    _ place: String, _ pair: Pair, _ commit: String, _ path: String, recovery: String?
  ) throws {
    let ids = try run(
      "git rev-parse --verify '\(commit)'; git rev-parse --verify '\(commit):\(path)'"
    )
    .split(separator: "\n").map(String.init)
    plant(place, pair, object: ids.last) {
      $0.expected.paths = [Array(path.utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (ids.first, ids.first)
      $0.expected.reach = .recoverable
      $0.expected.recovery = recovery
    }
  }

  /// A key that was staged and never committed.
  func plantStaged() throws {
    let pair = Pair()
    try write("staged.ini", pair.text)
    try run("git add staged.ini; rm staged.ini")
    plant("index only", pair, object: try id(":staged.ini")) {
      $0.expected.paths = [Array("staged.ini".utf8)]
      // Git keeps what is staged, though no commit leads there.
      $0.expected.reach = nil
    }
  }
}
