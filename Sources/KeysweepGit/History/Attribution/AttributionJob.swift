internal import KeysweepModel

/// The work of `Attributor.finish`.
struct AttributionJob {
  let attributor: Attributor
  let tips: Tips
  let graph: CommitGraph
  private(set) var results: [ObjectID: Attribution] = [:]

  private let namer: ReferenceNamer
  private let holes: CommitGraph.Reach?
  private let hasAbsentTrees: Bool
  /// By number of item: the commit that the item is.
  private let commitOfItem: [Int?]

  init(attributor: Attributor, tips: Tips, graph: CommitGraph) {
    self.attributor = attributor
    self.tips = tips
    self.graph = graph
    namer = ReferenceNamer(tips: tips, limit: attributor.limits.references)
    holes = graph.holes
    hasAbsentTrees = attributor.trees.absentCount > 0
    commitOfItem = attributor.itemIDs.map { attributor.history.present($0) }
  }

  /// Does some of the items; halves them while their projection is too large to hold.
  mutating func run(_ range: Range<Int>) {
    let limit = range.count > 64 ? attributor.limits.projectionEdges : .max
    guard let projection = Projection(attributor.trees, items: range, limit: limit) else {
      // Halves begin at a multiple of 64, for that many are walked at once.
      let half = max(64, range.count / 2 / 64 * 64)
      run(range.lowerBound..<(range.lowerBound + half))
      run((range.lowerBound + half)..<range.upperBound)
      return
    }
    var finder = PathFinder(projection, names: attributor.trees.names)
    finder.visit(roots: roots(in: projection))
    for first in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      walk(first..<min(first + 64, range.upperBound), projection, finder)
    }
  }

  private func root(of commit: Int, in projection: Projection) -> UInt32 {
    let tree = attributor.history.roots[commit]
    return tree == HistoryIndex.treeless ? 0 : projection.nodes[Int(tree)]
  }

  private func roots(in projection: Projection) -> Set<UInt32> {
    var roots: Set<UInt32> = []
    for commit in graph.order { roots.insert(root(of: Int(commit), in: projection)) }
    for tree in tips.references.compactMap(\.tree) { roots.insert(projection.nodes[Int(tree)]) }
    return roots
  }

  private mutating func walk(
    _ batch: Range<Int>, _ projection: Projection, _ finder: PathFinder
  ) {
    let masks = projection.masks(from: batch.lowerBound)
    var held = [UInt64](repeating: 0, count: attributor.history.roots.count)
    for commit in graph.order {
      held[Int(commit)] = masks[Int(root(of: Int(commit), in: projection))]
    }
    for item in batch {
      if let commit = commitOfItem[item] { held[commit] |= 1 << UInt64(item - batch.lowerBound) }
    }
    let walk = HolderWalk(graph, held: held)
    let named = namer.names(
      batch, walk, treeMasks: { masks[Int(projection.nodes[Int($0)])] })
    for (index, item) in batch.enumerated() {
      let bit: UInt64 = 1 << UInt64(index)
      var result = named[index]
      let paths = finder.paths(of: item, limit: attributor.limits.paths)
      result.paths = paths.paths
      result.pathCount = paths.count
      result.arePathsCut = finder.isCut
      let span = walk.spans[index]
      if let span {
        result.first = sighting(span.first, item, projection, masks, bit)
        result.last = sighting(span.last, item, projection, masks, bit)
      }
      let mine = span?.reach ?? .nothing
      result.isFirstCertain = !hasAbsentTrees && holes.map { $0 > mine } ?? true
      results[attributor.itemIDs[item]] = result
    }
  }

  /// A sighting with nothing but the id, the date, and the path; `describe` reads the rest.
  private func sighting(
    _ commit: Int, _ item: Int, _ projection: Projection, _ masks: [UInt64], _ bit: UInt64
  ) -> CommitSighting? {
    guard let id = attributor.history.commits[UInt32(commit)] else { return nil }
    let date = attributor.history.dates[commit]
    let committer =
      date == .min
      ? nil : Signature(name: "", email: "", date: .init(secondsSinceEpoch: date))
    let path = PathFinder.path(
      of: item, below: root(of: commit, in: projection), projection, attributor.trees.names,
      masks: masks, bit: bit)
    return CommitSighting(
      commit: id, author: nil, committer: committer, subject: "", path: path)
  }

  /// Reads the commits that were named, each once.
  mutating func describe(_ source: inout some ObjectSource) {
    var read: [ObjectID: CommitSighting] = [:]
    for id in attributor.itemIDs {
      guard var result = results[id] else { continue }
      for place in [\Attribution.first, \Attribution.last] {
        guard let bare = result[keyPath: place] else { continue }
        var full = read[bare.commit] ?? Self.describe(bare, &source)
        read[bare.commit] = full
        full.path = bare.path
        result[keyPath: place] = full
      }
      if attributor.history.tags[id] != nil, let tag = Self.describe(tag: id, &source) {
        result.first = tag
        result.last = tag
      }
      results[id] = result
    }
  }

  private static func describe(
    _ bare: CommitSighting, _ source: inout some ObjectSource
  ) -> CommitSighting {
    guard let object = source.read(bare.commit), object.kind == .commit else { return bare }
    let commit = ParsedCommit(object.bytes)
    return CommitSighting(
      commit: bare.commit, author: commit.author, committer: commit.committer ?? bare.committer,
      subject: commit.subject)
  }

  private static func describe(
    tag id: ObjectID, _ source: inout some ObjectSource
  ) -> CommitSighting? {
    guard let object = source.read(id), object.kind == .tag else { return nil }
    let tag = ParsedTag(object.bytes)
    return CommitSighting(
      commit: id, author: tag.tagger, committer: tag.tagger, subject: tag.subject)
  }
}
