internal import KeysweepModel

/// The members of one container.
extension Descent {
  /// Up to so many bytes of a container, all of its raw bytes are swept; of a larger one its ends.
  private static let rawBytes = 64 << 20
  private static let rawHead = 64 << 10
  private static let rawTail = 1 << 20
  /// No key ID is shorter.
  private static let shortestName = 20

  /// Reads a container member by member, then what is left of it.
  ///
  /// With a `cut`, the source is shorter than the container, which the caller reports.
  ///
  /// - Returns: The mark from which on containers are given up, if a limit was reached.
  func read(
    _ library: ArchiveLibrary, _ kind: ContainerKind, _ source: any ByteSource, _ place: Place,
    in parent: Budget?, _ body: (ArchiveEvent) -> Void, cut: SourceError? = nil
  ) -> Int? {
    let budget = Budget(limits, size: place.size, in: parent)
    guard
      let reader = ArchiveReader(
        library, kind, source, budget: budget, limits: limits, isCancelled: isCancelled)
    else { return report(.system(12), place.path, budget.mark, body) }
    let buffer = ByteBuffer()
    var last: [UInt8]?
    var isEnded = false
    while !isEnded {
      let member: ArchiveMember?
      do throws(SourceError) {
        member = try reader.nextMember()
      } catch {
        // A tear in the content of a member has been reported with its name.
        let isKnown = reader.lastFailure != nil || cut != nil
        if last == nil, let refused = refuse(error, kind, reader, source, place, budget, body, cut)
        {
          return refused.mark
        }
        if !isKnown, let mark = report(error, place.path, budget.mark, body), mark <= budget.mark {
          return mark < budget.mark ? mark : nil
        }
        if let seekable = source as? any SeekableSource { sweepRaw(kind, seekable, place, body) }
        return nil
      }
      guard let member else {
        isEnded = true
        break
      }
      reader.input.forget()
      sweepNames(member, after: last, kind, place, body)
      last = member.name
      if let mark = visit(member, of: reader, kind, place, budget, buffer, body),
        mark <= budget.mark
      {
        return mark < budget.mark ? mark : nil
      }
    }
    if reader.hasEncryptedMembers, last == nil {
      _ = report(.encrypted, place.path, budget.mark, body)
    }
    let mark = reader.input.canSeek ? nil : sweepRest(of: reader, place, parent, budget, body)
    if let seekable = source as? any SeekableSource { sweepRaw(kind, seekable, place, body) }
    return mark
  }

  /// Sweeps one member, or goes down into it.
  private func visit(
    _ member: ArchiveMember, of reader: ArchiveReader, _ kind: ContainerKind, _ place: Place,
    _ budget: Budget, _ buffer: ByteBuffer, _ body: (ArchiveEvent) -> Void
  ) -> Int? {
    guard member.isFile else { return nil }
    let path = kind.isStream ? place.path : place.path.member(member.name)
    let layers = reader.layers
    let stem = kind.isStream ? kind.stripped(place.stem, layers) : Array(path.lastComponent)
    let depth = place.depth + layers - 1
    if member.isEncrypted { return report(.encrypted, path, budget.mark, body) }
    let peeked = PeekedSource(reader, buffer: buffer)
    let head = peeked.peek(ContainerKind.headBytes, of: member.size)
    let modified = member.modified ?? place.modified
    var item = ArchiveItem(path: path, role: .member, modified: modified)
    if kind.isStream { item.path = path.member(stem) }
    guard let inner = ContainerKind.recognise(head) else {
      return plain(peeked, item, place, budget.mark, body)
    }
    let shares = kind.isStream && !inner.isStream
    guard depth < limits.maxDepth || shares && depth == limits.maxDepth else {
      body(
        .incident(
          Incident(
            .limit, path: item.path,
            detail: "lies in \(limits.maxDepth) containers already, so only its raw bytes were "
              + "swept; raise --max-depth")))
      return plain(peeked, item, place, budget.mark, body)
    }
    return open(
      inner, peeked,
      Place(
        path: path, stem: stem, modified: modified, size: member.size,
        depth: shares ? depth : depth + 1, isInStream: kind.isStream),
      in: budget, body)
  }

