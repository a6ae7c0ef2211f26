/// Says which references reach the items of a batch.
///
/// Every reference is asked once for all items of a batch, for some repositories have a hundred
/// thousand of them.
struct ReferenceNamer: Sendable {
  let tips: Tips
  let limit: Int

  /// Asks every reference about the items of a batch.
  ///
  /// - Parameters:
  ///   - batch: The numbers of the items, at most 64.
  ///   - walk: Which commits hold or reach them.
  ///   - treeMasks: Which items stand in or below a tree.
  /// - Returns: Attributions with references and reach, and nothing else, in order of the items.
  func names(
    _ batch: Range<Int>, _ walk: HolderWalk, treeMasks: (UInt32) -> UInt64
  ) -> [Attribution] {
    var results = [Attribution](repeating: Attribution(), count: batch.count)
    var referenced: UInt64 = 0
    // Those that still hold an item are listed before the others.
    for wantsTip in [true, false] {
      for tip in tips.references where !tip.isRecovery {
        let (reached, held) = relation(tip, batch, walk, treeMasks)
        referenced |= reached
        Self.forEach(wantsTip ? held : reached & ~held) { index in
          let entry = ReferenceList.Item(name: tip.name, isAtTip: wantsTip)
          switch tip.kind {
          case .branch, .remote: results[index].branches.append(entry, limit: limit)
          case .tag: results[index].tags.append(entry, limit: limit)
          default: results[index].others.append(entry, limit: limit)
          }
          if tip.isHead, wantsTip { results[index].standsAtHead = true }
        }
      }
    }
    var logged: UInt64 = 0
    func recover(_ tip: Tips.Tip, except: UInt64) {
      let (reached, held) = relation(tip, batch, walk, treeMasks)
      Self.forEach(reached & ~except) { index in
        let isAtTip = held >> UInt64(index) & 1 == 1
        results[index].recovery.append(.init(name: tip.name, isAtTip: isAtTip), limit: limit)
      }
      logged |= reached
    }
    for tip in tips.logs { recover(tip, except: referenced) }
    let inLogs = logged
    for tip in tips.references where tip.isRecovery {
      // The reflog of the stash names its entries better than the reference does.
      recover(tip, except: tip.kind == .stash ? referenced | inLogs : referenced)
    }
    for index in results.indices {
      let isReferenced = referenced >> UInt64(index) & 1 == 1
      let isRecoverable = results[index].recovery.count > 0
      results[index].reach =
        isReferenced ? .referenced : isRecoverable ? .recoverable : .dangling
    }
    return results
  }

  private func relation(
    _ tip: Tips.Tip, _ batch: Range<Int>, _ walk: HolderWalk, _ treeMasks: (UInt32) -> UInt64
  ) -> (reached: UInt64, held: UInt64) {
    var itself: UInt64 = 0
    for item in tip.items where batch.contains(item) {
      itself |= 1 << UInt64(item - batch.lowerBound)
    }
    if let commit = tip.commit {
      return (walk.reached[commit] | itself, walk.held[commit] | itself)
    }
    let held = tip.tree.map(treeMasks) ?? 0
    return (held | itself, held | itself)
  }

  private static func forEach(_ mask: UInt64, _ body: (Int) -> Void) {
    var rest = mask
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }
}
