internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// An error of the operating system.
struct FileError: Error, Hashable {
  var code: Int32

  var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// Whether it goes away when somebody closes a file.
  var isShortageOfDescriptors: Bool { code == EMFILE || code == ENFILE }

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
    case EMFILE, ENFILE:
      return Incident(
        .unreadable, path: path,
        detail: "\(reason); raise \u{201c}ulimit -n\u{201d} or lower --jobs")
    default:
      return Incident(.unreadable, path: path, detail: reason)
    }
  }
}
