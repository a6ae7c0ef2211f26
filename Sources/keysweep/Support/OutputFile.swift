internal import KeysweepInputs
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An error of the operating system about something we write.
struct OutputError: Error, CustomStringConvertible {
  /// What was to be written, as the message names it.
  var name: String
  /// The error number.
  var code: Int32

  init(name: String, code: Int32) {
    self.name = name
    self.code = code
  }

  init(path: String, code: Int32) {
    self.init(name: "\u{201c}\(path)\u{201d}", code: code)
  }

  var description: String { "cannot write \(name): \(String(cString: strerror(code)))" }
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
  /// The name until the file is whole, and the name it gets then.
  private let names: (temporary: String, final: String)?
  /// What is removed when the file is not committed.
  private let litter: String?
  private let descriptor: Int32
  private var isOpen = true
  private var failure: Int32?

  private static let serial = Atomic<Int>(0)

  /// Opens a report for writing.
  ///
  /// - Parameter place: Where it goes; not standard output.
  /// - Throws: ``OutputError``.
  init(_ place: OutputPlace) throws(OutputError) {
    path = place.path
    guard place.isReplaced else {
      names = nil
      litter = nil
      descriptor = open(place.target, O_WRONLY | O_CLOEXEC | O_NOCTTY)
      if descriptor < 0 { throw OutputError(path: path, code: errno) }
      return
    }
    var opened: Int32 = -1
    var temporary = ""
    repeat {
      let number = Self.serial.add(1, ordering: .relaxed).newValue
      temporary = "\(place.folder)/.keysweep-\(getpid())-\(number).part"
      opened = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      // Left behind by a process that had our number and was killed.
    } while opened < 0 && errno == EEXIST
    if opened < 0 { throw OutputError(path: path, code: errno) }
    descriptor = opened
    names = (temporary, place.target)
    litter = temporary
    Self.adopt(place.status, by: descriptor)
  }

  /// Opens a file that only its owner may read, and that is there under its name from the start.
  ///
  /// - Parameter path: Its name, under which nothing may exist: a pipe or a device would hand on
  ///   what is written.
  /// - Throws: ``OutputError``.
  init(private path: String) throws(OutputError) {
    self.path = path
    names = nil
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    litter = path
    if descriptor < 0 { throw OutputError(path: path, code: errno) }
  }

  deinit {
    guard isOpen, descriptor >= 0 else { return }
    close(descriptor)
    if let litter { unlink(litter) }
  }

  /// The file that is open now, under whatever name.
  var identity: FileIdentity? { FileIdentity(descriptor: descriptor) }

  /// Whether the file has another name until it is whole.
  var isTemporary: Bool { names != nil }

  /// Appends bytes; the first failure is kept and reported by ``commit()``.
  func write(_ bytes: UnsafeRawBufferPointer) {
    if failure == nil { failure = Console.writeAll(bytes, to: descriptor) }
  }

  /// Closes the file and gives it its name.
  ///
  /// - Throws: ``OutputError`` when anything could not be written.
  func commit() throws(OutputError) {
    isOpen = false
    if close(descriptor) != 0, failure == nil { failure = errno }
    if let failure {
      if let names { unlink(names.temporary) }
      // A reader that went away has had enough.
      if failure == EPIPE { return }
      throw OutputError(path: path, code: failure)
    }
    if let names, rename(names.temporary, names.final) != 0 {
      let code = errno
      unlink(names.temporary)
      throw OutputError(path: path, code: code)
    }
  }

  /// Gives a new file the owner and the permissions of the one it will replace.
  private static func adopt(_ status: stat?, by descriptor: Int32) {
    guard let status else {
      let mask = umask(0)
      umask(mask)
      fchmod(descriptor, 0o644 & ~mask)
      return
    }
    var mode = status.st_mode & 0o777
    // Where the group cannot be kept, its permissions would go to another one.
    if fchown(descriptor, status.st_uid, status.st_gid) != 0,
      fchown(descriptor, uid_t.max, status.st_gid) != 0
    {
      mode &= 0o707
    }
    fchmod(descriptor, mode)
  }
}
