internal import KeysweepModel

extension Scanner {
  /// Reads what stands beside a key ID and says when it signed, or whose it is.
  ///
  /// A signing time counts only if the credential scope behind the ID names the same day, so that
  /// the time of one request is never taken for that of another.
  mutating func readFacts(
    _ id: Range<Int>, _ bytes: UnsafeRawBufferPointer, _ result: inout SegmentResult
  ) -> Candidate.Facts {
    var facts = Candidate.Facts()
    var day: String?
    for rule in contextRules {
      let low = max(0, id.lowerBound - rule.before)
      let high = min(bytes.count, id.upperBound + rule.after)
      let slice = UnsafeRawBufferPointer(rebasing: bytes[low..<high])
      if let number = rule.group("day") {
        guard next(rule.pattern, slice, id.lowerBound - low, &result), let range = group(number)
        else { continue }
        day = String(decoding: slice[range], as: UTF8.self)
      } else if rule.group("owner") != nil {
        facts.owner = owner(rule, slice, id.lowerBound - low, &result)
      } else if let number = rule.group("logtime") {
        // The slice ends with the ID, so `$` in the pattern means "on this line".
        let line = UnsafeRawBufferPointer(rebasing: bytes[low..<id.lowerBound])
        if next(rule.pattern, line, 0, &result), let range = group(number),
          low == 0 || range.lowerBound > 1
        {
          let text = String(decoding: line[range], as: UTF8.self)
          facts.observation = Instant(iso8601: text).map { Observation($0, basis: .logLine) }
        }
      }
    }
    guard let day, let midnight = Instant(iso8601: day) else { return facts }
    // Without the exact time, the end of the day is an upper bound.
    facts.observation = Observation(midnight + 86_399, basis: .signedRequest)
    var signed: (at: Range<Int>, time: Instant)?
    for rule in contextRules {
      let low = max(0, id.lowerBound - rule.before)
      let high = min(bytes.count, id.upperBound + rule.after)
      let slice = UnsafeRawBufferPointer(rebasing: bytes[low..<high])
      var at = 0
      if let number = rule.group("time") {
        while next(rule.pattern, slice, at, &result), let range = group(number) {
          at = range.upperBound
          let text = String(decoding: slice[range], as: UTF8.self)
          guard text.hasPrefix(day), let time = Instant(iso8601: text) else { continue }
          let absolute = range.lowerBound + low..<range.upperBound + low
          if let best = signed, distance(best.at, id) <= distance(absolute, id) { continue }
          signed = (absolute, time)
        }
      }
    }
    guard let signed else { return facts }
    facts.observation = Observation(signed.time, basis: .signedRequest)
    for rule in contextRules {
      guard let number = rule.group("lifetime") else { continue }
      let low = max(0, id.lowerBound - rule.before)
      let high = min(bytes.count, id.upperBound + rule.after)
      let slice = UnsafeRawBufferPointer(rebasing: bytes[low..<high])
      var at = 0
      while next(rule.pattern, slice, at, &result), let range = group(number) {
        at = range.upperBound
        let absolute = range.lowerBound + low..<range.upperBound + low
        guard isOneWord(absolute, id, bytes),
          let seconds = Int64(String(decoding: slice[range], as: UTF8.self))
        else { continue }
        facts.requestExpires = signed.time + seconds
        break
      }
    }
    return facts
  }

  private mutating func owner(
    _ rule: RuleSet.Rule, _ slice: UnsafeRawBufferPointer, _ id: Int,
    _ result: inout SegmentResult
  ) -> String? {
    var at = 0
    while next(rule.pattern, slice, at, &result), let whole = group(0) {
      at = max(at + 1, whole.upperBound)
      // A row ends right before its key ID; a resource contains it.
      if whole.upperBound == id, let range = group(rule.group("owner")) {
        return String(decoding: slice[range], as: UTF8.self)
      }
      if whole.contains(id), let range = group(rule.group("tfowner")) {
        return String(decoding: slice[range], as: UTF8.self)
      }
    }
    return nil
  }

  private func distance(_ a: Range<Int>, _ b: Range<Int>) -> Int {
    a.lowerBound > b.lowerBound ? a.lowerBound - b.lowerBound : b.lowerBound - a.lowerBound
  }

  /// Whether both ranges stand in one stretch without white space or quotes: one URL.
  private func isOneWord(
    _ a: Range<Int>, _ b: Range<Int>, _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    let low = min(a.lowerBound, b.lowerBound)
    let high = max(a.upperBound, b.upperBound)
    return bytes[low..<high].allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x27 && $0 != 0x3C }
  }
}
