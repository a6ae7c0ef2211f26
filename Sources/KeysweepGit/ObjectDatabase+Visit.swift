public import KeysweepModel

extension ObjectDatabase {
  /// An entry whose children are being visited.
  struct Frame {
    var node: UInt32
    /// The next child.
    var next: UInt32
    var kind: ObjectKind?
    /// Its content; nil when it was given up for want of memory, or is damaged.
    var block: Block?
    var isDamaged: Bool
  }

  /// Visits all objects of a unit.
  ///
  /// - Parameters:
  ///   - unit: A piece of the sweep, from ``units()`` of this database.
  ///   - scratch: The worker's memory.
  ///   - wants: Which kinds are visited; others are unpacked only where they are bases.
  ///   - problem: Gets objects that cannot be had, with their file and the reason.
  ///   - body: Gets each object; the bytes are valid until it returns.
  public func visit(
    _ unit: SweepUnit, _ scratch: inout ObjectScratch, wants: (ObjectKind) -> Bool,
    problem: (ObjectID?, SourcePath, String) -> Void,
    body: (ObjectID, ObjectKind, UnsafeRawBufferPointer) -> Void
  ) {
    switch unit.work {
    case .families(let plan, let range):
      guard plan.pack.file.isWhole else {
        problem(nil, plan.pack.path, ObjectFault.shrunk.detail)
        return
      }
      for start in plan.starts[range] {
        walk(plan, start.node, &scratch, wants, problem, body)
      }
    case .broken(let plan):
      for (position, fault) in plan.broken {
        let id = plan.pack.index.id(Int(position))
        rescue(id, plan.pack.number, fault, &scratch, wants, problem, body)
      }
    case .loose(let folder, let range):
      let source = packs.count + folder
      for position in range where !skipped[source][position] {
        let id = loose[folder].ids[position]
        do {
          let (kind, block) = try loose[folder].load(id, &scratch)
          if wants(kind) { body(id, kind, block.bytes) }
          scratch.pool.give(block)
        } catch {
          rescue(id, source, error, &scratch, wants, problem, body)
        }
      }
    }
  }

  /// Visits another copy of an object, or names it.
  private func rescue(
    _ id: ObjectID, _ source: Int, _ fault: ObjectFault, _ scratch: inout ObjectScratch,
    _ wants: (ObjectKind) -> Bool, _ problem: (ObjectID?, SourcePath, String) -> Void,
    _ body: (ObjectID, ObjectKind, UnsafeRawBufferPointer) -> Void
  ) {
    guard let (kind, block) = recover(id, notFrom: source, &scratch) else {
      problem(id, path(source, id), fault.detail)
      return
    }
    if wants(kind) { body(id, kind, block.bytes) }
    scratch.pool.give(block)
  }

  /// Visits a family, or a subtree of one.
  private func walk(
    _ plan: PackPlan, _ start: UInt32, _ scratch: inout ObjectScratch,
    _ wants: (ObjectKind) -> Bool, _ problem: (ObjectID?, SourcePath, String) -> Void,
    _ body: (ObjectID, ObjectKind, UnsafeRawBufferPointer) -> Void
  ) {
    let kind = kind(plan, of: start, &scratch)
    // Within a family all objects are of one kind.
    if let kind, !wants(kind) { return }
    let parent = plan.parents[Int(start)]
    let base = parent == PackPlan.none ? nil : rebuild(plan, parent, &scratch)
    enter(plan, start, base, kind, &scratch, wants, problem, body)
    if let base { scratch.pool.give(base) }
    while var top = scratch.stack.popLast() {
      let child = top.next
      let sibling = plan.nextSibling[Int(child)]
      if top.block == nil, !top.isDamaged {
        top.block = rebuild(plan, top.node, &scratch)
        top.isDamaged = top.block == nil
        scratch.stackBytes += top.block?.room ?? 0
      }
      if sibling != PackPlan.none {
        top.next = sibling
        scratch.stack.append(top)
        enter(plan, child, top.block, top.kind, &scratch, wants, problem, body)
      } else {
        scratch.stackBytes -= top.block?.room ?? 0
        enter(plan, child, top.block, top.kind, &scratch, wants, problem, body)
        if let block = top.block { scratch.pool.give(block) }
      }
    }
  }

