internal import KeysweepModel

extension Scanner {
  /// In binary data a secret may follow, or precede, its key ID without anything between.
  mutating func findBackToBack(_ window: Window) {
    let bytes = window.bytes
    guard let rule = rules.secretRules.last else { return }
    var isInOrder = true
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
        isInOrder = false
      }
    }
    if !isInOrder {
      secrets.sort {
        ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
      }
    }
  }

  /// Finds secrets that are written with escapes, in the neighbourhood of key IDs.
  mutating func findEscaped(_ window: Window, _ result: inout SegmentResult) {
    guard let rule = rules.secretRules.last else { return }
    let bytes = window.bytes
    var found: [SecretSighting] = []
    var index = 0
    while index < keyIDs.count {
      // Neighbourhoods that touch are one, so that no byte is looked at twice.
      let low = max(0, keyIDs[index].range.lowerBound - Self.pairingReach)
      var high = keyIDs[index].range.upperBound + Self.pairingReach
      index += 1
      while index < keyIDs.count, keyIDs[index].range.lowerBound - Self.pairingReach <= high {
        high = keyIDs[index].range.upperBound + Self.pairingReach
        index += 1
      }
      EscapedSecrets.find(in: low..<min(bytes.count, high), of: bytes) { find in
        guard find.value.withUnsafeBytes({ reject($0, rule) }) == nil,
          !isLastLineOfBase64(find.range, bytes)
        else { return }
        found.append(
          SecretSighting(
            range: find.range, rule: rule, encodings: find.encodings, value: Secret(find.value)))
      }
    }
    if !found.isEmpty { merge(found, bytes, &result) }
  }

  /// Adds what was found with escapes; it wins over a part of it that looks plain.
  private mutating func merge(
    _ escaped: [SecretSighting], _ bytes: UnsafeRawBufferPointer, _ result: inout SegmentResult
  ) {
    var merged: [SecretSighting] = []
    merged.reserveCapacity(secrets.count + escaped.count)
    var next = 0
    for var sighting in escaped {
      while next < secrets.count, secrets[next].range.upperBound <= sighting.range.lowerBound {
        merged.append(secrets[next])
        next += 1
      }
      while next < secrets.count, secrets[next].range.overlaps(sighting.range) {
        if secrets[next].rule.isStandalone {
          sighting.rule = secrets[next].rule
          sighting.nameStart = secrets[next].nameStart
        }
        next += 1
      }
      merged.append(sighting)
    }
    merged += secrets[next...]
    secrets = merged
  }
}
