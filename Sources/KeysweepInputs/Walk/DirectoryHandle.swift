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
  case special

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symlink
    default: self = .special
    }
  }
}

/// The system calls of the walk, with names as bytes.
enum FileSystem {
  /// Opens a folder below another (or the path itself when `parent` is nil).
  ///
  /// The corresponding C function is `openat`.
  static func openDirectory(
    _ name: UnsafePointer<CChar>, in parent: Int32?, followsLink: Bool
  ) -> Result<OwnedDescriptor, FileError> {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = openat(parent ?? AT_FDCWD, name, flags)
    return descriptor < 0 ? .failure(FileError(code: errno)) : .success(OwnedDescriptor(descriptor))
  }

  /// Opens a file for reading without waiting for anything, be it a FIFO by now.
  ///
  /// The descriptor is the caller's to wrap in an owner.
  ///
  /// The corresponding C function is `openat`.
  static func openFile(
    _ name: UnsafePointer<CChar>, in parent: Int32?, followsLink: Bool
  ) -> Result<Int32, FileError> {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = openat(parent ?? AT_FDCWD, name, flags)
    return descriptor < 0 ? .failure(FileError(code: errno)) : .success(descriptor)
  }

  /// The corresponding C function is `fstatat`.
  static func status(
    _ name: UnsafePointer<CChar>, in parent: Int32?, followsLink: Bool
  ) -> Result<stat, FileError> {
    var status = stat()
    let flags = followsLink ? 0 : AT_SYMLINK_NOFOLLOW
    return fstatat(parent ?? AT_FDCWD, name, &status, flags) == 0
      ? .success(status) : .failure(FileError(code: errno))
  }

  /// Modification time in seconds since 1970.
  static func modified(_ status: stat) -> Int64 {
    #if canImport(Darwin)
      Int64(status.st_mtimespec.tv_sec)
    #else
      Int64(status.st_mtim.tv_sec)
    #endif
  }

  /// Reads all names of a folder into one buffer, each ended by NUL.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - names: Gets the bytes.
  ///   - offsets: Gets the start of each name.
  /// - Returns: The error that ended the listing early, if any.
  static func list(
    _ directory: OwnedDescriptor, names: inout [CChar], offsets: inout [Int]
  ) -> FileError? {
    // `closedir` closes its descriptor, so the stream gets one of its own.
    let copy = openat(directory.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return FileError(code: errno) }
    guard let stream = fdopendir(copy) else {
      let code = errno
      close(copy)
      return FileError(code: code)
    }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        return errno == 0 ? nil : FileError(code: errno)
      }
      withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        let name = UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self)
        let length = strlen(name)
        let isDot = name[0] == 0x2E && (length == 1 || (length == 2 && name[1] == 0x2E))
        if isDot { return }
        offsets.append(names.count)
        names.append(contentsOf: UnsafeBufferPointer(start: name, count: length + 1))
      }
    }
  }

  /// Where a symbolic link points, as written.
  static func linkTarget(_ name: UnsafePointer<CChar>, in parent: Int32) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlinkat(parent, name, &buffer, buffer.count)
    return count > 0 ? buffer[..<count].map { UInt8(bitPattern: $0) } : []
  }

  /// The absolute path of an open folder with all links resolved; nil where it cannot be told.
  static func canonicalPath(of path: UnsafePointer<CChar>) -> [UInt8]? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
  }

  /// Lets the process open as many files as it is allowed to.
  static func raiseDescriptorLimit() {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(resource, &limit)
  }
}

/// An error of the operating system.
struct FileError: Error, Hashable {
  var code: Int32

  var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// The incident it makes, for a path that was given or listed.
  func incident(_ path: SourcePath, wasListed: Bool) -> Incident {
    let reason = String(cString: strerror(code))
    switch code {
    case EACCES, EPERM:
      return Incident(
        .permissionDenied, path: path,
        detail: "\(reason); run as a user who may read it, or exclude it")
    case ENOENT, ENOTDIR, ELOOP:
      return wasListed
        ? Incident(
          .changedWhileRead, path: path, detail: "vanished or was replaced during the sweep")
        : Incident(
          .missing, path: path, detail: "no such file or folder; check the spelling")
    default:
      return Incident(.unreadable, path: path, detail: reason)
    }
  }
}
