import Foundation
import KeysweepModel
import Testing

@testable import KeysweepGitCommand

@Suite("Files that differ from what is committed")
struct ChangesTests {
  /// Name, mode, whether there is a blob, and the baseline's beginning.
  static func summary(_ files: [GitCommand.ChangedFile]) -> [String] {
    files.map { "\(String($0.mode, radix: 8)) \($0.name) \($0.blob == nil ? "-" : "blob")" }
  }

  @Test("The index against HEAD", arguments: formats)
  func staged(format: String) async throws {
    try await onThread { sandbox in
      try sandbox.make(format)
      try sandbox.make(format, name: "repo/sub")
      let git = try sandbox.git()
      // Before the first commit everything is new.
      try sandbox.shell(
        """
        git -C sub commit -q --allow-empty -m sub
        echo 1 > a; echo 2 > gone; echo 3 > mode; echo 4 > 'with space'; echo 5 > type; echo 6 > old
        ln -s target link; git add -A 2>/dev/null
        """)
      let first = try git.staged()
      #expect(
        Self.summary(first) == [
          "100644 a blob", "100644 gone blob", "120000 link blob", "100644 mode blob",
          "100644 old blob", "100644 type blob", "100644 with space blob",
        ])
      #expect(first.allSatisfy { $0.baseline == nil })
      let before = try sandbox.shell("git rev-parse :a")
      #expect(first.first?.blob == before)
      try sandbox.shell("commit one")
      #expect(try git.staged() == [])
      try sandbox.shell(
        """
        echo new >> a; git rm -q --cached gone; chmod +x mode; rm type; ln -s 5 type; git mv old moved
        printf x > "$(printf 'n\\nl\\377')"; git -C sub commit -q --allow-empty -m more
        git add -A -- a mode type sub n*; echo ita > ita; git add -N ita; echo later >> a
        """)
      let second = try git.staged()
      #expect(
        Self.summary(second) == [
          "100644 a blob", "100644 moved blob", "100644 n\nl\u{FFFD} blob", "120000 type blob",
        ])
      #expect(second[2].path == [0x6E, 0x0A, 0x6C, 0xFF])
      #expect(second[0].baseline == before)
      #expect(try second[0].blob == sandbox.shell("git rev-parse :a"))
      #expect(second[1].baseline == second[1].blob)
      #expect(second.map(\.isNewPath) == [false, true, true, false])
      // The same where the index is that of a linked worktree.
      try sandbox.shell("git worktree add -q ../linked HEAD; cd ../linked; echo w > a; git add a")
      #expect(try Self.summary(sandbox.git("linked").staged()) == ["100644 a blob"])
      try sandbox.shell("git checkout -q --detach")
      #expect(try git.staged() == second)
    }
  }

  @Test("A hook sees the index that its git works with")
  func hook() async throws {
    try await onThread { sandbox in
      try sandbox.make()
      try sandbox.shell(
        "echo 1 > a; echo 1 > b; commit one; echo 2 > a; echo 2 > b; git add a; cp .git/index ../temporary"
      )
      try sandbox.shell("git reset -q; git add b")
      let variables = ["GIT_INDEX_FILE": sandbox.tree("temporary")]
      #expect(try sandbox.git("repo", variables).staged().map(\.name) == ["b"])
      #expect(try sandbox.git("repo", caller: .git, variables).staged().map(\.name) == ["a"])
      #expect(
        try sandbox.git("repo", caller: .git, variables).uncommitted().map(\.name) == ["a", "b"])
      // A variable for another repository counts only when git is the caller.
      try sandbox.make(name: "other")
      let other = ["GIT_DIR": sandbox.tree("other/.git")]
      #expect(try sandbox.git("repo", other).layout.gitDirectory.lossyText.hasSuffix("repo/.git"))
      let called = try sandbox.git("repo", caller: .git, other)
      #expect(called.layout.gitDirectory.lossyText.hasSuffix("other/.git"))
      // What a push brings lies in quarantine until the hook agrees.
      try sandbox.shell(
        """
        mkdir ../quarantine
        GIT_OBJECT_DIRECTORY=$PWD/../quarantine GIT_ALTERNATE_OBJECT_DIRECTORIES=$PWD/.git/objects \
          git commit-tree -m pushed -p HEAD HEAD^{tree} > ../pushed
        """)
      let pushed = try sandbox.shell("cat ../pushed")
      let quarantine = [
        "GIT_OBJECT_DIRECTORY": sandbox.tree("quarantine"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": sandbox.tree("repo/.git/objects"),
      ]
      expect(.unknownRevision) { try sandbox.git("repo").ids(.range("main..\(pushed)")) }
      let hook = try sandbox.git("repo", caller: .git, quarantine)
      #expect(try hook.ids(.range("main..\(pushed)")) == [pushed])
    }
  }

  @Test("The working tree against HEAD", arguments: formats)
  func uncommitted(format: String) async throws {
    try await onThread { sandbox in
      try sandbox.make(format)
      let git = try sandbox.git()
      try sandbox.shell(
        """
        mkdir dir; for name in same edited touched staged undone gone replaced rm hidden skipped
        do echo $name > $name; done; echo x > dir/inner; echo a > "$(printf 'q"\\n\\r\\\\x')"
        echo '*.log' > .gitignore; ln -s one link; ln -s one same-link; commit one
        git update-index --assume-unchanged hidden; git update-index --skip-worktree skipped
        """)
      // All of it is as new as the index.
      #expect(try git.uncommitted() == [])
      try sandbox.shell("touch -d 2030-01-01T00:00:00Z .git/index")
      #expect(try git.uncommitted() == [])
      let head = try sandbox.shell("git rev-parse HEAD:edited HEAD:staged")
        .split(separator: "\n").map(String.init)
      try sandbox.shell(
        """
        echo more >> edited; touch -d 2020-02-02T00:00:00Z touched; echo more >> staged; git add staged
        echo more >> undone; git add undone; echo undone > undone; rm gone
        rm replaced; ln -s x replaced; git rm -q --cached rm; echo secret >> hidden
        echo more >> skipped; rm -r dir; ln -s ../elsewhere dir; mkdir ../elsewhere
        echo x > ../elsewhere/inner; ln -sf two link; echo n > new; echo l > x.log
        echo i > ita; git add -N ita; mkdir -p deep/er; echo d > deep/er/file; mkfifo pipe
        git init -q nested; echo n > nested/file
        """)
      let files = try git.uncommitted()
      #expect(
        Self.summary(files) == [
          "100644 deep/er/file -", "120000 dir -", "100644 edited -", "100644 hidden -",
          "100644 ita -", "120000 link -", "160000 nested -", "100644 new -", "120000 replaced -",
          "100644 rm -", "100644 skipped -", "100644 staged -",
        ])
      let baselines = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.baseline) })
      #expect(baselines["edited"] == head[0])
      #expect(baselines["staged"] == head[1])
      #expect(baselines["rm"] == (try sandbox.shell("git rev-parse HEAD:rm")))
      for name in ["new", "ita", "dir", "nested"] { #expect(baselines[name] == .some(nil)) }
      // The index is as it was, and nothing else was written.
      #expect(try sandbox.shell("git ls-files -v hidden skipped") == "h hidden\nS skipped")
      let odd = try sandbox.shell("printf b >> \"$(printf 'q\"\\n\\r\\\\x')\"")
      #expect(odd.isEmpty)
      #expect(try git.uncommitted().map(\.path).contains(Array("q\"\n\r\\x".utf8)))
    }
  }

  @Test("A file that was changed in the second in which the index was written")
  func racy() async throws {
    try await onThread { sandbox in
      try sandbox.make()
      try sandbox.shell(
        """
        echo aaaa > f; echo aaaa > g; touch -d 2024-01-01T00:00:00Z f g; git add f g; commit one
        echo bbbb > f; touch -d 2024-01-01T00:00:00Z f g .git/index
        """)
      #expect(try sandbox.git().uncommitted().map(\.name) == ["f"])
    }
  }

  @Test("Conflicts, a subfolder, and the user's own list of ignored files")
  func conflict() async throws {
    try await onThread { sandbox in
      try ObjectsTests.history(sandbox)
      try sandbox.shell(
        """
        git checkout -q -b left main; echo left > f; mkdir in; echo x > in/x; commit left
        git checkout -q -b right main; echo right > f; commit right
        git merge -q left >/dev/null 2>&1 || true; echo y > in/y
        mkdir ../home/git; echo '*.own' > ../home/git/ignore; echo x > x.own
        """)
      let git = try sandbox.git("repo/in", ["XDG_CONFIG_HOME": sandbox.tree("home")])
      let files = try git.uncommitted()
      #expect(files.map(\.name) == ["f", "in/x", "in/y"])
      #expect(try files.first?.baseline == sandbox.shell("git rev-parse HEAD:f"))
      #expect(try git.staged().map(\.name) == ["in/x"])
    }
  }

  @Test("Nothing is left in the temporary folder")
  func scratch() async throws {
    try await onThread { _ in
      var path: [UInt8] = []
      do {
        let folder = try ScratchFolder()
        path = folder.path
        try folder.write("x").flush()
        #expect(Files.status(path)?.isFolder == true)
      }
      #expect(Files.status(path) == nil)
    }
  }

  @Test("A HEAD that leads nowhere is damage")
  func damage() async throws {
    try await onThread { sandbox in
      try sandbox.make()
      try sandbox.shell("echo a > a; commit one; git checkout -q --detach")
      try sandbox.shell("rm -f .git/objects/$(git rev-parse HEAD | sed 's,^..,&/,')")
      expect(.failed) { try sandbox.git().staged() }
    }
  }
}
