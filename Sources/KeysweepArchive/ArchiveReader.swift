internal import CArchive
internal import KeysweepModel

/// A member as its archive describes it.
struct ArchiveMember {
  /// The name: bytes, of which nothing says that they are UTF-8, or a safe path.
  var name: [UInt8]
  /// Bytes that it says to have.
  var size: Int?
  var modified: Instant?
  /// Whether it is a file with content of its own, and no folder, link or device.
  var isFile: Bool
  /// Where a link leads.
  var target: [UInt8]
  var isEncrypted: Bool
}

/// Reads one archive or compressed stream with libarchive; a source of the bytes of its member.
final class ArchiveReader: ByteSource {
  private let library: ArchiveLibrary
  private let archive: OpaquePointer
  let input: ArchiveInput
  private let kind: ContainerKind
  private let budget: Budget
  private let limits: ArchiveLimits
  private let isCancelled: () -> Bool
  /// When the current member began, and what it gave so far.
  private var started = ContinuousClock.now
  private var given = 0
  /// A block behind a hole, and the bytes of the hole that are left.
  private var waiting = UnsafeRawBufferPointer(start: nil, count: 0)
  private var hole = 0
  private var isDone = false
  private var strikes = 0
  /// Why the content of the current member ended, which may be the end of the archive too.
  private(set) var lastFailure: SourceError?
  private static let maxStrikes = 64

  /// Opens; nil without memory.
  init?(
    _ library: ArchiveLibrary, _ kind: ContainerKind, _ source: any ByteSource, budget: Budget,
    limits: ArchiveLimits, isCancelled: @escaping () -> Bool
  ) {
    guard let archive = library.readNew() else { return nil }
    self.library = library
    self.archive = archive
    self.kind = kind
    self.budget = budget
    self.limits = limits
    self.isCancelled = isCancelled
    input = ArchiveInput(source, isSeekable: kind.wantsSeeking, budget: budget)
    for support in library.supports[kind] ?? [] { _ = support(archive) }
    let client = Unmanaged.passUnretained(input).toOpaque()
    _ = library.setCallbackData(archive, client)
    _ = library.setReadCallback(archive) { _, client, block in
      guard let client, let block else { return -30 }
      let input = Unmanaged<ArchiveInput>.fromOpaque(client).takeUnretainedValue()
      guard let bytes = input.next() else { return -30 }
      block.pointee = bytes.baseAddress
      return bytes.count
    }
    if input.canSeek {
      _ = library.setSkipCallback(archive) { _, client, count in
        guard let client else { return 0 }
        let input = Unmanaged<ArchiveInput>.fromOpaque(client).takeUnretainedValue()
        return Int64(input.skip(Int(count)))
      }
      _ = library.setSeekCallback(archive) { _, client, offset, whence in
        guard let client else { return -30 }
        let input = Unmanaged<ArchiveInput>.fromOpaque(client).takeUnretainedValue()
        return Int64(input.seek(by: Int(offset), from: whence))
      }
    }
    // What fails here fails again at the first header.
    _ = library.open(archive)
  }

  deinit { _ = library.readFree(archive) }

  /// Bytes of the input that have been used.
  var used: Int { Int(library.filterBytes(archive, -1)) }

  /// How many compressed streams of one kind lie in each other here: libarchive unpacks them at once.
  var layers: Int { kind.isStream ? max(1, Int(library.filterCount(archive)) - 1) : 1 }

