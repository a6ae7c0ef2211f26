/// Says of everything that holds something where it stands in the history.
///
/// The second of two passes. What holds something is known only after the sweep, and the names of all
/// files of all trees would take gigabytes; so nothing is kept of trees during the sweep, and when
/// there are items, all trees are read once more, in the order of the packs, which is what makes
/// reading them cheap. Nothing is read again in a repository without findings.
///
/// 1. `init` with the commits from the sweep and the items.
/// 2. `add(tree:bytes:)` with every tree of the repository: any order is right, that of the packs is
///    cheap (see `EdgeStore`).
/// 3. `finish`.
public struct Attributor: Sendable {
  let history: HistoryIndex
  let limits: AttributionLimits
  var items: ObjectTable
  var itemIDs: [ObjectID] = []
  var trees: TreeRecords

  /// Begins.
  ///
  /// - Parameters:
  ///   - history: Every commit and annotated tag.
  ///   - items: What holds something: blobs, commits, annotated tags, and trees (names of files).
  ///   - limits: How much is said of each.
  public init(
    _ history: HistoryIndex, items: some Sequence<ObjectID>,
    limits: AttributionLimits = AttributionLimits()
  ) {
    self.history = history
    self.limits = limits
    self.items = ObjectTable(idLength: history.idLength)
    for id in items {
      guard let number = self.items.insert(id), Int(number) == itemIDs.count else { continue }
      itemIDs.append(id)
    }
    trees = TreeRecords(ids: history.trees, idLength: history.idLength)
  }

  /// Notes a tree.
  public mutating func add(tree id: ObjectID, bytes: UnsafeBufferPointer<UInt8>) {
    trees.add(id, bytes, items: items)
  }

  /// Notes a tree.
  public mutating func add(tree id: ObjectID, bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { add(tree: id, bytes: $0) }
  }

  /// About how many bytes the second pass holds by now.
  public var treeBytes: Int { trees.byteCount }

  /// How many trees were needed and not handed over.
  public var absentTreeCount: Int { trees.absentCount }

  /// Walks the history and says where everything stands.
  ///
  /// - Parameters:
  ///   - references: The names that lead into the history.
  ///   - source: Where the first and last commits are read again for their authors and subjects.
  /// - Returns: An attribution for every item, also for those that nothing reaches.
  public func finish(
    references: RepositoryReferences, source: inout some ObjectSource
  ) -> [ObjectID: Attribution] {
    guard !itemIDs.isEmpty else { return [:] }
    let tips = Tips(references, history, trees: trees, items: items)
    let strong = tips.references.filter { !$0.isRecovery }.compactMap(\.commit)
    let weak = (tips.references.filter(\.isRecovery) + tips.logs).compactMap(\.commit)
    let graph = CommitGraph(history, references: strong, recovery: weak)
    var job = AttributionJob(attributor: self, tips: tips, graph: graph)
    job.run(itemIDs.indices)
    job.describe(&source)
    return job.results
  }
}
