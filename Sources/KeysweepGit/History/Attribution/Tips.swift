/// Where references end, as numbers.
struct Tips: Sendable {
  /// What a name leads to.
  struct Tip: Sendable {
    var name: [UInt8]
    var kind: Reference.Kind
    var worktree: [UInt8]?
    var commit: Int?
    /// The folder a tag or a leftover points to.
    var tree: UInt32?
    /// Items on the way: annotated tags, or a blob that a tag points to.
    var items: [Int]

    var isRecovery: Bool { kind == .stash || kind == .leftover }
    var isHead: Bool { kind == .head && worktree == nil }
  }

  /// Sorted by name.
  private(set) var references: [Tip] = []
  /// Entries of reflogs, newest first; those of the stash before those of `HEAD` and the rest.
  private(set) var logs: [Tip] = []

  init(
    _ all: RepositoryReferences, _ history: HistoryIndex, trees: TreeRecords, items: ObjectTable
  ) {
    let resolver = ReferenceResolver(all)
    for reference in all.references {
      guard let id = resolver.resolve(reference) else { continue }
      var tip = Tip(
        name: reference.fullName, kind: reference.kind, worktree: reference.worktree, items: [])
      Self.follow(id, peeled: reference.peeled, into: &tip, history, trees, items)
      references.append(tip)
    }
    references.sort { $0.name.lexicographicallyPrecedes($1.name) }
    for log in all.reflogs.sorted(by: Self.isNearer) {
      for (name, id) in Self.values(of: log) {
        var tip = Tip(name: name, kind: .leftover, worktree: log.worktree, items: [])
        Self.follow(id, peeled: nil, into: &tip, history, trees, items)
        logs.append(tip)
      }
    }
  }

  /// Every value a reflog holds under the newest name by which git finds it.
  private static func values(of log: Reflog) -> [(name: [UInt8], id: ObjectID)] {
    var result: [(name: [UInt8], id: ObjectID)] = []
    var seen: Set<ObjectID> = []
    for (index, entry) in log.entries.enumerated().reversed() {
      guard let id = entry.new, seen.insert(id).inserted else { continue }
      result.append((log.name(ofEntry: index), id))
    }
    for (index, entry) in log.entries.enumerated().reversed() {
      // Usually the value after the entry before; git counts one on for the oldest. Where entries
      // were cut out of the middle, git has no name for it.
      guard let id = entry.old, seen.insert(id).inserted else { continue }
      let name =
        index == 0
        ? log.name(ofEntry: -1) : log.name(ofEntry: index) + Array(" (value before)".utf8)
      result.append((name, id))
    }
    return result
  }

  private static func isNearer(_ a: Reflog, _ b: Reflog) -> Bool {
    func rank(_ log: Reflog) -> Int {
      if log.name == Array("refs/stash".utf8) { return 0 }
      if log.name == Array("HEAD".utf8) { return log.worktree == nil ? 1 : 3 }
      return 2
    }
    return rank(a) == rank(b)
      ? a.name.lexicographicallyPrecedes(b.name) : rank(a) < rank(b)
  }

  /// Follows annotated tags to what they stand for.
  private static func follow(
    _ id: ObjectID, peeled: ObjectID?, into tip: inout Tip, _ history: HistoryIndex,
    _ trees: TreeRecords, _ items: ObjectTable
  ) {
    var id = id
    // Tags of tags are rare, and of more than a few nobody has heard.
    for _ in 0..<32 {
      if let item = items.find(id) { tip.items.append(Int(item)) }
      if let commit = history.present(id) {
        tip.commit = commit
        return
      }
      guard let target = history.tags[id] else { break }
      id = target
    }
    if let tree = trees.ids.find(id) {
      tip.tree = tree
    } else if tip.commit == nil, let peeled {
      // The tag itself is absent, and packed references still say what it stands for.
      tip.commit = history.present(peeled)
    }
  }
}
