public import KeysweepModel

/// By what a plain file is recognised without reading it.
public struct FileIdentity: Sendable, Hashable {
  /// Its path, as the sweep names it.
  public var path: SourcePath
  /// The device it lies on.
  public var device: UInt64
  /// Its inode.
  public var inode: UInt64
  /// Its size in bytes.
  public var size: UInt64
  /// When its content was modified, in nanoseconds since 1970; anybody can set it.
  public var modified: Int64
  /// When its inode was changed, in nanoseconds since 1970; nobody can set it back.
  public var changed: Int64

  /// Makes an identity.
  public init(
    path: SourcePath, device: UInt64, inode: UInt64, size: UInt64, modified: Int64, changed: Int64
  ) {
    self.path = path
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }
}

/// A plain file that was swept, and what was found in it.
///
/// Take the identity before the file is read, and do not save a file whose `modified` or `changed`
/// is less than two seconds old then: a change within the same tick of the clock would not show.
public struct KnownFile: Sendable, Hashable {
  /// By what it is recognised.
  public var identity: FileIdentity
  /// SHA-256 of its content, if the sweep made one.
  public var content: [UInt8]?
  /// What was found, as the caller writes it down: without secrets, and empty for nothing.
  public var hits: [UInt8]

  /// Makes a record.
  public init(identity: FileIdentity, content: [UInt8]? = nil, hits: [UInt8] = []) {
    self.identity = identity
    self.content = content
    self.hits = hits
  }
}

/// What a sweep has learned about plain files since it last saved.
public struct FileUpdate: Sendable {
  var files: [KnownFile] = []

  /// Starts an empty update.
  public init() {}

  /// How many files were added.
  public var count: Int { files.count }
  /// Whether there is nothing to save.
  public var isEmpty: Bool { files.isEmpty }

  /// Adds a file that was swept wholly.
  public mutating func add(_ file: KnownFile) { files.append(file) }

  /// Adds what another worker has learned.
  public mutating func add(_ other: FileUpdate) { files += other.files }
}
