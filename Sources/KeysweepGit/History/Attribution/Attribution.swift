public import KeysweepModel

/// Where in a history an object stands that holds something.
public struct Attribution: Sendable, Hashable {
  /// How the object is reached.
  public enum Reach: Sendable, Hashable {
    /// From a branch, a tag, a note, a remote's branch, or the `HEAD` of a worktree.
    case referenced
    /// Only from the stash, a reflog, or what an operation left. `recovery` names them.
    case recoverable
    /// From nothing that git shows: it disappears when git collects garbage.
    case dangling
  }

  /// How it is reached.
  public var reach: Reach = .dangling
  /// The first commit that holds it; nil when none does.
  ///
  /// No commit before it holds the object; of several such, it has the earliest committer date.
  /// Commits that references reach go before those that only reflogs reach.
  public var first: CommitSighting?
  /// The last commit that holds it: no commit after it does; of several such, the latest.
  public var last: CommitSighting?
  /// Whether `first` is the first for sure.
  ///
  /// False in a shallow or partial clone: an absent commit or folder may hold the object, too, so
  /// it was there *at least* since then.
  public var isFirstCertain = true
  /// The first paths at which it stood in any commit, in the order of bytes.
  ///
  /// A path of no bytes is the root folder. Nothing says that names are UTF-8.
  public var paths: [[UInt8]] = []
  /// How many paths there are; a lower bound when `arePathsCut`.
  public var pathCount = 0
  /// Whether the repository has more folders than were followed.
  public var arePathsCut = false
  /// Whether the commit of `HEAD` still holds it.
  public var standsAtHead = false
  /// The branches of this repository and of its remotes, that reach a commit which holds it.
  public var branches = ReferenceList()
  /// The tags that reach it.
  public var tags = ReferenceList()
  /// Other references that reach it: `HEAD` of a worktree, notes, pull requests.
  public var others = ReferenceList()
  /// Where it can be fetched back from, newest first, such as `stash@{0}` or `ORIG_HEAD`.
  ///
  /// Filled only when no reference reaches it.
  public var recovery = ReferenceList()

  /// Makes an attribution of something that nothing reaches.
  public init() {}

  /// When the object first stood in the history; nil when that is not known.
  ///
  /// The committer date of `first`, or the date of the tag that the item is.
  public var firstDate: Instant? { first?.committer?.date }
}

/// A commit that holds something.
///
/// For an item that is an annotated tag, the tag stands for the commit and its tagger for both
/// people.
public struct CommitSighting: Sendable, Hashable {
  /// The commit.
  public var commit: ObjectID
  /// Who wrote it; nil when the commit cannot be read.
  public var author: Signature?
  /// Who committed it, and when; only the date when the commit cannot be read.
  public var committer: Signature?
  /// The subject of its message.
  ///
  /// It may hold the credential itself: mask it before showing it.
  public var subject: String
  /// Where the item stands in this commit; nil for an item that is the commit.
  public var path: [UInt8]?

  /// Makes a sighting.
  public init(
    commit: ObjectID, author: Signature?, committer: Signature?, subject: String,
    path: [UInt8]? = nil
  ) {
    self.commit = commit
    self.author = author
    self.committer = committer
    self.subject = subject
    self.path = path
  }
}

/// Some names of references, and how many there are.
public struct ReferenceList: Sendable, Hashable {
  /// A reference.
  public struct Item: Sendable, Hashable {
    /// Its name as bytes, such as `refs/heads/main`.
    public var name: [UInt8]
    /// Whether the commit it points to still holds the object.
    public var isAtTip: Bool
  }

  /// The first of them: those that still hold it, then in the order of names.
  public var items: [Item] = []
  /// How many there are.
  public var count = 0

  /// Makes an empty list.
  public init() {}

  /// Makes a list of one name.
  public init(name: [UInt8]) {
    items = [Item(name: name, isAtTip: true)]
    count = 1
  }

  mutating func append(_ item: Item, limit: Int) {
    count += 1
    if items.count < limit { items.append(item) }
  }
}

/// How much an attribution says.
public struct AttributionLimits: Sendable, Hashable {
  /// How many paths are listed.
  public var paths = 16
  /// How many references of a sort are listed.
  public var references = 16
  /// How many edges a projection may have; with more, fewer items are done at once.
  public var projectionEdges = 4_000_000

  /// The usual limits.
  public init() {}
}
