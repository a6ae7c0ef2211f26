import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGitCommand

@Suite("A hostile repository runs nothing")
struct HostileTests {
  /// A repository in which everything that names a program names one that leaves a mark.
  static func trap(_ sandbox: Sandbox) throws {
    let marks = sandbox.tree("marks")
    try FileManager.default.createDirectory(atPath: marks, withIntermediateDirectories: true)
    let mark = try sandbox.tree.write(
      "mark", "#!/bin/sh\necho \"$@\" >> '\(marks)'/\"$1\"\ncat >/dev/null 2>&1 </dev/null\n")
    try Tool.run("chmod", ["755", mark])
    try sandbox.make()
    try sandbox.make(name: "repo/sub")
    try sandbox.shell(
      """
      git -C sub commit -q --allow-empty -m sub
      echo one > a; echo two > b; ln -s a link; mkdir dir; echo three > dir/c; echo lost > lost
      commit first; git tag -a -m tag v1
      echo more >> a; commit second
      echo staged > staged; git add staged
      # As new as the index, so that git wants to read them.
      touch -d 2024-01-01T00:00:00Z a b dir/c lost staged sub; git add -A
      echo unstaged >> dir/c; echo untracked > new
      echo '* diff=x filter=x merge=x' > .gitattributes
      echo 'b filter=y' > .git/info/attributes
      rm -f .git/objects/$(git rev-parse HEAD:lost | sed 's,^..,&/,')
      """)
    var config = """
      [core]
        repositoryformatversion = 1
        fsmonitor = MARK fsmonitor
        pager = MARK pager
        editor = MARK editor
        hooksPath = HOOKS
        sshCommand = MARK ssh
        gitProxy = MARK proxy
        askPass = MARK askpass
        alternateRefsCommand = MARK alternates
        untrackedCache = true
        splitIndex = true
      [extensions]
        partialClone = o
      [protocol]
        allow = always
      [protocol "ext"]
        allow = always
      [remote "o"]
        url = ext::MARK fetch
        promisor = true
        partialclonefilter = blob:none
        uploadpack = MARK uploadpack
        fetch = +refs/heads/*:refs/remotes/o/*
      [remote "p"]
        url = ssh://example.invalid/x
        promisor = true
        proxy = ext::MARK remoteproxy
      [credential]
        helper = !MARK credential
      [gpg]
        program = MARK gpg
      [log]
        showSignature = true
      [diff]
        external = MARK external
        ignoreSubmodules = none
        submodule = log
        autoRefreshIndex = true
      [diff "x"]
        textconv = MARK textconv
        command = MARK diffcommand
      [filter "x"]
        clean = MARK clean
        smudge = MARK smudge
        process = MARK process
        required = true
      [merge "x"]
        driver = MARK merge
      [status]
        submoduleSummary = true
      [submodule]
        recurse = true
      [uploadpack]
        packObjectsHook = MARK packobjects
      [interactive]
        diffFilter = MARK interactive
      [include]
        path = more
      [includeIf "gitdir:**"]
        path = more
      """
    for command in ["rev-list", "rev-parse", "diff-index", "diff-files", "ls-files", "show-ref"] {
      config += "\n[alias]\n\(command) = !MARK alias\n[pager]\n\(command) = MARK pager2"
    }
    config = config.replacing("HOOKS", with: sandbox.tree("hooks")).replacing("MARK", with: mark)
    try sandbox.tree.write("repo/.git/config", config)
    try sandbox.tree.write("repo/sub/.git/config", config)
    try sandbox.tree.write(
      "repo/.git/more", "[filter \"y\"]\nclean = \(mark) clean2\n[core]\nfsmonitor = \(mark) fs2\n")
    for hook in ["post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"]
    {
      for folder in ["hooks", "repo/.git/hooks"] {
        try Tool.run(
          "chmod",
          ["755", try sandbox.tree.write("\(folder)/\(hook)", "#!/bin/sh\n\(mark) hook\n")])
      }
    }
    try Tool.run("touch", ["-d", "2024-01-01T00:00:00Z", sandbox.tree("repo/.git/index")])
  }

