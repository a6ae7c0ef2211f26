import KeysweepGit
import KeysweepModel

/// Objects and files of references, in which two bytes stand for names of objects.
///
/// A program is a list of blocks, each with a byte that says what it is. In a block, `FF` and a
/// number stand for the name of an object in hexadecimal digits, `FE` and a number for its bytes:
/// objects can name each other in ways that real hashes forbid, as those of somebody hostile can.
struct HistoryProgram {
  /// What a block is.
  private enum Block: UInt8, CaseIterable {
    case commit, tag, tree, packedReferences, head, headLog, branch, stashLog, other, configuration
  }

  private static let names = 48
  private static let others = [
    "shallow", "refs/stash", "refs/tags/v1", "ORIG_HEAD", "FETCH_HEAD", "objects/info/alternates",
  ]

  private let isSHA256: Bool
  private let hashBytes: Int
  private let isReversed: Bool
  private var blocks: [(kind: Block, bytes: [UInt8])] = []

  init(_ feed: inout ByteFeed) {
    let flags = feed.byte()
    isSHA256 = flags & 1 != 0
    isReversed = flags & 2 != 0
    hashBytes = isSHA256 ? 32 : 20
    while !feed.isEmpty, blocks.count < Self.names {
      let kind = Block(rawValue: feed.byte() % UInt8(Block.allCases.count)) ?? .other
      blocks.append((kind, expand(feed.block())))
    }
  }

  private func name(_ number: Int) -> [UInt8] { PackTables.name(number % Self.names, hashBytes) }

  private func expand(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      guard byte >= 0xFE, let number = rest.popFirst() else {
        output.append(byte)
        continue
      }
      let name = name(Int(number))
      output += byte == 0xFE ? name : name.flatMap { Self.hex($0) }
    }
    return output
  }

  private static func hex(_ byte: UInt8) -> [UInt8] {
    [byte >> 4, byte & 15].map { $0 < 10 ? $0 + 48 : $0 + 87 }
  }

  /// Reads everything.
  func run() {
    let repository = ScratchRepository.shared(isSHA256: isSHA256)
    let ids = (0..<Self.names).compactMap { number in
      name(number).withUnsafeBytes { ObjectID(bytes: $0) }
    }
    var source = Source()
    var history = HistoryIndex(idLength: hashBytes)
    var trees: [(ObjectID, [UInt8])] = []
    let numbered = Array(zip(ids, blocks))
    for (id, block) in isReversed ? numbered.reversed() : numbered {
      block.bytes.withUnsafeBufferPointer { bytes in
        switch block.kind {
        case .commit:
          source.objects[id] = (.commit, block.bytes)
          history.add(commit: id, bytes: bytes)
          check(ParsedCommit(bytes), bytes.count)
        case .tag:
          source.objects[id] = (.tag, block.bytes)
          history.add(tag: id, bytes: bytes)
          let tag = ParsedTag(bytes)
          within(tag.message, bytes.count)
        case .tree:
          source.objects[id] = (.tree, block.bytes)
          trees.append((id, block.bytes))
          check(bytes)
        default: break
        }
      }
      write(block.kind, block.bytes, to: repository)
    }
    let references = ReferenceReader.read(gitDirectory: repository.gitDirectory.bytes)
    var attributor = Attributor(history, items: ids)
    for (id, bytes) in trees { attributor.add(tree: id, bytes: bytes) }
    let result = attributor.finish(references: references, source: &source)
    FuzzHarness.require(result.count == ids.count, "an item has no attribution")
    for attribution in result.values {
      FuzzHarness.require(attribution.paths.count <= attribution.pathCount, "paths are miscounted")
      FuzzHarness.require(
        (attribution.first == nil) == (attribution.last == nil), "a first without a last")
    }
    _ = try? ObjectDatabase(gitDirectory: repository.gitDirectory)
  }

  private func write(_ kind: Block, _ bytes: [UInt8], to repository: ScratchRepository) {
    switch kind {
    case .packedReferences: repository.write("packed-refs", bytes)
    case .head: repository.write("HEAD", bytes)
    case .headLog: repository.write("logs/HEAD", bytes)
    case .branch: repository.write("refs/heads/main", bytes)
    case .stashLog: repository.write("logs/refs/stash", bytes)
    case .other:
      let name = Self.others[Int(bytes.first ?? 0) % Self.others.count]
      repository.write(name, Array(bytes.dropFirst()))
    case .configuration: _ = WebLinks(configuration: bytes)
    case .commit, .tag, .tree: break
    }
  }

  private func within(_ range: Range<Int>, _ count: Int) {
    FuzzHarness.require(
      range.lowerBound >= 0 && range.upperBound <= count, "a range lies outside its object")
  }

  private func check(_ commit: ParsedCommit, _ count: Int) {
    for field in commit.fields {
      within(field.name, count)
      within(field.value, count)
    }
    within(commit.message, count)
    within(commit.subjectRange, count)
  }

  private func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    var entries = TreeEntries(bytes, idLength: hashBytes)
    var total = 0
    while let entry = entries.next() {
      total += entry.name.count + entry.id.byteCount
      FuzzHarness.require(entry.id.byteCount == hashBytes, "a name of another length")
    }
    FuzzHarness.require(total <= bytes.count, "a tree holds more than it is")
  }

  private struct Source: ObjectSource {
    var objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])] = [:]
    mutating func read(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? { objects[id] }
  }
}
