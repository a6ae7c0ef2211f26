public import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The system calls of the walk, with names as bytes.
enum FileSystem {
  /// Opens a folder below another (or the path itself when `parent` is nil).
  ///
  /// The corresponding C function is `openat`.
  static func openDirectory(
    _ name: UnsafePointer<CChar>, in parent: Int32?, followsLink: Bool
  ) -> Result<OwnedDescriptor, FileError> {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW)
    return open(name, in: parent, flags).map { OwnedDescriptor($0) }
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
    return open(name, in: parent, flags)
  }

  /// Opens; when no descriptor is free, waits for workers to close some.
  private static func open(
    _ name: UnsafePointer<CChar>, in parent: Int32?, _ flags: Int32
  ) -> Result<Int32, FileError> {
    while true {
      let descriptor = openat(parent ?? AT_FDCWD, name, flags)
      if descriptor >= 0 {
        DescriptorShortage.end()
        return .success(descriptor)
      }
      let error = FileError(code: errno)
      if error.code == EINTR { continue }
      guard error.isShortageOfDescriptors, DescriptorShortage.wait() else {
        return .failure(error)
      }
    }
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
    let copy: Int32
    switch open(".", in: directory.rawValue, O_RDONLY | O_DIRECTORY | O_CLOEXEC) {
    case .success(let descriptor): copy = descriptor
    case .failure(let error): return error
    }
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

  /// What kind of thing standard input is, and which; nil when it is closed.
  static func standardInput() -> (status: stat, isTerminal: Bool)? {
    var status = stat()
    guard fstat(0, &status) == 0 else { return nil }
    return (status, isatty(0) == 1)
  }
}

extension SourcePath {
  /// Where a symbolic link of this path points, as written; nil when it is none or cannot be read.
  public var linkTarget: [UInt8]? {
    let target = withCString { FileSystem.linkTarget($0, in: AT_FDCWD) }
    return target.isEmpty ? nil : target
  }

  /// The absolute path with all links resolved; nil where it cannot be told.
  var resolved: [UInt8]? {
    (bytes + [0]).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let result = realpath(start.assumingMemoryBound(to: CChar.self), nil)
      else { return nil }
      defer { free(result) }
      return Array(UnsafeRawBufferPointer(start: result, count: strlen(result)))
    }
  }

  /// What two paths to the same place have in common: the absolute path with all links resolved, or
  /// the path itself where that cannot be told.
  public var canonical: [UInt8] { resolved ?? bytes }

  /// Whether a folder is there, or a link to one.
  public var isFolder: Bool {
    (bytes + [0]).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        case .success(let status) = FileSystem.status(
          start.assumingMemoryBound(to: CChar.self), in: nil, followsLink: true)
      else { return false }
      return status.st_mode & S_IFMT == S_IFDIR
    }
  }
}
