import Foundation
import KeysweepModel
import Testing

@testable import KeysweepGitCommand

@Suite("Repositories and revisions")
struct RevisionTests {
  @Test("Working trees, folders in them, linked ones, bare repositories, odd names")
  func layout() async throws {
    try await onThread { sandbox in
      let odd = "re po\nline \u{00E4}"
      try sandbox.make(name: odd)
      try sandbox.shell("mkdir -p x/y; git commit -q --allow-empty -m one", in: odd)
      try sandbox.shell("git worktree add -q ../linked; git clone -q --bare . ../bare", in: odd)
      let top = sandbox.tree(odd)
      for folder in [odd, "\(odd)/x/y"] {
        let layout = try sandbox.git(folder).layout
        #expect(layout.worktree == SourcePath(top))
        #expect(layout.gitDirectory == SourcePath("\(top)/.git"))
        #expect(layout.commonDirectory == layout.gitDirectory)
        #expect(!layout.isBare)
      }
      let linked = try sandbox.git("linked").layout
      #expect(linked.gitDirectory == SourcePath("\(top)/.git/worktrees/linked"))
      #expect(linked.commonDirectory == SourcePath("\(top)/.git"))
      #expect(linked.worktree == SourcePath(sandbox.tree("linked")))
      let bare = try sandbox.git("bare")
      #expect(bare.layout.isBare)
      #expect(bare.layout.worktree == nil)
      #expect(bare.layout.gitDirectory == SourcePath(sandbox.tree("bare")))
      let error = expect(.noWorkingTree) { try bare.uncommitted() }
      #expect(error?.description.contains("bare") == true)
      expect(.noWorkingTree) { try sandbox.git("\(odd)/.git").uncommitted() }
    }
  }

  @Test("A folder whose name is not UTF-8")
  func bytes() async throws {
    try await onThread { sandbox in
      let name: [UInt8] = Array(sandbox.tree.path.utf8) + [0x2F, 0x72, 0xFF, 0xFE]
      try sandbox.shell("git init -q \"$(printf 'r\\377\\376')\"", in: "")
      try sandbox.shell(
        "cd \"$(printf 'r\\377\\376')\"; printf x > \"$(printf 'f\\377\\nx')\"", in: "")
      let git = try GitCommand(repository: SourcePath(bytes: name))
      #expect(git.layout.worktree?.bytes == name)
      #expect(try git.uncommitted().map(\.path) == [[0x66, 0xFF, 0x0A, 0x78]])
    }
  }

  @Test("What is no repository")
  func none() async throws {
    try await onThread { sandbox in
      for folder in ["home", "missing"] {
        let error = expect(.notARepository) { try sandbox.git(folder) }
        #expect(error?.reason.contains(folder) == true)
        #expect(error?.remedy.isEmpty == false)
      }
      expect(.noGit) { try sandbox.git("home", ["PATH": ""]) }
    }
  }

  @Test("Revisions become IDs, and nothing is taken for an option", arguments: formats)
  func resolve(format: String) async throws {
    try await onThread { sandbox in
      try sandbox.make(format)
      try sandbox.shell(
        "echo a > a; commit first; git tag -a -m t v1; echo b > b; commit 'second one'; git branch other v1"
      )
      let git = try sandbox.git()
      let head = try sandbox.shell("git rev-parse HEAD")
      let first = try sandbox.shell("git rev-parse HEAD~1")
      for name in [
        "HEAD", "main", "refs/heads/main", head, String(head.prefix(12)), ":/second one",
      ] {
        #expect(try git.resolve(name) == head, "\(name)")
      }
      for name in ["v1", "main~1", "HEAD^", "other", ":/first"] {
        #expect(try git.resolve(name) == first, "\(name)")
      }
      let unknown = [
        "", "nothing", "--all", "-h", "--output=x", "HEAD\nHEAD", "^HEAD", "HEAD~9", "a\0b",
        "main..other", String(repeating: "1", count: head.count), "--", "HEAD HEAD",
      ]
      for name in unknown {
        let error = expect(.unknownRevision) { try git.resolve(name) }
        #expect(error?.remedy.isEmpty == false)
      }
      expect(.unknownRevision) { try git.resolve("HEAD:a") }
      // A branch and a tag of one name: git would take the tag, and mention it.
      try sandbox.shell("git tag both HEAD~1; git branch both")
      let error = expect(.ambiguousRevision) { try git.resolve("both") }
      #expect(error?.complaint.contains("both") == true)
      #expect(try git.resolve("heads/both") == head)
      try sandbox.shell("git config core.warnAmbiguousRefs false")
      expect(.ambiguousRevision) { try git.resolve("both") }
      expect(.ambiguousRevision) { try git.ids(.range("HEAD~1..both")) }
      expect(.ambiguousRevision) { try git.ids(.since("both")) }
      // Names that look like options can exist.
      try sandbox.shell("git update-ref refs/heads/--all HEAD~1")
      #expect(try git.resolve("--all") == first)
    }
  }

  @Test("Before the first commit, and with a detached HEAD")
  func unborn() async throws {
    try await onThread { sandbox in
      try sandbox.make()
      let git = try sandbox.git()
      expect(.unknownRevision) { try git.resolve("HEAD") }
      expect(.unknownRevision) { try git.ids(.branch("main")) }
      #expect(try git.ids(.since("2020-01-01")) == [])
      #expect(try git.staged() == [])
      #expect(try git.uncommitted() == [])
      try sandbox.shell("echo a > a; commit one; git checkout -q --detach; echo b > b; commit two")
      let head = try sandbox.shell("git rev-parse HEAD")
      #expect(try git.resolve("HEAD") == head)
      #expect(try git.ids(.branch("HEAD")) == sandbox.expected("--objects HEAD"))
      #expect(try git.ids(.since("main")).contains(head))
    }
  }

  @Test("Dates that are certain, and nothing else")
  func dates() {
    func fixed(_ text: String) -> Int64? {
      guard case .fixed(let instant) = SinceDate(text) else { return nil }
      return instant.secondsSinceEpoch
    }
    #expect(fixed("2024-01-31") == 1_706_659_200)
    #expect(fixed("2024-01-31T12:00:00Z") == 1_706_702_400)
    #expect(fixed("2024-01-31 12:00+01:00") == 1_706_698_800)
    #expect(fixed("@1700000000") == 1_700_000_000)
    #expect(SinceDate("2.weeks") == .relative("2.weeks.ago"))
    #expect(SinceDate("1 year 2 months ago") == .relative("1.year.2.months.ago"))
    #expect(SinceDate("Yesterday") == .relative("yesterday"))
    let nothing = [
      "", "now", "foo", "mian", "2", "weeks", "2.bananas", "deadbe1f", "20240131", "2024-13-01",
      "ago", "1.week.2", "-1.weeks", "@x", "@-5", "2024-01-31 foo", "9999999.days", "today",
    ]
    for text in nothing { #expect(SinceDate(text) == nil, "\(text)") }
  }
}
