public import KeysweepModel

/// A name that points into a history.
public struct Reference: Sendable, Hashable {
  /// What sort of name it is.
  public enum Kind: Sendable, Hashable {
    /// `HEAD` of a worktree.
    case head
    /// `refs/heads/…`.
    case branch
    /// `refs/remotes/…`.
    case remote
    /// `refs/tags/…`.
    case tag
    /// `refs/notes/…`.
    case note
    /// `refs/stash`.
    case stash
    /// What an operation left: `ORIG_HEAD`, `FETCH_HEAD`, `MERGE_HEAD` and their like.
    case leftover
    /// Anything else below `refs/`, such as `refs/pull/1/head`.
    case other
  }

  /// Where it points.
  public enum Target: Sendable, Hashable {
    /// To an object.
    case object(ObjectID)
    /// To another reference, by its full name.
    case symbolic([UInt8])
  }

  /// The full name, such as `refs/heads/main`: bytes, for nothing says that it is UTF-8.
  public var name: [UInt8]
  /// What sort of name it is.
  public var kind: Kind
  /// Where it points.
  public var target: Target
  /// What the tag it points to stands for in the end, when `packed-refs` says so.
  public var peeled: ObjectID?
  /// The linked worktree it belongs to; nil for what all share and for the opened worktree.
  public var worktree: [UInt8]?

  /// Makes a reference; the kind follows from the name.
  public init(
    name: [UInt8], target: Target, peeled: ObjectID? = nil, worktree: [UInt8]? = nil
  ) {
    self.name = name
    self.target = target
    self.peeled = peeled
    self.worktree = worktree
    kind = Self.kind(of: name)
  }

  /// The name as git prints it: `worktrees/x/HEAD` for what a linked worktree has of its own.
  public var fullName: [UInt8] {
    guard let worktree else { return name }
    return Array("worktrees/".utf8) + worktree + [0x2F] + name
  }

  private static func kind(of name: [UInt8]) -> Kind {
    func below(_ folder: StaticString) -> Bool {
      name.starts(
        with: UnsafeBufferPointer(start: folder.utf8Start, count: folder.utf8CodeUnitCount))
    }
    if name == Array("HEAD".utf8) { return .head }
    if below("refs/heads/") { return .branch }
    if below("refs/remotes/") { return .remote }
    if below("refs/tags/") { return .tag }
    if below("refs/notes/") { return .note }
    if name == Array("refs/stash".utf8) { return .stash }
    return below("refs/") ? .other : .leftover
  }
}

/// What a reference pointed to over time.
public struct Reflog: Sendable, Hashable {
  /// One change.
  public struct Entry: Sendable, Hashable {
    /// Before; nil when the reference was made.
    public var old: ObjectID?
    /// After; nil when it was deleted.
    public var new: ObjectID?
    /// When; nil when the line does not say.
    public var date: Instant?
  }

  /// The full name of the reference.
  public var name: [UInt8]
  /// The linked worktree it belongs to.
  public var worktree: [UInt8]?
  /// The changes, oldest first, as the file has them.
  public var entries: [Entry]

  /// How git names an entry: `HEAD@{0}` is the newest.
  ///
  /// - Parameter index: An index of `entries`.
  /// - Returns: The name as bytes.
  public func name(ofEntry index: Int) -> [UInt8] {
    var shown = name
    for prefix in ["refs/heads/", "refs/remotes/", "refs/"] where name.starts(with: prefix.utf8) {
      shown = Array(name.dropFirst(prefix.utf8.count))
      break
    }
    if let worktree { shown = Array("worktrees/".utf8) + worktree + [0x2F] + shown }
    return shown + Array("@{\(entries.count - 1 - index)}".utf8)
  }
}

/// Something about references that could not be read.
public struct ReferenceProblem: Sendable, Hashable {
  /// What is the matter.
  public enum Reason: Sendable, Hashable {
    /// The repository keeps references in reftables, which are not read.
    case reftable
    /// A file could not be opened or is larger than is read.
    case unreadable
    /// A file or line says nothing that a reference may say.
    case malformed
    /// More references or folders than are read.
    case tooMany
  }

  /// The path below the repository.
  public var path: [UInt8]
  /// What is the matter.
  public var reason: Reason
}

/// All references of a repository.
public struct RepositoryReferences: Sendable, Hashable {
  /// Every reference: shared, of the opened worktree, and of the linked ones.
  public var references: [Reference] = []
  /// Every reflog, also of references that no longer exist.
  public var reflogs: [Reflog] = []
  /// The commits whose parents a shallow clone left out.
  public var shallow: Set<ObjectID> = []
  /// What could not be read.
  public var problems: [ReferenceProblem] = []

  /// Whether there are references of which not one is known.
  public var isUnread: Bool { problems.contains { $0.reason == .reftable } }

  /// Makes an empty set.
  public init() {}

  /// Follows a reference to an object; nil when it leads nowhere, as on a branch not yet born.
  public func resolve(_ reference: Reference) -> ObjectID? {
    ReferenceResolver(self).resolve(reference)
  }
}

/// Follows symbolic references.
struct ReferenceResolver {
  private let byName: [[UInt8]: Reference]

  init(_ all: RepositoryReferences) {
    byName = Dictionary(all.references.map { ($0.fullName, $0) }) { first, _ in first }
  }

  func resolve(_ reference: Reference) -> ObjectID? {
    var current = reference
    // Git gives up after five steps, too.
    for _ in 0..<6 {
      switch current.target {
      case .object(let id): return id
      case .symbolic(let name):
        let own = reference.worktree.flatMap { tree -> Reference? in
          byName[Array("worktrees/".utf8) + tree + [0x2F] + name]
        }
        guard let next = own ?? byName[name] else { return nil }
        current = next
      }
    }
    return nil
  }
}
