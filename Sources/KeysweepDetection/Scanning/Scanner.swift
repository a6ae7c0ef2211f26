internal import KeysweepModel
internal import KeysweepPCRE2

/// Finds candidates in windows; one per worker.
///
/// Two passes over a window, both at memory speed: PCRE2 looks for the literals of key IDs, and
/// ``RunFinder`` for long runs of the base64 alphabet. Everything else happens only where one of
/// them stopped.
public struct Scanner: ~Copyable {
  /// How far a secret may stand from its key ID, in bytes.
  static let pairingReach = 4096
  /// How far beyond the core anchors are collected: what may pair with something in the core.
  private static let reach = pairingReach + 128

  private let rules: RuleSet
  private var matcher: Matcher
  // Reused from window to window, so that a window without anchors allocates nothing.
  private var keyIDs: [KeyIDSighting] = []
  private var secrets: [SecretSighting] = []
  private var found: [Candidate] = []

  /// A key ID in the window or around its core.
  struct KeyIDSighting {
    var range: Range<Int>
    var id: AccessKeyID
    var rule: RuleSet.Rule
    var suppression: Suppression?
  }

  /// A run of bytes that could be a secret, in the window or around its core.
  struct SecretSighting {
    var range: Range<Int>
    var rule: RuleSet.Rule
    var suppression: Suppression?
    var encodings: [Encoding] = []
    var value: Secret?
  }

  /// Makes a scanner with scratch memory of its own; nil without memory.
  ///
  /// - Parameter rules: The rules.
  public init?(rules: RuleSet) {
    guard let matcher = Matcher(maxCaptures: rules.maxCaptures) else { return nil }
    self.rules = rules
    self.matcher = matcher
  }

  /// Scans one window and adds what starts in its core.
  ///
  /// - Parameters:
  ///   - window: The bytes; windows of a segment come in order.
  ///   - result: The segment's result so far.
  public mutating func scan(_ window: Window, into result: inout SegmentResult) {
    let bytes = window.bytes
    let near =
      max(
        0, window.core.lowerBound - Self.reach)..<min(
        bytes.count, window.core.upperBound + Self.reach)
    keyIDs.removeAll(keepingCapacity: true)
    secrets.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    findLiterals(window, near, &result)
    findRuns(window, near, &result)
    if !keyIDs.isEmpty {
      findBackToBack(window)
      findEscaped(window, &result)
      emitKeyIDs(window, &result)
    }
    if !secrets.isEmpty { emitSecrets(window, &result) }

    let core = UnsafeRawBufferPointer(rebasing: bytes[window.core])
    if !found.isEmpty { placeAndAppend(core, window, &result) }
    let lineFeeds = LineCounter.count(in: core)
    if lineFeeds > 0 {
      result.lineFeeds += lineFeeds
      result.lastLineFeed = LineCounter.lastLineFeed(in: core).map {
        window.base + window.core.lowerBound + $0
      }
    }
  }

  // MARK: Anchors

  /// Collects key IDs, and emits other literal-anchored material, around the core.
  private mutating func findLiterals(
    _ window: Window, _ near: Range<Int>, _ result: inout SegmentResult
  ) {
    guard let anchor = rules.literalAnchor else { return }
    let bytes = window.bytes
    let subject = UnsafeRawBufferPointer(rebasing: bytes[..<near.upperBound])
    var at = near.lowerBound
    while next(anchor, subject, at, &result), let hit = matcher.range(of: 0) {
      at = hit.lowerBound + 1
      for rule in rules.literalRules {
        let low = max(0, hit.lowerBound - rule.before)
        let high = min(bytes.count, hit.upperBound + max(rule.after, 64))
        let slice = UnsafeRawBufferPointer(rebasing: bytes[low..<high])
        guard next(rule.pattern, slice, hit.lowerBound - low, &result),
          let group = matcher.range(of: rule.group)
        else { continue }
        let range = group.lowerBound + low..<group.upperBound + low
        if rule.definition.kind == .keyID {
          addKeyID(range, rule, bytes)
        } else if window.core.contains(range.lowerBound) {
          addOther(range, rule, window)
        }
      }
    }
  }

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
  private func isBinary(around range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let low = max(0, range.lowerBound - 256)
    let high = min(bytes.count, range.upperBound + 256)
    for byte in bytes[low..<high] where byte < 0x20 {
      if byte < 0x09 || (byte > 0x0D && byte != 0x1B) { return true }
    }
    return false
  }

