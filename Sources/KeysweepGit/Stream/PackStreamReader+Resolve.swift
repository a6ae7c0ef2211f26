extension PackStreamReader {
  /// What bases may cost that are unpacked again, before it is compared with what comes of it.
  ///
  /// Sound packs were seen to cost three times what they hold with no cache at all.
  private static let freeRebuilds = 16 << 30

  /// Hands an object out, keeps it, and wakes what waits for it.
  ///
  /// - Parameters:
  ///   - entry: Its entry.
  ///   - kind: Its kind.
  ///   - block: Its content; taken over.
  ///   - parent: The entry it is a delta against.
  mutating func deliver(_ entry: Int, _ kind: ObjectKind, _ block: Block, parent: Int?) {
    if hashBytes == nil, let count = ObjectNaming.hashBytes(kind, block.bytes) { decide(count) }
    let id = ObjectNaming.id(kind, block.bytes, hashBytes: hashBytes ?? 20)
    let other = hashBytes == nil ? ObjectNaming.id(kind, block.bytes, hashBytes: 32) : nil
    table.settle(entry, kind, parent: parent, id, other: other)
    summary.delivered += 1
    summary.deliveredBytes += block.count
    let object = PackStream.Object(id: id, kind: kind, offset: table.offsets[entry])
    if !body(object, block.bytes) { summary.isStopped = true }
    cache.insert(key(entry), kind, block, &memory.pool)
    guard !waiting.isEmpty else { return }
    for child in waiting.take(for: id) { ready.append((child, entry)) }
    for child in waiting.take(for: entry) { ready.append((child, entry)) }
  }

  /// Makes an object from its delta, or lets the delta wait with its base.
  ///
  /// - Parameters:
  ///   - entry: The entry of the delta.
  ///   - base: The entry it is against.
  ///   - delta: The delta; remains the caller's.
  mutating func settle(_ entry: Int, _ base: Int, _ delta: Block) {
    switch table.state(base) {
    case .waiting:
      waiting.add(entry, for: base)
    case .failed:
      report(table.offsets[entry], .object(.baseDamaged))
      fail(entry)
    case .object(let kind):
      do throws(StreamFault) {
        let result = try memory.apply(delta, to: content(base, kind))
        deliver(entry, kind, result, parent: base)
      } catch {
        report(table.offsets[entry], error)
        fail(entry)
      }
    }
  }

  /// Makes the objects whose base has come; each may be the base of others.
  mutating func drain() {
    while !summary.isStopped, let (entry, base) = ready.popLast() {
      do throws(StreamFault) {
        let delta = try stored(entry)
        settle(entry, base, delta)
        memory.pool.give(delta)
      } catch {
        report(table.offsets[entry], error)
        fail(entry)
      }
    }
  }

  /// Notes that an entry cannot be had, and with it what waits for it.
  mutating func fail(_ entry: Int, _ fault: StreamFault = .object(.baseDamaged)) {
    var failing = [entry]
    while let entry = failing.popLast() {
      table.fail(entry)
      guard !waiting.isEmpty else { continue }
      for child in waiting.take(for: entry) {
        report(table.offsets[child], fault)
        failing.append(child)
      }
    }
  }

  /// The content of an object that was handed out before; valid until the next one is kept.
  private mutating func content(
    _ entry: Int, _ kind: ObjectKind
  ) throws(StreamFault) -> Block {
    if let found = cache.find(key(entry)) { return found.block }
    var path = [entry]
    var base: Block?
    while base == nil, let last = path.last, let parent = table.parent(last) {
      base = cache.find(key(parent))?.block
      if base == nil { path.append(parent) }
    }
    // A parent was handed out before its child, so the path ends.
    while let next = path.popLast() {
      guard rebuildCost < Self.freeRebuilds + 64 * summary.deliveredBytes else {
        throw .baseCostly
      }
      let stored = try stored(next)
      var result = stored
      if let base {
        defer { memory.pool.give(stored) }
        result = try memory.apply(stored, to: base)
      }
      summary.rebuiltBytes += result.count
      rebuildCost += result.count + 1024
      cache.insert(key(next), kind, result, &memory.pool)
      base = result
    }
    guard let base else { throw .object(.baseDamaged) }
    return base
  }

  private func key(_ entry: Int) -> BaseCache.Key { .init(pack: 0, offset: entry) }

  /// Unpacks an entry that was passed before: an object, or a delta.
  private mutating func stored(_ entry: Int) throws(StreamFault) -> Block {
    let begin = table.offsets[entry]
    let end = entry + 1 < table.count ? table.offsets[entry + 1] : tape.position
    let log = tape.log
    let length = min(end - begin, StreamTape.capacity)
    let input = try memory.take(length)
    defer { memory.pool.give(input) }
    let room = UnsafeMutableRawBufferPointer(start: input.start, count: length)
    guard log.read(begin, into: room) else { throw .baseGone(reason: log.spill.reason) }
    guard let header = EntryHeader(input.bytes, hashBytes: hashBytes) else {
      throw .object(.header)
    }
    let data = UnsafeRawBufferPointer(rebasing: input.bytes[header.length...])
    if let (block, _) = try memory.whole(header.size, data) { return block }
    var pieces = LogPieces(log, begin + header.length..<end, room: room)
    do throws(StreamFault) { return try memory.pieces(header.size, &pieces) } catch {
      throw pieces.isGone ? .baseGone(reason: log.spill.reason) : error
    }
  }
}
