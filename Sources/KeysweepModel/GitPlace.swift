/// Where in the history of a git repository a credential stands.
///
/// One place stands for all versions of a file that hold the same material at the same path. Texts
/// that people wrote (subjects, names, names of references) have had everything that looks like a
/// secret masked.
public struct GitPlace: Sendable, Hashable {
  /// What kind of object holds it.
  public enum Kind: String, Sendable, CaseIterable {
    /// The content of a file.
    case blob
    /// A commit: its message or a header.
    case commit
    /// An annotated tag.
    case tag
    /// A folder: the name of a file or folder in it.
    case tree
    /// The name of a branch, a tag or another reference.
    case reference
  }

  /// How it is reached, from strongest to weakest.
  public enum Reach: String, Sendable, CaseIterable {
    /// From a branch, a tag, a note, a remote's branch, or the `HEAD` of a worktree.
    case referenced
    /// Not known: it stands in a pack or bundle, whose repository is elsewhere, or in a repository
    /// whose references are not read.
    case unknown
    /// Only from the stash, a reflog, or what an operation left.
    case recoverable
    /// From nothing: it disappears when git collects garbage.
    case unreachable
  }

  /// A person, as a commit names them.
  public struct Person: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The address.
    public var email: String

    /// Names a person.
    public init(name: String, email: String) {
      self.name = name
      self.email = email
    }
  }

  /// A commit that holds it; for an annotated tag, the tag.
  public struct Commit: Sendable, Hashable {
    /// The full id, lower-case hex.
    public var id: String
    /// Who wrote it; nil when the commit cannot be read.
    public var author: Person?
    /// When it was written.
    public var authored: Instant?
    /// Who committed it.
    public var committer: Person?
    /// When it was committed.
    public var committed: Instant?
    /// The first line of its message.
    public var subject: String
    /// Where a forge shows it.
    public var url: String?

    /// Describes a commit.
    public init(
      id: String, author: Person? = nil, authored: Instant? = nil, committer: Person? = nil,
      committed: Instant? = nil, subject: String = "", url: String? = nil
    ) {
      self.id = id
      self.author = author
      self.authored = authored
      self.committer = committer
      self.committed = committed
      self.subject = subject
      self.url = url
    }
  }

  /// The first of many names, and how many there are.
  public struct Names: Sendable, Hashable {
    /// The first names: bytes, for nothing says that they are UTF-8.
    public var first: [SourcePath]
    /// How many there are.
    public var count: Int

    /// Makes a list.
    public init(_ first: [SourcePath] = [], count: Int = 0) {
      self.first = first
      self.count = max(count, first.count)
    }
  }

  /// The folder of the repository, as it was named or met.
  public var repository: SourcePath
  /// What kind of object holds it.
  public var kind: Kind
  /// The full id of the object whose line and column are given, lower-case hex; empty for a
  /// reference.
  public var object: String
  /// How it is reached.
  public var reach: Reach
  /// The first commit that holds it; nil when none does.
  public var first: Commit?
  /// Whether no commit before it can hold it: false in a shallow or partial clone.
  public var isFirstCertain = true
  /// The last commit that holds it: the next one removed it, unless it still stands.
  public var last: Commit?
  /// Whether the commit of `HEAD` still holds it.
  public var standsAtHead = false
  /// The paths at which it stood, within the repository.
  public var paths = Names()
  /// The branches, local and remote, from which a commit that holds it is reached.
  public var branches = Names()
  /// The tags from which it is reached.
  public var tags = Names()
  /// Other references from which it is reached.
  public var others = Names()
  /// Where it can be fetched back from, such as `stash@{0}`, when no reference reaches it.
  public var recovery = Names()
  /// How many objects hold it at this path.
  public var versions = 1
  /// Where a forge shows the line.
  public var url: String?

  /// Makes a place of which nothing more is known.
  public init(repository: SourcePath, kind: Kind, object: String, reach: Reach = .unreachable) {
    self.repository = repository
    self.kind = kind
    self.object = object
    self.reach = reach
  }
}

/// A value that many share, so that they stay small.
public final class Shared<Value: Sendable & Hashable>: Sendable, Hashable {
  /// The value.
  public let value: Value

  /// Shares a value.
  public init(_ value: Value) { self.value = value }

  /// Whether both hold the same.
  public static func == (a: Shared, b: Shared) -> Bool { a === b || a.value == b.value }

  /// Feeds the value.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension SourcePath {
  /// The path without the object that it names, 7 to 64 hexadecimal digits behind an `@` at its end
  /// or before the first member of a container; nil when it names none.
  ///
  /// The name of a plain file may end like that, too.
  public var beforeCommit: SourcePath? {
    guard let id = commitRange else { return nil }
    return SourcePath(bytes: Array(bytes[..<(id.lowerBound - 1)]) + bytes[id.upperBound...])
  }

  /// The path with at most so many digits of the object that it names.
  ///
  /// - Parameter digits: How many digits are kept.
  /// - Returns: The shorter path.
  public func shorteningCommit(to digits: Int) -> SourcePath {
    guard let id = commitRange else { return self }
    let head = bytes[..<min(id.upperBound, id.lowerBound + digits)]
    return SourcePath(bytes: Array(head) + bytes[id.upperBound...])
  }

  /// Where the digits stand.
  private var commitRange: Range<Int>? {
    var last: Range<Int>?
    for at in bytes.indices where bytes[at] == UInt8(ascii: "@") {
      let end = bytes[(at + 1)...].firstIndex { !Self.isHex($0) } ?? bytes.count
      guard (7...64).contains(end - at - 1) else { continue }
      if bytes[end...].starts(with: [UInt8(ascii: "!"), UInt8(ascii: "/")]) { return at + 1..<end }
      if end == bytes.count { last = at + 1..<end }
    }
    return last
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}
