internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file descriptor that is closed when its last owner is gone.
public final class OwnedDescriptor: Sendable {
  /// The descriptor.
  public let rawValue: Int32

  /// Takes ownership.
  public init(_ rawValue: Int32) { self.rawValue = rawValue }

  deinit { close(rawValue) }
}

/// An open file that one worker reads and nobody else: closed when it goes out of scope, without a
/// heap allocation.
public struct OpenFile: ~Copyable, Sendable {
  /// The descriptor.
  public let rawValue: Int32

  init(_ rawValue: Int32) { self.rawValue = rawValue }

  deinit { close(rawValue) }

  /// Hands the descriptor to several owners.
  ///
  /// - Returns: The shared owner.
  public consuming func shared() -> OwnedDescriptor {
    let descriptor = rawValue
    discard self
    return OwnedDescriptor(descriptor)
  }
}

/// An open folder: names below it are opened relative to it, whatever happens to its path.
final class DirectoryHandle: Sendable {
  let descriptor: OwnedDescriptor
  /// The display path with a trailing slash; empty for files given as arguments.
  let prefix: [UInt8]

  init(_ descriptor: OwnedDescriptor, prefix: [UInt8]) {
    self.descriptor = descriptor
    self.prefix = prefix
  }
}

/// Identity of a file within the machine, whatever its names.
public struct FileIdentity: Hashable, Sendable {
  var device: UInt64
  var inode: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// The file behind an open descriptor; nil when it is not open, or of another kind.
  ///
  /// - Parameters:
  ///   - descriptor: The descriptor.
  ///   - regularOnly: Whether to pass over what is no regular file.
  public init?(descriptor: Int32, regularOnly: Bool = false) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    if regularOnly, FileKind(status) != .regular { return nil }
    self.init(status)
  }

  /// The file a path leads to, links followed; nil when nothing is there, or it cannot be told.
  ///
  /// - Parameter path: The path.
  public init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

/// What kind of thing a directory entry is.
enum FileKind {
  case regular
  case directory
  case symlink
  /// A named pipe, or an unnamed one by its path below `/dev/fd`.
  case pipe
  /// A socket or a device.
  case special

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symlink
    case S_IFIFO: self = .pipe
    default: self = .special
    }
  }
}
