internal import ArgumentParser
internal import KeysweepArchive
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

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Open archives inside archives down to N; with 0 they are files like any other.",
      valueName: "N"))
  var maxDepth = ArchiveLimits().maxDepth

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop a file from which more than SIZE is unpacked (such as 500M or 2T).",
      valueName: "SIZE"))
  var maxArchiveBytes = ByteCount(number: ArchiveLimits().maxBytes)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop an archive that unpacks to N times its size and more than 1 GiB.", valueName: "N"))
  var maxRatio = ArchiveLimits().maxRatio

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Leave a member of an archive after SECONDS and one more for each MiB.",
      valueName: "SECONDS"))
  var maxMemberSeconds = ArchiveLimits().memberSeconds

  @Option(name: .shortAndLong, help: "How many workers (default: one a core).")
  var jobs: Int?

  @Option(name: .long, help: .hidden)
  var windowBytes: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024.")
    }
    guard (0...1000).contains(maxDepth) else {
      throw ValidationError("--max-depth takes a number from 0 to 1000.")
    }
    guard maxRatio >= 1, maxMemberSeconds >= 1 else {
      throw ValidationError("--max-ratio and --max-member-seconds take a number of at least 1.")
    }
    if let windowBytes, !(1...(64 << 20)).contains(windowBytes) {
      throw ValidationError("--window-bytes takes a number from 1 to 67108864.")
    }
  }

  func apply(to configuration: inout SweepConfiguration) {
    configuration.walk.excludes = exclude
    configuration.walk.readsIgnoreFiles = !noIgnoreFiles
    configuration.skipsDeltas = !noDeltaSkip
    configuration.archives.maxDepth = maxDepth
    configuration.archives.maxBytes = maxArchiveBytes.number
    configuration.archives.maxRatio = maxRatio
    configuration.archives.memberSeconds = maxMemberSeconds
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

/// A number of bytes: `4096`, `500M`, `2T`.
struct ByteCount: ExpressibleByArgument {
  var number: Int

  init(number: Int) { self.number = number }

  init?(argument: String) {
    let units = "KMGTP"
    var digits = argument.uppercased()
    for ending in ["IB", "B"] where digits.hasSuffix(ending) {
      digits.removeLast(ending.count)
      break
    }
    var scale = 1
    if let last = digits.last, let unit = units.firstIndex(of: last) {
      scale = 1 << (10 * (units.distance(from: units.startIndex, to: unit) + 1))
      digits.removeLast()
    }
    guard let number = Int(digits), number >= 1 else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: scale)
    guard !overflows else { return nil }
    self.number = product
  }

  var defaultValueDescription: String {
    for (shift, unit) in [(50, "P"), (40, "T"), (30, "G"), (20, "M"), (10, "K")]
    where number & (1 << shift - 1) == 0 {
      return "\(number >> shift)\(unit)"
    }
    return String(number)
  }
}
