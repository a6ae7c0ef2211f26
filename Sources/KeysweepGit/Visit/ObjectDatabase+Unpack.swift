internal import KeysweepModel

extension ObjectDatabase {
  /// Unpacks an entry, given what it is a delta against.
  func unpack(
    _ plan: PackPlan, _ node: UInt32, _ base: Content?, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> Content {
    let pack = plan.pack
    guard let header = pack.header(plan.offsets[Int(node)]) else { throw .header }
    if header.kind != nil {
      return .block(try scratch.inflate(header, of: pack, limit: plan.limit(Int(node))))
    }
    var foreign: Content?
    defer { scratch.release(foreign) }
    if base == nil {
      guard plan.parents[Int(node)] == PackPlan.none else { throw .baseDamaged }
      guard case .id(let id) = header.base else { throw .baseOffset }
      foreign = .block(try self.base(id, notFrom: pack.number, &scratch).block)
    }
    guard let base = base ?? foreign else { throw .baseDamaged }
    let delta = try scratch.inflate(header, of: pack, limit: plan.limit(Int(node)))
    defer { scratch.pool.give(delta) }
    return .block(try scratch.apply(delta, to: base))
  }

  /// The kind of the family of an entry; nil when its root is damaged or missing.
  func kind(
    _ plan: PackPlan, of node: UInt32, _ scratch: inout ObjectScratch
  ) -> ObjectKind? {
    var root = Int(node)
    while plan.parents[root] != PackPlan.none { root = Int(plan.parents[root]) }
    guard let header = plan.pack.header(plan.offsets[root]) else { return nil }
    if let kind = header.kind { return kind }
    guard case .id(let id) = header.base else { return nil }
    for source in 0..<(packs.count + loose.count) where source != plan.pack.number {
      if let place = place(id, source), let kind = try? kind(place, &scratch) { return kind }
    }
    return nil
  }

  /// Unpacks an entry anew, from the nearest base on the stack or from the root of its family.
  ///
  /// - Returns: The content, the caller's; nil when it is damaged.
  func rebuild(
    _ plan: PackPlan, _ node: UInt32, _ scratch: inout ObjectScratch
  ) -> Block? {
    let held = scratch.stack.last { $0.base.content != nil }
    var way: [UInt32] = []
    var at = node
    while at != PackPlan.none, at != held?.node {
      way.append(at)
      at = plan.parents[Int(at)]
    }
    var base = at == PackPlan.none ? nil : held?.base.content
    var isOwned = false
    for step in way.reversed() {
      var content = try? unpack(plan, step, base, &scratch)
      if content == nil, plan.positions[Int(step)] != PackPlan.none {
        let id = plan.pack.index.id(Int(plan.positions[Int(step)]))
        content = recover(id, notFrom: plan.pack.number, &scratch).map { .block($0.block) }
      }
      if isOwned { scratch.release(base) }
      base = content
      isOwned = true
    }
    return base.flatMap { scratch.whole($0) }
  }
}
