internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few calls to the operating system that stand beside git.
enum Files {
  /// What stands at a path; links are not followed.
  struct Status {
    var mode: UInt32
    var modifiedSecond: Int
    var kind: UInt32 { mode & UInt32(S_IFMT) }
    var isRegular: Bool { kind == UInt32(S_IFREG) }
    var isLink: Bool { kind == UInt32(S_IFLNK) }
    var isFolder: Bool { kind == UInt32(S_IFDIR) }
    /// The mode as git writes it; nil for what git does not keep.
    var gitMode: UInt32? {
      if isLink { return 0o120000 }
      guard isRegular else { return nil }
      return mode & UInt32(S_IXUSR) != 0 ? 0o100755 : 0o100644
    }
  }

  /// What stands at a path; nil when nothing does, or it cannot be told.
  static func status(_ path: [UInt8], followsLink: Bool = false) -> Status? {
    var status = stat()
    let result = withCString(path) { followsLink ? stat($0, &status) : lstat($0, &status) }
    guard result == 0 else { return nil }
    #if canImport(Darwin)
      let second = status.st_mtimespec.tv_sec
    #else
      let second = status.st_mtim.tv_sec
    #endif
    return Status(mode: UInt32(status.st_mode), modifiedSecond: Int(second))
  }

  /// Whether a path below a folder leads through a link, or a folder that is none.
  static func leadsAstray(_ path: [UInt8], below folder: [UInt8]) -> Bool {
    for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") {
      let above = status(folder + [UInt8(ascii: "/")] + path[..<index])
      if above?.isFolder != true { return true }
    }
    return false
  }

  /// The target of a link.
  static func target(_ path: [UInt8]) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let room = buffer.count
    let count = buffer.withUnsafeMutableBytes { bytes in
      withCString(path) { name in
        bytes.baseAddress.map { readlink(name, $0.assumingMemoryBound(to: CChar.self), room) } ?? -1
      }
    }
    return count < 0 ? nil : Array(buffer.prefix(count))
  }

  /// A path without links, `.` and `..`; nil when it leads nowhere.
  static func real(_ path: [UInt8]) -> [UInt8]? {
    guard let result = withCString(path, { realpath($0, nil) }) else { return nil }
    defer { free(result) }
    return bytes(result)
  }

  /// The folder that this process works in.
  static func currentFolder() -> [UInt8]? { real([UInt8(ascii: ".")]) }

  /// Whether this process may execute a file.
  static func isProgram(_ path: [UInt8]) -> Bool {
    guard status(path, followsLink: true)?.isRegular == true else { return false }
    return withCString(path) { access($0, X_OK) } == 0
  }

  /// A variable of this process's environment.
  static func variable(_ name: String) -> [UInt8]? { getenv(name).map(bytes) }

  /// Runs `body` with bytes as C wants them.
  static func withCString<R>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    SourcePath(bytes: bytes).withCString(body)
  }

  /// The bytes of a C string.
  static func bytes(_ text: UnsafeMutablePointer<CChar>) -> [UInt8] {
    UnsafeRawBufferPointer(start: text, count: strlen(text)).map { $0 }
  }

  /// The seconds of the clock since 1970.
  static var now: Int64 { Int64(time(nil)) }
}

/// An error of the operating system, in its words.
func systemFailure(_ what: String, remedy: String = "") -> GitCommandError {
  let words = String(cString: strerror(errno))
  return GitCommandError(.failed, "\(what): \(words)", remedy: remedy)
}
