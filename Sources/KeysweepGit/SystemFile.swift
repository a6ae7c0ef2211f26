internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few calls to the operating system that reading objects needs.
enum SystemFile {
  /// What stands at a path.
  struct Identity: Hashable {
    var device: UInt64
    var number: UInt64
    var isFolder: Bool
    var size: Int
  }

  /// The system's words for an error.
  static func message(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// What stands at a path; links are followed.
  static func identity(_ path: SourcePath) -> Identity? {
    var status = stat()
    guard withCString(path, { stat($0, &status) }) == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino),
      isFolder: status.st_mode & S_IFMT == S_IFDIR,
      size: Int(status.st_size))
  }

  /// Opens a regular file for reading and tells its size; a pipe would let one wait for ever.
  static func open(
    _ path: SourcePath, followsLink: Bool = true
  ) throws(SystemError) -> (descriptor: Int32, size: Int) {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = withCString(path) { openFile($0, flags) }
    guard descriptor >= 0 else { throw SystemError(code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw SystemError(code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw SystemError(code: EINVAL)
    }
    return (descriptor, Int(status.st_size))
  }

  /// Reads until the buffer is full or the file ends.
  ///
  /// - Returns: The number of bytes read.
  static func fill(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    var total = 0
    while total < buffer.count {
      let count = readFile(
        descriptor, buffer.baseAddress.map { $0 + total }, buffer.count - total)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError(code: errno)
      }
      total += count
    }
    return total
  }

  /// Reads a small file as a whole.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: More bytes than this are not read.
  /// - Returns: Its bytes.
  /// - Throws: ``SystemError``.
  static func read(_ path: SourcePath, limit: Int = 16 << 20) throws(SystemError) -> [UInt8] {
    let (descriptor, size) = try open(path)
    defer { close(descriptor) }
    return try read(descriptor, count: min(size, limit))
  }

  /// Reads so many bytes, or fewer where the file ends before.
  static func read(_ descriptor: Int32, count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(SystemError) -> Int in try fill(descriptor, buffer) }
    }
    bytes.removeLast(bytes.count - (try result.get()))
    return bytes
  }

  /// The names in a folder, sorted; nil where there is none.
  static func names(_ path: SourcePath) throws(SystemError) -> [[UInt8]]? {
    guard let folder = withCString(path, { opendir($0) }) else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw SystemError(code: errno)
    }
    defer { closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func withCString<R>(
    _ path: SourcePath, _ body: (UnsafePointer<CChar>) -> R
  ) -> R {
    path.withCString(body)
  }

  /// Runs `body` with a name as C wants it.
  static func withCString<R>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    SourcePath(bytes: name).withCString(body)
  }

  private static func openFile(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags)
    #elseif canImport(Musl)
      Musl.open(path, flags)
    #else
      Darwin.open(path, flags)
    #endif
  }

  private static func readFile(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, buffer, count)
    #else
      Darwin.read(descriptor, buffer, count)
    #endif
  }
}

/// An error of the operating system.
struct SystemError: Error {
  /// The `errno` value.
  var code: Int32
  /// The system's words.
  var message: String { SystemFile.message(code) }
  /// Whether the file is simply not there.
  var isAbsent: Bool { code == ENOENT || code == ENOTDIR }
}

extension SourcePath {
  /// The path of something in this folder; an absolute name replaces it.
  func appending(_ name: some Sequence<UInt8>) -> SourcePath {
    let name = Array(name)
    if name.first == UInt8(ascii: "/") { return SourcePath(bytes: name) }
    return SourcePath(bytes: bytes + [UInt8(ascii: "/")] + name)
  }

  /// The path of something in this folder.
  func appending(_ name: String) -> SourcePath { appending(Array(name.utf8)) }
}
