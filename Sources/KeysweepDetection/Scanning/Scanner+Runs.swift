internal import KeysweepModel
internal import KeysweepPCRE2

extension Scanner {
  /// Collects what long runs hold.
  mutating func findRuns(
    _ window: Window, _ near: Range<Int>, _ result: inout SegmentResult
  ) {
    // The closure cannot mutate `self` through the finder's borrow, so runs are taken in blocks.
    withUnsafeTemporaryAllocation(of: (Range<Int>, RunFinder.Width).self, capacity: 256) { block in
      var low = near.lowerBound
      while low < near.upperBound {
        var count = 0
        var resume = near.upperBound
        RunFinder.forEachRun(in: window.bytes, core: low..<near.upperBound) { run, width in
          guard count < block.count else {
            resume = min(resume, run.lowerBound)
            return
          }
          block[count] = (run, width)
          count += 1
        }
        for index in 0..<count {
          let (run, width) = block[index]
          if width == .wide {
            noteEncoded(run, .wide)
            continue
          }
          // A run so short is seen as a whole in every window that asks; a longer one may be binary.
          if !Blob.isHash(run, window.bytes),
            run.count >= 128 || RunFinder.mayBeEncoded(window.bytes, run.lowerBound)
          {
            noteEncoded(run, .letters)
          }
          if near.contains(run.lowerBound) { takeRun(run, window, &result) }
        }
        low = resume
      }
    }
  }

  private mutating func takeRun(
    _ whole: Range<Int>, _ window: Window, _ result: inout SegmentResult
  ) {
    let (run, isTorn) = EscapeHead.trim(whole, window.bytes)
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
    // Behind `%2F` it is the rest of something longer, which ``EscapedSecrets`` puts together.
    if !isTorn { takeSecret(run, window, &result) }
  }

  private func covers(_ rule: RuleSet.Rule, _ run: Range<Int>) -> Bool {
    if case .run(let lengths) = rule.definition.anchor {
      lengths.contains(run.count)
    } else {
      false
    }
  }

  func reject(_ bytes: UnsafeRawBufferPointer, _ rule: RuleSet.Rule) -> Suppression? {
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
    // The key ID of a secret in encoded text may stand outside of that text.
    let isNear = depth > 0 || isNearKeyID(run)
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
      if !rule.isStandalone, isLastLineOfBase64(run, bytes) { continue }
      guard let range = match(rule, at: run, bytes, &result) else { continue }
      var sighting = SecretSighting(range: range, rule: rule, suppression: verdict ?? nil)
      if rule.isStandalone, let whole = matcher.range(of: 0) {
        sighting.nameStart = max(0, run.lowerBound - rule.before) + whole.lowerBound
      }
      secrets.append(sighting)
      return
    }
  }

  /// Whether the run is the short last line of base64 in lines, as in a PEM file.
  ///
  /// Lines are broken at 60 characters or more by all that do so; in a string the breaks are
  /// written `\n`.
  func isLastLineOfBase64(_ run: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var at = run.lowerBound
    let floor = max(0, at - 128)
    while at > floor, bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09 { at -= 1 }
    var end = at
    if end > floor, bytes[end - 1] == 0x0A {
      end -= 1
      if end > floor, bytes[end - 1] == 0x0D { end -= 1 }
    } else {
      while let head = EscapeHead.read(end - 1, bytes), head.length == 1, head.start > floor {
        end = head.start
      }
      guard end < at else { return false }
    }
    if run.upperBound < bytes.count {
      let next = bytes[run.upperBound]
      guard next == 0x0A || next == 0x0D || next == UInt8(ascii: "\\") else { return false }
    }
    var start = end
    while start > floor, RunFinder.isRunByte(bytes[start - 1]) { start -= 1 }
    return end - start >= 60
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
        offset: window.base + range.lowerBound, length: range.count, linesBefore: 0,
        surroundings: SurroundingsReader.read(window.bytes, at: range, base: window.base)))
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
}
