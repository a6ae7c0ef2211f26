import Foundation
public import KeysweepModel

/// Repositories made by real git, with one fresh key in each place where keys hide.
///
/// Dates and people are always the same, nothing of the machine's configuration is used, and only
/// the keys are new each time.
///
/// ```swift
/// let planted = try HidingPlaces.make(in: tree, packing: .gc)
/// // tree("r") is the repository; planted says what is hidden where.
/// ```
public enum HidingPlaces {
  /// How objects are named.
  public enum Format: String, Sendable, CaseIterable {
    /// 20 bytes.
    case sha1
    /// 32 bytes.
    case sha256
  }

  /// How objects are stored at the end.
  public enum Packing: String, Sendable, CaseIterable {
    /// Each in a file of its own.
    case loose
    /// One pack by `gc`; what nothing reaches stays loose.
    case gc
    /// The same by `gc --aggressive`.
    case aggressive
    /// One pack that holds everything, with chains as long as 250 deltas.
    case deep
    /// Several packs under one index; the packs keep their own.
    case multiPackIndex
    /// Half of the objects in the repository `pool.git`, half in the one that borrows from it.
    case alternates
    /// One pack for what was there halfway, the rest loose.
    case mixed
  }

  /// The name of the repository's folder.
  public static let repository = "r"

  /// Builds the repository `r`, and beside it the linked worktree `linked`.
  ///
  /// - Parameters:
  ///   - tree: The folder in which both are made.
  ///   - format: How objects are named.
  ///   - packing: How objects are stored.
  /// - Returns: What was hidden.
  /// - Throws: ``HidingPlaceError`` when git refuses something.
  public static func make(
    in tree: TempTree, format: Format = .sha1, packing: Packing = .loose
  ) throws -> [Planted] {
    let builder = HidingPlaceBuilder(tree, format, packing)
    try builder.begin()
    try builder.plantDangling()
    try builder.plantFiles()
    try builder.passHalfway()
    try builder.plantMerges()
    try builder.plantMessages()
    try builder.passHalfway()
    try builder.plantReferences()
    try builder.plantReplacements()
    try builder.plantOtherWorktrees()
    try builder.plantDeltaChain()
    try builder.passHalfway()
    try builder.plantRecoverable()
    try builder.plantStaged()
    try builder.pack()
    try builder.nameReferences()
    return builder.planted
  }
}

/// A key in a hiding place.
public struct Planted: Sendable, CustomStringConvertible {
  /// The name of the place.
  public var place: String
  /// The key ID that stands there, and nowhere else.
  public var keyID: String
  /// The secret beside it; nil where only an ID can stand, or where nothing tells that it belongs
  /// to the ID.
  public var secret: String?
  /// The git directory that holds it, below the folder: `r/.git`.
  public var gitDirectory: String
  /// What a sweep should say of it.
  public var expected: Expectation
  /// Why a sweep cannot find it yet; nil when it must.
  public var notYet: String?

  /// Whether a sweep must find it.
  public var isFindableByThisVersion: Bool { notYet == nil }

  /// The place, without the key.
  public var description: String { place }

  /// What is known of a place from the way it was made; nil is not known, or not unambiguous.
  public struct Expectation: Sendable {
    /// What kind of object holds it.
    public var kind: GitPlace.Kind
    /// An object that holds it, lower-case hex; nil for the name of a reference.
    public var object: String?
    /// The bytes that stand in the object; nil when they are packed there.
    public var needle: [UInt8]?
    /// The paths at which it stood, within the repository; bytes, for one is no UTF-8.
    public var paths: [[UInt8]] = []
    /// The first commit that holds it; of an annotated tag, the tag.
    public var firstCommit: String?
    /// Whether no commit before it can hold it: false in a shallow clone.
    public var isFirstCertain = true
    /// The last commit that holds it.
    public var lastCommit: String?
    /// How it is reached.
    public var reach: GitPlace.Reach?
    /// Whether the commit of `HEAD` holds it.
    public var standsAtHead = false
    /// Full names of the branches, local and remote, that reach ``firstCommit``, as git tells them.
    public var branches: [String] = []
    /// Full names of the tags that reach it.
    public var tags: [String] = []
    /// Full names of other references that lead to it, `HEAD` not among them.
    public var others: [String] = []
    /// A name by which git can fetch it back, when no reference reaches it.
    public var recovery: String?
  }
}

/// Something that git did not like.
public struct HidingPlaceError: Error, CustomStringConvertible {
  /// The command, and what it said.
  public var description: String
}
