extension PackStreamReader {
  /// Bytes that attempts may unpack in vain before they are given up.
  private static let wasteLimit = 1 << 30
  /// How far one looks ahead.
  private static let reach = 64 << 10

  /// Looks for the next entry behind damage.
  ///
  /// A header that states how many bytes a zlib stream has, and behind it a sound zlib stream that
  /// has as many, with its check sum, is no accident; a delta must also be against an entry that is
  /// known. What lies in between is lost.
  ///
  /// - Parameter from: Where to look first, if that is still known; else where the tape stands.
  /// - Returns: Whether there is one; the tape stands at it then.
  mutating func resynchronise(from: Int) -> Bool {
    isDamaged = true
    let floor = tape.position
    // Damage that is found late, again and again, must not cost the square of the stream.
    if memory.wasted > Self.wasteLimit / 2 || !tape.seek(from) {
      tape.sum = nil
      if floor < from { tape.advance(min(tape.ensure(1), from - floor)) }
    }
    while memory.wasted < Self.wasteLimit {
      let count = tape.ensure(2 * Self.reach)
      let isEnd = count < 2 * Self.reach
      // The smallest entry has a byte of header, and eight of an empty zlib stream.
      let last = isEnd ? count - 9 : Self.reach
      guard last > 0 else {
        tape.advance(count)
        return false
      }
      if let at = candidate(below: last, isEnd: isEnd) {
        tape.advance(at)
        return true
      }
      tape.advance(last)
    }
    report(tape.position, "the pack is too damaged to look for more objects in it")
    return false
  }

  /// The first place in the window where an entry may begin.
  private mutating func candidate(below limit: Int, isEnd: Bool) -> Int? {
    let bytes = tape.bytes
    for at in 0..<limit {
      let type = bytes[at] >> 4 & 7
      guard type != 0, type != 5 else { continue }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
      guard let entry = EntryHeader(rest, hashBytes: hashBytes ?? 20),
        entry.length + 2 <= rest.count,
        EntryHeader.mayInflate(rest[entry.length], rest[entry.length + 1])
      else { continue }
      if case .distance(let distance) = entry.base,
        table.find(offset: tape.position + at - distance) == nil
      {
        continue
      }
      let data = UnsafeRawBufferPointer(rebasing: rest[entry.length...])
      if memory.mayUnpack(data, entry.size, isEnd: isEnd) { return at }
      if memory.wasted >= Self.wasteLimit { return nil }
    }
    return nil
  }
}
