#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What changes with the content of a file: whoever finds it unchanged need not read the file again.
///
/// The device is left out on purpose: network and container file systems get another number with
/// every mount, and a path leads to one device at a time.
public struct FileStamp: Sendable, Hashable {
  /// The inode.
  public var inode: UInt64
  /// Size in bytes.
  public var size: Int
  /// When the content was modified, in nanoseconds since 1970; anybody can set it.
  public var modified: Int64
  /// When the inode was changed, in nanoseconds since 1970; nobody can set it back.
  public var changed: Int64

  /// Makes a stamp.
  public init(inode: UInt64, size: Int, modified: Int64, changed: Int64) {
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  /// The stamp of an open file; nil when it cannot be told.
  ///
  /// - Parameter descriptor: The file.
  public init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.init(
      inode: UInt64(truncatingIfNeeded: status.st_ino), size: max(0, Int(status.st_size)),
      modified: Self.nanoseconds(modified), changed: Self.nanoseconds(changed))
  }

  /// Wraps around in the year 2262, which is as good as any other number for telling times apart.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
