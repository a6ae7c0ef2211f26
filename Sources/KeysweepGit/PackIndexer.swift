internal import KeysweepModel

/// Makes the index of a pack that has none, by reading it once as a stream.
///
/// The index has the form of version 2 (`gitformat-pack`), in memory: 28 bytes for each object, 40
/// with SHA-256.
struct PackIndexer {
  /// The pack, without the lines before it when it is a bundle.
  let pack: MappedFile
  /// Where its objects are.
  let index: PackIndex
  /// What could not be read, in words; the first of many.
  private(set) var problems: [String] = []
  /// The references of a bundle.
  let references: [Reference]
  /// Bytes of a name.
  let hashBytes: Int

  private static let mostProblems = 16

  private struct Entry {
    var id: ObjectID
    var offset: Int
  }

  /// Reads a pack.
  ///
  /// - Parameters:
  ///   - file: The pack, or a bundle.
  ///   - path: Its path.
  ///   - hashBytes: Bytes of a name; nil to find out.
  /// - Throws: ``TableFault`` when it is no pack.
  init(_ file: MappedFile, _ path: SourcePath, hashBytes: Int?) throws(TableFault) {
    let header = BundleHeader.read(file.bytes)
    guard let header, file.bytes.count - header.length >= 12 else {
      throw TableFault("the pack has no header")
    }
    references = header.references
    var reading = Reading(file, from: header.length, hashBytes: hashBytes ?? header.hashBytes)
    if hashBytes == nil, let found = reading.summary.hashBytes, found == 32 {
      // Objects that came before the first that told have the other kind of name.
      reading = Reading(file, from: header.length, hashBytes: found)
    }
    self.hashBytes = hashBytes ?? reading.summary.hashBytes ?? 20
    problems = reading.problems
    pack = header.length == 0 ? file : MappedFile(file, from: header.length)
    index = try PackIndex(
      MappedFile(Self.table(reading.entries, hashBytes: self.hashBytes), as: path),
      hashBytes: self.hashBytes)
  }

  /// One reading of the pack.
  private struct Reading {
    var entries: [Entry] = []
    var problems: [String] = []
    var summary = PackStream.Summary()

    init(_ file: MappedFile, from start: Int, hashBytes: Int?) {
      var entries: [Entry] = []
      var problems: [String] = []
      var problemCount = 0
      var at = start
      summary = PackStream(hashBytes: hashBytes).run { buffer in
        // The last pages may be gone when somebody cuts the file short.
        guard file.isWhole else { throw ObjectFault.shrunk }
        let count = min(buffer.count, file.bytes.count - at)
        buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: file.bytes[at..<(at + count)]))
        at += count
        return count
      } problem: { problem in
        problemCount += 1
        if problems.count < PackIndexer.mostProblems {
          problems.append("at byte \(start + problem.offset): \(problem.detail)")
        }
      } body: { object, _ in
        entries.append(Entry(id: object.id, offset: object.offset))
        return true
      }
      if problemCount > problems.count {
        problems.append("\(problemCount - problems.count) more places are damaged")
      }
      if problems.isEmpty, summary.missing > 0 {
        problems.append("\(summary.missing) of \(summary.stated) objects are missing")
      }
      (self.entries, self.problems) = (entries, problems)
    }
  }

  /// The bytes of an index.
  private static func table(_ entries: [Entry], hashBytes: Int) -> [UInt8] {
    var entries = entries.filter { $0.id.byteCount == hashBytes }
    entries.sort { $0.id == $1.id ? $0.offset < $1.offset : $0.id < $1.id }
    var kept = 0
    for index in entries.indices where index == 0 || entries[index].id != entries[kept - 1].id {
      entries[kept] = entries[index]
      kept += 1
    }
    entries.removeSubrange(kept...)
    var bytes: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]
    bytes.reserveCapacity(1100 + entries.count * (hashBytes + 8))
    func append(_ number: UInt32) { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
    var end = 0
    for byte in UInt8.min...UInt8.max {
      while end < entries.count, entries[end].id.firstByte <= byte { end += 1 }
      append(UInt32(end))
    }
    for entry in entries { entry.id.withUnsafeRawBytes { bytes += $0 } }
    for _ in entries { append(0) }
    var large: [Int] = []
    for entry in entries {
      if entry.offset < 0x8000_0000 {
        append(UInt32(entry.offset))
      } else {
        append(0x8000_0000 | UInt32(large.count))
        large.append(entry.offset)
      }
    }
    for offset in large { withUnsafeBytes(of: UInt64(offset).bigEndian) { bytes += $0 } }
    // The check sums, which nobody reads.
    bytes += [UInt8](repeating: 0, count: 2 * hashBytes)
    return bytes
  }
}
