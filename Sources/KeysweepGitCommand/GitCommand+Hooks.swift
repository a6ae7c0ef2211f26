public import KeysweepModel

extension GitCommand {
  /// What `core.hooksPath` says, and whose word it is.
  public struct HooksPath: Sendable, Hashable {
    /// Where git looks for hooks, as an absolute path; empty where it is told to look nowhere.
    public var folder: SourcePath
    /// Whether only this repository says so; otherwise the user, or the machine, for all of them.
    public var isOwn: Bool
  }

  /// The folder in which git looks for the hooks of this repository.
  ///
  /// Only this reads the configuration of the user and of the machine as well, because git obeys
  /// them when it looks for hooks. Reading configuration runs nothing.
  ///
  /// - Returns: The folder that `core.hooksPath` names, else `hooks` in what worktrees share.
  /// - Throws: ``GitCommandError``.
  public func hooksPath() throws(GitCommandError) -> HooksPath {
    let asked = session()
    let ours = ["GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL"]
    var environment = asked.environment.filter { line in
      !ours.contains { line.starts(with: Array("\($0)=".utf8)) }
    }
    for name in ours {
      if let value = Files.variable(name) { environment.append(Array("\(name)=".utf8) + value) }
    }
    let ask = Session(folder: asked.folder, environment: environment, runner: asked.runner)
    let answer = try ask.answer(
      "config", "-z", "--show-scope", "--type=path", "--get-all", "core.hooksPath")
    // Pairs of a scope and a value; the last one counts, but for the one that every call states.
    let parts = answer.split(separator: 0, omittingEmptySubsequences: false)
    var found: (scope: ArraySlice<UInt8>, path: ArraySlice<UInt8>)?
    for index in stride(from: 0, to: parts.count - 1, by: 2)
    where !parts[index].elementsEqual("command".utf8) {
      found = (parts[index], parts[index + 1])
    }
    let slash = UInt8(ascii: "/")
    guard let found else {
      return HooksPath(
        folder: SourcePath(bytes: layout.commonDirectory.bytes + Array("/hooks".utf8)),
        isOwn: true)
    }
    let isOwn =
      found.scope.elementsEqual("local".utf8) || found.scope.elementsEqual("worktree".utf8)
    if found.path.isEmpty || found.path.elementsEqual("/dev/null".utf8) {
      return HooksPath(folder: SourcePath(bytes: []), isOwn: isOwn)
    }
    // Relative to where hooks run.
    let base = layout.worktree ?? layout.gitDirectory
    let path = found.path.first == slash ? Array(found.path) : base.bytes + [slash] + found.path
    return HooksPath(folder: SourcePath(bytes: path), isOwn: isOwn)
  }

  /// What the receiving side of a push has already.
  public enum Known: Sendable, Hashable {
    /// What the remote's branches were when it was last asked.
    case remote(String)
    /// What all references lead to: for the receiving side itself.
    case references
  }

  /// Hands out the IDs of all objects that a push brings.
  ///
  /// - Parameters:
  ///   - tips: Full IDs of what is pushed: commits, tags, or anything else.
  ///   - without: Full IDs of what the receiving side is known to have; those that are not here are
  ///     left out.
  ///   - known: What else it has.
  ///   - body: Gets the hexadecimal digits of one ID; they are gone when it returns.
  /// - Throws: ``GitCommandError``.
  public func pushed(
    _ tips: [String], without: [String], known: Known, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) {
    guard tips.allSatisfy({ Self.isID($0.utf8) }) else {
      throw GitCommandError(.unknownRevision, "what is pushed is not named by full IDs")
    }
    guard !tips.isEmpty else { return }
    var present: [String] = []
    for id in Set(without).sorted() where Self.isID(id.utf8) {
      let ending = try session().ending("cat-file", "-e", id)
      if ending.status == 0 { present.append(id) }
    }
    let others: String
    switch known {
    case .remote(let name): others = "--remotes=\(name)"
    case .references: others = "--all"
    }
    try list(tips + ["--not"] + present + [others], body, isEndOfOptions: false)
  }

  /// The folders of objects that the calling git works with beside those of the repository; empty
  /// where nothing was passed on.
  ///
  /// While a push is received, what it brings lies in a folder of its own.
  public var objectFolders: [SourcePath] {
    var folders: [SourcePath] = []
    for line in session().environment {
      for name in ["GIT_OBJECT_DIRECTORY=", "GIT_ALTERNATE_OBJECT_DIRECTORIES="]
      where line.starts(with: name.utf8) {
        let paths = line.dropFirst(name.utf8.count).split(separator: UInt8(ascii: ":"))
        folders += paths.filter { $0.first == UInt8(ascii: "/") }.map {
          SourcePath(bytes: Array($0))
        }
      }
    }
    return folders
  }
}
