internal import ArgumentParser
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepScan
internal import KeysweepTriage
internal import Synchronization

/// `keysweep hook run`.
struct HookRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "What an installed hook calls: status 0 lets git go on, anything else stops it.",
    discussion: """
      Says nothing when all is well. Takes what git hands to the hook of that name, as arguments and \
      on standard input, and obeys GIT_DIR, GIT_INDEX_FILE and the like. What cannot be read stops \
      git too; an archive that needs a password is only named.

      EXAMPLES
        keysweep hook run pre-commit --inventory inventory.sealed
        exec keysweep hook run pre-receive --time-limit 60 --on-timeout reject
      """)

  /// What becomes of a push that takes too long.
  enum OnTimeout: String, ExpressibleByArgument, CaseIterable {
    case reject
    case accept
  }

  @Argument(help: "pre-commit, commit-msg, pre-push, pre-receive or update.")
  var kind: HookKind

  @Argument(help: "What git gives to the hook.")
  var arguments: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("What stops git: any, usable, or statuses with commas.", valueName: "WHAT"))
  var failOn: FailOn = .any

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Leave out what matches, in gitignore syntax; may be repeated.", valueName: "GLOB"))
  var exclude: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("Stop after SECONDS (default: never).", valueName: "SECONDS"))
  var timeLimit: Int?

  @Option(name: .long, help: "What happens then: reject or accept.")
  var onTimeout: OnTimeout = .reject

  @OptionGroup(title: "Inventory") var inventory: InventoryOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions

  func validate() throws {
    if let timeLimit, timeLimit < 1 {
      throw ValidationError("--time-limit takes a number of at least 1.")
    }
  }

  /// What keeps a hook from knowing: it was there to be read, and could not be.
  private static let failures: Set<Incident.Kind> = [
    .missing, .permissionDenied, .unreadable, .changedWhileRead, .damagedObject, .matchLimit,
    .nothingSwept,
  ]

  func run() throws {
    let deadline = timeLimit.map { Process.now + Int64($0) }
    var configuration = SweepConfiguration(rules: try rules.load())
    configuration.walk.excludes = exclude
    configuration.walk.readsIgnoreFiles = false
    let subject = try UsageError.wrap { try HookSubject(kind, arguments, configuration) }
    guard let sweep = subject.sweep else { return }
    Signals.stopSoftlyOnInterrupt()
    let isLate: @Sendable () -> Bool = { deadline.map { Process.now >= $0 } ?? false }
    let hits = Mutex<[Hit]>([])
    let summary = sweep({ Signals.isInterrupted || isLate() }) { hit in
      hits.withLock { $0.append(hit) }
    }
    let findings = try judge(hits.withLock { $0 })
    if !findings.isEmpty {
      Console.error(HookReporter(subject.occasion).text(findings))
      throw ExitCode(ExitStatus.findings.rawValue)
    }
    guard !Signals.isInterrupted else {
      Console.error("keysweep: interrupted; this \(kind.verb) was not checked to its end.\n")
      throw ExitCode(ExitStatus.incomplete.rawValue)
    }
    if summary.incidents.contains(where: { $0.kind == .limit }), isLate() {
      let word = onTimeout == .accept ? "let through" : "refused"
      Console.error(
        "keysweep: not checked to its end within \(timeLimit ?? 0) seconds; the \(kind.verb) is "
          + "\(word) (--on-timeout \(onTimeout.rawValue)).\n")
      if onTimeout == .reject { throw ExitCode(ExitStatus.incomplete.rawValue) }
      return
    }
    try name(summary)
  }

  /// Says what was not swept, and stops for what should have been.
  private func name(_ summary: SweepSummary) throws {
    let all = summary.incidents.filter(\.makesIncomplete)
    for incident in all.prefix(5) {
      let path = Escaping.printable(incident.path.bytes)
      Console.error("keysweep: not checked: \(path): \(Escaping.message(incident.detail))\n")
    }
    if all.count > 5 { Console.error("keysweep: not checked: \(all.count - 5) more\n") }
    guard all.contains(where: { Self.failures.contains($0.kind) }) else { return }
    let way = kind == .preReceive || kind == .update ? "" : "; --no-verify goes past it once"
    Console.error("keysweep: this \(kind.verb) is stopped, because it cannot be checked\(way).\n")
    throw ExitCode(ExitStatus.incomplete.rawValue)
  }

  /// The findings that stop git.
  ///
  /// An inventory is only read when something was found: most commits hold nothing.
  private func judge(_ hits: [Hit]) throws -> [Finding] {
    guard hits.contains(where: { $0.suppression == nil }) else { return [] }
    let judge: LoadedJudge
    do {
      judge = try LoadedJudge(inventory)
    } catch {
      Console.report(error)
      var none = inventory
      none.inventory = []
      judge = try UsageError.wrap { try LoadedJudge(none) }
    }
    let advice = try UsageError.wrap { try AdviceTable.bundled() }
    var builder = FindingBuilder(judge: judge.judge, advice: advice)
    for hit in hits { builder.add(hit) }
    return builder.finish().findings.filter { finding in
      finding.suppression == nil && failOn.names(finding.verdict)
    }
  }
}