  /// Collects what long runs hold.
  private mutating func findRuns(
    _ window: Window, _ near: Range<Int>, _ result: inout SegmentResult
  ) {
    // The closure cannot mutate `self` through the finder's borrow, so runs are taken in blocks.
    withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: 256) { block in
      var low = near.lowerBound
      while low < near.upperBound {
        var count = 0
        var resume = near.upperBound
        RunFinder.forEachRun(in: window.bytes, core: low..<near.upperBound) { run in
          guard count < block.count else {
            resume = min(resume, run.lowerBound)
            return
          }
          block[count] = run
          count += 1
        }
        for index in 0..<count { takeRun(block[index], window, &result) }
        low = resume
      }
    }
  }

  private mutating func takeRun(
    _ run: Range<Int>, _ window: Window, _ result: inout SegmentResult
  ) {
    var isWanted = false
    for lengths in rules.runLengths where lengths.contains(run.count) { isWanted = true }
    guard isWanted else { return }
    for rule in rules.tokenRules where covers(rule, run) { takeToken(run, rule, window, &result) }
    for rule in rules.otherRunRules where covers(rule, run) {
      guard window.core.contains(run.lowerBound) || !rule.isStandalone,
        let range = match(rule, at: run, window.bytes, &result)
      else { continue }
      let material = UnsafeRawBufferPointer(rebasing: window.bytes[range])
      guard reject(material, rule) == nil else { continue }
      if window.core.contains(range.lowerBound),
        rule.isStandalone || isNearKeyID(range)
      {
        addOther(range, rule, window)
      }
    }
    takeSecret(run, window, &result)
  }

  private func covers(_ rule: RuleSet.Rule, _ run: Range<Int>) -> Bool {
    if case .run(let lengths) = rule.definition.anchor {
      lengths.contains(run.count)
    } else {
      false
    }
  }

  private func reject(_ bytes: UnsafeRawBufferPointer, _ rule: RuleSet.Rule) -> Suppression? {
    MaterialFilter.rejectSecret(
      bytes, filters: rule.definition.suppress, entropy: rule.definition.entropy,
      examples: rules.examples)
  }

  /// Runs the secret rules on a run; the first that matches names it.
  private mutating func takeSecret(
    _ run: Range<Int>, _ window: Window, _ result: inout SegmentResult
  ) {
    let bytes = window.bytes
    // `=` behind it makes it padded base64, whatever the label says.
    if run.upperBound < bytes.count, bytes[run.upperBound] == UInt8(ascii: "=") { return }
    let material = UnsafeRawBufferPointer(rebasing: bytes[run])
    // Lists of SHA-1s are everywhere; they are done with before any rule is asked.
    if rules.rejectsHex, MaterialFilter.isHex(material), !isNamed(run, bytes) { return }
    var verdict: Suppression??
    let isNear = isNearKeyID(run)
    for rule in rules.secretRules where covers(rule, run) {
      if !rule.isStandalone, !isNear { continue }
      if verdict == nil { verdict = .some(reject(material, rule)) }
      // What is no secret is counted only where somebody calls it one: lists of hashes and paths
      // would otherwise cost a match each.
      if let suppression = verdict ?? nil, suppression.filter != "example",
        !rule.isStandalone || !isNamed(run, bytes)
      {
        continue
      }
      guard let range = match(rule, at: run, bytes, &result) else { continue }
      secrets.append(SecretSighting(range: range, rule: rule, suppression: verdict ?? nil))
      return
    }
  }

  /// Whether a word that names secrets stands shortly before the run: the cheap question before
  /// the patterns are asked about something that is no secret anyway.
  private func isNamed(_ run: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let low = max(0, run.lowerBound - 48)
    var at = run.lowerBound - 3
    while at >= low {
      switch bytes[at] | 0x20 {
      case UInt8(ascii: "s"):
        if bytes[at + 1] | 0x20 == UInt8(ascii: "e"), bytes[at + 2] | 0x20 == UInt8(ascii: "c") {
          return true
        }
      case UInt8(ascii: "a"):
        let next = (bytes[at + 1] | 0x20, bytes[at + 2] | 0x20)
        if next == (UInt8(ascii: "w"), UInt8(ascii: "s"))
          || next == (UInt8(ascii: "c"), UInt8(ascii: "c"))
        {
          return true
        }
      case UInt8(ascii: "\n"): return false
      default: break
      }
      at -= 1
    }
    return false
  }

  private mutating func takeToken(
    _ run: Range<Int>, _ rule: RuleSet.Rule, _ window: Window, _ result: inout SegmentResult
  ) {
    guard window.core.contains(run.lowerBound),
      let range = match(rule, at: run, window.bytes, &result, exactly: false)
    else { return }
    let text = UnsafeRawBufferPointer(rebasing: window.bytes[range])
    guard let token = SessionTokenParser.parse(text) else { return }
    found.append(
      Candidate(
        value: .sessionToken(token), rule: rule.definition.id,
        offset: window.base + range.lowerBound, length: range.count, linesBefore: 0))
  }

  private mutating func addOther(_ range: Range<Int>, _ rule: RuleSet.Rule, _ window: Window) {
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
        length: range.count, linesBefore: 0, isLabelled: rule.isStandalone, facts: facts))
  }

  /// Whether a key ID stands within pairing distance.
  private func isNearKeyID(_ range: Range<Int>) -> Bool {
    // Sightings are in order of position.
    var low = 0
    var high = keyIDs.count
    while low < high {
      let middle = (low + high) / 2
      if keyIDs[middle].range.upperBound + Self.pairingReach < range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < keyIDs.count
      && keyIDs[low].range.lowerBound <= range.upperBound + Self.pairingReach
  }

  // MARK: Special shapes

  /// In binary data a secret may follow, or precede, its key ID without anything between.
  private mutating func findBackToBack(_ window: Window) {
    let bytes = window.bytes
    guard let rule = rules.secretRules.last else { return }
    for index in keyIDs.indices {
      let id = keyIDs[index].range
      let touches =
        (id.upperBound < bytes.count && RunFinder.isRunByte(bytes[id.upperBound]))
        || (id.lowerBound > 0 && RunFinder.isRunByte(bytes[id.lowerBound - 1]))
      guard touches, isBinary(around: id, bytes) else { continue }
      for range in [id.upperBound..<id.upperBound + 40, id.lowerBound - 40..<id.lowerBound]
      where range.lowerBound >= 0 && range.upperBound <= bytes.count {
        let material = UnsafeRawBufferPointer(rebasing: bytes[range])
        guard material.allSatisfy(RunFinder.isRunByte), reject(material, rule) == nil else {
          continue
        }
        secrets.append(SecretSighting(range: range, rule: rule, suppression: nil))
      }
    }
  }

  /// Finds secrets that are written with escapes, in the neighbourhood of key IDs.
  private mutating func findEscaped(_ window: Window, _ result: inout SegmentResult) {
    guard let rule = rules.secretRules.last else { return }
    for index in keyIDs.indices {
      EscapedSecrets.find(around: keyIDs[index].range, in: window.bytes) { range, value, chain in
        let rejected = value.withUnsafeBytes { reject($0, rule) }
        guard rejected == nil, !secrets.contains(where: { $0.range.overlaps(range) }) else {
          return
        }
        secrets.append(
          SecretSighting(range: range, rule: rule, encodings: chain, value: Secret(value)))
      }
    }
  }

  // MARK: Emitting

  private mutating func emitKeyIDs(_ window: Window, _ result: inout SegmentResult) {
    for index in keyIDs.indices where window.core.contains(keyIDs[index].range.lowerBound) {
      let sighting = keyIDs[index]
      var candidate = Candidate(
        value: .keyID(sighting.id), rule: sighting.rule.definition.id,
        offset: window.base + sighting.range.lowerBound, length: sighting.range.count,
        linesBefore: 0, suppression: sighting.suppression)
      let reach =
        sighting.range.lowerBound - Self.pairingReach...sighting.range.upperBound
        + Self.pairingReach
      // Pairing needs the surroundings only where there is something to pair with.
      if secrets.contains(where: { reach.contains($0.range.lowerBound) }) {
        candidate.surroundings = SurroundingsReader.read(
          window.bytes, at: sighting.range, base: window.base)
      }
      candidate.facts = readFacts(sighting.range, window.bytes, &result)
      found.append(candidate)
    }
  }

  private mutating func emitSecrets(_ window: Window, _ result: inout SegmentResult) {
    for index in secrets.indices {
      let sighting = secrets[index]
      let isLabelled = sighting.rule.isStandalone
      if isLabelled, sighting.suppression == nil {
        findLegacyKeyIDs(beside: sighting.range, window, &result)
      }
      guard window.core.contains(sighting.range.lowerBound) else { continue }
      let value = sighting.value ?? Secret(window.bytes[sighting.range])
      found.append(
        Candidate(
          value: .secret(value), rule: sighting.rule.definition.id,
          offset: window.base + sighting.range.lowerBound, length: sighting.range.count,
          linesBefore: 0, encodings: sighting.encodings, isLabelled: isLabelled,
          suppression: sighting.suppression,
          surroundings: SurroundingsReader.read(
            window.bytes, at: sighting.range, base: window.base)))
    }
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
  private mutating func placeAndAppend(
    _ core: UnsafeRawBufferPointer, _ window: Window, _ result: inout SegmentResult
  ) {
    found.sort { ($0.offset, $0.length, $0.rule) < ($1.offset, $1.length, $1.rule) }
    var lines = result.lineFeeds
    var lastLineFeed = result.lastLineFeed
    var at = 0
    for index in found.indices {
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

  // MARK: Matching

  /// Matches a rule on the context of a run; the capture must be the run itself.
  mutating func match(
    _ rule: RuleSet.Rule, at run: Range<Int>, _ bytes: UnsafeRawBufferPointer,
    _ result: inout SegmentResult, exactly: Bool = true
  ) -> Range<Int>? {
    let low = max(0, run.lowerBound - rule.before)
    let high = min(bytes.count, run.upperBound + rule.after)
    let slice = UnsafeRawBufferPointer(rebasing: bytes[low..<high])
    var at = 0
    while next(rule.pattern, slice, at, &result), let group = matcher.range(of: rule.group) {
      let range = group.lowerBound + low..<group.upperBound + low
      if exactly ? range.lowerBound == run.lowerBound : run.contains(range.lowerBound) {
        return range
      }
      at = max(at + 1, group.upperBound)
    }
    return nil
  }

  /// The next match; a match that PCRE2 gives up on is noted and counts as none.
  mutating func next(
    _ pattern: Pattern, _ subject: UnsafeRawBufferPointer, _ start: Int,
    _ result: inout SegmentResult
  ) -> Bool {
    do throws(MatchError) {
      return try matcher.next(pattern, in: subject, from: start)
    } catch {
      if result.matchErrors.count < 16 { result.matchErrors.append(error.description) }
      return false
    }
  }

  // Read by the extension that gathers facts.
  var contextRules: [RuleSet.Rule] { rules.contextRules }
  func group(_ number: Int?) -> Range<Int>? { number.flatMap { matcher.range(of: $0) } }
}
