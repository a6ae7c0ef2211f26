/// The files in which an earlier sweep under the same rules found nothing.
///
/// A file is one id of ``KnownFiles/idBytes`` bytes, a keyed hash of its path and its stamp: so the
/// state says nothing of names, and a file that changes is another file.
public struct KnownFiles: Sendable {
  /// Bytes of an id.
  public static let idBytes = 20

  let current: KnownObjects
  let earlier: KnownObjects

  /// How many are known.
  public var count: Int { current.count + earlier.count }

  /// What is known of a file.
  public enum Answer: Sendable {
    /// Nothing.
    case unknown
    /// It is known.
    case known
    /// It is known, and will be forgotten unless it is saved again.
    case fading
  }

  /// Looks a file up.
  ///
  /// - Parameter id: Its id.
  /// - Returns: Whether it is known, and for how long.
  public func answer(_ id: UnsafeRawBufferPointer) -> Answer {
    current.contains(id) ? .known : earlier.contains(id) ? .fading : .unknown
  }
}

/// What a sweep has learned about files since it last saved.
public struct FileUpdate: Sendable {
  var ids: [UInt8] = []

  /// Starts an empty update.
  public init() {}

  /// How many files were added.
  public var count: Int { ids.count / KnownFiles.idBytes }
  /// Whether there is nothing to save.
  public var isEmpty: Bool { ids.isEmpty }

  /// Adds a file that was swept wholly and holds nothing.
  ///
  /// - Parameter id: Its id; one of another length is passed over: its file is swept again.
  public mutating func add(_ id: UnsafeRawBufferPointer) {
    if id.count == KnownFiles.idBytes { ids.append(contentsOf: id) }
  }
}
