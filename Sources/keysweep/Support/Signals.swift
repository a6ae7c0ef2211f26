internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What signals do to a sweep.
enum Signals {
  /// Set by the handler, which may do nothing else.
  private static let interrupted = Atomic<Bool>(false)

  /// Whether the user asked to stop.
  static var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  /// A reader that goes away, or a limit of file size, ends the output, not the program.
  static func ignoreFailedWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// The first interrupt ends the sweep and still reports; the second one kills.
  static func stopSoftlyOnInterrupt() {
    // A parent that blocks them (some test runners and agents do) hands that down, and the sweep
    // could not be stopped at all.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // `nohup` has a lost terminal ignored, and that is to stay so.
      if number == SIGHUP, isIgnored(number) { continue }
      signal(number) { number in
        Signals.interrupted.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #elseif canImport(Musl)
      let handler = action.__sa_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    // SIG_IGN is the address 1 by POSIX custom; functions themselves cannot be compared.
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
