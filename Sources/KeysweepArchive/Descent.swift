public import KeysweepModel

/// Goes through a container, and the containers inside it, as far as the limits allow.
///
/// Everything streams: the bytes of an inner archive are unpacked by the outer one while the inner
/// one asks for them. Only what has to be read back and forth is held in memory, within limits.
/// Nothing is written to disk, and the names of members are never used as paths.
public final class Descent {
  let limits: ArchiveLimits
  let isCancelled: () -> Bool
  /// Bytes of containers that are held in memory now.
  private var held = 0

  /// Where a container stands.
  struct Place {
    var path: SourcePath
    /// The name for the content of a stream, which has none of its own.
    var stem: [UInt8]
    var modified: Instant?
    var size: Int?
    var depth: Int
    /// Whether it is the content of a compressed stream, which shares its path.
    var isInStream = false
  }

  /// Prepares a descent.
  ///
  /// - Parameters:
  ///   - limits: What it may cost.
  ///   - isCancelled: Asked again and again; when it says yes, the rest is left out.
  public init(limits: ArchiveLimits, isCancelled: @escaping () -> Bool) {
    self.limits = limits
    self.isCancelled = isCancelled
  }

  /// Goes through an outermost container.
  ///
  /// - Parameters:
  ///   - source: Its bytes.
  ///   - kind: What it was recognised as.
  ///   - path: Where it stands.
  ///   - body: Gets what is met.
  public func run(
    _ source: any ByteSource, as kind: ContainerKind, at path: SourcePath,
    _ body: (ArchiveEvent) -> Void
  ) {
    let place = Place(
      path: path, stem: Array(path.lastComponent), size: (source as? any SeekableSource)?.size,
      depth: 1)
    _ = open(kind, source, place, in: nil, body)
  }

  /// Reads a container.
  ///
  /// - Returns: The mark from which on containers are given up, if a limit was reached.
  func open(
    _ kind: ContainerKind, _ source: any ByteSource, _ place: Place, in parent: Budget?,
    _ body: (ArchiveEvent) -> Void
  ) -> Int? {
    guard let library = ArchiveLibrary.shared else {
      body(
        .incident(
          Incident(
            .limit, path: place.path,
            detail: "libarchive is not installed, so only its raw bytes were swept; install "
              + "libarchive13")))
      return plain(source, ArchiveItem(path: place.path, role: role(place)), place, -1, body)
    }
    guard kind.wantsSeeking, !(source is any SeekableSource) else {
      return read(library, kind, source, place, in: parent, body)
    }
    let room = max(0, (kind.needsSeeking ? limits.wholeBytes : limits.preferredBytes) - held)
    let buffer = ByteBuffer()
    let isWhole: Bool
    do throws(SourceError) {
      isWhole = try buffer.fill(from: source, limit: room)
    } catch {
      // The beginning may have members all the same.
      let memory = MemorySource(buffer)
      _ = read(library, kind, memory, place, in: parent, body, cut: error)
      return report(error, place.path, parent?.mark ?? 0, body)
    }
    held += buffer.count
    defer { held -= buffer.count }
    if isWhole {
      return read(library, kind, MemorySource(buffer), place, in: parent, body)
    }
    let chained = ChainedSource(buffer, source)
    guard kind.needsSeeking else { return read(library, kind, chained, place, in: parent, body) }
    body(
      .incident(
        Incident(
          .limit, path: place.path,
          detail: "a \(kind.rawValue) archive that does not stand in a file of its own is read in "
            + "memory, and has more than \(room) bytes; only its raw bytes were swept")))
    return plain(
      chained, ArchiveItem(path: place.path, role: role(place), modified: place.modified), place,
      parent?.mark ?? 0, body)
  }

  /// What is said of bytes that are swept in place of a container.
  func role(_ place: Place) -> ArchiveItem.Role {
    place.depth == 1 && !place.isInStream ? .whole : .member
  }

  /// Sweeps bytes that are no container.
  func plain(
    _ source: any ByteSource, _ item: ArchiveItem, _ place: Place, _ mark: Int,
    _ body: (ArchiveEvent) -> Void
  ) -> Int? {
    let pull = PullReader(source)
    body(.bytes(item, pull))
    pull.drain()
    return pull.failure.flatMap { report($0, item.path, mark, body) }
  }

  /// Says what kept bytes from being read.
  ///
  /// - Returns: The mark from which on containers are given up.
  func report(
    _ error: SourceError, _ path: SourcePath, _ mark: Int, _ body: (ArchiveEvent) -> Void
  ) -> Int? {
    switch error {
    case .cancelled: return 0
    case .limit(let detail, let mark):
      body(
        .incident(
          Incident(.limit, path: path, detail: "\(detail); what came before was swept")))
      return mark
    case .encrypted:
      body(
        .incident(
          Incident(
            .encrypted, path: path,
            detail: "is encrypted and was not swept; unpack it with its password")))
    case .unsupported(let detail):
      body(
        .incident(
          Incident(
            .unreadable, path: path,
            detail: "is stored in a way that cannot be read: \(detail); unpack it by other means")))
    case .damaged(let detail):
      body(
        .incident(
          Incident(
            .damagedArchive, path: path,
            detail: "is damaged or cut off: \(detail); what came before was swept")))
    case .system(let code):
      body(
        .incident(
          Incident(
            .unreadable, path: path,
            detail: "could not be read to its end (error \(code) of the system); what came before "
              + "was swept")))
      return 0
    }
    return nil
  }
}

extension ByteBuffer {
  /// Takes a source, as long as it has no more than so many bytes.
  ///
  /// - Returns: Whether it was taken to its end.
  func fill(from source: any ByteSource, limit: Int) throws(SourceError) -> Bool {
    while count <= limit {
      let block = try source.next()
      if block.isEmpty { return true }
      append(block)
    }
    return false
  }
}
