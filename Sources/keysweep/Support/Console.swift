internal import KeysweepReporting
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Standard output, standard error and the terminal.
enum Console {
  /// The first error of the operating system on standard output; 0 for none.
  private static let outputFailure = Atomic<Int32>(0)

  /// Writes text to standard output.
  ///
  /// The first failure is kept for ``closeOutput()``, and nothing is written after it: a report with
  /// a hole in it would pass for whole.
  static func out(_ text: String) {
    guard outputFailure.load(ordering: .relaxed) == 0 else { return }
    if let code = write(text, to: 1) { outputFailure.store(code, ordering: .relaxed) }
  }

  /// Writes lines to standard error, with everything in them that could fool a terminal made visible.
  static func error(_ text: String) {
    _ = write(Escaping.message(text, keepsLines: true), to: 2)
  }

  /// Writes an error to standard error, on one line whatever it holds.
  static func report(_ error: any Error) {
    _ = write("keysweep: error: \(Escaping.message("\(error)"))\n", to: 2)
  }

  /// Writes to the terminal on standard error, control characters and all.
  static func draw(_ text: String) { _ = write(text, to: 2) }

  /// Closes standard output at the end of the program.
  ///
  /// - Returns: What kept something from being written, if anything did. A reader that went away
  ///   has had enough, so that is no failure.
  static func closeOutput() -> OutputError? {
    let closed = close(1) == 0 ? 0 : errno
    let code = outputFailure.load(ordering: .relaxed)
    let failure = code == 0 ? closed : code
    return failure == 0 || failure == EPIPE
      ? nil : OutputError(name: "standard output", code: failure)
  }

  /// Takes the places of standard streams that are closed, so that no file we open gets their
  /// numbers and what is meant for the terminal.
  ///
  /// Each is opened the wrong way round: reading and writing fail, as they do on a closed stream.
  static func reserveStandardStreams() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is this one: those before it are taken by now.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Whether the descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal, or 80.
  static func width(_ descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The value of an environment variable.
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var text = text
    return text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  /// Writes all bytes.
  ///
  /// - Returns: The error of the operating system that prevented it; nil when all are written.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, rest.baseAddress, rest.count)
      #else
        let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
      #endif
      guard count < 0 else {
        done += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Somebody who shares the descriptor has set it not to wait; we do.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      default: return errno
      }
    }
    return nil
  }
}

/// The process itself.
enum Process {
  /// Ends the process.
  static func exit(_ code: Int32) -> Never {
    #if canImport(Glibc)
      Glibc.exit(code)
    #elseif canImport(Musl)
      Musl.exit(code)
    #else
      Darwin.exit(code)
    #endif
  }

  /// Seconds since 1970.
  static var now: Int64 { Int64(time(nil)) }
}
