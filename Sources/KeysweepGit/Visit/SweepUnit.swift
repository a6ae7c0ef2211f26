/// A piece of a sweep over all objects, for one worker.
public struct SweepUnit: Sendable {
  /// What is visited.
  enum Work: Sendable {
    /// Families of deltas in one pack.
    case families(PackPlan, Range<Int>)
    /// Objects of a pack that are in no family.
    case broken(PackPlan)
    /// Loose objects of one folder, by position.
    case loose(folder: Int, [UInt32])
  }

  /// Estimated bytes of content, for sharing out work and telling progress.
  public var approximateBytes: Int
  let work: Work
}

extension ObjectDatabase {
  /// Content of this size makes a unit: large enough that handing it out costs nothing, small
  /// enough that workers end together.
  private static let unitBytes = 16 << 20
  private static let looseInUnit = 256

  /// Divides a sweep into pieces, each object in exactly one.
  ///
  /// Deltas stay with their bases, so that a base is unpacked once; a giant family is cut where
  /// unpacking the way into it is a small part of the work. Costs one pass over the headers of all
  /// entries.
  ///
  /// - Parameter isWanted: Which objects are visited; nil for all.
  /// - Returns: The pieces, in the order in which packs are best read.
  public func units(where isWanted: ((ObjectID) -> Bool)? = nil) -> [SweepUnit] {
    var units: [SweepUnit] = []
    for pack in packs {
      var skipped = skipped[pack.number]
      if let isWanted {
        for position in 0..<pack.index.count
        where !skipped[position] && !isWanted(pack.index.id(position)) {
          skipped.insert(position)
        }
        if skipped.count == pack.index.count { continue }
      }
      let plan = PackPlan(pack, skipped: skipped)
      var first = 0
      var weight = 0
      for (index, start) in plan.starts.enumerated() {
        weight += start.weight
        guard weight >= Self.unitBytes || index + 1 == plan.starts.count else { continue }
        units.append(
          SweepUnit(approximateBytes: weight, work: .families(plan, first..<(index + 1))))
        first = index + 1
        weight = 0
      }
      if !plan.broken.isEmpty {
        units.append(SweepUnit(approximateBytes: plan.broken.count, work: .broken(plan)))
      }
    }
    for (folder, objects) in loose.enumerated() {
      let skipped = skipped[packs.count + folder]
      let wanted = objects.ids.indices.lazy.filter {
        !skipped[$0] && isWanted?(objects.ids[$0]) ?? true
      }.map { UInt32($0) }
      var batch: [UInt32] = []
      func close() {
        if batch.isEmpty { return }
        // Sizes would cost a look at every file.
        units.append(
          SweepUnit(
            approximateBytes: batch.count << 12, work: .loose(folder: folder, batch)))
        batch = []
      }
      for position in wanted {
        batch.append(position)
        if batch.count == Self.looseInUnit { close() }
      }
      close()
    }
    return units
  }
}
