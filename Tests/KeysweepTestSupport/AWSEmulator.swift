import Foundation

/// moto, an emulator of AWS, on a port of this machine that nobody else reaches; and the AWS CLI to
/// talk to it.
///
/// It ends with its owner, with the test process, and after ten minutes in any case. `.ci/deps.sh
/// test` installs both.
public final class AWSEmulator: @unchecked Sendable {
  // Sendable: nothing changes after `init`; the process is ended once, in `deinit`.
  private let tree: TempTree
  private let process: Process
  private let port: String

  /// The account of the credentials in ``environment``.
  public static let account = "123456789012"

  private static let server = """
    import os, sys, time
    from moto.server import ThreadedMotoServer
    parent = os.getppid()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    with open(sys.argv[1] + ".part", "w") as file:
        file.write(str(server.get_host_and_port()[1]))
    os.rename(sys.argv[1] + ".part", sys.argv[1])
    end = time.monotonic() + 600
    while time.monotonic() < end and os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)
    """

  /// Starts an emulator without users.
  ///
  /// - Throws: When it is not up within a minute.
  public init() throws {
    tree = try TempTree()
    let python = try Self.python()
    // The CLI of the same Python, under the name that scripts call.
    let aws = try tree.write("bin/aws", "#!/bin/sh\nexec '\(python)' -m awscli \"$@\"\n")
    try Tool.run("chmod", ["755", aws])
    let script = try tree.write("server.py", Self.server)
    let ready = tree("port")
    let log = try tree.write("log", "")
    process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [script, ready]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(filePath: log))
    try process.run()
    var port = ""
    for _ in 0..<600 where port.isEmpty {
      Thread.sleep(forTimeInterval: 0.1)
      port = (try? String(contentsOfFile: ready, encoding: .utf8)) ?? ""
    }
    self.port = port
    guard !port.isEmpty else {
      process.terminate()
      throw CocoaError(.executableNotLoadable)
    }
  }

  deinit {
    process.terminate()
    // Not `waitUntilExit`, which may only be called where `run` was.
    for _ in 0..<100 where process.isRunning { Thread.sleep(forTimeInterval: 0.05) }
  }

  /// What makes the AWS CLI talk to the emulator, and to nothing else.
  public var environment: [String: String] {
    [
      "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_ACCESS_KEY_ID": "testing",
      "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
      "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1",
      "PATH": tree("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
    ]
  }

  /// Calls the AWS CLI, with text output.
  ///
  /// - Parameters:
  ///   - arguments: Its arguments.
  ///   - more: Variables beyond ``environment``, for instance other credentials.
  /// - Returns: What it printed, without the line end.
  /// - Throws: ``EmulatorError`` when the call fails.
  @discardableResult
  public func aws(_ arguments: String..., with more: [String: String] = [:]) throws -> String {
    let result = try Tool.run(
      "aws", arguments + ["--output", "text"],
      environment: environment.merging(more) { $1 })
    guard result.status == 0 else { throw EmulatorError(description: result.error) }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func python() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let own = root.appending(path: ".build/aws-tools/bin/python3").path()
    let program = FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    let result = try Tool.run(
      program, ["-c", "import sys, moto, awscli; print(sys.executable)"])
    guard result.status == 0 else {
      throw EmulatorError(description: "run .ci/deps.sh test first: \(result.error)")
    }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// Something that the AWS CLI did not like.
public struct EmulatorError: Error, CustomStringConvertible {
  /// What it said.
  public var description: String
}
