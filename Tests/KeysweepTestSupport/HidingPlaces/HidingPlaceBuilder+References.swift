import KeysweepModel

/// Keys in tags, notes and names, behind replacements, and in other worktrees and repositories.
extension HidingPlaceBuilder {
  /// Keys that references lead to, or that are references.
  func plantReferences() throws {
    let (message, blob, note, removed) = (Pair(), Pair(), Pair(), Pair())
    try run("git tag -a -F - v1 main", input: Array("Release\n\n\(message.text)".utf8))
    let tag = try id("refs/tags/v1")
    plant("message of a tag", message, kind: .tag, object: tag) {
      ($0.expected.firstCommit, $0.expected.lastCommit) = (tag, tag)
      $0.expected.tags = ["refs/tags/v1"]
    }
    let object = try run("git hash-object -w --stdin", input: Array(blob.text.utf8))
    try run("git tag key \(object)")
    plant("tag of a blob", blob, object: object) { $0.expected.tags = ["refs/tags/key"] }
    for (place, pair) in [("note that was removed", removed), ("note", note)] {
      try run("git notes add -f -F - main", input: Array(pair.text.utf8))
      let commit = try id("refs/notes/commits")
      plant(place, pair, object: try run("git notes list main")) {
        $0.expected.firstCommit = commit
        $0.expected.others = ["refs/notes/commits"]
      }
      if place != "note" { try run("git notes remove main 2>/dev/null") }
    }
    let (branch, light) = (Pair(), Pair())
    try run("git branch rotate/\(branch.keyID) \(root); git tag from-\(light.keyID) \(root)")
    plant("branch name", branch, hasSecret: false, kind: .reference, object: nil) {
      $0.expected.branches = ["refs/heads/rotate/\(branch.keyID)"]
    }
    plant("tag name", light, hasSecret: false, kind: .reference, object: nil) {
      $0.expected.tags = ["refs/tags/from-\(light.keyID)"]
    }
    try plantSideBranches()
  }

  private func plantSideBranches() throws {
    let (remote, odd) = (Pair(), Pair())
    // A name that is no UTF-8, with what terminals and quoting stumble over.
    let path = Array("odd \u{1B}[31m\n\"".utf8) + [0xE9] + Array("/key".utf8)
    for (place, pair, path, reference) in [
      ("branch of a remote", remote, Array("feature.ini".utf8), "refs/remotes/origin/feature"),
      ("path that is no UTF-8", odd, path, "refs/heads/odd"),
    ] {
      let first = try commit(
        "Add \(place)", files: [(path, "100644", Array(pair.text.utf8))], parent: root)
      let last = try commit("Go on", files: [], parent: first)
      try run("git update-ref \(reference) \(last)")
      let object = try run("git hash-object --stdin", input: Array(pair.text.utf8))
      plant(place, pair, object: object) {
        $0.expected.paths = [path]
        ($0.expected.firstCommit, $0.expected.lastCommit) = (first, last)
      }
    }
  }

  /// An object that git shows another one instead of, and the one it shows.
  func plantReplacements() throws {
    let (original, replacement) = (Pair(), Pair())
    try write("replaced.ini", original.text)
    let first = try commit("Add what is replaced")
    let object = try id("HEAD:replaced.ini")
    try run("git rm -q replaced.ini")
    try commit("Remove what is replaced")
    let other = try run("git hash-object -w --stdin", input: Array(replacement.text.utf8))
    try run("git replace \(object) \(other)")
    plant("replaced object", original, object: object) {
      $0.expected.paths = [Array("replaced.ini".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (first, first)
    }
    plant("replacement of an object", replacement, object: other) {
      $0.expected.others = ["refs/replace/\(object)"]
    }
  }

  /// A submodule, and a linked worktree without a branch.
  func plantOtherWorktrees() throws {
    let (inner, linked) = (Pair(), Pair())
    try run("git init -q -b main --object-format=\(format) module-source", in: "")
    try tree.write("module-source/inner.ini", inner.text)
    let module = try run(
      "git add -A; git commit -q -m Inner; git rev-parse HEAD HEAD:inner.ini", in: "module-source")
    try run("git rm -q inner.ini; git commit -q --allow-empty -m Clean", in: "module-source")
    try run(
      """
      git -c protocol.file.allow=always submodule --quiet add ../module-source module
      rm -rf ../module-source
      """)
    try commit("Add a submodule")
    let ids = module.split(separator: "\n").map(String.init)
    plant("submodule", inner, object: ids.last) {
      $0.gitDirectory = "r/.git/modules/module"
      $0.expected.paths = [Array("inner.ini".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (ids.first, ids.first)
    }
    try run("git worktree add -q --detach ../linked \(root)")
    try tree.write("linked/detached.ini", linked.text)
    let detached = try run(
      "git add -A; git commit -q -m Detached; git rev-parse HEAD HEAD:detached.ini", in: "linked")
    try run("git rm -q detached.ini; git commit -q -m Clean", in: "linked")
    let other = detached.split(separator: "\n").map(String.init)
    plant("linked worktree", linked, object: other.last) {
      $0.expected.paths = [Array("detached.ini".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (other.first, other.first)
    }
    // Not earlier, because the place of the submodule is relative to it.
    try run(
      """
      git config remote.origin.url https://github.com/example/shop.git
      git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
      """)
  }

  /// Asks git which references reach the first commits.
  func nameReferences() throws {
    for folder in Set(planted.map(\.gitDirectory)) {
      let known = planted.indices.filter {
        planted[$0].gitDirectory == folder && planted[$0].expected.reach == .referenced
          && planted[$0].expected.firstCommit != nil && planted[$0].expected.kind != .tag
      }
      let commits = known.compactMap { planted[$0].expected.firstCommit }
      let lines = try run(
        """
        for commit in \(commits.joined(separator: " ")); do
          git for-each-ref --contains $commit --format='%(refname)' refs/heads refs/remotes refs/tags
          echo --
        done
        """, in: folder)
      let groups = lines.split(separator: "\n")
        .split(separator: "--", omittingEmptySubsequences: false)
      for (index, names) in zip(known, groups) {
        let names = names.map(String.init)
        planted[index].expected.branches += names.filter { !$0.hasPrefix("refs/tags/") }
        planted[index].expected.tags += names.filter { $0.hasPrefix("refs/tags/") }
      }
    }
  }
}
