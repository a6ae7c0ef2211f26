#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Reads small files that the user names: rules, data files.
enum FileContent {
  private static let maxBytes = 16 << 20

  /// Whether something is there.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - maxBytes: The size from which on it is refused.
  /// - Returns: The bytes.
  /// - Throws: ``UsageError`` with the path, the reason and the remedy.
  static func read(_ path: String, maxBytes: Int = maxBytes) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw UsageError(
        description: "cannot open \u{201c}\(path)\u{201d}: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw UsageError(description: "\u{201c}\(path)\u{201d} is no regular file")
    }
    guard status.st_size <= maxBytes else {
      throw UsageError(
        description:
          "\u{201c}\(path)\u{201d} is larger than \(maxBytes >> 20) MiB, which no such file is")
    }
    return try [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      while count < buffer.count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(count))
        if got < 0, errno == EINTR { continue }
        guard got >= 0 else {
          throw UsageError(
            description: "cannot read \u{201c}\(path)\u{201d}: \(String(cString: strerror(errno)))")
        }
        if got == 0 { break }
        count += got
      }
    }
  }
}
