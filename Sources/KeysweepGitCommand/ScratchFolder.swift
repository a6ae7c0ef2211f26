#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A folder for this process alone, that disappears with its owner.
final class ScratchFolder {
  let path: [UInt8]
  private var names: [String] = []

  private static let largestCopy = 2 << 30
  private static let remedy = "set TMPDIR to a folder that can be written to"

  init() throws(GitCommandError) {
    let place = Self.place
    var template = place + Array("/keysweep-git-XXXXXX".utf8) + [0]
    let made = template.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.flatMap { mkdtemp($0.assumingMemoryBound(to: CChar.self)) } != nil
    }
    guard made else {
      throw systemFailure("no temporary folder can be made", remedy: Self.remedy)
    }
    path = Array(template.dropLast())
  }

  deinit {
    for name in names { _ = Files.withCString(self(name)) { unlink($0) } }
    _ = Files.withCString(path) { rmdir($0) }
  }

  /// Where temporary files go.
  static var place: [UInt8] {
    if let named = Files.variable("TMPDIR"), named.first == UInt8(ascii: "/") { return named }
    return Array("/tmp".utf8)
  }

  /// The path of something in it.
  func callAsFunction(_ name: String) -> [UInt8] { path + Array("/\(name)".utf8) }

  /// Makes a file in it.
  func write(_ name: String) throws(GitCommandError) -> ScratchFile {
    let descriptor = Files.withCString(self(name)) {
      open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    guard descriptor >= 0 else {
      throw systemFailure("no temporary file can be made", remedy: Self.remedy)
    }
    names.append(name)
    return ScratchFile(descriptor)
  }

  /// Copies a file into it, with a time of modification of zero.
  ///
  /// - Parameters:
  ///   - source: The file; links are followed.
  ///   - name: Its name in the folder.
  /// - Returns: Whether there was such a file.
  /// - Throws: When it cannot be read, or not be written.
  func copy(_ source: [UInt8], to name: String) throws(GitCommandError) -> Bool {
    let from = Files.withCString(source) { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard from >= 0 else {
      if errno == ENOENT { return false }
      throw systemFailure("the index of the repository cannot be read")
    }
    defer { close(from) }
    var status = stat()
    guard fstat(from, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= Self.largestCopy
    else { throw GitCommandError(.failed, "the index of the repository is no ordinary file") }
    let file = try write(name)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(from, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw systemFailure("the index of the repository cannot be read") }
      if count == 0 { break }
      buffer.withUnsafeBytes { file.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    try file.flush()
    let zero = [timespec(), timespec()]
    guard futimens(file.descriptor, zero) == 0 else {
      throw systemFailure("a temporary file cannot be dated")
    }
    return true
  }
}

/// A file that is written in one go, then read by a program.
final class ScratchFile {
  let descriptor: Int32
  private var buffer: [UInt8] = []
  private var error: Int32 = 0
  /// Whether nothing was written.
  private(set) var isEmpty = true

  private static let most = 1 << 16

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// A file without a name.
  convenience init() throws(GitCommandError) {
    var template = ScratchFolder.place + Array("/keysweep-git-XXXXXX".utf8) + [0]
    let descriptor = template.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { mkstemp($0.assumingMemoryBound(to: CChar.self)) } ?? -1
    }
    guard descriptor >= 0 else {
      throw systemFailure(
        "no temporary file can be made", remedy: "set TMPDIR to a folder that can be written to")
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = Files.withCString(Array(template.dropLast())) { unlink($0) }
    self.init(descriptor)
  }

  deinit { close(descriptor) }

  /// Appends bytes; an error comes up in ``flush()``.
  func append(_ bytes: some Collection<UInt8>) {
    buffer.append(contentsOf: bytes)
    if !bytes.isEmpty { isEmpty = false }
    if buffer.count >= Self.most { drain() }
  }

  /// Writes what is left.
  func flush() throws(GitCommandError) {
    drain()
    guard error == 0 else {
      errno = error
      throw systemFailure("a temporary file cannot be written")
    }
  }

  /// Writes what is left, and goes to the beginning.
  func rewind() throws(GitCommandError) {
    try flush()
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw systemFailure("a temporary file cannot be read")
    }
  }

  private func drain() {
    var done = 0
    while done < buffer.count, error == 0 {
      let count = buffer[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { if errno != EINTR { error = errno } } else { done += count }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
