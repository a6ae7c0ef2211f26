import Foundation

/// Runs real programs.
public enum Tool {
  /// What a program did.
  public struct Result: Sendable {
    /// Its exit status; negative for a signal.
    public var status: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var error: String
  }

  /// The `keysweep` binary that was built with these tests.
  public static var keysweep: String {
    let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    var candidate = folder.appending(path: "keysweep")
    // On macOS the test bundle lies deeper.
    for _ in 0..<4 where !FileManager.default.isExecutableFile(atPath: candidate.path()) {
      candidate = candidate.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "keysweep")
    }
    return candidate.path()
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - program: A path, or a name to look up.
  ///   - arguments: Its arguments.
  ///   - input: What it gets on standard input; nothing without.
  ///   - directory: Where it runs.
  ///   - environment: Variables to add.
  /// - Returns: Status and outputs.
  /// - Throws: When it cannot be started.
  @discardableResult
  public static func run(
    _ program: String, _ arguments: [String], input: [UInt8]? = nil, in directory: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Result {
    let scratch = FileManager.default.temporaryDirectory.appending(
      path: "keysweep-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Files instead of pipes: no output is too large, and nothing has to be drained meanwhile.
    let files = ["in", "out", "err"].map { scratch.appending(path: $0) }
    try Data(input ?? []).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    if let directory { process.currentDirectoryURL = URL(filePath: directory) }
    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { $1 }
    process.environment = variables
    try process.run()
    process.waitUntilExit()
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus
    return Result(
      status: status,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
