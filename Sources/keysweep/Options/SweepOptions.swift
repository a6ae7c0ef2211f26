internal import ArgumentParser
internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepScan
internal import KeysweepState

/// How to sweep; shared by the commands that do.
struct SweepOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Leave out what matches, in gitignore syntax; may be repeated.", valueName: "GLOB"))
  var exclude: [String] = []

  @Flag(name: .long, help: "Do not obey .keysweepignore files.")
  var noIgnoreFiles = false

  @Flag(name: .long, help: "Scan every version of a file whole, not just its changes; slower.")
  var noDeltaSkip = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Remember in FILE what was swept, and read only what is new or changed; made where there is none.",
      valueName: "FILE"))
  var state: String?

  @Option(name: .shortAndLong, help: "How many workers (default: one a core).")
  var jobs: Int?

  @Option(name: .long, help: .hidden)
  var windowBytes: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024.")
    }
    if let windowBytes, !(1...(64 << 20)).contains(windowBytes) {
      throw ValidationError("--window-bytes takes a number from 1 to 67108864.")
    }
  }

  func apply(to configuration: inout SweepConfiguration) {
    configuration.walk.excludes = exclude
    configuration.walk.readsIgnoreFiles = !noIgnoreFiles
    configuration.skipsDeltas = !noDeltaSkip
    if let jobs { configuration.jobs = jobs }
    if let windowBytes { configuration.windowBytes = windowBytes }
  }

  /// Opens the memory that was asked for and has the sweep use it; call it last.
  ///
  /// - Parameter configuration: Everything that decides about finds must be in it.
  /// - Returns: The memory, to be handed to the session.
  /// - Throws: `ExitCode` 2 after the mistake has been printed.
  func remember(in configuration: inout SweepConfiguration) throws -> StateMemory? {
    guard let state else { return nil }
    let memory = try UsageError.wrap { try StateMemory(path: state, for: configuration) }
    memory.attach(to: &configuration)
    return memory
  }
}

extension StateMemory {
  /// Saves the rest; what could not be saved costs time in the next sweep, and hides nothing.
  func finish(into summary: inout SweepSummary) {
    guard let error = finish() else { return }
    summary.incidentCounts[.notice, default: 0] += 1
    summary.incidents.append(
      Incident(
        .notice, path: SourcePath(argument: error.path),
        detail: "not all of this sweep is remembered: \(error.reason); \(error.remedy)"))
    summary.incidents.sort()
  }
}
