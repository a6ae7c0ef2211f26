internal import KeysweepModel
internal import KeysweepPCRE2

extension Scanner {
  /// Collects key IDs, and emits other literal-anchored material, around the core.
  mutating func findLiterals(
    _ window: Window, _ near: Range<Int>, _ result: inout SegmentResult
  ) {
    guard let anchor = rules.literalAnchor else { return }
    let bytes = window.bytes
    let subject = UnsafeRawBufferPointer(rebasing: bytes[..<near.upperBound])
    var at = near.lowerBound
    while next(anchor, subject, at, &result), let hit = matcher.range(of: 0) {
      at = hit.lowerBound + 1
      if EncodedAnchors.isShortest(at: hit.lowerBound, bytes) {
        noteEncoded(hit, .letters)
        continue
      }
      var isWhole = false
      for rule in rules.literalRules {
        let low = max(0, hit.lowerBound - rule.before)
        let high = min(bytes.count, hit.upperBound + max(rule.after, 64))
        let slice = UnsafeRawBufferPointer(rebasing: bytes[low..<high])
        guard next(rule.pattern, slice, hit.lowerBound - low, &result),
          let group = matcher.range(of: rule.group)
        else { continue }
        let range = group.lowerBound + low..<group.upperBound + low
        isWhole = true
        if rule.definition.kind == .keyID {
          addKeyID(range, rule, bytes)
        } else if window.core.contains(range.lowerBound) {
          addOther(range, rule, window)
        }
      }
      if !isWhole { addBrokenKeyID(hit.lowerBound, bytes) }
    }
  }

  /// A key ID that a soft line break, or a fold, goes through.
  private mutating func addBrokenKeyID(_ start: Int, _ bytes: UnsafeRawBufferPointer) {
    guard let rule = rules.literalRules.first(where: { $0.definition.kind == .keyID }),
      start == 0 || !Self.isIDByte(bytes[start - 1])
    else { return }
    var text = ""
    var encodings: [Encoding] = []
    var at = start
    while let step = EscapeDecoder.decode(bytes, at) {
      if let byte = step.byte {
        guard step.encoding == nil, Self.isIDByte(byte) else { break }
        // One more letter makes it something else.
        guard text.utf8.count < 20 else { return }
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else if let encoding = step.encoding, text.utf8.count < 20, !encodings.contains(encoding) {
        encodings.append(encoding)
      } else if text.utf8.count >= 20 {
        break
      }
      at = step.end
    }
    guard text.utf8.count == 20, !encodings.isEmpty, let id = AccessKeyID(text),
      id.kind != .legacy
    else { return }
    let suppression = MaterialFilter.rejectKeyID(
      id, filters: rule.definition.suppress, entropy: rule.definition.entropy,
      examples: rules.examples)
    keyIDs.append(
      KeyIDSighting(
        range: start..<at, id: id, rule: rule, suppression: suppression, encodings: encodings))
  }

  @inline(__always)
  private static func isIDByte(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 || byte &- 0x30 < 10 }

  private mutating func addKeyID(
    _ range: Range<Int>, _ rule: RuleSet.Rule, _ bytes: UnsafeRawBufferPointer
  ) {
    if range.upperBound < bytes.count {
      let next = bytes[range.upperBound]
      // Databases and property lists store strings back to back, so only text has a right bound.
      if next &- 0x41 < 26 || next &- 0x30 < 10, !isBinary(around: range, bytes) { return }
    }
    guard let id = AccessKeyID(String(decoding: bytes[range], as: UTF8.self)) else { return }
    let suppression = MaterialFilter.rejectKeyID(
      id, filters: rule.definition.suppress, entropy: rule.definition.entropy,
      examples: rules.examples)
    keyIDs.append(KeyIDSighting(range: range, id: id, rule: rule, suppression: suppression))
  }

  /// Whether control characters that text does not hold stand within 256 bytes.
  func isBinary(around range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let low = max(0, range.lowerBound - 256)
    let high = min(bytes.count, range.upperBound + 256)
    for byte in bytes[low..<high] where byte < 0x20 {
      if byte < 0x09 || (byte > 0x0D && byte != 0x1B) { return true }
    }
    return false
  }

  mutating func addOther(_ range: Range<Int>, _ rule: RuleSet.Rule, _ window: Window) {
    guard let kind = rule.definition.credential else { return }
    let bytes = UnsafeRawBufferPointer(rebasing: window.bytes[range])
    var other = OtherCredential(kind: kind, value: Secret(bytes))
    var facts = Candidate.Facts()
    if kind == .bedrockLongTermKey { BedrockKey.read(bytes, into: &other) }
    if kind == .bedrockShortTermKey, let url = BedrockKey.signedURL(bytes) {
      other.account = url.keyID.account
      facts.requestExpires = url.expires
      facts.observation = url.signed.map { Observation($0, basis: .signedRequest) }
    }
    found.append(
      Candidate(
        value: .other(other), rule: rule.definition.id, offset: window.base + range.lowerBound,
        length: range.count, linesBefore: 0, isLabelled: rule.isStandalone,
        surroundings: SurroundingsReader.read(window.bytes, at: range, base: window.base),
        facts: facts))
  }
}
