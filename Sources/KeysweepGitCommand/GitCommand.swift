public import KeysweepModel

/// Asks the real git about a repository, and never lets the repository make git run anything.
///
/// Configuration of the machine and the user is not read; that of the repository is, but everything
/// in it that names a program is outweighed, and only commands are used that neither write nor run
/// filters, external diffs, text conversions or hooks. Nothing is fetched.
///
/// All calls block, and may be made from several threads at once, but never from a task: its thread
/// would be missing in the pool, which has to serve them.
public struct GitCommand: Sendable {
  /// Who started this process.
  public enum Caller: Sendable {
    /// Anybody: variables such as `GIT_DIR` speak of another repository, and are left out.
    case anybody
    /// git, as a hook: `GIT_DIR`, `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY` and the like are passed
    /// on. The repository must be the current folder, as it is when git starts a hook.
    case git
  }

  /// Where the parts of the repository lie; absolute paths.
  public struct Layout: Sendable, Hashable {
    /// The git directory; of a linked worktree its own.
    public var gitDirectory: SourcePath
    /// The folder that all worktrees share; otherwise ``gitDirectory``.
    public var commonDirectory: SourcePath
    /// The top of the working tree; nil in a bare repository, and within a git directory.
    public var worktree: SourcePath?
    /// Whether the repository says of itself that it has no working tree.
    public var isBare: Bool
  }

  /// Where the parts of the repository lie.
  public let layout: Layout

  private let folder: [UInt8]
  private let environment: [[UInt8]]
  private let runner: Runner

  /// Finds git, and the repository that a folder belongs to.
  ///
  /// - Parameters:
  ///   - repository: The folder: a working tree, one of its folders, or a git directory.
  ///   - caller: Who started this process.
  /// - Throws: ``GitCommandError`` when there is no git, or no repository.
  public init(repository: SourcePath, caller: Caller = .anybody) throws(GitCommandError) {
    try self.init(repository: repository, caller: caller, variable: Files.variable)
  }

  /// Does the same with variables of one's own.
  init(
    repository: SourcePath, caller: Caller = .anybody, variable: (String) -> [UInt8]?
  ) throws(GitCommandError) {
    folder = repository.bytes.isEmpty ? [UInt8(ascii: ".")] : repository.bytes
    let program = try GitProgram(searchPath: variable("PATH"), repository: folder)
    environment = Invocation.environment(
      searchPath: program.searchPath, caller: caller, variable: variable)
    runner = Runner(program.path)
    let ask = Session(folder: folder, environment: environment, runner: runner)
    guard Files.status(folder, followsLink: true)?.isFolder == true else {
      throw GitCommandError(
        .notARepository, "\(repository.lossyText) is not a folder that can be entered",
        remedy: "name the folder of a git repository")
    }
    layout = try Self.layout(ask, repository)
  }

  /// How git is called, about the repository or from the top of its working tree.
  func session(inWorktree: Bool = false) -> Session {
    let top = inWorktree ? layout.worktree?.bytes : nil
    return Session(folder: top ?? folder, environment: environment, runner: runner)
  }

  /// Ends what git does for this value and its copies, and lets it do nothing more.
  ///
  /// May be called from any thread. The calls that were ended throw
  /// ``GitCommandError/Code/cancelled``.
  public func cancel() { runner.cancel() }

  /// All in one call, which is what a hook has time for; nil where the answer could be misread.
  private static func quickLayout(_ ask: Session) throws(GitCommandError) -> Layout? {
    let ending = try ask.ending(
      "rev-parse", "--path-format=absolute", "--is-bare-repository", "--absolute-git-dir",
      "--git-common-dir", "--show-toplevel")
    let lines = ending.answer.split(separator: 0x0A, omittingEmptySubsequences: false)
    let slash = UInt8(ascii: "/")
    guard ending.status == 0, lines.count == 4, lines[0].elementsEqual("false".utf8),
      lines.dropFirst().allSatisfy({ $0.first == slash })
    else { return nil }
    return Layout(
      gitDirectory: SourcePath(bytes: Array(lines[1])),
      commonDirectory: SourcePath(bytes: Array(lines[2])),
      worktree: SourcePath(bytes: Array(lines[3])), isBare: false)
  }

  private static func layout(
    _ ask: Session, _ repository: SourcePath
  ) throws(GitCommandError) -> Layout {
    if let layout = try quickLayout(ask) { return layout }
    // One question a call: a path may hold line ends.
    let directory = try ask.ending("rev-parse", "--absolute-git-dir")
    guard directory.status == 0 else {
      throw GitCommandError(
        .notARepository, "\(repository.lossyText) does not belong to a git repository",
        remedy: "name the folder of a git repository", complaint: directory.complaint)
    }
    let common = try ask.answer("rev-parse", "--path-format=absolute", "--git-common-dir")
    let isBare = try ask.answer("rev-parse", "--is-bare-repository") == Array("true".utf8)
    let top = try ask.ending("rev-parse", "--show-toplevel")
    return Layout(
      gitDirectory: SourcePath(bytes: directory.answer),
      commonDirectory: SourcePath(bytes: common),
      worktree: top.status == 0 && !top.answer.isEmpty ? SourcePath(bytes: top.answer) : nil,
      isBare: isBare)
  }
}
