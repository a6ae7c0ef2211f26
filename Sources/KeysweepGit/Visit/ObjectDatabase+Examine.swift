internal import KeysweepModel

/// Looking at changes instead of whole objects.
extension ObjectDatabase {
  /// Looks at what an object has that its base has not, and visits it when that is not enough.
  ///
  /// - Throws: ``ObjectFault`` when the object is damaged; nothing has been visited then.
  func examine<Visitor: ObjectVisitor & ~Copyable>(
    _ plan: PackPlan, _ node: UInt32, _ id: ObjectID, _ kind: ObjectKind, _ base: Content,
    _ reach: Int, _ scratch: inout ObjectScratch, _ visitor: inout Visitor
  ) throws(ObjectFault) -> Base {
    let pack = plan.pack
    guard let header = pack.header(plan.offsets[Int(node)]) else { throw .header }
    let delta = try scratch.inflate(header, of: pack, limit: plan.limit(Int(node)))
    var content: Content
    do throws(ObjectFault) {
      guard let sizes = Delta.sizes(delta.bytes) else { throw .delta }
      guard sizes.base == base.count else { throw .deltaBase }
      guard Delta.changes(delta.bytes, sizes, reach: reach, into: &scratch.changes) else {
        throw .delta
      }
      let looked = scratch.changes.reduce(0) { $0 + $1.count + 2 * reach }
      if 2 * looked <= sizes.result {
        content = try scratch.prepare(delta, sizes, base)
        if isQuiet(content, reach, &scratch, &visitor) {
          visitor.pass(id, kind, size: sizes.result)
          return Base(kind: kind, content: content, isQuiet: true)
        }
      } else {
        content = .block(try scratch.apply(delta, to: base))
        scratch.pool.give(delta)
      }
    } catch {
      scratch.pool.give(delta)
      throw error
    }
    guard let block = scratch.whole(content) else { throw .memory }
    let isQuiet = visitor.visit(id, kind, block.bytes)
    return Base(kind: kind, content: .block(block), isQuiet: isQuiet)
  }

  /// Whether all changes of an object are quiet.
  private func isQuiet<Visitor: ObjectVisitor & ~Copyable>(
    _ content: Content, _ reach: Int, _ scratch: inout ObjectScratch, _ visitor: inout Visitor
  ) -> Bool {
    let size = content.count
    for change in scratch.changes {
      let low = max(0, change.lowerBound - reach)
      let high = min(size, change.upperBound + reach)
      let local = change.lowerBound - low..<change.upperBound - low
      let bytes: UnsafeRawBufferPointer
      switch content {
      case .block(let block):
        bytes = UnsafeRawBufferPointer(rebasing: block.bytes[low..<high])
      case .recipe(let recipe):
        guard let gathered = scratch.gather(recipe, low..<high) else { return false }
        bytes = gathered
      }
      if !visitor.isQuiet(local, in: bytes, beginsItem: low == 0, endsItem: high == size) {
        return false
      }
    }
    return true
  }
}