  /// What to do when not even the first header can be read.
  ///
  /// - Returns: nil when this is no reason to doubt that it is a container.
  private func refuse(
    _ error: SourceError, _ kind: ContainerKind, _ reader: ArchiveReader, _ source: any ByteSource,
    _ place: Place, _ budget: Budget, _ body: (ArchiveEvent) -> Void, _ cut: SourceError?
  ) -> (mark: Int?, Void)? {
    switch error {
    case .cancelled, .limit, .system: return nil
    case .damaged, .encrypted, .unsupported: break
    }
    if kind.isCertain, cut == nil { _ = report(error, place.path, budget.mark, body) }
    var item = ArchiveItem(path: place.path, role: role(place), modified: place.modified)
    if place.isInStream { item.path = place.path.member(place.stem) }
    if let seekable = source as? any SeekableSource {
      seekable.seek(to: 0)
      return (plain(seekable, item, place, budget.mark, body), ())
    }
    guard let record = reader.input.record else {
      if !kind.isCertain { _ = report(error, place.path, budget.mark, body) }
      return (plain(source, item, place, budget.mark, body), ())
    }
    // What failed to come once would fail again.
    let rest: any ByteSource =
      reader.input.failure == nil ? ChainedSource(record, source) : MemorySource(record)
    return (plain(rest, item, place, budget.mark, body), ())
  }

  /// Hands out the part of a name that the one before it did not have, and where a link leads.
  private func sweepNames(
    _ member: ArchiveMember, after last: [UInt8]?, _ kind: ContainerKind, _ place: Place,
    _ body: (ArchiveEvent) -> Void
  ) {
    let item = ArchiveItem(
      path: kind.isStream ? place.path : place.path.member(member.name), role: .member,
      modified: member.modified ?? place.modified)
    if member.name.count >= Self.shortestName {
      let shared = zip(member.name, last ?? []).prefix { $0 == $1 }.count
      let start = member.name[..<shared].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
      let part = Array(member.name[start...])
      if part.count >= Self.shortestName { body(.name(item, part)) }
    }
    if member.target.count >= Self.shortestName { body(.name(item, member.target)) }
  }

  /// Sweeps the bytes of the container itself, where that costs little beside its members.
  private func sweepRaw(
    _ kind: ContainerKind, _ source: any SeekableSource, _ place: Place,
    _ body: (ArchiveEvent) -> Void
  ) {
    let size = source.size
    let head = min(size, Self.rawHead)
    let tail = kind.wantsSeeking ? max(head, size - Self.rawTail)..<size : size..<size
    // Of a stream, all but its header is noise; what follows it has been swept.
    let isWhole = size <= Self.rawBytes && !kind.isStream
    for range in isWhole ? [0..<size] : [0..<head, tail] where !range.isEmpty {
      let pull = PullReader(RangeSource(source, range))
      body(.bytes(ArchiveItem(path: place.path, role: .slack, base: range.lowerBound), pull))
    }
  }

  /// Sweeps what follows the end of a container that was read in one go, be it another container.
  private func sweepRest(
    of reader: ArchiveReader, _ place: Place, _ parent: Budget?, _ budget: Budget,
    _ body: (ArchiveEvent) -> Void
  ) -> Int? {
    guard let rest = reader.input.rest(after: reader.used) else { return nil }
    let trimmed = TrimmedSource(rest.source)
    let peeked = PeekedSource(trimmed, buffer: ByteBuffer())
    let head = peeked.peek(ContainerKind.headBytes)
    if head.isEmpty {
      return peeked.failure.flatMap { report($0, place.path, budget.mark, body) }
    }
    if let kind = ContainerKind.recognise(head), !kind.wantsSeeking {
      return open(kind, peeked, place, in: parent, body)
    }
    let item = ArchiveItem(
      path: place.path, role: .slack, modified: place.modified, base: rest.offset + trimmed.trimmed)
    return plain(peeked, item, place, budget.mark, body)
  }
}

extension ContainerKind {
  /// How the content of a compressed file is called.
  ///
  /// - Parameter name: The name of the file.
  /// - Returns: The name without the endings that tell how it is compressed.
  public static func contentName(_ name: [UInt8]) -> [UInt8] {
    var name = name
    while let kind = allCases.first(where: { $0.stripped(name, 1) != name }) {
      name = kind.stripped(name, 1)
    }
    return name
  }

  /// A name without the endings that tell this kind.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - count: How many of them are left out at most.
  /// - Returns: The shorter name.
  func stripped(_ name: [UInt8], _ count: Int) -> [UInt8] {
    var name = name
    for _ in 0..<count {
      let lower = name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      guard
        let suffix = suffixes.first(where: {
          let length = $0.packed.utf8.count
          return lower.count > length && lower.suffix(length).elementsEqual($0.packed.utf8)
        })
      else { break }
      name = name.dropLast(suffix.packed.utf8.count) + Array(suffix.plain.utf8)
    }
    return name
  }
}
