/// Entries of packs, described before they are compressed.
///
/// A program is a byte of flags, the number of patches with four bytes for each, and entries: a
/// byte of type and flags, a byte that chooses the base, and a block of content or instructions.
/// The sizes before the instructions are right unless the entry says otherwise.
struct PackProgram {
  /// Of the whole program.
  private struct Flags: OptionSet {
    let rawValue: UInt8
    static let sha256 = Flags(rawValue: 1)
    static let version1 = Flags(rawValue: 2)
    static let multiIndex = Flags(rawValue: 4)
    static let twoPacks = Flags(rawValue: 8)
    static let looseCopies = Flags(rawValue: 16)
  }

  /// A change of a file that was right.
  private struct Patch {
    var file: UInt8
    var offset: Int
    var mask: UInt8
  }

  /// More entries than this tell nothing new.
  private static let mostEntries = 64
  /// Larger results are bombs: sound, and slow.
  private static let largest = 1 << 18

  private let flags: Flags
  private var patches: [Patch] = []
  private var entries: [ProgramEntry] = []
  private let hashBytes: Int

  /// Reads a program; nil when it is empty or a bomb.
  init?(_ feed: inout ByteFeed) {
    flags = Flags(rawValue: feed.byte())
    hashBytes = flags.contains(.sha256) ? 32 : 20
    for _ in 0..<(feed.byte() & 7) {
      patches.append(Patch(file: feed.byte(), offset: feed.word(), mask: feed.byte()))
    }
    while !feed.isEmpty, entries.count < Self.mostEntries {
      let code = feed.byte()
      let choice = feed.byte()
      let lie = code & 8 == 0 ? 0 : Int(feed.byte())
      var entry = ProgramEntry(
        type: Int(code & 7), lie: lie, isSumWrong: code & 16 != 0,
        pack: flags.contains(.twoPacks) && code & 32 != 0 ? 1 : 0, isRaw: code & 64 != 0,
        isListed: code & 128 == 0, payload: feed.block())
      if entry.isDelta {
        entry.base = Self.base(choice, &entry, entries)
      } else {
        // A byte more makes content large enough for what is done with large content only.
        entry.payload = Array(
          repeatElement(entry.payload, count: 1 + Int(choice & 31) * 8).joined())
      }
      guard entry.payload.count <= Self.largest else { return nil }
      entry.hasLooseCopy =
        flags.contains(.looseCopies) && entry.isWhole && entries.count % 3 == 0
      entries.append(entry)
    }
    guard !entries.isEmpty, resolve() else { return nil }
  }

  /// The base that a byte chooses.
  private static func base(
    _ choice: UInt8, _ entry: inout ProgramEntry, _ before: [ProgramEntry]
  ) -> ProgramEntry.Base {
    if entry.type == 7 { return choice == 255 ? .none : .id(Int(choice) % (mostEntries)) }
    let pack = entry.pack
    let candidates = before.indices.filter { before[$0].pack == pack }
    guard choice != 255, !candidates.isEmpty else { return .none }
    return .offset(candidates[candidates.count - 1 - Int(choice) % candidates.count])
  }

  // MARK: What must come out

  /// Finds the contents; false for a bomb.
  private mutating func resolve() -> Bool {
    var total = 0
    for index in entries.indices {
      guard find(index) else { return false }
      total += entries[index].content?.count ?? 0
    }
    return total <= 4 * Self.largest
  }

  /// Finds the content of an entry and of its bases; false for a bomb.
  private mutating func find(_ index: Int) -> Bool {
    guard entries[index].state == .unknown else { return true }
    entries[index].state = .atWork
    defer { entries[index].state = .known }
    let entry = entries[index]
    let isDamaged = entry.lie != 0 || entry.isSumWrong
    guard entry.isDelta else {
      entries[index].stream = entry.payload
      if entry.isWhole, !isDamaged {
        (entries[index].content, entries[index].kind) = (entry.payload, entry.type)
      }
      return true
    }
    var base: (content: [UInt8], kind: Int)?
    switch entry.base {
    case .offset(let other):
      guard find(other) else { return false }
      base = known(other)
    case .id(let other) where entries.indices.contains(other):
      guard find(other) else { return false }
      if entries[other].isListed { base = known(other) }
    default: break
    }
    var delta = entry.payload
    if !entry.isRaw {
      let size = SlowDelta.size(ofInstructions: delta[...])
      delta = SlowDelta.number(base?.content.count ?? 0) + SlowDelta.number(size) + delta
    }
    entries[index].stream = delta
    if let parts = SlowDelta.parts(delta) {
      guard SlowDelta.size(ofInstructions: parts.rest) <= Self.largest else { return false }
    }
    if let base, !isDamaged, let content = SlowDelta.apply(delta, to: base.content) {
      (entries[index].content, entries[index].kind) = (content, base.kind)
    }
    return true
  }