  static func marks(_ sandbox: Sandbox) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: sandbox.tree("marks")))
  }

  /// Everything that can be asked.
  static func askAll(_ git: GitCommand) throws {
    for text in [
      "HEAD", "main~1", "v1", "main@{0}", "HEAD:lost", ":/second", "deadbeef", "nothing",
    ] {
      _ = try? git.resolve(text)
    }
    #expect(try git.staged().map(\.name).contains("staged"))
    let names = try git.uncommitted().map(\.name)
    for name in ["a", "b", "link"] { #expect(!names.contains(name)) }
    for name in [".gitattributes", "dir/c", "new", "staged"] { #expect(names.contains(name)) }
    _ = try git.ids(.branch("main"))
    #expect(try git.ids(.range("main~1..main")).count == 3)
    _ = try git.ids(.since("main~1"))
    _ = try git.ids(.since("2020-01-01"))
    _ = try git.ids(.since("2.weeks"))
    _ = try git.hooksPath()
    try git.pushed([try git.resolve("main")], without: [], known: .remote("origin")) { _ in }
  }

  @Test("Nothing in its configuration is run")
  func configuration() async throws {
    try await onThread { sandbox in
      try Self.trap(sandbox)
      let git = try sandbox.git()
      try Self.askAll(git)
      let lost = try sandbox.shell("git -c core.fsmonitor= rev-parse HEAD:lost")
      #expect(try Self.marks(sandbox) == [])
      // An object that is missing is named, not fetched.
      #expect(try git.ids(.branch("main")).contains(lost))
      #expect(try Self.marks(sandbox) == [])
    }
  }

  @Test("It would run things, if it could")
  func works() throws {
    let sandbox = try Sandbox()
    try Self.trap(sandbox)
    try sandbox.shell("git diff-files --raw", isNaive: true)
    var marks = try Self.marks(sandbox)
    #expect(marks.contains("process") || marks.contains("clean"), "\(marks)")
    #expect(!marks.isDisjoint(with: ["fsmonitor", "fs2"]), "\(marks)")
    try sandbox.shell("git cat-file -p HEAD:lost; git status; git diff", isNaive: true)
    marks = try Self.marks(sandbox)
    #expect(marks.contains("fetch"), "\(marks)")
  }

  @Test("A repository of somebody else is read all the same", .enabled(if: geteuid() == 0))
  func owner() async throws {
    try await onThread { sandbox in
      try Self.trap(sandbox)
      let result = try Tool.run("chown", ["-R", "12345", sandbox.tree("repo")])
      try #require(result.status == 0)
      try Self.askAll(try sandbox.git())
      #expect(try Self.marks(sandbox) == [])
    }
  }

  @Test("Variables of the caller reach git only where it is asked for")
  func variables() throws {
    let hostile = [
      "GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND",
      "GIT_PROXY_COMMAND", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_EXEC_PATH",
      "GIT_TEMPLATE_DIR", "GIT_NAMESPACE", "LD_PRELOAD", "GIT_PAGER", "GIT_ATTR_SOURCE",
    ]
    let own = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"]
    for caller in [GitCommand.Caller.anybody, .git] {
      let variables = Invocation.environment(searchPath: [], caller: caller) { name in
        name == "HOME" ? Array("relative".utf8) : Array("/evil".utf8)
      }.map { String(decoding: $0, as: UTF8.self) }
      for name in hostile { #expect(!variables.contains("\(name)=/evil")) }
      for name in own { #expect(variables.contains("\(name)=/evil") == (caller == .git)) }
      #expect(!variables.contains { $0.hasPrefix("HOME=") })
      #expect(variables.contains("GIT_CONFIG_GLOBAL=/dev/null"))
    }
  }

  @Test("A git that lies in the repository, or in a relative place, is not the git")
  func program() async throws {
    try await onThread { sandbox in
      try sandbox.make()
      let mark = sandbox.tree("mark")
      for name in ["repo/git", "repo/bin/git", "good/git"] {
        let file = try sandbox.tree.write(name, "#!/bin/sh\ntouch '\(mark)'\n")
        try Tool.run("chmod", ["755", file])
      }
      try sandbox.shell("ln -s repo/bin link; mkdir bad; ln -s ../repo/bin/git bad/git", in: "")
      let usual = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
      let bad = [
        "", ".", "repo", sandbox.tree("repo"), sandbox.tree("repo/bin"), sandbox.tree("link"),
      ]
      .joined(separator: ":")
      let git = try sandbox.git("repo", ["PATH": "\(bad):\(usual)"])
      #expect(git.layout.worktree?.lossyText.hasSuffix("/repo") == true)
      #expect(!FileManager.default.fileExists(atPath: mark))
      let error = expect(.noGit) {
        try sandbox.git("repo", ["PATH": "\(bad):\(sandbox.tree("bad"))"])
      }
      #expect(error?.remedy.isEmpty == false)
      // A folder within the repository is no way around that.
      try sandbox.shell("mkdir deep")
      expect(.noGit) { try sandbox.git("repo/deep", ["PATH": bad]) }
      #expect(!FileManager.default.fileExists(atPath: mark))
    }
  }
}
