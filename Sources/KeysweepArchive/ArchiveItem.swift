public import KeysweepModel

/// Bytes that a container gave.
public struct ArchiveItem: Sendable, Hashable {
  /// What the bytes are.
  public enum Role: Sendable, Hashable {
    /// The content of a member.
    case member
    /// Bytes of the container itself: comments, padding, what follows its end. They may repeat what
    /// members gave.
    case slack
    /// All bytes of something that only looked like a container.
    case whole
  }

  /// Where they are: `outer.tar.gz!/inner.zip!/etc/app.env`.
  public var path: SourcePath
  /// What they are.
  public var role: Role
  /// When the member was modified, says the innermost container that says so.
  public var modified: Instant?
  /// The offset of the first byte in what ``path`` names.
  public var base = 0

  /// Describes bytes.
  public init(path: SourcePath, role: Role, modified: Instant? = nil, base: Int = 0) {
    self.path = path
    self.role = role
    self.modified = modified
    self.base = base
  }
}

/// What is met on the way through a container, in the order of its members.
public enum ArchiveEvent {
  /// Bytes to sweep; they are there until the handler returns.
  case bytes(ArchiveItem, PullReader)
  /// A name that is long enough to hold a key, or where a link leads.
  case name(ArchiveItem, [UInt8])
  /// Something could not be read, or a limit cut it off.
  case incident(Incident)
}

extension SourcePath {
  /// The path of a member of this container.
  ///
  /// - Parameter name: Its name as the container has it; `..` and a leading slash mean nothing here.
  /// - Returns: The path.
  public func member(_ name: [UInt8]) -> SourcePath {
    SourcePath(bytes: bytes + [UInt8(ascii: "!"), UInt8(ascii: "/")] + name)
  }
}
