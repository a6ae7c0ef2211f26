internal import KeysweepModel
internal import KeysweepPCRE2

/// Searching what was decoded.
extension Scanner {
  /// Decodes, searches what came out, and adds what was found as it stands in `part`.
  mutating func take(
    _ stretch: Range<Int>, _ encoding: Encoding, _ part: EncodedPart,
    _ result: inout SegmentResult, _ decode: (_ isMapped: Bool) -> Void
  ) {
    decode(false)
    let text = texts[depth]
    allowance -= text.count
    // What begins at the edge of the part begins before it, unless nothing does.
    let isCut = stretch.lowerBound == 0 && part.base > 0
    var finds = inner(text.bytes, isCut: isCut, &result)
    guard !finds.isEmpty else { return }
    decode(true)
    let surroundings =
      isCut
      ? Surroundings() : SurroundingsReader.read(part.bytes, at: stretch, base: part.base)
    for index in finds.indices
    where place(&finds[index], encoding, part, surroundings, text.origin) && !isKnown(finds[index])
    {
      found.append(finds[index])
    }
  }

  /// What stands in decoded bytes, with offsets from the first of them.
  private mutating func inner(
    _ bytes: UnsafeRawBufferPointer, isCut: Bool, _ result: inout SegmentResult
  ) -> [Candidate] {
    if depth + 1 < Self.maxNesting, !isCut, let packing = DecodedText.compression(of: bytes) {
      return unpacked(bytes, packing, &result)
    }
    var outer = Level()
    swap(&outer)
    depth += 1
    let base = isCut ? 1 : 0
    let window = Window(bytes: bytes, base: base, core: 0..<bytes.count)
    search(window, window.core, &result)
    if depth < Self.maxNesting, allowance > 0 {
      findEscapes(window, &result)
      let part = EncodedPart(
        bytes: bytes, base: base, block: window.core, counted: base..<base + bytes.count)
      encoded.sort { $0.range.lowerBound < $1.range.lowerBound }
      var progress = Progress()
      var index = 0
      while index < encoded.count {
        decode(encoded[index], in: part, &progress, &result)
        index += 1
      }
    }
    depth -= 1
    swap(&outer)
    for index in outer.found.indices { outer.found[index].move(by: -base) }
    return outer.found
  }

  /// What stands in compressed bytes: all of it stands where they do.
  private mutating func unpacked(
    _ packed: UnsafeRawBufferPointer, _ packing: Encoding, _ result: inout SegmentResult
  ) -> [Candidate] {
    depth += 1
    defer { depth -= 1 }
    while texts.count <= depth { texts.append(DecodedText()) }
    let text = texts[depth]
    text.inflate(packed, packing, limit: min(Self.maxUnpacked, max(0, allowance)))
    allowance -= text.count
    guard text.count > 0 else { return [] }
    var finds = inner(text.bytes, isCut: false, &result)
    for index in finds.indices {
      finds[index].unpacked = finds[index].weighed
      finds[index].offset = 0
      finds[index].length = packed.count
      finds[index].encodings.insert(packing, at: 0)
    }
    return finds
  }

  /// Notes text that is written in escapes altogether.
  private mutating func findEscapes(_ window: Window, _ result: inout SegmentResult) {
    var at = 0
    while next(rules.encodedAnchors.escapes, window.bytes, at, &result),
      let match = matcher.range(of: 0)
    {
      noteEncoded(match, .escapes)
      at = match.upperBound
    }
  }

  /// What a scan collects, to be put aside while decoded bytes are searched.
  private struct Level {
    var keyIDs: [KeyIDSighting] = []
    var secrets: [SecretSighting] = []
    var found: [Candidate] = []
    var encoded: [EncodedRun] = []
  }

  private mutating func swap(_ level: inout Level) {
    Swift.swap(&keyIDs, &level.keyIDs)
    Swift.swap(&secrets, &level.secrets)
    Swift.swap(&found, &level.found)
    Swift.swap(&encoded, &level.encoded)
  }

  // MARK: Placing

  /// Moves a find from decoded bytes to where they stood; false when it does not count there.
  private func place(
    _ find: inout Candidate, _ encoding: Encoding, _ part: EncodedPart, _ outer: Surroundings,
    _ origin: (Range<Int>) -> Range<Int>
  ) -> Bool {
    let range = origin(find.offset..<find.end)
    guard part.counted.contains(part.base + range.lowerBound) else { return false }
    if let unpacked = find.unpacked {
      let range = origin(unpacked)
      find.unpacked = range.lowerBound + part.base..<range.upperBound + part.base
    }
    find.offset = range.lowerBound + part.base
    find.length = range.count
    find.encodings.insert(encoding, at: 0)
    find.column = nil
    for index in find.surroundings.records.indices {
      let start = find.surroundings.records[index].start
      find.surroundings.records[index].start = origin(start..<start).lowerBound + part.base
    }
    // The section at the end is what an INI file names; nothing stands around that.
    find.surroundings.records += outer.records
    if find.surroundings.label == Label() {
      find.surroundings.label = outer.label
      if find.isSecret {
        find.rank = outer.label.rank
        if find.rank == .aws { find.isLabelled = true }
      }
    }
    return true
  }

  /// Whether the same was found at this place already, in clear or decoded in another way.
  private func isKnown(_ find: Candidate) -> Bool {
    found.suffix(64).contains {
      $0.value == find.value && $0.offset < find.end && find.offset < $0.end
        && ($0.unpacked == nil || $0.unpacked == find.unpacked)
    }
  }
}

extension Candidate {
  /// Moves it, and what is known around it.
  fileprivate mutating func move(by distance: Int) {
    guard distance != 0 else { return }
    offset += distance
    if let range = unpacked {
      unpacked = range.lowerBound + distance..<range.upperBound + distance
    }
    for index in surroundings.records.indices { surroundings.records[index].start += distance }
  }
}
