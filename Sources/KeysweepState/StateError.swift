/// Why the memory of earlier sweeps cannot be used, or could not be written.
public struct StateError: Error, Hashable, CustomStringConvertible {
  /// The family of an error.
  public enum Code: String, Sendable {
    /// The path is a folder, a pipe, a link that leads nowhere, or cannot be opened.
    case unusable
    /// Somebody else could have written what the file says.
    case untrusted
    /// The file is something else, and is left alone.
    case notAState = "not-a-state"
    /// A later version of keysweep made the file.
    case newer
    /// The file is damaged.
    case corrupt
    /// Another process holds the file for too long.
    case busy
    /// The file, or its folder, cannot be written.
    case readOnly = "read-only"
    /// The disk is full.
    case full
    /// The operating system reports an error.
    case system
  }

  /// The family of the error.
  public let code: Code
  /// The file, as it was named.
  public let path: String
  /// What is wrong, in a few words.
  public let reason: String
  /// What to do about it.
  public let remedy: String

  init(_ code: Code, _ path: String, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.path = path
    self.reason = reason
    self.remedy = remedy ?? Self.remedy(for: code)
  }

  /// Path, reason and remedy.
  public var description: String { "\(path): \(reason); \(remedy)" }

  private static func remedy(for code: Code) -> String {
    switch code {
    case .unusable: "name a file in a folder that can be written"
    case .untrusted: "name another file, or make this one yours alone (chmod 600)"
    case .notAState: "name another file: this one is left as it is"
    case .newer: "use a keysweep that is as new, or name another file"
    case .corrupt: "move it away and sweep again: a new one is made, and everything is read once"
    case .busy: "wait until the other keysweep has ended, or name another file"
    case .readOnly: "make the file and its folder writable, or name another file"
    case .full: "make room and sweep again"
    case .system: "look after the disk, or name another file"
    }
  }
}
