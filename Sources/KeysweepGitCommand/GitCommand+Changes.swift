extension GitCommand {
  /// A file whose content differs from what is committed.
  public struct ChangedFile: Sendable, Hashable {
    /// Its path below the top of the working tree, as bytes.
    public var path: [UInt8]
    /// Its mode as git writes it: `0o100644`, `0o100755`, `0o120000` for a link (the content is its
    /// target), `0o160000` for an untracked folder that is a repository of its own.
    public var mode: UInt32
    /// The ID of the new content; nil when it stands in the working tree only.
    public var blob: String?
    /// The ID of the content at `HEAD`, of a renamed file that under its name there; nil when the
    /// file is not there.
    public var baseline: String?
    /// Whether nothing has this path at `HEAD`.
    public var isNewPath = false
  }

  /// A change that has no content of its own in the index.
  public enum OtherChange: Sendable, Hashable {
    /// A submodule now stands at another commit.
    case submodule
    /// A conflict is not resolved.
    case unmerged
  }

  /// The files of the index whose content is not that of `HEAD`.
  ///
  /// Before the first commit these are all files. Deleted files, submodules, mere changes of a mode,
  /// unmerged files and those that are only intended to be added have no new content in the index.
  ///
  /// - Parameters:
  ///   - isWhole: Whether all files of the index are meant, as before the first commit.
  ///   - other: Gets the paths of submodules and of unmerged files.
  /// - Returns: The files, sorted by path.
  /// - Throws: ``GitCommandError``, also when there is no index because the repository is bare.
  public func staged(
    isWhole: Bool = false,
    other: ([UInt8], OtherChange) -> Void = { _, _ in }
  ) throws(GitCommandError) -> [ChangedFile] {
    if layout.isBare {
      let index = try session().answer("rev-parse", "--path-format=absolute", "--git-path", "index")
      guard Files.status(index, followsLink: true) != nil else {
        throw GitCommandError(
          .noWorkingTree, "the repository is bare: it has no index",
          remedy: "name the folder of a working tree")
      }
    }
    var files: [ChangedFile] = []
    try differences(findsRenames: true, isWhole: isWhole) { entry in
      if entry.status == UInt8(ascii: "U") { other(entry.path, .unmerged) }
      if entry.newMode == GitMode.submodule { other(entry.path, .submodule) }
      // Of a renamed file the name is new.
      let isNew = entry.status == UInt8(ascii: "A") || entry.status == UInt8(ascii: "R")
      guard let blob = entry.newBlob,
        isNew || blob != entry.oldBlob || entry.status == UInt8(ascii: "T")
      else { return }
      files.append(
        ChangedFile(
          path: entry.path, mode: entry.newMode, blob: blob, baseline: entry.oldBlob,
          isNewPath: isNew))
    }
    return Self.sorted(files)
  }

  /// Compares the index with `HEAD`, or with nothing before the first commit.
  func differences(
    findsRenames: Bool = false, isWhole: Bool = false, _ body: (RawDiff.Entry) -> Void
  ) throws(GitCommandError) {
    // Nearly always there is a commit, and asking first would take a call more.
    let entries: [RawDiff.Entry]
    if isWhole {
      try compare(emptyTree(), findsRenames).forEach(body)
      return
    }
    do throws(GitCommandError) {
      entries = try compare("HEAD", findsRenames)
    } catch {
      guard error.code == .failed else { throw error }
      entries = try compare(base(), findsRenames)
    }
    entries.forEach(body)
  }

  private func compare(
    _ base: String, _ findsRenames: Bool
  ) throws(GitCommandError) -> [RawDiff.Entry] {
    var diff = RawDiff()
    var entries: [RawDiff.Entry] = []
    let arguments =
      Self.diff("diff-index", "--cached") + (findsRenames ? ["--find-renames"] : [])
      // The index names commits of submodules; their folders are not looked at.
      + ["--ignore-submodules=dirty", base, "--"]
    try session().records(arguments.map { Array($0.utf8) }, separator: 0) { record in
      if let entry = diff.feed(record) { entries.append(entry) }
    }
    return entries
  }

  /// A comparison without anything that a repository could hook into.
  static func diff(_ command: String...) -> [String] {
    command + [
      "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
      "--ignore-submodules=all", "--ita-invisible-in-index",
    ]
  }

  /// The files sorted by path.
  static func sorted(_ files: some Collection<ChangedFile>) -> [ChangedFile] {
    files.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// What the index is compared with.
  private func base() throws(GitCommandError) -> String {
    let ask = session()
    let head = try ask.ending("rev-parse", "--verify", "--end-of-options", "HEAD^{commit}")
    if head.status == 0 { return String(decoding: head.answer, as: UTF8.self) }
    // No commit yet: HEAD names a branch that is not there. Anything else is damage.
    let branch = try ask.ending("symbolic-ref", "--quiet", "HEAD")
    if branch.status == 0 {
      let tip = try ask.ending("show-ref", "--verify", "--quiet", "--", also: [branch.answer])
      if tip.status != 0 { return try emptyTree() }
    }
    throw GitCommandError(
      .failed, "HEAD of the repository leads to no commit", remedy: "git fsck says more",
      complaint: head.complaint)
  }

  private func emptyTree() throws(GitCommandError) -> String {
    let format = try session().answer("rev-parse", "--show-object-format")
    return format == Array("sha256".utf8) ? Self.emptyTree256 : Self.emptyTree1
  }

  // The IDs of the tree without entries; git knows it without having it.
  private static let emptyTree1 = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
  private static let emptyTree256 =
    "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
}
