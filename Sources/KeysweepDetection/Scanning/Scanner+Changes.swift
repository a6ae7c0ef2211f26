/// Looking only at what changed, where everything else is known to hold nothing.
extension Scanner {
  /// How far around a change bytes are needed to judge it, in bytes.
  ///
  /// As far as a rule looks from where something begins, and as much again for the material itself.
  public var changeReach: Int { rules.changeReach + Self.longestPlain }

  /// Runs of more bytes than this beside a change are not followed: they make it count as unclear.
  private static let longestPlain = 512

  /// Whether a change certainly brings nothing.
  ///
  /// Suppose an item in which nothing was found, not even something suppressed, and a change of it.
  /// What a rule finds depends on the bytes around it only, so whatever is new stands beside the
  /// change: a key ID, a run that some rule takes, other material. What merely pairs with a key ID
  /// needs one, and that is new as well. So it is enough to look for what could begin in the
  /// neighbourhood. Encoded text is not decoded here: where some stands beside the change, or lines
  /// that go on beyond the neighbourhood, that is a doubt. Every doubt is a no: then the whole item
  /// is to be scanned.
  ///
  /// - Parameters:
  ///   - change: The changed bytes, as offsets into `bytes`; empty where something was removed.
  ///   - bytes: The change and ``changeReach`` bytes on either side, or less where the item begins
  ///     or ends.
  ///   - beginsItem: Whether the item begins with `bytes`.
  ///   - endsItem: Whether the item ends with `bytes`.
  /// - Returns: False when something may be there.
  public mutating func isQuiet(
    _ change: Range<Int>, in bytes: UnsafeRawBufferPointer, beginsItem: Bool, endsItem: Bool
  ) -> Bool {
    // Material that the change touches may begin long before it: at the start of its run.
    var low = max(0, change.lowerBound - rules.changeReach)
    while low > 0, RunFinder.isRunByte(bytes[low - 1]) { low -= 1 }
    let high = min(bytes.count, change.upperBound + rules.changeReach)
    if low == 0, !beginsItem, bytes.first.map(RunFinder.isRunByte) ?? false { return false }
    if !endsItem {
      var end = high
      while end < bytes.count, RunFinder.isRunByte(bytes[end]) { end += 1 }
      if end == bytes.count { return false }
    }
    removeAll()
    var result = SegmentResult()
    let window = Window(bytes: bytes, base: beginsItem ? 0 : 1, core: low..<high)
    findLiterals(window, low..<high, &result)
    guard keyIDs.isEmpty, found.isEmpty else { return false }
    findRuns(window, low..<high, &result)
    guard secrets.isEmpty, found.isEmpty, result.matchErrors.isEmpty else { return false }
    return isQuietDecoded(window, beginsItem: beginsItem, endsItem: endsItem, &result)
  }
}

extension RuleSet {
  /// How far a rule that asks for nothing else looks from the material it finds, in bytes.
  static func changeReach(of rules: [Rule]) -> Int {
    // Whether text is binary is asked 256 bytes around, whether a line is the last of base64 128
    // bytes before; a literal is followed by the material of a key ID at least.
    rules.reduce(320) { reach, rule in
      switch rule.definition.kind {
      case .context, .legacyKeyID: reach
      default: max(reach, max(rule.before, rule.after) + 64)
      }
    }
  }
}
