import Foundation
import KeysweepModel
import Testing

@testable import KeysweepGitCommand

@Suite("What a part of the history introduces")
struct ObjectsTests {
  /// A history with a merge whose resolution stands in neither parent.
  static func history(_ sandbox: Sandbox, _ format: String = "") throws {
    try sandbox.make(format)
    try sandbox.shell(
      """
      echo base > f; commit base 1700000000
      git checkout -q -b side; echo side > f; commit side 1700000100
      git checkout -q main; echo main > f; commit main 1700000200
      git merge -q side >/dev/null 2>&1 || true; echo resolved > f; commit merge 1700000300
      git update-ref refs/remotes/origin/topic side; git update-ref refs/remotes/origin/main side
      git tag -a -m tag v1 main~1; echo after > f; commit after 1700000400
      """)
  }

  @Test("Branches", arguments: formats)
  func branches(format: String) async throws {
    try await onThread { sandbox in
      try Self.history(sandbox, format)
      let git = try sandbox.git()
      #expect(try git.ids(.branch("main")) == sandbox.expected("main"))
      #expect(try git.ids(.branch("side")) == sandbox.expected("side"))
      #expect(try git.ids(.branch("origin/topic")) == sandbox.expected("side"))
      #expect(try git.ids(.branch("refs/remotes/origin/topic")) == sandbox.expected("side"))
      for name in ["main~1", "v1", "", "--all", "-h", "main..side", "nothing", "main@{0}", "a\0"] {
        let error = expect(.unknownRevision) { try git.ids(.branch(name)) }
        #expect(error?.remedy.isEmpty == false)
      }
      try sandbox.shell("git branch origin/topic")
      expect(.ambiguousRevision) { try git.ids(.branch("origin/topic")) }
    }
  }

