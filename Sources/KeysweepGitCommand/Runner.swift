internal import Subprocess
internal import Synchronization

#if canImport(System)
  internal import System
#else
  internal import SystemPackage
#endif
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Runs a program, and blocks the calling thread until it has ended.
///
/// A task starts the program, reads its standard error and waits for its end; the calling thread
/// reads standard output from a pipe, so that a slow reader slows the program down and nothing is
/// held but one buffer. The task needs a thread of the cooperative pool now and then, so that none of
/// these may call: where all of them wait here, nothing would go on.
final class Runner: Sendable {
  /// How a program ended.
  struct Ending: Sendable {
    /// Its exit status; negative for a signal.
    var status: Int32
    /// The beginning of its standard error.
    var complaint: [UInt8]
  }

  private struct State {
    var isCancelled = false
    var next = 0
    var tasks: [Int: Task<Void, Never>] = [:]
  }

  private let program: String
  private let state = Mutex(State())

  private static let keptComplaint = 8192

  /// Prepares to run a program.
  ///
  /// - Parameter program: Its absolute path.
  init(_ program: String) { self.program = program }

  /// Ends what runs, and lets nothing run any more.
  func cancel() {
    let tasks = state.withLock { state in
      state.isCancelled = true
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
  }

  /// Runs the program.
  ///
  /// - Parameters:
  ///   - arguments: Its arguments.
  ///   - environment: Its whole environment.
  ///   - input: What it reads from; nothing without.
  ///   - output: Gets what it prints, in pieces, on this thread.
  /// - Returns: How it ended.
  /// - Throws: ``GitCommandError`` when it cannot be started, or was cancelled.
  func run(
    _ arguments: [[UInt8]], environment: [[UInt8]], input: Int32?,
    output: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) -> Ending {
    guard !arguments.joined().contains(0) else {
      throw GitCommandError(.failed, "an argument of git holds a zero byte")
    }
    var options = PlatformOptions()
    // A group of its own: an interrupt from the terminal ends the sweep in order, which then ends
    // git and whatever git has started.
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
    ]
    let configuration = Configuration(
      executable: .path(FilePath(program)),
      arguments: Arguments(arguments.map { $0 + [0] }),
      environment: .custom(environment.map { $0 + [0] }),
      platformOptions: options)
    let (reading, writing) = try Self.pipe()
    defer { close(reading) }
    let box = Box()
    // The writing end stays open until the ending is known: where the pipe ends, it is.
    let number: Int? = state.withLock { state in
      guard !state.isCancelled else { return nil }
      state.next += 1
      state.tasks[state.next] = Task.detached {
        box.put(await Self.execute(configuration, input, writing))
        close(writing)
      }
      return state.next
    }
    guard let number else {
      close(writing)
      throw Self.cancelled
    }
    defer { state.withLock { _ = $0.tasks.removeValue(forKey: number) } }
    Self.read(reading, until: { box.ending != nil }, output)
    guard !state.withLock({ $0.isCancelled }), let ending = box.ending else {
      throw Self.cancelled
    }
    return try ending.get()
  }

  private static var cancelled: GitCommandError {
    GitCommandError(.cancelled, "git was cancelled")
  }

  private final class Box: Sendable {
    private let content = Mutex<Result<Ending, GitCommandError>?>(nil)
    func put(_ result: Result<Ending, GitCommandError>) { content.withLock { $0 = result } }
    var ending: Result<Ending, GitCommandError>? { content.withLock { $0 } }
  }

  private static func execute(
    _ configuration: Configuration, _ input: Int32?, _ output: Int32
  ) async -> Result<Ending, GitCommandError> {
    do {
      guard let input else { return .success(try await execute(configuration, .none, output)) }
      let descriptor = FileDescriptor(rawValue: input)
      return .success(
        try await execute(
          configuration, .fileDescriptor(descriptor, closeAfterSpawningProcess: false), output))
    } catch {
      return .failure(GitCommandError(.failed, "git cannot be run: \(error)"))
    }
  }

  private static func execute(
    _ configuration: Configuration, _ input: some InputProtocol, _ output: Int32
  ) async throws -> Ending {
    let result = try await Subprocess.run(
      configuration, input: input,
      output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: false),
      error: .sequence
    ) { execution in
      var complaint: [UInt8] = []
      for try await piece in execution.standardError where complaint.count < keptComplaint {
        piece.withUnsafeBytes { complaint += $0.prefix(keptComplaint - complaint.count) }
      }
      return complaint
    }
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let number): -number
      }
    return Ending(status: status, complaint: result.closureResult)
  }

  /// Reads a pipe to its end.
  ///
  /// - Parameters:
  ///   - descriptor: The pipe.
  ///   - hasEnded: Whether the program is gone: what it may have started does not keep one waiting.
  ///   - output: Gets what was read.
  private static func read(
    _ descriptor: Int32, until hasEnded: () -> Bool, _ output: (UnsafeRawBufferPointer) -> Void
  ) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let isOver = hasEnded()
      var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&event, 1, isOver ? 0 : 1000)
      if ready <= 0 {
        if isOver { return }
        continue
      }
      let count = try? FileDescriptor(rawValue: descriptor).read(into: buffer)
      if let count, count > 0 {
        output(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      } else if count == 0 || isOver {
        return
      }
    }
  }

  private static func pipe() throws(GitCommandError) -> (reading: Int32, writing: Int32) {
    do {
      let ends = try FileDescriptor.pipe()
      for end in [ends.readEnd, ends.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
      return (ends.readEnd.rawValue, ends.writeEnd.rawValue)
    } catch {
      throw GitCommandError(.failed, "no pipe to git can be made: \(error)")
    }
  }
}
