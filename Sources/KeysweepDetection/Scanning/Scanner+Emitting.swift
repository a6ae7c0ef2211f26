internal import KeysweepModel
internal import KeysweepPCRE2

extension Scanner {
  mutating func emitKeyIDs(_ window: Window, _ result: inout SegmentResult) {
    for index in keyIDs.indices where window.core.contains(keyIDs[index].range.lowerBound) {
      let sighting = keyIDs[index]
      var candidate = Candidate(
        value: .keyID(sighting.id), rule: sighting.rule.definition.id,
        offset: window.base + sighting.range.lowerBound, length: sighting.range.count,
        linesBefore: 0, encodings: sighting.encodings, suppression: sighting.suppression)
      candidate.surroundings = SurroundingsReader.read(
        window.bytes, at: sighting.range, base: window.base)
      candidate.facts = readFacts(sighting.range, window.bytes, &result)
      found.append(candidate)
    }
  }

  mutating func emitSecrets(_ window: Window, _ result: inout SegmentResult) {
    for index in secrets.indices {
      let sighting = secrets[index]
      let isLabelled = sighting.rule.isStandalone
      if isLabelled, sighting.suppression == nil {
        findLegacyKeyIDs(beside: sighting.range, window, &result)
      }
      guard window.core.contains(sighting.range.lowerBound) else { continue }
      var candidate = Candidate(
        value: .secret(sighting.value ?? Secret(window.bytes[sighting.range])),
        rule: sighting.rule.definition.id, offset: window.base + sighting.range.lowerBound,
        length: sighting.range.count, linesBefore: 0, encodings: sighting.encodings,
        isLabelled: isLabelled, suppression: sighting.suppression,
        surroundings: SurroundingsReader.read(
          window.bytes, at: sighting.range, base: window.base))
      candidate.rank = rank(of: sighting, candidate.surroundings.label, window.bytes)
      // The rules see plain runs only; for what is written with escapes the name is read in code.
      if !sighting.encodings.isEmpty, candidate.rank == .aws { candidate.isLabelled = true }
      if candidate.rank == .none, sharesLine(index, window.bytes) {
        candidate.column = TableColumn.read(
          at: sighting.range.lowerBound, in: window.bytes, base: window.base)
      }
      found.append(candidate)
    }
  }

  /// What the name in front of a secret says; where that is nothing, what the rule matched.
  private func rank(
    of sighting: SecretSighting, _ label: Label, _ bytes: UnsafeRawBufferPointer
  ) -> LabelRank {
    guard label.rank == .none, var start = sighting.nameStart else { return label.rank }
    // The rule may have matched from the middle of a name: RECAPTCHA_SECRET_KEY.
    let floor = max(0, start - 48)
    while start > floor, (bytes[start - 1] | 0x20) &- 0x61 < 26 || bytes[start - 1] == 0x5F {
      start -= 1
    }
    let end = min(sighting.range.lowerBound, start + 96)
    guard start < end else { return label.rank }
    return Label(UnsafeRawBufferPointer(rebasing: bytes[start..<end])).rank
  }

  /// Whether another secret stands in the line, so that the header has to tell which is which.
  private func sharesLine(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    for other in [index - 1, index + 1] where secrets.indices.contains(other) {
      let (a, b) = (secrets[min(index, other)].range, secrets[max(index, other)].range)
      guard a.upperBound <= b.lowerBound, b.lowerBound - a.upperBound < 256 else { continue }
      if !bytes[a.upperBound..<b.lowerBound].contains(0x0A) { return true }
    }
    return false
  }

  private mutating func findLegacyKeyIDs(
    beside secret: Range<Int>, _ window: Window, _ result: inout SegmentResult
  ) {
    for rule in rules.legacyRules {
      let low = max(0, secret.lowerBound - rule.before)
      let high = min(window.bytes.count, secret.upperBound + rule.after)
      let slice = UnsafeRawBufferPointer(rebasing: window.bytes[low..<high])
      var at = 0
      while next(rule.pattern, slice, at, &result), let group = matcher.range(of: rule.group) {
        at = group.upperBound
        let range = group.lowerBound + low..<group.upperBound + low
        guard window.core.contains(range.lowerBound),
          let id = AccessKeyID(String(decoding: window.bytes[range], as: UTF8.self)),
          !found.contains(where: { $0.offset == window.base + range.lowerBound })
        else { continue }
        found.append(
          Candidate(
            value: .keyID(id), rule: rule.definition.id, offset: window.base + range.lowerBound,
            length: range.count, linesBefore: 0, isLabelled: true,
            suppression: MaterialFilter.rejectKeyID(
              id, filters: rule.definition.suppress, entropy: rule.definition.entropy,
              examples: rules.examples),
            surroundings: SurroundingsReader.read(window.bytes, at: range, base: window.base)))
      }
    }
  }

  /// Orders the finds, works out their lines, and hands them to the segment.
  mutating func placeAndAppend(
    _ core: UnsafeRawBufferPointer, _ window: Window, _ result: inout SegmentResult
  ) {
    found.sort { ($0.offset, $0.length, $0.rule) < ($1.offset, $1.length, $1.rule) }
    var lines = result.lineFeeds
    var lastLineFeed = result.lastLineFeed
    var columns = ColumnCounter(window)
    var at = 0
    for index in found.indices {
      found[index].utf16Column = columns.column(at: found[index].offset - window.base)
      let local = found[index].offset - window.base - window.core.lowerBound
      let stretch = UnsafeRawBufferPointer(rebasing: core[at..<local])
      lines += LineCounter.count(in: stretch)
      if let lineFeed = LineCounter.lastLineFeed(in: stretch) {
        lastLineFeed = window.base + window.core.lowerBound + at + lineFeed
      }
      at = local
      found[index].linesBefore = lines
      found[index].lineFeedBefore = lastLineFeed
    }
    result.candidates += found
  }
}