  /// Visits one entry, and puts it on the stack when there are deltas against it.
  @inline(__always)
  private func enter(
    _ plan: PackPlan, _ node: UInt32, _ base: Block?, _ familyKind: ObjectKind?,
    _ scratch: inout ObjectScratch, _ wants: (ObjectKind) -> Bool,
    _ problem: (ObjectID?, SourcePath, String) -> Void,
    _ body: (ObjectID, ObjectKind, UnsafeRawBufferPointer) -> Void
  ) {
    let position = plan.positions[Int(node)]
    let isListed = position != PackPlan.none
    let isVisited = isListed && !plan.skipped[Int(position)]
    var kind = familyKind
    var content: Block?
    do {
      content = try unpack(plan, node, base, &scratch)
    } catch {
      if isListed {
        let id = plan.pack.index.id(Int(position))
        if let other = recover(id, notFrom: plan.pack.number, &scratch) {
          content = other.block
          kind = other.kind
        } else if isVisited {
          problem(id, plan.pack.path, error.detail)
        }
      }
    }
    if isVisited, let content, let kind, wants(kind) {
      body(plan.pack.index.id(Int(position)), kind, content.bytes)
    }
    let child = plan.firstChild[Int(node)]
    guard child != PackPlan.none else {
      if let content { scratch.pool.give(content) }
      return
    }
    scratch.stack.append(
      Frame(node: node, next: child, kind: kind, block: content, isDamaged: content == nil))
    scratch.stackBytes += content?.room ?? 0
    // The outermost bases are needed last.
    var outer = 0
    while scratch.stackBytes > scratch.budget, outer < scratch.stack.count - 1 {
      if let block = scratch.stack[outer].block {
        scratch.stackBytes -= block.room
        scratch.pool.give(block)
        scratch.stack[outer].block = nil
      }
      outer += 1
    }
  }

  /// Unpacks an entry, given what it is a delta against.
  @inline(__always)
  private func unpack(
    _ plan: PackPlan, _ node: UInt32, _ base: Block?, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> Block {
    let pack = plan.pack
    guard let header = pack.header(plan.offsets[Int(node)]) else { throw .header }
    if header.kind != nil {
      return try scratch.inflate(header, of: pack, limit: plan.limit(Int(node)))
    }
    var foreign: Block?
    defer { if let foreign { scratch.pool.give(foreign) } }
    if base == nil {
      guard plan.parents[Int(node)] == PackPlan.none else { throw .baseDamaged }
      guard case .id(let id) = header.base else { throw .baseOffset }
      foreign = try self.base(id, notFrom: pack.number, &scratch).block
    }
    guard let base = base ?? foreign else { throw .baseDamaged }
    let delta = try scratch.inflate(header, of: pack, limit: plan.limit(Int(node)))
    defer { scratch.pool.give(delta) }
    return try scratch.apply(delta, to: base)
  }

  /// The kind of the family of an entry; nil when its root is damaged or missing.
  private func kind(
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
  private func rebuild(
    _ plan: PackPlan, _ node: UInt32, _ scratch: inout ObjectScratch
  ) -> Block? {
    let held = scratch.stack.last { $0.block != nil }
    var way: [UInt32] = []
    var at = node
    while at != PackPlan.none, at != held?.node {
      way.append(at)
      at = plan.parents[Int(at)]
    }
    var base = at == PackPlan.none ? nil : held?.block
    var isOwned = false
    for step in way.reversed() {
      var content = try? unpack(plan, step, base, &scratch)
      if content == nil, plan.positions[Int(step)] != PackPlan.none {
        let id = plan.pack.index.id(Int(plan.positions[Int(step)]))
        content = recover(id, notFrom: plan.pack.number, &scratch)?.block
      }
      if isOwned, let base { scratch.pool.give(base) }
      base = content
      isOwned = true
    }
    return base
  }
}
