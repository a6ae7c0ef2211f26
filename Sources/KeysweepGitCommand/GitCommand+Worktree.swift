internal import KeysweepModel

extension GitCommand {
  /// The files of the working tree whose content is not that of `HEAD`, and those that are neither
  /// tracked nor ignored.
  ///
  /// Tracked files are compared byte by byte, without filters: where a filter changes content (line
  /// ends, LFS), a file that git calls unchanged is listed when its time stamp is new. Files that git
  /// was told to take for unchanged are compared too. Deleted files are left out, and so is what is
  /// only in the index: ``staged()`` has that. The list of ignored files in the user's
  /// configuration is not known here, only the one at its usual place.
  ///
  /// - Returns: The files, sorted by path, without ``ChangedFile/blob``.
  /// - Throws: ``GitCommandError``, also when there is no working tree.
  public func uncommitted() throws(GitCommandError) -> [ChangedFile] {
    guard let top = layout.worktree?.bytes else {
      throw GitCommandError(
        .noWorkingTree,
        layout.isBare
          ? "the repository is bare: it has no working tree" : "this is a git directory",
        remedy: "name the folder of a working tree")
    }
    let work = try WorktreeComparison(session: session(inWorktree: true), top: top)
    try differences { work.addStaged($0) }
    try work.compareTracked()
    try work.addUntracked()
    return Self.sorted(work.files.values)
  }
}