  private func known(_ index: Int) -> (content: [UInt8], kind: Int)? {
    // One that is still at work is its own base.
    guard entries[index].state == .known, let content = entries[index].content else { return nil }
    return (content, entries[index].kind)
  }

  // MARK: Files

  /// Writes the files and checks what is read.
  func run() {
    let repository = ScratchRepository.shared(isSHA256: hashBytes == 32)
    let packs = flags.contains(.twoPacks) ? 2 : 1
    var places: [PackTables.Place] = []
    var offsets = [Int](repeating: 0, count: entries.count)
    var files: [(name: String, bytes: [UInt8])] = []
    for pack in 0..<packs {
      var bytes: [UInt8] = []
      let members = entries.indices.filter { entries[$0].pack == pack }
      for index in members {
        let offset = 12 + bytes.count
        offsets[index] = offset
        bytes += encoded(entries[index], at: offset, offsets)
        if entries[index].isListed {
          places.append(
            PackTables.Place(
              id: PackTables.name(index, hashBytes), offset: offset, pack: pack))
        }
      }
      files.append(
        ("pack-\(pack).pack", PackTables.pack(count: members.count, bytes, hashBytes)))
      if !flags.contains(.multiIndex) {
        let own = places.filter { $0.pack == pack }
        files.append(
          (
            "pack-\(pack).idx",
            PackTables.index(own, hashBytes, isVersion1: flags.contains(.version1))
          ))
      }
    }
    if flags.contains(.multiIndex) {
      files.append(("multi-pack-index", PackTables.multiIndex(places, packs: packs, hashBytes)))
    }
    for patch in patches {
      let file = Int(patch.file) % files.count
      // Tables end where files do: from there offsets count backwards.
      let count = files[file].bytes.count
      let at = patch.offset & 0x8000 == 0 ? patch.offset : count - 1 - (patch.offset & 0x7FFF)
      if (0..<count).contains(at) { files[file].bytes[at] ^= patch.mask }
    }
    for (name, bytes) in files { repository.write("objects/pack/\(name)", bytes) }
    for index in entries.indices where entries[index].hasLooseCopy {
      let entry = entries[index]
      let kind = ["", "commit", "tree", "blob", "tag"][entry.type]
      repository.write(
        looseObject: PackTables.name(index, hashBytes),
        Zlib.stored(Array("\(kind) \(entry.payload.count)\0".utf8) + entry.payload))
    }
    DatabaseChecks(repository, expected: patches.isEmpty ? expectation() : nil).run()
  }

  private func encoded(_ entry: ProgramEntry, at offset: Int, _ offsets: [Int]) -> [UInt8] {
    var bytes = PackTables.header(type: entry.type, size: entry.stream.count + entry.lie)
    switch entry.base {
    case .offset(let base): bytes += PackTables.distance(offset - offsets[base])
    case .id(let base): bytes += PackTables.name(base, hashBytes)
    case .none where entry.type == 6: bytes += PackTables.distance(1)
    case .none where entry.type == 7: bytes += PackTables.name(1 << 20, hashBytes)
    case .none: break
    }
    var stream = Zlib.stored(entry.stream)
    if entry.isSumWrong { stream[stream.count - 1] ^= 1 }
    return bytes + stream
  }

  private func expectation() -> DatabaseChecks.Expectation {
    var expected = DatabaseChecks.Expectation()
    let isDamaged = entries.contains { $0.lie != 0 || $0.isSumWrong || !$0.isListed }
    // How far another copy helps depends on the way to it.
    expected.isExact = !(flags.contains(.looseCopies) && isDamaged)
    for (index, entry) in entries.enumerated() where entry.isListed || entry.hasLooseCopy {
      let id = PackTables.name(index, hashBytes)
      let content = entry.content ?? (entry.hasLooseCopy ? entry.payload : nil)
      let kind = entry.content == nil ? entry.type : entry.kind
      expected.objects[id] = .some(content.map { ($0, kind) })
    }
    return expected
  }
}

/// An entry of a ``PackProgram``.
struct ProgramEntry {
  /// What a delta is against: an entry by number.
  enum Base {
    case none
    case offset(Int)
    case id(Int)
  }

  /// How far its content was found.
  enum State { case unknown, atWork, known }

  var type: Int
  /// By how much the size in its header is wrong.
  var lie: Int
  var isSumWrong: Bool
  var pack: Int
  /// Whether the payload of a delta begins with the sizes.
  var isRaw: Bool
  /// Whether indexes know of it.
  var isListed: Bool
  var payload: [UInt8]
  var base = Base.none
  var hasLooseCopy = false
  /// What is compressed.
  var stream: [UInt8] = []
  var state = State.unknown
  /// What must come out; nil when it is damaged.
  var content: [UInt8]?
  var kind = 0

  var isDelta: Bool { type == 6 || type == 7 }
  var isWhole: Bool { (1...4).contains(type) }
}
