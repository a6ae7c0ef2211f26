internal import KeysweepModel
internal import KeysweepReporting

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Where a report goes.
struct OutputTarget: Equatable {
  /// The file; nil for standard output.
  var path: String?
  /// Its format.
  var format: ReportFormat

  /// Reads `FILE`, `FORMAT:FILE` or `-`; without a prefix the file's ending decides, then `fallback`.
  init(argument: String, fallback: ReportFormat) {
    var rest = argument[...]
    var format = fallback
    if let colon = argument.firstIndex(of: ":"),
      let named = ReportFormat(rawValue: String(argument[..<colon]))
    {
      format = named
      rest = argument[argument.index(after: colon)...]
    } else if let dot = argument.lastIndex(of: "."),
      let named = ReportFormat(rawValue: String(argument[argument.index(after: dot)...]))
    {
      format = named
    }
    path = rest == "-" ? nil : String(rest)
    self.format = format
  }

  init(path: String?, format: ReportFormat) {
    self.path = path
    self.format = format
  }
}

/// An error of the operating system about a file we write.
struct OutputError: Error, CustomStringConvertible {
  var path: String
  var code: Int32
  var description: String {
    "cannot write \u{201c}\(path)\u{201d}: \(String(cString: strerror(code)))"
  }
}

/// A file that appears under its name only when it is whole.
///
/// What is no regular file (a device, a pipe) is written to directly.
///
/// Not for use from two threads at once: the sweep hands hits over one at a time, and is over
/// before the report is written.
final class OutputFile: @unchecked Sendable {
  // Sendable: `failure` and `isOpen` change in `write` and `commit` only, which are called as said.
  private let path: String
  private let temporary: String?
  private let descriptor: Int32
  private var isOpen = true
  private var failure: Int32?

  /// Opens the file for writing.
  ///
  /// - Parameters:
  ///   - path: Its final name.
  ///   - isPrivate: Whether only the owner may read it; such a file must not exist yet.
  /// - Throws: ``OutputError``.
  init(_ path: String, isPrivate: Bool = false) throws(OutputError) {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else if isPrivate {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    } else {
      let name = "\(path).\(getpid()).part"
      temporary = name
      descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    }
    if descriptor < 0 { throw OutputError(path: path, code: errno) }
  }

  deinit {
    guard isOpen else { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Appends bytes; the first failure is kept and reported by ``commit()``.
  func write(_ bytes: UnsafeRawBufferPointer) {
    if failure == nil, !Console.writeAll(bytes, to: descriptor) { failure = errno }
  }

  /// Closes the file and gives it its name.
  ///
  /// - Throws: ``OutputError`` when anything could not be written.
  func commit() throws(OutputError) {
    isOpen = false
    if close(descriptor) != 0, failure == nil { failure = errno }
    if let failure {
      if let temporary { unlink(temporary) }
      throw OutputError(path: path, code: failure)
    }
    if let temporary, rename(temporary, path) != 0 {
      let code = errno
      unlink(temporary)
      throw OutputError(path: path, code: code)
    }
  }
}
