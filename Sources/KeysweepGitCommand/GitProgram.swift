internal import KeysweepModel

/// Finds the git of this machine, and never one that a repository brings along.
struct GitProgram: Sendable {
  /// Its absolute path.
  let path: String
  /// What it may look for programs in: the absolute folders of `PATH`.
  let searchPath: [UInt8]

  private static let usual = Array("/usr/local/bin:/usr/bin:/bin".utf8)

  /// Looks for git.
  ///
  /// Relative entries of `PATH`, and empty ones, mean the current folder, which may be somebody
  /// else's; neither it nor a folder of the repository holds the git that is wanted.
  ///
  /// - Parameters:
  ///   - searchPath: `PATH`; nil where it is not set.
  ///   - repository: The folder that git is about to look at.
  /// - Throws: ``GitCommandError`` when there is none.
  init(searchPath: [UInt8]?, repository: [UInt8]) throws(GitCommandError) {
    let slash = UInt8(ascii: "/")
    let shunned = [Files.currentFolder(), Self.top(repository)].compactMap { $0 }
    let isShunned = { (folder: [UInt8]) in
      shunned.contains { $0 == folder || ($0.count > 1 && folder.starts(with: $0 + [slash])) }
    }
    var folders: [[UInt8]] = []
    for entry in (searchPath ?? Self.usual).split(separator: UInt8(ascii: ":"))
    where entry.first == slash {
      guard let real = Files.real(Array(entry)), !isShunned(real) else { continue }
      folders.append(Array(entry))
    }
    let programs = folders.lazy.map { $0 + Array("/git".utf8) }.filter(Files.isProgram)
    // A link in a good folder may lead into a bad one.
    let found = programs.first { Files.real($0).map { !isShunned($0) } ?? false }
    guard let found, let text = String(validating: found, as: UTF8.self) else {
      throw GitCommandError(
        .noGit, "git was not found in the absolute folders of PATH outside the repository",
        remedy: "install git, or add its folder to PATH")
    }
    path = text
    self.searchPath = Array(folders.joined(separator: [UInt8(ascii: ":")]))
  }

  /// The folder of the working tree that a folder belongs to; itself when there is none.
  private static func top(_ folder: [UInt8]) -> [UInt8]? {
    guard let real = Files.real(folder) else { return nil }
    var here = real
    while here.count > 1 {
      if Files.status(here + Array("/.git".utf8)) != nil { return here }
      let slash = here.lastIndex(of: UInt8(ascii: "/")) ?? 0
      here = slash == 0 ? [UInt8(ascii: "/")] : Array(here[..<slash])
    }
    return real
  }
}
