import Foundation

extension HidingPlaces {
  /// How a repository is copied.
  public enum Clone: String, Sendable, CaseIterable {
    /// Without a worktree, into `bare.git`: branches and tags only.
    case bare
    /// Borrowing the objects of the original, into `shared`.
    case shared
    /// Of the branch of `HEAD` only the last commit, into `shallow`.
    case shallow
    /// Only the files of the last commit, and all commits and folders, into `partial`.
    case partial

    /// Its git directory, below the folder.
    public var gitDirectory: String { self == .bare ? "bare.git" : "\(rawValue)/.git" }
    /// Whether a sweep must say that objects are missing.
    public var isIncomplete: Bool { self == .shallow || self == .partial }
  }

  /// Clones what ``make(in:format:packing:)`` made.
  ///
  /// - Parameters:
  ///   - clone: How.
  ///   - planted: What it gave.
  ///   - tree: The folder in which it did, and in which the clone is put.
  /// - Returns: What is still there, with what git says of it in the clone.
  /// - Throws: ``HidingPlaceError`` when git refuses something.
  public static func clone(
    _ clone: Clone, of planted: [Planted], in tree: TempTree
  ) throws -> [Planted] {
    // The format only counts when a repository is made.
    let builder = HidingPlaceBuilder(tree, .sha1, .loose)
    let options =
      switch clone {
      // Not by path: that would copy what nothing reaches as well.
      case .bare: "--bare \"file://$PWD/r\" bare.git"
      case .shared: "--shared r shared"
      case .shallow: "--depth 1 \"file://$PWD/r\" shallow"
      case .partial: "--filter=blob:none \"file://$PWD/r\" partial"
      }
    try builder.run("git -C r config uploadpack.allowFilter true", in: "")
    try builder.run("git clone -q \(options)", in: "")
    // What would be fetched is not there; replacements are shown instead of nothing.
    let silent = ["GIT_NO_REPLACE_OBJECTS": "1"]
    func objects(_ line: String) throws -> Set<String> {
      let names = try builder.run(line, in: clone.gitDirectory, with: silent)
      return Set(names.split(separator: "\n").map { String($0.prefix { $0 != " " }) })
    }
    let present = try objects(
      "git cat-file --batch-all-objects --batch-check='%(objectname)'")
    let missing = clone == .partial ? "--missing=allow-any" : ""
    let reached = try objects("git rev-list --objects --all \(missing)")
    let names = Set(try objects("git for-each-ref --format='%(refname)'"))
    let files = Set(
      try builder.run("git ls-tree -r --name-only HEAD", in: clone.gitDirectory)
        .split(separator: "\n").map(String.init))
    let head = try builder.run("git rev-parse HEAD", in: clone.gitDirectory)
    builder.planted = planted.compactMap { old in
      guard old.gitDirectory == "\(repository)/.git" else { return nil }
      var new = old
      new.gitDirectory = clone.gitDirectory
      new.expected.branches = []
      // Of commits, git is asked below.
      let isTagged = old.expected.kind == .tag || old.expected.firstCommit == nil
      new.expected.tags = isTagged ? old.expected.tags.filter(names.contains) : []
      new.expected.others = old.expected.others.filter(names.contains)
      new.expected.recovery = nil
      if let object = old.expected.object {
        guard present.contains(object) else { return nil }
        new.expected.reach = reached.contains(object) ? .referenced : .unreachable
      } else {
        let branches = old.expected.branches.map { name in
          clone == .bare ? name : name.replacing("refs/heads/", with: "refs/remotes/origin/")
        }
        new.expected.branches = branches.filter(names.contains)
        if new.expected.branches.isEmpty, new.expected.tags.isEmpty { return nil }
      }
      // A commit that is not there cannot be the first; the only one is.
      if let first = old.expected.firstCommit, !present.contains(first) {
        (new.expected.firstCommit, new.expected.lastCommit) = (head, head)
        new.expected.isFirstCertain = false
        new.expected.paths = old.expected.paths.filter {
          files.contains(String(decoding: $0, as: UTF8.self))
        }
      }
      return new
    }
    try builder.nameReferences()
    return builder.planted
  }
}
