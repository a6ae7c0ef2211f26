internal import KeysweepModel

/// What every call of git has in common, so that a repository cannot make it run anything.
enum Invocation {
  /// Configuration that outweighs what a repository says.
  ///
  /// An empty `core.fsmonitor` is false in every version of git; `false` was once a program.
  private static let settings = [
    "core.fsmonitor=", "core.untrackedCache=false", "core.hooksPath=/dev/null", "core.pager=cat",
    "core.editor=false", "core.askPass=false", "core.sshCommand=false", "core.gitProxy=",
    "core.alternateRefsCommand=", "core.attributesFile=/dev/null", "core.warnAmbiguousRefs=true",
    "core.useReplaceRefs=false", "credential.helper=", "diff.external=",
    "diff.autoRefreshIndex=false", "diff.ignoreSubmodules=all", "fetch.recurseSubmodules=false",
    "gc.auto=0", "log.showSignature=false", "maintenance.auto=false", "protocol.allow=never",
    // Only reading is done, and nothing is run: whose it is does not matter.
    "safe.directory=*", "submodule.recurse=false",
  ]

  /// The arguments before the name of the command.
  ///
  /// - Parameter folder: Where git works.
  /// - Returns: The arguments, each without the zero at its end.
  static func arguments(in folder: [UInt8]) -> [[UInt8]] {
    let options = [
      "--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
    ]
    return [Array("-C".utf8), folder] + options.map { Array($0.utf8) }
      + settings.flatMap { [Array("-c".utf8), Array($0.utf8)] }
  }

  /// What a git that starts a program tells it about the repository at hand.
  private static let repositoryVariables = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH",
  ]

  /// The whole environment of git; nothing else of this process's gets through.
  ///
  /// - Parameters:
  ///   - searchPath: `PATH`.
  ///   - caller: Whether the repository is the one that a calling git speaks of.
  ///   - variable: Looks up a variable of this process.
  /// - Returns: Assignments, each without the zero at its end.
  static func environment(
    searchPath: [UInt8], caller: GitCommand.Caller, variable: (String) -> [UInt8]?
  ) -> [[UInt8]] {
    // GIT_ALLOW_PROTOCOL outweighs `protocol.ext.allow` of a repository; it names no transport.
    // Grafts and the like are lies about the history.
    var result = [
      "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null",
      "GIT_ATTR_NOSYSTEM=1", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=",
      "GIT_PROTOCOL_FROM_USER=0", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
      "GIT_NO_REPLACE_OBJECTS=1",
      "GIT_GRAFT_FILE=/dev/null", "GIT_ASKPASS=false", "SSH_ASKPASS=false",
      "GIT_SSH_COMMAND=false", "GIT_PAGER=cat", "GIT_EDITOR=false", "LC_ALL=C",
    ].map { Array($0.utf8) }
    result.append(Array("PATH=".utf8) + searchPath)
    // For `~` in paths of the configuration, and the user's own list of ignored files.
    for name in ["HOME", "XDG_CONFIG_HOME"] {
      if let value = variable(name), value.first == UInt8(ascii: "/") {
        result.append(Array("\(name)=".utf8) + value)
      }
    }
    #if canImport(Darwin)
      // /usr/bin/git looks for the developer tools that hold the real one.
      if let value = variable("DEVELOPER_DIR") {
        result.append(Array("DEVELOPER_DIR=".utf8) + value)
      }
    #endif
    guard caller == .git else { return result }
    for name in repositoryVariables {
      guard let value = variable(name), !value.isEmpty else { continue }
      // As a path from the top of the working tree it means nothing in a folder below.
      if name == "GIT_INDEX_FILE", value.first != UInt8(ascii: "/"),
        Files.status(value, followsLink: true) == nil
      {
        continue
      }
      let isList = name == "GIT_ALTERNATE_OBJECT_DIRECTORIES"
      // git goes to another folder before it reads them.
      let paths = isList ? value.split(separator: UInt8(ascii: ":")).map { Array($0) } : [value]
      result.append(
        Array("\(name)=".utf8) + paths.map(absolute).joined(separator: [UInt8(ascii: ":")]))
    }
    return result
  }

  /// A path that does not depend on the current folder; a quoted one is left as it is.
  private static func absolute(_ path: [UInt8]) -> [UInt8] {
    guard let first = path.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "\""),
      let folder = Files.currentFolder()
    else { return path }
    return folder + [UInt8(ascii: "/")] + path
  }
}
