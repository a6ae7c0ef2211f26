internal import KeysweepModel

extension ObjectDatabase {
  /// An entry whose children are being visited.
  struct Frame {
    var node: UInt32
    /// The next child.
    var next: UInt32
    var base: Base
  }

  /// What a delta is against.
  struct Base {
    var kind: ObjectKind?
    /// Its content; nil when it was given up for want of memory, or is damaged.
    var content: Content?
    /// Whether it is known that nothing is found in it.
    var isQuiet = false
    var isDamaged = false

    /// Bytes of a block that belongs to the walk alone.
    var room: Int { if case .block(let block)? = content { block.room } else { 0 } }
  }

  /// Visits all objects of a unit.
  ///
  /// - Parameters:
  ///   - unit: A piece of the sweep, from ``units(where:)`` of this database.
  ///   - scratch: The worker's memory.
  ///   - visitor: Gets the objects.
  public func visit<Visitor: ObjectVisitor & ~Copyable>(
    _ unit: SweepUnit, _ scratch: inout ObjectScratch, _ visitor: inout Visitor
  ) {
    switch unit.work {
    case .families(let plan, let range):
      guard plan.pack.file.isWhole else {
        visitor.problem(nil, plan.pack.path, ObjectFault.shrunk.detail)
        return
      }
      for start in plan.starts[range] { walk(plan, start.node, &scratch, &visitor) }
    case .broken(let plan):
      for (position, fault) in plan.broken {
        let id = plan.pack.index.id(Int(position))
        rescue(id, plan.pack.number, fault, &scratch, &visitor)
      }
    case .loose(let folder, let positions):
      let source = packs.count + folder
      for position in positions {
        let id = loose[folder].ids[Int(position)]
        do {
          let (kind, block) = try loose[folder].load(id, &scratch)
          if visitor.wants(kind) { _ = visitor.visit(id, kind, block.bytes) }
          scratch.pool.give(block)
        } catch {
          rescue(id, source, error, &scratch, &visitor)
        }
      }
    }
  }

  /// Visits another copy of an object, or names it.
  private func rescue<Visitor: ObjectVisitor & ~Copyable>(
    _ id: ObjectID, _ source: Int, _ fault: ObjectFault, _ scratch: inout ObjectScratch,
    _ visitor: inout Visitor
  ) {
    guard let (kind, block) = recover(id, notFrom: source, &scratch) else {
      visitor.problem(id, path(source, id), fault.detail)
      return
    }
    if visitor.wants(kind) { _ = visitor.visit(id, kind, block.bytes) }
    scratch.pool.give(block)
  }

  /// Visits a family, or a subtree of one.
  private func walk<Visitor: ObjectVisitor & ~Copyable>(
    _ plan: PackPlan, _ start: UInt32, _ scratch: inout ObjectScratch, _ visitor: inout Visitor
  ) {
    let kind = kind(plan, of: start, &scratch)
    // Within a family all objects are of one kind.
    if let kind, !visitor.wants(kind) { return }
    let parent = plan.parents[Int(start)]
    let content = parent == PackPlan.none ? nil : rebuild(plan, parent, &scratch)
    var base = Base(kind: kind, content: content.map { .block($0) })
    // Of the way into a subtree nothing is known, unless another run has been here.
    if parent != PackPlan.none, plan.positions[Int(parent)] != PackPlan.none {
      base.isQuiet = visitor.isKnownQuiet(
        plan.pack.index.id(Int(plan.positions[Int(parent)])))
    }
    enter(plan, start, base, &scratch, &visitor)
    scratch.release(base.content)
    while var top = scratch.stack.popLast() {
      let child = top.next
      let sibling = plan.nextSibling[Int(child)]
      if top.base.content == nil, !top.base.isDamaged {
        top.base.content = rebuild(plan, top.node, &scratch).map { .block($0) }
        top.base.isDamaged = top.base.content == nil
        scratch.stackBytes += top.base.room
      }
      if sibling != PackPlan.none {
        top.next = sibling
        scratch.stack.append(top)
        enter(plan, child, top.base, &scratch, &visitor)
      } else {
        scratch.stackBytes -= top.base.room
        enter(plan, child, top.base, &scratch, &visitor)
        scratch.release(top.base.content)
      }
    }
    scratch.returns.drain(into: &scratch.pool)
  }

  /// Visits one entry, and puts it on the stack when there are deltas against it.
  private func enter<Visitor: ObjectVisitor & ~Copyable>(
    _ plan: PackPlan, _ node: UInt32, _ base: Base, _ scratch: inout ObjectScratch,
    _ visitor: inout Visitor
  ) {
    let position = plan.positions[Int(node)]
    let isListed = position != PackPlan.none
    let id = isListed ? plan.pack.index.id(Int(position)) : nil
    let isVisited = isListed && !plan.skipped[Int(position)]
    var found = Base(kind: base.kind)
    do {
      if let id, isVisited, base.isQuiet, let kind = base.kind, let content = base.content,
        let reach = visitor.changeReach(kind)
      {
        // Objects without a delta have no base.
        found = try examine(plan, node, id, kind, content, reach, &scratch, &visitor)
        push(plan, node, found, &scratch)
        return
      }
      found.content = try unpack(plan, node, base.content, &scratch)
    } catch {
      if let id {
        if let other = recover(id, notFrom: plan.pack.number, &scratch) {
          found.content = .block(other.block)
          found.kind = other.kind
        } else if isVisited {
          visitor.problem(id, plan.pack.path, error.detail)
        }
      }
    }
    if let id, let kind = found.kind, let content = found.content {
      if isVisited, visitor.wants(kind) {
        if let block = scratch.whole(content) {
          found.content = .block(block)
          found.isQuiet = visitor.visit(id, kind, block.bytes)
        } else {
          visitor.problem(id, plan.pack.path, ObjectFault.memory.detail)
        }
      } else {
        found.isQuiet = visitor.isKnownQuiet(id)
      }
    }
    push(plan, node, found, &scratch)
  }

  /// Keeps what deltas are against.
  private func push(
    _ plan: PackPlan, _ node: UInt32, _ base: Base, _ scratch: inout ObjectScratch
  ) {
    let child = plan.firstChild[Int(node)]
    guard child != PackPlan.none else { return scratch.release(base.content) }
    var base = base
    base.isDamaged = base.content == nil
    if base.isQuiet, case .block(let block)? = base.content, block.count >= Recipe.smallest {
      base.content = .recipe(Recipe(SharedBlock(block, scratch.returns)))
    }
    scratch.stack.append(Frame(node: node, next: child, base: base))
    scratch.stackBytes += base.room
    scratch.keepToBudget()
  }
}