  /// The next member; nil at the end.
  func nextMember() throws(SourceError) -> ArchiveMember? {
    (given, hole, isDone) = (0, 0, false)
    waiting = UnsafeRawBufferPointer(start: nil, count: 0)
    started = .now
    while true {
      if isCancelled() { throw .cancelled }
      var entry: OpaquePointer?
      let status = library.nextHeader(archive, &entry)
      switch status {
      case ARCHIVE_OK, ARCHIVE_WARN:
        guard let entry else { throw failure() }
        lastFailure = nil
        return describe(entry)
      case ARCHIVE_EOF: return nil
      case ARCHIVE_RETRY where strikes < Self.maxStrikes: strikes += 1
      default: throw failure()
      }
    }
  }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    if hole > 0 {
      let zeros = UnsafeRawBufferPointer(
        rebasing: Self.zeroMemory[..<min(hole, Self.zeroMemory.count)])
      hole -= zeros.count
      return try deliver(zeros, isHole: true)
    }
    if !waiting.isEmpty {
      defer { waiting = UnsafeRawBufferPointer(start: nil, count: 0) }
      return try deliver(waiting, isHole: false)
    }
    while !isDone {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      switch library.dataBlock(archive, &start, &count, &offset) {
      case ARCHIVE_EOF: isDone = true
      case ARCHIVE_OK, ARCHIVE_WARN:
        // Some formats begin with an empty block.
        strikes = count > 0 ? 0 : strikes + 1
        if strikes > Self.maxStrikes { throw .damaged("gives no data") }
        guard count > 0, let start else { continue }
        let block = UnsafeRawBufferPointer(start: start, count: count)
        guard Int(offset) > given else { return try deliver(block, isHole: false) }
        hole = Int(offset) - given
        waiting = block
        return try next()
      case ARCHIVE_RETRY where strikes < Self.maxStrikes: strikes += 1
      default:
        isDone = true
        lastFailure = failure()
        throw failure()
      }
    }
    return UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Whether the archive says that it has encrypted members.
  var hasEncryptedMembers: Bool { library.hasEncryptedEntries(archive) == 1 }

  /// Whether it was libarchive that failed, and not what it reads from.
  private func failure() -> SourceError {
    if let failure = input.failure { return failure }
    let text = library.errorString(archive).map { String(cString: $0) } ?? "is damaged"
    if text.contains("ncrypt") || text.contains("assphrase") { return .encrypted }
    if text.contains("nsupported") || text.contains("not supported") { return .unsupported(text) }
    return .damaged(text)
  }

  /// What holes are made of; never freed.
  private nonisolated(unsafe) static let zeroMemory: UnsafeRawBufferPointer = {
    // Safe: nobody writes to it after this.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    return UnsafeRawBufferPointer(memory)
  }()

  private func deliver(
    _ block: UnsafeRawBufferPointer, isHole: Bool
  ) throws(SourceError) -> UnsafeRawBufferPointer {
    given += block.count
    if isCancelled() { throw .cancelled }
    if kind.isCompressing || isHole { try budget.charge(block.count) }
    let seconds = limits.memberSeconds + given >> 20
    if started.duration(to: .now) > .seconds(seconds) {
      throw .limit(
        "took longer than \(seconds) seconds; raise --max-member-seconds",
        mark: budget.mark + 1)
    }
    return block
  }

  private func describe(_ entry: OpaquePointer) -> ArchiveMember {
    func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8]? {
      text.map { Array(UnsafeRawBufferPointer(start: $0, count: Self.length($0))) }
    }
    // Names in the character set of the archive as they are; what is stored as UTF-16 or UTF-8 is
    // refused by the "C" locale and comes as UTF-8.
    let name = bytes(library.pathname(entry)) ?? bytes(library.pathnameUTF8(entry)) ?? []
    let target = bytes(library.symlink(entry)) ?? bytes(library.hardlink(entry)) ?? []
    let type = library.fileType(entry)
    return ArchiveMember(
      name: name, size: library.sizeIsSet(entry) != 0 ? Int(library.entrySize(entry)) : nil,
      modified: library.modifiedIsSet(entry) != 0
        ? Instant(secondsSinceEpoch: library.modified(entry)) : nil,
      isFile: type == 0o100000 || type == 0, target: target,
      isEncrypted: library.isDataEncrypted(entry) != 0)
  }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var count = 0
    while text[count] != 0 { count += 1 }
    return count
  }
}
