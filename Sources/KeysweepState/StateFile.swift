#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What is looked at before SQLite gets to see a file.
///
/// An existing file is never opened here: closing any descriptor of a file drops the locks that the
/// process holds on it, those of another ``SweepState`` included.
enum StateFile {
  /// Makes the file with mode 0600 if there is none, and refuses what must not be written to.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``StateError``.
  static func prepare(_ path: String) throws(StateError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StateError(.unusable, path, "this is not the name of a file")
    }
    var status = stat()
    if lstat(path, &status) != 0 {
      guard errno == ENOENT else { throw failure(path) }
      let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
      let descriptor = open(path, flags, 0o600)
      if descriptor >= 0 {
        close(descriptor)
        return
      }
      // Another process may have been faster.
      guard errno == EEXIST else { throw failure(path) }
      guard lstat(path, &status) == 0 else { throw failure(path) }
    }
    if status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 {
      throw errno == ENOENT
        ? StateError(.unusable, path, "this is a symbolic link that leads nowhere") : failure(path)
    }
    try check(status, path)
  }

  /// Device and inode of the file.
  static func identity(_ path: String) -> (device: UInt64, inode: UInt64)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return (
      UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino)
    )
  }

  /// Who can write the file can hide a leak: it says what need not be read.
  private static func check(_ status: stat, _ path: String) throws(StateError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw StateError(.unusable, path, "this is a folder")
    default: throw StateError(.unusable, path, "this is not a regular file")
    }
    guard status.st_mode & 0o002 == 0 else {
      throw StateError(.untrusted, path, "anybody may write this file, and so hide a leak")
    }
    let user = geteuid()
    guard user == 0 || status.st_uid == user || status.st_uid == 0 else {
      throw StateError(
        .untrusted, path, "this file belongs to somebody else, who could hide a leak",
        remedy: "name a file of your own")
    }
  }

  private static func failure(_ path: String) -> StateError {
    let code = errno
    return StateError(
      code == EROFS || code == EACCES ? .readOnly : .unusable, path,
      String(cString: strerror(code)))
  }
}
