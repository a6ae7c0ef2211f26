internal import KeysweepModel

extension ObjectDatabase {
  /// Where an object stands.
  enum Place {
    case packed(Pack, offset: Int)
    case loose(LooseObjects, ObjectID)
  }

  /// Content that was read.
  struct Loaded {
    var kind: ObjectKind
    var block: Block
    /// Its place in the cache; nil for what is not cached.
    var key: BaseCache.Key?
    /// Whether the cache owns the block; otherwise the caller does.
    var isCached: Bool
  }

  /// Reads one object.
  ///
  /// - Parameters:
  ///   - id: The name of the object.
  ///   - scratch: The worker's memory; bases are kept there.
  /// - Returns: Kind and content; nil when there is no such object.
  /// - Throws: ``GitError`` when every copy of it is damaged.
  public func read(
    _ id: ObjectID, _ scratch: inout ObjectScratch
  ) throws(GitError) -> (kind: ObjectKind, bytes: [UInt8])? {
    var first: (fault: ObjectFault, path: SourcePath)?
    for source in 0..<(packs.count + loose.count) {
      guard let place = place(id, source) else { continue }
      do {
        let loaded = try load(place, &scratch)
        let bytes = Array(loaded.block.bytes)
        keep(loaded, &scratch)
        return (loaded.kind, bytes)
      } catch {
        if first == nil { first = (error, path(source, id)) }
      }
    }
    if let first { throw GitError(first.fault.code, first.path, first.fault.detail) }
    return nil
  }

  /// Whether an object is stored; it may be damaged.
  public func contains(_ id: ObjectID) -> Bool {
    (0..<(packs.count + loose.count)).contains { place(id, $0) != nil }
  }

  /// Where an object stands in one source: a pack, or behind those a folder of loose objects.
  func place(_ id: ObjectID, _ source: Int) -> Place? {
    if source < packs.count {
      let pack = packs[source]
      return pack.index.find(id).map { .packed(pack, offset: pack.index.offset($0)) }
    }
    let objects = loose[source - packs.count]
    return objects.find(id).map { _ in .loose(objects, id) }
  }

  /// The file in which a source keeps an object.
  func path(_ source: Int, _ id: ObjectID) -> SourcePath {
    source < packs.count ? packs[source].path : loose[source - packs.count].path(id)
  }

  /// Another copy of an object one copy of which is damaged.
  ///
  /// - Returns: Kind and content; the block is the caller's.
  func recover(
    _ id: ObjectID, notFrom source: Int, _ scratch: inout ObjectScratch
  ) -> (kind: ObjectKind, block: Block)? {
    for other in 0..<(packs.count + loose.count) where other != source {
      guard let place = place(id, other), let loaded = try? load(place, &scratch),
        let block = try? owned(loaded, &scratch)
      else { continue }
      return (loaded.kind, block)
    }
    return nil
  }

  /// The content of a base that lies in another source, or in the same pack at another place.
  func base(
    _ id: ObjectID, notFrom source: Int, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> (kind: ObjectKind, block: Block) {
    guard let found = recover(id, notFrom: source, &scratch) else { throw .baseMissing(id) }
    return found
  }

  /// Content as a block of the caller's own.
  private func owned(
    _ loaded: Loaded, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> Block {
    guard loaded.isCached else { return loaded.block }
    let copy = try scratch.pool.take(loaded.block.count)
    copy.start.copyMemory(from: loaded.block.start, byteCount: loaded.block.count)
    return copy
  }

  /// Lets the cache have content that is no longer needed.
  private func keep(_ loaded: Loaded, _ scratch: inout ObjectScratch) {
    if loaded.isCached { return }
    if let key = loaded.key, scratch.cache.takes(loaded.block) {
      scratch.cache.insert(key, loaded.kind, loaded.block, &scratch.pool)
    } else {
      scratch.pool.give(loaded.block)
    }
  }

  /// Unpacks an object and whatever it is a delta against, without recursion.
  func load(_ place: Place, _ scratch: inout ObjectScratch) throws(ObjectFault) -> Loaded {
    scratch.cache.serve(serial, &scratch.pool)
    var chain: [(pack: Pack, header: Pack.Header, key: BaseCache.Key)] = []
    var found: Loaded?
    var place = place
    // Bases by name may run in a circle: the walk meets a mark that is moved now and then.
    var mark = BaseCache.Key(pack: -1, offset: 0)
    while found == nil {
      switch place {
      case .loose(let objects, let id):
        let (kind, block) = try objects.load(id, &scratch)
        found = Loaded(kind: kind, block: block, key: nil, isCached: false)
      case .packed(let pack, let offset):
        let key = BaseCache.Key(pack: pack.number, offset: offset)
        if key == mark { throw .circle }
        if chain.count & (chain.count - 1) == 0 { mark = key }
        if let hit = scratch.cache.find(key) {
          found = Loaded(kind: hit.kind, block: hit.block, key: key, isCached: true)
          continue
        }
        // Once for an object: small beside unpacking it.
        if chain.isEmpty, !pack.file.isWhole { throw .shrunk }
        guard let header = pack.header(offset) else { throw .header }
        if let kind = header.kind {
          let block = try scratch.inflate(header, of: pack, limit: pack.end)
          found = Loaded(kind: kind, block: block, key: key, isCached: false)
        } else {
          chain.append((pack, header, key))
          place = try next(header, pack)
        }
      }
    }
    guard var loaded = found else { throw .header }
    while let link = chain.popLast() {
      let result: Result<Block, ObjectFault> = unpack(link.header, link.pack, loaded, &scratch)
      let kind = loaded.kind
      keep(loaded, &scratch)
      loaded = Loaded(kind: kind, block: try result.get(), key: link.key, isCached: false)
    }
    return loaded
  }

  /// The kind of an object, without unpacking it.
  func kind(_ place: Place, _ scratch: inout ObjectScratch) throws(ObjectFault) -> ObjectKind {
    var place = place
    var steps = 0
    while true {
      switch place {
      case .loose(let objects, let id): return try objects.kind(id, &scratch)
      case .packed(let pack, let offset):
        if steps == 0, !pack.file.isWhole { throw .shrunk }
        guard let header = pack.header(offset) else { throw .header }
        if let kind = header.kind { return kind }
        steps += 1
        guard steps <= objectCount + 16 else { throw .circle }
        place = try next(header, pack)
      }
    }
  }

  private func unpack(
    _ header: Pack.Header, _ pack: Pack, _ base: Loaded, _ scratch: inout ObjectScratch
  ) -> Result<Block, ObjectFault> {
    do {
      let delta = try scratch.inflate(header, of: pack, limit: pack.end)
      defer { scratch.pool.give(delta) }
      return .success(try scratch.apply(delta, to: base.block))
    } catch {
      return .failure(error)
    }
  }

  /// Where the base of a delta stands.
  private func next(_ header: Pack.Header, _ pack: Pack) throws(ObjectFault) -> Place {
    switch header.base {
    case .none: throw .header
    case .offset(let offset):
      guard offset >= 12 else { throw .baseOffset }
      return .packed(pack, offset: offset)
    case .id(let id):
      if let place = place(id, pack.number) { return place }
      for source in 0..<(packs.count + loose.count) where source != pack.number {
        if let place = place(id, source) { return place }
      }
      throw .baseMissing(id)
    }
  }
}
