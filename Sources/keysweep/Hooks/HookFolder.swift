internal import KeysweepGitCommand
internal import KeysweepModel

/// The folder in which git looks for hooks.
struct HookFolder {
  /// What became of a hook, or is the case.
  enum State: Equatable {
    case installed
    case updated
    case unchanged
    case removed
    case absent
    case foreign
    case edited
  }

  let path: SourcePath

  /// Finds it.
  ///
  /// - Parameter repository: A folder of the repository.
  /// - Throws: ``UsageError`` or `GitCommandError`, with the remedy.
  init(_ repository: String) throws {
    let found = try GitRepository(repository).git.hooksPath()
    guard !found.folder.bytes.isEmpty else {
      throw UsageError(
        description: "core.hooksPath switches all hooks off here; unset it, and try again "
          + "(git config --show-origin core.hooksPath says where it is set)")
    }
    guard found.isOwn else {
      throw UsageError(
        description: "core.hooksPath is set for all repositories, to "
          + "\u{201c}\(found.folder.lossyText)\u{201d}: a hook there is not one of this repository; "
          + "\u{201c}git config core.hooksPath .git/hooks\u{201d} gives it hooks of its own")
    }
    path = found.folder
  }

  /// Puts a hook in place; the one that is there is kept beside, and run first.
  ///
  /// - Parameters:
  ///   - kind: Which.
  ///   - options: What `keysweep hook run` gets.
  /// - Returns: What became of it.
  /// - Throws: ``UsageError`` where it cannot be done without losing something.
  func install(_ kind: HookKind, options: [[UInt8]]) throws -> State {
    let hook = file(kind)
    let chained = file(kind, HookScript.suffix)
    let made = try HookFiles.makeFolder(path)
    let program = HookFiles.program()
    guard HookFiles.exists(hook) else {
      // Somebody has deleted our hook, and with it the way to the one before.
      guard !HookFiles.exists(chained) else { throw stray(chained, hook) }
      try put(HookScript(kind, program: program, options: options, madeFolder: made), at: hook)
      return .installed
    }
    let old = HookFiles.read(hook)
    switch old.map(HookScript.ownership) ?? .foreign {
    case .ours:
      let wasMade = HookScript.madeFolder(old ?? [])
      let script = HookScript(kind, program: program, options: options, madeFolder: wasMade)
      if old == script.bytes { return .unchanged }
      try put(script, at: hook)
      return .updated
    case .edited: throw edited(hook)
    case .foreign:
      guard !HookFiles.isFolder(hook) else {
        throw UsageError(
          description:
            "\u{201c}\(hook.lossyText)\u{201d} is a folder; git runs no such hook, and it "
            + "must make way first")
      }
      // A run that was cut short has left both names.
      if !HookFiles.isSame(hook, chained) {
        guard !HookFiles.exists(chained) else { throw stray(chained, hook) }
        try HookFiles.keep(hook, as: chained)
      }
      try put(HookScript(kind, program: program, options: options, madeFolder: made), at: hook)
      return .installed
    }
  }

  /// Takes a hook away, and puts back what was there before.
  func uninstall(_ kind: HookKind) throws -> State {
    let hook = file(kind)
    let chained = file(kind, HookScript.suffix)
    switch state(kind) {
    case .edited: throw edited(hook)
    case .foreign: return .foreign
    case .absent:
      guard HookFiles.exists(chained) else { return .absent }
      try HookFiles.move(chained, to: hook)
      return .removed
    default:
      let madeFolder = HookScript.madeFolder(HookFiles.read(hook) ?? [])
      if HookFiles.exists(chained) {
        try HookFiles.move(chained, to: hook)
      } else {
        try HookFiles.delete(hook)
      }
      if madeFolder { HookFiles.deleteIfEmpty(path) }
      return .removed
    }
  }

  /// What there is.
  func state(_ kind: HookKind) -> State {
    let hook = file(kind)
    guard HookFiles.exists(hook) else { return .absent }
    switch HookFiles.read(hook).map(HookScript.ownership) ?? .foreign {
    case .ours: return .installed
    case .edited: return .edited
    case .foreign: return .foreign
    }
  }

  /// Whether another hook is run before.
  func isChained(_ kind: HookKind) -> Bool { HookFiles.exists(file(kind, HookScript.suffix)) }

  /// Whether git runs what is there.
  func isRun(_ kind: HookKind) -> Bool { HookFiles.isExecutable(file(kind)) }

  private func file(_ kind: HookKind, _ suffix: String = "") -> SourcePath {
    SourcePath(bytes: path.bytes + Array("/\(kind.rawValue)\(suffix)".utf8))
  }

  private func put(_ script: HookScript, at path: SourcePath) throws {
    try HookFiles.write(script.bytes, to: path)
  }

  private func edited(_ hook: SourcePath) -> UsageError {
    UsageError(
      description:
        "\u{201c}\(hook.lossyText)\u{201d} was edited after keysweep had made it, and is "
        + "left alone; move your lines to \u{201c}\(hook.lossyText)\(HookScript.suffix)\u{201d}, "
        + "delete the file, and try again")
  }

  private func stray(_ chained: SourcePath, _ hook: SourcePath) -> UsageError {
    UsageError(
      description: "\u{201c}\(chained.lossyText)\u{201d} is left from another hook, and is not "
        + "overwritten; delete it, or move it to \u{201c}\(hook.lossyText)\u{201d}, and try again")
  }
}
