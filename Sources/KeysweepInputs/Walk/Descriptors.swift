internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How many files this process may have open.
public enum DescriptorLimit {
  /// Lets the process open as many files as it is allowed to, within reason.
  ///
  /// - Returns: How many it may have open now.
  public static func raise() -> Int {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    // POSIX: no system allows fewer than 20.
    guard getrlimit(resource, &limit) == 0 else { return 20 }
    let wanted = min(limit.rlim_max, 65_536)
    if limit.rlim_cur < wanted {
      let before = limit.rlim_cur
      limit.rlim_cur = wanted
      if setrlimit(resource, &limit) != 0 { limit.rlim_cur = before }
    }
    return Int(min(limit.rlim_cur, 65_536))
  }
}

/// A time without free descriptors, shared by all threads of the process.
///
/// The limits of a sweep are chosen so that it does not come to this; other processes, or a limit
/// too low for the number of workers, can bring it about all the same. Files must not be lost to
/// it: whoever needs a descriptor waits as long as anybody gets one, and gives up when nobody has
/// for a while.
enum DescriptorShortage {
  private static let patience: Int64 = 10
  /// The second of the monotonic clock in which it began; 0 when there is none.
  private static let since = Atomic<Int64>(0)

  /// Waits a moment; false when waiting is of no use any more.
  static func wait() -> Bool {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    // Never 0, which means that there is no shortage.
    let now = Int64(time.tv_sec) + 1
    let exchange = since.compareExchange(expected: 0, desired: now, ordering: .relaxed)
    guard exchange.exchanged || now - exchange.original <= patience else { return false }
    usleep(2000)
    return true
  }

  /// Somebody got a descriptor.
  static func end() {
    // Read first: all threads come here for every file, and a store would take the line from all.
    if since.load(ordering: .relaxed) != 0 { since.store(0, ordering: .relaxed) }
  }
}
