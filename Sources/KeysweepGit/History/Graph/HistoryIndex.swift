internal import KeysweepModel

/// What is kept of every commit and annotated tag while the objects are swept.
///
/// About 70 bytes a commit with SHA-1: its id and its tree's id (20 bytes each and up to 8 of
/// index), the number of its tree, its committer date, and the numbers of its parents.
/// Commits may come in any order and more than once. Give `expectedCommits` where it is known:
/// nothing has to grow then.
public struct HistoryIndex: Sendable {
  /// How many bytes an id has: 20 or 32.
  public let idLength: Int
  var commits: ObjectTable
  var trees: ObjectTable
  /// By number of commit: the number of its root tree.
  var roots: [UInt32] = []
  /// By number of commit: seconds since the epoch, or `Int64.min` when it does not say.
  var dates: [Int64] = []
  /// By number of commit: where its parents begin in `parents`.
  var parentStart: [UInt32] = []
  /// Numbers of parents; the last of each commit has the top bit.
  var parents: [UInt32] = []
  var tags: [ObjectID: ObjectID] = [:]
  /// How many commits were handed over.
  public private(set) var commitCount = 0

  /// In `parentStart`: the commit was mentioned as a parent and not handed over.
  static let absent = UInt32.max
  /// In `parentStart`: the commit has no parents.
  static let rootless = UInt32.max - 1
  /// In `roots`: the commit names no tree.
  static let treeless = UInt32.max
  static let lastParent: UInt32 = 1 << 31

  /// Makes an empty index.
  ///
  /// - Parameters:
  ///   - idLength: How many bytes an id has; objects with other ids are ignored.
  ///   - expectedCommits: How many commits will come, if that is known.
  public init(idLength: Int = 20, expectedCommits: Int = 0) {
    self.idLength = idLength
    commits = ObjectTable(idLength: idLength, expected: expectedCommits)
    trees = ObjectTable(idLength: idLength, expected: expectedCommits)
    roots.reserveCapacity(expectedCommits)
    dates.reserveCapacity(expectedCommits)
    parentStart.reserveCapacity(expectedCommits)
    parents.reserveCapacity(expectedCommits * 5 / 4)
  }

  /// Notes a commit.
  public mutating func add(commit id: ObjectID, bytes: UnsafeBufferPointer<UInt8>) {
    guard let number = number(of: id), parentStart[Int(number)] == Self.absent else { return }
    commitCount += 1
    let start = parents.count
    var scanner = HeaderScanner(bytes)
    header: while let line = scanner.next() {
      if bytes.holds("parent", in: line.name) {
        if let parent = Self.id(bytes, line.value).flatMap({ self.number(of: $0) }) {
          parents.append(parent)
        }
      } else if bytes.holds("tree", in: line.name) {
        guard roots[Int(number)] == Self.treeless, let tree = Self.id(bytes, line.value),
          let tree = trees.insert(tree)
        else { continue }
        roots[Int(number)] = tree
      } else if bytes.holds("committer", in: line.name) {
        if let time = Signature.time(in: bytes.part(line.value)) {
          dates[Int(number)] = time.date.secondsSinceEpoch
        }
        // Signatures and the message are long, and say nothing more that is kept.
        break header
      }
    }
    parentStart[Int(number)] = parents.count == start ? Self.rootless : UInt32(start)
    if parents.count > start { parents[parents.count - 1] |= Self.lastParent }
  }

  /// Notes an annotated tag.
  public mutating func add(tag id: ObjectID, bytes: UnsafeBufferPointer<UInt8>) {
    var scanner = HeaderScanner(bytes)
    while let line = scanner.next() {
      guard bytes.holds("object", in: line.name) else { continue }
      if let target = Self.id(bytes, line.value) { tags[id] = target }
      return
    }
  }

  /// Notes a commit.
  public mutating func add(commit id: ObjectID, bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { add(commit: id, bytes: $0) }
  }

  /// Notes an annotated tag.
  public mutating func add(tag id: ObjectID, bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { add(tag: id, bytes: $0) }
  }

  /// Calls with the number of every parent of a commit, absent ones included.
  @inline(__always)
  func forEachParent(of commit: Int, _ body: (Int) -> Void) {
    var at = parentStart[commit]
    guard at < Self.rootless else { return }
    while true {
      let parent = parents[Int(at)]
      body(Int(parent & ~Self.lastParent))
      if parent & Self.lastParent != 0 { return }
      at += 1
    }
  }

  func isPresent(_ commit: Int) -> Bool { parentStart[commit] != Self.absent }

  /// The number of a commit that was handed over.
  func present(_ id: ObjectID) -> Int? {
    commits.find(id).map { Int($0) }.flatMap { isPresent($0) ? $0 : nil }
  }

  private mutating func number(of id: ObjectID) -> UInt32? {
    let number = commits.insert(id)
    if commits.count > roots.count {
      roots.append(Self.treeless)
      dates.append(.min)
      parentStart.append(Self.absent)
    }
    return number
  }

  private static func id(_ bytes: Bytes, _ range: Range<Int>) -> ObjectID? {
    ObjectID(hexBytes: UnsafeRawBufferPointer(bytes.part(range)))
  }
}