  @Test("Ranges have what their commits introduce, merges included", arguments: formats)
  func ranges(format: String) async throws {
    try await onThread { sandbox in
      try Self.history(sandbox, format)
      let git = try sandbox.git()
      for range in [
        "main~1..main", "side..main", "main...side", "main ^side", "^side  main", "side..",
      ] {
        #expect(
          try git.ids(.range(range)) == sandbox.expected(range.isEmpty ? "" : "\(range)"),
          "\(range)")
      }
      let blob = { (text: String) in try sandbox.shell("echo \(text) | git hash-object --stdin") }
      // The merge itself: its resolution, and what came with it from the side.
      let merge = try git.ids(.range("main~2..main~1"))
      #expect(try merge.contains(blob("resolved")))
      #expect(try merge.contains(blob("side")))
      #expect(try !merge.contains(blob("main")))
      #expect(try !merge.contains(blob("after")))
      #expect(try git.ids(.range("main^!")).contains(blob("after")))
      #expect(try git.ids(.range("main..main")) == [])
      for range in [
        "", " ", "nothing..main", "main..nothing", "--all", "--stdin", "-- f", "f", "a\0b",
      ] {
        let error = expect(.unknownRevision) { try git.ids(.range(range)) }
        #expect(error?.remedy.isEmpty == false)
      }
      #expect(GitCommand.words("main@{2 days ago}.. ^x") == ["main@{2 days ago}..", "^x"])
    }
  }

  @Test("Since a commit: what all references lead to, and it does not")
  func sinceCommit() async throws {
    try await onThread { sandbox in
      try Self.history(sandbox)
      let git = try sandbox.git()
      #expect(try git.ids(.since("main~1")) == sandbox.expected("--all --not main~1"))
      #expect(try git.ids(.since("side")).contains(sandbox.shell("git rev-parse main:f")))
      let tag = try sandbox.shell("git rev-parse v1")
      #expect(try git.ids(.since("main")) == [tag])
    }
  }

  @Test("Since a date: what the newer commits introduce", arguments: formats)
  func sinceDate(format: String) async throws {
    try await onThread { sandbox in
      try Self.history(sandbox, format)
      let git = try sandbox.git()
      let all = try sandbox.expected("--all")
      #expect(try git.ids(.since("2000-01-01")) == all)
      #expect(try git.ids(.since("@0")) == all)
      // A tag counts by its own date, whatever it points to.
      let tag = try sandbox.shell(
        "GIT_COMMITTER_DATE='1700000450 +0000' git tag -a -m new v2 side; git rev-parse v2")
      #expect(try git.ids(.since("@1700000450")) == [tag])
      try sandbox.shell("git tag -d v2")
      #expect(try git.ids(.since("@1700000300")) == sandbox.expected("main ^main~2 ^side"))
      #expect(try git.ids(.since("@1700000200")) == sandbox.expected("main ^side"))
      #expect(try git.ids(.since("@1700000500")) == [])
      #expect(try git.ids(.since("2.weeks")) == [])
      for text in ["mian", "now", "deadbe1f", "2.bananas"] {
        let error = expect(.unknownRevision) { try git.ids(.since(text)) }
        #expect(error?.description.contains("neither a commit") == true)
      }
      let future = expect(.unknownRevision) { try git.ids(.since("2999-01-01")) }
      #expect(future?.description.contains("future") == true)
      let now = Int(Date().timeIntervalSince1970)
      try sandbox.shell("echo fresh > g; commit fresh \(now - 3600)")
      #expect(try git.ids(.since("2.hours")) == sandbox.expected("main ^main~1"))
      #expect(try git.ids(.since("30 minutes ago")) == [])
      // A branch may be called like a date.
      try sandbox.shell("git branch 2.weeks main~1")
      #expect(try git.ids(.since("2.weeks")).count == 4)
    }
  }

  @Test("Dates that go back hide nothing")
  func skew() async throws {
    try await onThread { sandbox in
      try sandbox.make()
      // New, old, new, old, new: git alone would stop at the first old one.
      try sandbox.shell(
        """
        for n in 1 2 3 4 5 6 7; do
          echo $n > f$n; commit $n $((1700000000 - (n % 2) * 1000000))
        done
        """)
      let git = try sandbox.git()
      let ids = try git.ids(.since("@1700000000"))
      for n in 1...7 {
        let blob = try sandbox.shell("git rev-parse main:f\(n)")
        #expect(ids.contains(blob) == (n % 2 == 0), "\(n)")
      }
      // So many times that rounds run out: too much rather than too little.
      try sandbox.shell(
        """
        for n in $(seq 8 60); do
          echo $n > f$n; commit $n $((1700000000 - (n % 2) * 1000000))
        done
        """)
      let more = try git.ids(.since("@1700000000"))
      for n in stride(from: 2, through: 60, by: 2) {
        #expect(more.contains(try sandbox.shell("git rev-parse main:f\(n)")), "\(n)")
      }
    }
  }

  @Test("Shallow clones, and objects that are missing")
  func incomplete() async throws {
    try await onThread { sandbox in
      try Self.history(sandbox)
      try sandbox.shell("git clone -q --depth 2 \"file://$PWD/repo\" shallow", in: "")
      let shallow = try sandbox.git("shallow")
      #expect(try shallow.ids(.branch("main")) == sandbox.expected("main", in: "shallow"))
      #expect(
        try shallow.ids(.since("@1700000400")) == sandbox.expected("main ^main~1", in: "shallow"))
      expect(.unknownRevision) { try shallow.ids(.range("main~3..main")) }
      let whole = try sandbox.expected("main")
      let blob = try sandbox.shell("git rev-parse main:f")
      try sandbox.shell("rm -f .git/objects/$(echo \(blob) | sed 's,^..,&/,')")
      #expect(try sandbox.git().ids(.branch("main")) == whole)
      // Without a commit nothing can be said.
      let commit = try sandbox.shell("git rev-parse main~1")
      try sandbox.shell("rm -f .git/objects/$(echo \(commit) | sed 's,^..,&/,')")
      let error = expect(.failed) { try sandbox.git().ids(.branch("main")) }
      #expect(error?.complaint.isEmpty == false)
    }
  }

  @Test("Replacements and grafts lie in vain")
  func lies() async throws {
    try await onThread { sandbox in
      try Self.history(sandbox)
      let whole = try sandbox.expected("main")
      try sandbox.shell(
        "git replace --graft main~1 2>/dev/null; git rev-parse main > .git/info/grafts")
      #expect(try sandbox.git().ids(.branch("main")) == whole)
    }
  }
}
