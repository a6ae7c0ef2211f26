internal import CPCRE2

/// The scratch memory of one worker: match data, match context with limits, JIT stack.
///
/// Not copyable, so that the compiler refuses to share it between workers.
public struct Matcher: ~Copyable {
  /// What a single match may cost before it is given up.
  public struct Limits: Sendable, Hashable {
    /// Backtracking steps.
    public var match: UInt32
    /// Nesting of backtracking (interpreter only).
    public var depth: UInt32
    /// Heap in KiB (interpreter only).
    public var heapKiB: UInt32
    /// Largest JIT stack in bytes.
    public var jitStack: Int

    /// Limits far above what a sound rule needs on a window of a few KiB.
    public init(
      match: UInt32 = 1_000_000, depth: UInt32 = 10_000, heapKiB: UInt32 = 8192,
      jitStack: Int = 1 << 20
    ) {
      self.match = match
      self.depth = depth
      self.heapKiB = heapKiB
      self.jitStack = jitStack
    }
  }

  private let data: OpaquePointer
  private let context: OpaquePointer
  private let jitStack: OpaquePointer?
  private let groups: Int
  private let ovector: UnsafeMutablePointer<Int>
  private var matchedGroups = 0

  /// Allocates scratch memory for patterns of at most `maxCaptures` groups; nil without memory.
  ///
  /// - Parameters:
  ///   - maxCaptures: The largest ``Pattern/captureCount`` that will be read.
  ///   - limits: What a single match may cost.
  public init?(maxCaptures: Int, limits: Limits = Limits()) {
    guard let data = pcre2_match_data_create_8(UInt32(maxCaptures + 1), nil) else { return nil }
    guard let context = pcre2_match_context_create_8(nil) else {
      pcre2_match_data_free_8(data)
      return nil
    }
    self.data = data
    self.context = context
    groups = maxCaptures + 1
    ovector = pcre2_get_ovector_pointer_8(data)
    pcre2_set_match_limit_8(context, limits.match)
    pcre2_set_depth_limit_8(context, limits.depth)
    pcre2_set_heap_limit_8(context, limits.heapKiB)
    // Without a stack of its own JIT code uses 32 KiB of the thread's stack: a valid fallback.
    jitStack = pcre2_jit_stack_create_8(32 << 10, max(limits.jitStack, 32 << 10), nil)
    if let jitStack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(jitStack)) }
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
    if let jitStack { pcre2_jit_stack_free_8(jitStack) }
  }

  /// Looks for the next match.
  ///
  /// - Parameters:
  ///   - pattern: What to look for.
  ///   - subject: The bytes; look-behinds may read from its start.
  ///   - start: Where to begin, an offset in `subject`.
  /// - Returns: Whether there is a match; read it with ``range(of:)`` before the next call.
  /// - Throws: ``MatchError`` when a limit is reached.
  @inline(__always)
  public mutating func next(
    _ pattern: Pattern, in subject: UnsafeRawBufferPointer, from start: Int
  ) throws(MatchError) -> Bool {
    guard let base = subject.baseAddress, start <= subject.count else { return false }
    let bytes = base.assumingMemoryBound(to: UInt8.self)
    let result =
      pattern.isJITCompiled
      ? pcre2_jit_match_8(pattern.code, bytes, subject.count, start, 0, data, context)
      : pcre2_match_8(
        pattern.code, bytes, subject.count, start, UInt32(PCRE2_NO_JIT), data, context)
    if result > 0 {
      matchedGroups = Int(result)
      return true
    }
    if result == 0 {
      // More groups than the vector holds: the first `groups` are filled.
      matchedGroups = groups
      return true
    }
    matchedGroups = 0
    if result == PCRE2_ERROR_NOMATCH { return false }
    throw MatchError(code: result, pattern: pattern)
  }

  /// The range of a group of the last match; group 0 is the whole match.
  ///
  /// - Parameter group: The group's number.
  /// - Returns: nil when the group took no part.
  @inline(__always)
  public func range(of group: Int) -> Range<Int>? {
    guard group < matchedGroups else { return nil }
    let start = ovector[2 * group]
    let end = ovector[2 * group + 1]
    // PCRE2_UNSET is SIZE_MAX; `\K` in a look-ahead could make the end precede the start.
    guard start >= 0, end >= start else { return nil }
    return start..<end
  }
}
