internal import KeysweepGit
internal import KeysweepGitCommand
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepScan

/// The repository that a command is about.
struct GitRepository {
  /// Asks git about it.
  let git: GitCommand
  /// The folder under which its places are shown.
  let shown: SourcePath

  /// Finds it.
  ///
  /// - Parameters:
  ///   - argument: A folder of the working tree, or a git directory.
  ///   - obeysVariables: Whether `GIT_INDEX_FILE` and the like count, where it is the current folder:
  ///     a hook of `git commit -a` finds what is to be committed in an index of its own.
  /// - Throws: `GitCommandError`.
  init(_ argument: String, obeysVariables: Bool = false) throws {
    let path = SourcePath(argument: argument)
    let isHere = path.canonical == SourcePath(".").canonical
    git = try GitCommand(repository: path, caller: obeysVariables && isHere ? .git : .anybody)
    let top = git.layout.worktree ?? git.layout.gitDirectory
    // As it was named, when it was named itself and not a folder in it.
    shown = top.canonical == path.canonical ? path : top
  }

  /// A part of it to sweep.
  ///
  /// - Parameter selection: Which objects; nil for all.
  /// - Returns: The part.
  func target(_ selection: Set<ObjectID>? = nil) -> HistoryTarget {
    var target = HistoryTarget(
      repository: shown, gitDirectory: git.layout.gitDirectory, selection: selection)
    target.objectFolders = git.objectFolders
    return target
  }

  /// The objects that a part of the history introduces.
  ///
  /// - Throws: `GitCommandError`.
  func objects(_ part: GitCommand.Selection) throws -> Set<ObjectID> {
    var ids: Set<ObjectID> = []
    try interruptibly {
      try git.objects(part) { hex in
        if let id = ObjectID(hexBytes: hex) { ids.insert(id) }
      }
    }
    return ids
  }

  /// The objects that a push brings.
  ///
  /// - Throws: `GitCommandError`.
  func objects(
    pushed tips: [String], without: [String], known: GitCommand.Known
  ) throws -> Set<ObjectID> {
    var ids: Set<ObjectID> = []
    try interruptibly {
      try git.pushed(tips, without: without, known: known) { hex in
        if let id = ObjectID(hexBytes: hex) { ids.insert(id) }
      }
    }
    return ids
  }

  /// The files of a commit that is not made yet.
  ///
  /// - Parameters:
  ///   - isStaged: Whether those of the index are meant, or those of the working tree.
  ///   - isWhole: Whether all files of the index are meant, and not those alone that `HEAD` lacks.
  ///   - notices: Gets what is changed and cannot be swept.
  /// - Returns: The files.
  /// - Throws: `GitCommandError`.
  func changes(
    isStaged: Bool, isWhole: Bool = false, notices: inout [Incident]
  ) throws -> [ChangedFile] {
    var others: [Incident] = []
    let files = try interruptibly {
      guard isStaged else { return try git.uncommitted() }
      return try git.staged(isWhole: isWhole) { path, change in
        let detail =
          switch change {
          case .submodule: "a submodule at another commit: its history is one of its own, not swept"
          case .unmerged: "a conflict that is not resolved: cannot be committed, and was not swept"
          }
        others.append(Incident(.notice, path: target().below(path), detail: detail))
      }
    }
    notices += others
    return files.map { file in
      ChangedFile(
        path: file.path, blob: file.blob.flatMap { ObjectID(hex: $0) },
        baseline: file.baseline.flatMap { ObjectID(hex: $0) },
        isLink: file.mode & 0o170000 == 0o120000,
        isNewPath: isStaged ? file.isNewPath : nil)
    }
  }

  /// Asks git something long; an interrupt ends it, and nothing temporary is left behind.
  private func interruptibly<R>(_ body: () throws -> R) throws -> R {
    Signals.stopSoftlyOnInterrupt()
    let watch = Task.detached { [git] in
      while !Signals.isInterrupted {
        guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return }
      }
      git.cancel()
    }
    defer { watch.cancel() }
    do {
      return try body()
    } catch let error as GitCommandError where error.code == .cancelled {
      throw UsageError(description: "interrupted while git was asked; nothing was swept")
    }
  }

  /// What is swept when a repository is swept whole.
  struct Whole {
    /// The git directory that all worktrees share: `.git`, or a bare repository.
    var directory: SourcePath
    /// The history as it is seen from a working tree whose `.git` is a file; nil where it is that of
    /// ``directory``.
    var history: HistoryTarget?
  }

  /// Everything there is of a repository.
  ///
  /// It is found without git, which refuses what is damaged.
  ///
  /// - Parameter argument: A folder of the working tree, or a git directory.
  /// - Returns: Where it lies, under the name that suits what was named.
  /// - Throws: `UsageError` when there is none.
  static func whole(_ argument: String) throws -> Whole {
    let path = SourcePath(argument: argument)
    if let found = whole(of: path) { return found }
    // What is not there belongs to nothing: it would be another repository that is swept.
    guard path.isFolder else {
      throw UsageError(
        description: "\(argument) is not a folder that can be entered; name the folder of a git "
          + "repository")
    }
    var folder = path.canonical
    while folder.count > 1, let slash = folder.lastIndex(of: UInt8(ascii: "/")) {
      folder = slash == 0 ? [UInt8(ascii: "/")] : Array(folder[..<slash])
      if let found = whole(of: SourcePath(bytes: folder)) { return found }
    }
    throw UsageError(
      description: "\(argument) does not belong to a git repository; name the folder of one")
  }

  private static func whole(of folder: SourcePath) -> Whole? {
    let slash = UInt8(ascii: "/")
    let inside = SourcePath(
      bytes: folder.bytes + (folder.bytes.last == slash ? [] : [slash]) + Array(".git".utf8))
    for path in [inside, folder] {
      guard let folders = try? RepositoryFolders(path) else { continue }
      // A worktree has a `HEAD` of its own, and shares the rest.
      if folders.common != path {
        let target = HistoryTarget(
          repository: path == inside ? folder : path.worktree, gitDirectory: path)
        return Whole(directory: SourcePath(bytes: folders.common.canonical), history: target)
      }
      return Whole(directory: path)
    }
    return nil
  }
}

extension SourcePath {
  /// The folder around a file `.git`; of anything else itself.
  fileprivate var worktree: SourcePath {
    guard lastComponent.elementsEqual(".git".utf8) else { return self }
    let folder = bytes.dropLast(lastComponent.count)
    return folder.isEmpty ? SourcePath(".") : SourcePath(bytes: Array(folder))
  }
}
