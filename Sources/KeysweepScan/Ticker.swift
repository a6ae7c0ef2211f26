internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Calls something again and again on a thread of its own, beside a sweep.
public final class Ticker: Sendable {
  private let isStopped = Atomic<Bool>(false)

  /// A ticker that does not run yet.
  public init() {}

  /// Runs `work` on this thread while `tick` is called on another.
  ///
  /// - Parameters:
  ///   - microseconds: The time between two calls.
  ///   - tick: Gets the number of the call, from 1.
  ///   - work: What to do meanwhile.
  /// - Returns: What `work` returns.
  public func run<R>(
    every microseconds: UInt32, _ tick: @escaping @Sendable (Int) -> Void, while work: () -> R
  ) -> R {
    var result: R?
    Threads.run(
      1,
      body: { _ in
        var count = 0
        while !self.isStopped.load(ordering: .acquiring) {
          usleep(microseconds)
          count += 1
          tick(count)
        }
      },
      main: { _ in
        result = work()
        self.isStopped.store(true, ordering: .releasing)
      })
    return result ?? work()
  }
}
