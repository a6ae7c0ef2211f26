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
  /// How far beyond the core anchors are collected: what may pair with something in the core, or
  /// with something that shares a line with it.
  private static let reach = pairingReach + 512

  let rules: RuleSet
  var matcher: Matcher
  // Reused from window to window, so that a window without anchors allocates nothing.
  var keyIDs: [KeyIDSighting] = []
  var secrets: [SecretSighting] = []
  var found: [Candidate] = []
  var encoded: [EncodedRun] = []
  /// How many encodings around the bytes have been undone.
  var depth = 0
  /// Buffers for what is decoded, by depth.
  var texts: [DecodedText] = []
  /// How many more bytes may be decoded in the present block.
  var allowance = 0

  /// A key ID in the window or around its core.
  struct KeyIDSighting {
    var range: Range<Int>
    var id: AccessKeyID
    var rule: RuleSet.Rule
    var suppression: Suppression?
    var encodings: [Encoding] = []
  }

  /// A run of bytes that could be a secret, in the window or around its core.
  struct SecretSighting {
    var range: Range<Int>
    var rule: RuleSet.Rule
    var suppression: Suppression?
    var encodings: [Encoding] = []
    var value: Secret?
    /// Where the match of a rule that asks for a name starts.
    var nameStart: Int?
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
    let blocks = Self.encodedBlocks(window)
    let near =
      max(
        0, min(window.core.lowerBound - Self.reach, blocks.lowerBound))..<min(
        bytes.count, max(window.core.upperBound + Self.reach, blocks.upperBound))
    removeAll()
    search(window, near, &result)
    decodeBlocks(window, &result)

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

  /// Forgets what earlier windows held.
  mutating func removeAll() {
    keyIDs.removeAll(keepingCapacity: true)
    secrets.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    encoded.removeAll(keepingCapacity: true)
  }

  /// Collects what stands in a window in clear, and where something encoded may stand.
  mutating func search(
    _ window: Window, _ near: Range<Int>, _ result: inout SegmentResult
  ) {
    findLiterals(window, near, &result)
    findRuns(window, near, &result)
    if !keyIDs.isEmpty {
      findBackToBack(window)
      findEscaped(window, &result)
      emitKeyIDs(window, &result)
    }
    if !secrets.isEmpty { emitSecrets(window, &result) }
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
