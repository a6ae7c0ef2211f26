internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few things that are done to files of hooks; links are never followed.
enum HookFiles {
  private static let most = 1 << 20

  /// Whether anything has that name, be it a link that leads nowhere.
  static func exists(_ path: SourcePath) -> Bool { status(path) != nil }

  /// Whether something is a folder; a link to one counts.
  static func isFolder(_ path: SourcePath) -> Bool {
    var status = stat()
    return path.withCString { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether somebody may execute it, as git asks before it runs a hook.
  static func isExecutable(_ path: SourcePath) -> Bool {
    path.withCString { access($0, X_OK) } == 0
  }

  /// Whether two names are of one file.
  static func isSame(_ a: SourcePath, _ b: SourcePath) -> Bool {
    guard let a = status(a), let b = status(b) else { return false }
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino
  }

  /// The content of a regular file; nil for anything else.
  static func read(_ path: SourcePath) -> [UInt8]? {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFREG, status.st_size <= most
    else { return nil }
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var done = 0
    while done < bytes.count {
      let room = bytes.count - done
      let count = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + done }, room, off_t(done))
      }
      guard count > 0 else { return nil }
      done += count
    }
    return bytes
  }

  /// Puts a program in place in one step: there is never half of one.
  static func write(_ bytes: [UInt8], to path: SourcePath) throws {
    let temporary = SourcePath(bytes: path.bytes + Array(".keysweep-\(getpid())".utf8))
    let descriptor = temporary.withCString {
      open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o777)
    }
    guard descriptor >= 0 else { throw failure("cannot write", temporary) }
    let code = bytes.withUnsafeBytes { Console.writeAll($0, to: descriptor) }
    let closed = close(descriptor)
    guard code == nil, closed == 0 else {
      if let code { errno = code }
      let error = failure("cannot write", temporary)
      _ = temporary.withCString { unlink($0) }
      throw error
    }
    do { try move(temporary, to: path) } catch {
      _ = temporary.withCString { unlink($0) }
      throw error
    }
  }

  /// Gives a file a second name, which must be free, with the first one still there.
  ///
  /// Where a file can have but one name, it is moved.
  static func keep(_ path: SourcePath, as name: SourcePath) throws {
    let result = path.withCString { old in
      name.withCString { linkat(AT_FDCWD, old, AT_FDCWD, $0, 0) }
    }
    if result == 0 { return }
    guard errno != EEXIST, !exists(name) else { throw failure("cannot keep a hook as", name) }
    try move(path, to: name)
  }

  /// Renames a file over whatever has the other name.
  static func move(_ path: SourcePath, to name: SourcePath) throws {
    let result = path.withCString { old in name.withCString { rename(old, $0) } }
    guard result == 0 else { throw failure("cannot put in place", name) }
  }

  /// Deletes a file.
  static func delete(_ path: SourcePath) throws {
    guard path.withCString({ unlink($0) }) == 0 else { throw failure("cannot delete", path) }
  }

  /// Makes a folder, if it is not there.
  ///
  /// - Returns: Whether it had to be made.
  static func makeFolder(_ path: SourcePath) throws -> Bool {
    if isFolder(path) { return false }
    guard path.withCString({ mkdir($0, 0o777) }) == 0 else {
      throw failure("cannot make the folder", path)
    }
    return true
  }

  /// Deletes a folder that is empty, and no other.
  static func deleteIfEmpty(_ path: SourcePath) { _ = path.withCString { rmdir($0) } }

  /// The folder that this process works in.
  static func currentFolder() -> [UInt8]? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return Array(String(cString: path).utf8)
  }

  /// An absolute form of a path; links stay what they are.
  static func absolute(_ path: [UInt8]) -> [UInt8] {
    guard path.first != UInt8(ascii: "/"), let folder = currentFolder() else { return path }
    return folder + [UInt8(ascii: "/")] + path
  }

  /// Where this program lies: the name under which it was started, which an upgrade keeps.
  static func program() -> [UInt8] {
    let name = CommandLine.arguments.first ?? "keysweep"
    if name.contains("/") { return absolute(Array(name.utf8)) }
    for folder in (Console.environment("PATH") ?? "").split(separator: ":") {
      let path = absolute(Array("\(folder)/\(name)".utf8))
      if isExecutable(SourcePath(bytes: path)) { return path }
    }
    return Array(name.utf8)
  }

  private static func status(_ path: SourcePath) -> stat? {
    var status = stat()
    return path.withCString { lstat($0, &status) } == 0 ? status : nil
  }

  private static func failure(_ what: String, _ path: SourcePath) -> UsageError {
    UsageError(
      description: "\(what) \u{201c}\(path.lossyText)\u{201d}: \(String(cString: strerror(errno)))")
  }
}
