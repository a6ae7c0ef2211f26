internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file or folder of which nothing can be used.
struct ReadFailure: Error {
  var path: SourcePath
  /// How it counts: a file that keysweep may not open makes an inventory incomplete, a file that is
  /// no inventory does not.
  var kind: Incident.Kind
  var line: Int?
  var reason: String

  init(path: SourcePath, kind: Incident.Kind, line: Int? = nil, reason: String) {
    self.path = path
    self.kind = kind
    self.line = line
    self.reason = reason
  }

  /// An error of the operating system.
  init(path: SourcePath, code: Int32) {
    self.path = path
    kind =
      switch code {
      case ENOENT: .missing
      case EACCES, EPERM: .permissionDenied
      default: .unreadable
      }
    reason = String(cString: strerror(code))
  }

  /// As an error of the whole, when there is nothing else.
  var error: InventoryError { InventoryError(path: path, reason: reason) }
  /// As a remark, when other files could be read.
  var incident: Incident {
    Incident(kind, path: path, line: line, detail: "not used: \(reason)")
  }
}
