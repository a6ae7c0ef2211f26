#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The little that a sweep asks of the operating system itself.
enum Platform {
  static var availableCores: Int {
    max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Seconds of a clock that never goes back.
  static var monotonicSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Nanoseconds since 1970, by a clock that can be set.
  static var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// Whether a file has no data, only a hole, in a stretch; false where that cannot be told.
  static func isHole(_ descriptor: Int32, _ stretch: Range<Int>) -> Bool {
    #if os(Linux)
      let seekData: Int32 = 3
      let next = lseek(descriptor, off_t(stretch.lowerBound), seekData)
      // ENXIO: no data up to the end of the file, which may have become shorter meanwhile.
      if next < 0 { return errno == ENXIO && lseek(descriptor, 0, SEEK_END) >= stretch.upperBound }
      return Int(next) >= stretch.upperBound
    #else
      return false
    #endif
  }
}
