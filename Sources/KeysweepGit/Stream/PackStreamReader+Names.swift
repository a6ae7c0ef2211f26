extension PackStreamReader {
  /// How far one looks ahead to learn how long names are.
  static let lookahead = 256 << 10

  /// Looks at the first entries for one that tells how long names are, so that the first objects that
  /// are handed out have their names.
  ///
  /// Packs mostly begin with commits. Where all that can be seen are blobs, nobody knows.
  ///
  /// - Returns: 20 or 32, or nil.
  mutating func foresee() -> Int? {
    tape.ensure(Self.lookahead)
    var rest = tape.bytes
    while let entry = EntryHeader(rest, hashBytes: nil) {
      if case .undecided = entry.base { return nameLength(entry, rest) }
      rest = UnsafeRawBufferPointer(rebasing: rest[entry.length...])
      guard entry.size <= 4 * Self.lookahead,
        let (block, used) = try? memory.whole(entry.size, rest)
      else { return nil }
      let told = entry.kind.flatMap { ObjectNaming.hashBytes($0, block.bytes) }
      memory.pool.give(block)
      if let told { return told }
      rest = UnsafeRawBufferPointer(rebasing: rest[used...])
    }
    return nil
  }

  /// How long the name of the base of an entry is: whichever has a zlib stream behind it.
  ///
  /// - Parameters:
  ///   - entry: An entry that names its base.
  ///   - bytes: Where it begins.
  /// - Returns: 20 or 32; nil when neither will do.
  mutating func nameLength(_ entry: EntryHeader, _ bytes: UnsafeRawBufferPointer) -> Int? {
    for length in [20, 32] where bytes.count > entry.length + length {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[(entry.length + length)...])
      if memory.mayUnpack(rest, entry.size, isEnd: rest.count < 64 << 10) { return length }
    }
    return nil
  }
}
