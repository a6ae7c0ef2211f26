internal import KeysweepGit
internal import KeysweepGitCommand
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan

/// What a hook sweeps.
struct HookSubject {
  typealias Body = (@escaping @Sendable () -> Bool, @escaping @Sendable (Hit) -> Void) ->
    SweepSummary

  /// What it is, for the message.
  var occasion: HookReporter.Occasion
  /// Sweeps it; nil when there is nothing.
  var sweep: Body?

  private static func variable(_ name: String) -> String? {
    Console.environment(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Finds out what a hook is about.
  ///
  /// - Parameters:
  ///   - kind: Which hook.
  ///   - arguments: What git gave it.
  ///   - configuration: How to sweep.
  /// - Throws: ``UsageError``, `GitCommandError` or `GitError`.
  init(_ kind: HookKind, _ arguments: [String], _ configuration: SweepConfiguration) throws {
    switch kind {
    case .preCommit: self = try Self.commit(configuration)
    case .commitMessage:
      guard let file = arguments.first else {
        throw UsageError(description: "commit-msg takes the file of the message")
      }
      self = try Self.message(file, configuration)
    case .prePush:
      let input = try HookInput(try StandardInput.read(), new: 1, old: 3, count: 4)
      let remote = arguments.first ?? ""
      self = try Self.push(input, .remote(remote), .push, configuration)
    case .preReceive:
      let input = try HookInput(try StandardInput.read(), new: 1, old: 0, count: 3)
      self = try Self.push(input, .references, .receive, configuration)
    case .update:
      guard arguments.count == 3 else {
        throw UsageError(description: "update takes a reference, its old and its new ID")
      }
      self = try Self.push(
        HookInput(new: arguments[2], old: arguments[1]), .references, .receive, configuration)
    }
  }

  private init(_ occasion: HookReporter.Occasion, _ sweep: Body? = nil) {
    self.occasion = occasion
    self.sweep = sweep
  }

  // MARK: Kinds

  private static func commit(_ configuration: SweepConfiguration) throws -> Self {
    let repository = try GitRepository(".", obeysVariables: true)
    // So pre-commit (the framework) says what --from-ref and --to-ref, or a push, are about.
    if let from = variable("PRE_COMMIT_FROM_REF"), let to = variable("PRE_COMMIT_TO_REF") {
      return history(
        repository, try repository.objects(.range("\(from)..\(to)")), .range, configuration)
    }
    // Where no commit is made, somebody called it by hand, and may have said --all-files.
    let isWhole = variable("PRE_COMMIT") != nil && variable("GIT_INDEX_FILE") == nil
    var notices: [Incident] = []
    let files = try repository.changes(isStaged: true, isWhole: isWhole, notices: &notices)
    let hasHead = (try? repository.git.resolve("HEAD")) != nil
    guard !files.isEmpty else { return HookSubject(.commit(hasHead: hasHead)) }
    let sweep = try ChangeSweep(configuration, target: repository.target(), files: files)
    let occasion = isWhole ? HookReporter.Occasion.index : .commit(hasHead: hasHead)
    return HookSubject(occasion) { sweep.run(isCancelled: $0, onHit: $1) }
  }

  private static func message(
    _ file: String, _ configuration: SweepConfiguration
  ) throws -> Self {
    // Behind the scissors stands the difference, which is no part of the message.
    let scissors = Array("------------------------ >8 ------------------------".utf8)
    let lines = try FileContent.read(file).split(
      separator: 0x0A, omittingEmptySubsequences: false)
    let end = lines.firstIndex { $0.count == scissors.count + 2 && $0.suffix(52) == scissors[...] }
    var configuration = configuration
    configuration.roots = [SourcePath(argument: file)]
    configuration.sweepsHistory = false
    configuration.walk.readsIgnoreFiles = false
    configuration.walk.excludes = []
    let sweep = Sweep(configuration)
    return HookSubject(.message) { isCancelled, onHit in
      sweep.run(isCancelled: isCancelled) { hit in
        if hit.position.line <= end ?? .max { onHit(hit) }
      }
    }
  }

  private static func push(
    _ input: HookInput, _ known: GitCommand.Known, _ occasion: HookReporter.Occasion,
    _ configuration: SweepConfiguration
  ) throws -> Self {
    guard !input.tips.isEmpty else { return HookSubject(occasion) }
    let repository = try GitRepository(".", obeysVariables: true)
    let ids = try repository.objects(pushed: input.tips, without: input.known, known: known)
    return history(repository, ids, occasion, configuration)
  }

  private static func history(
    _ repository: GitRepository, _ ids: Set<ObjectID>, _ occasion: HookReporter.Occasion,
    _ configuration: SweepConfiguration
  ) -> Self {
    guard !ids.isEmpty else { return HookSubject(occasion) }
    var configuration = configuration
    configuration.histories = [repository.target(ids)]
    let sweep = Sweep(configuration)
    return HookSubject(occasion) { sweep.run(isCancelled: $0, onHit: $1) }
  }
}
