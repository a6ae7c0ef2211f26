#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// State behind a lock, with a way to wait until it changes.
///
/// `Synchronization.Mutex` has no condition variable, which a bounded queue needs.
final class Monitor<State>: @unchecked Sendable {
  // Sendable: `state` is touched only between lock and unlock in `withLock` and `wait`, and is
  // never handed out.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  init(_ state: State) {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    self.state = state
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` under the lock; waiters are woken when `notifies` is set.
  func withLock<R>(notifies: Bool = true, _ body: (inout State) -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    let result = body(&state)
    if notifies { pthread_cond_broadcast(condition) }
    return result
  }

  /// Waits under the lock until `body` gives a value, then wakes the others.
  func wait<R>(_ body: (inout State) -> R?) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) {
        pthread_cond_broadcast(condition)
        return result
      }
      pthread_cond_wait(condition, mutex)
    }
  }
}

/// Threads that may block in system calls without starving a cooperative pool.
enum Threads {
  private final class Job {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs `body` on `count` threads, and `main` on this one meanwhile; returns when all are done.
  ///
  /// A thread that cannot be made is not missed as long as one can: the others do its work. When
  /// none can, `body` runs on this thread after `main`, which must then not wait for it.
  static func run(
    _ count: Int, body: @escaping @Sendable (Int) -> Void, main: (_ started: Int) -> Void
  ) {
    var threads: [pthread_t] = []
    for index in 0..<count {
      let job = Unmanaged.passRetained(Job { body(index) })
      #if canImport(Darwin)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      let status = pthread_create(&thread, nil, Self.entry, job.toOpaque())
      guard status == 0 else {
        job.release()
        continue
      }
      #if canImport(Darwin)
        if let thread { threads.append(thread) }
      #else
        threads.append(thread)
      #endif
    }
    main(threads.count)
    if threads.isEmpty { body(0) }
    for thread in threads { pthread_join(thread, nil) }
  }

  #if canImport(Darwin)
    private static let entry: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? =
      { pointer in
        Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }
  #else
    private static let entry:
      @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
      }
  #endif
}
