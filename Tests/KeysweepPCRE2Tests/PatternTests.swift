import KeysweepPCRE2
import Testing

private struct OutOfMemory: Error {}

/// `#require` cannot hold what cannot be copied.
private func makeMatcher(
  _ captures: Int, _ limits: Matcher.Limits = Matcher.Limits()
) throws -> Matcher {
  guard let matcher = Matcher(maxCaptures: captures, limits: limits) else { throw OutOfMemory() }
  return matcher
}

@Suite("PCRE2 wrapper")
struct PatternTests {
  /// Matches and returns the text of the groups.
  private func groups(_ pattern: Pattern, _ text: String, from start: Int = 0) throws -> [String?]?
  {
    var matcher = try makeMatcher(pattern.captureCount)
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { buffer -> [String?]? in
      guard try matcher.next(pattern, in: buffer, from: start) else { return nil }
      return (0...pattern.captureCount).map { group in
        matcher.range(of: group).map { String(decoding: buffer[$0], as: UTF8.self) }
      }
    }
  }

  @Test("JIT and interpreter agree", arguments: [true, false])
  func engines(usesJIT: Bool) throws {
    let pattern = try Pattern("(?<left>a+)(?<none>x)?(?<right>b)", usesJIT: usesJIT)
    #expect(pattern.isJITCompiled == usesJIT)
    #expect(pattern.captureNames == ["left": 1, "none": 2, "right": 3])
    #expect(try groups(pattern, "..aab..") == ["aab", "aa", nil, "b"])
    #expect(try groups(pattern, "..aab..", from: 4) == nil)
    #expect(try groups(pattern, "") == nil)
  }

  @Test("A start offset leaves look-behind its view")
  func lookbehind() throws {
    let pattern = try Pattern("(?<![A-Z])AKIA", options: .anchored)
    #expect(pattern.maxLookbehind == 1)
    #expect(try groups(pattern, "xAKIA", from: 1) == ["AKIA"])
    #expect(try groups(pattern, "XAKIA", from: 1) == nil)
    #expect(try groups(pattern, "..AKIA", from: 1) == nil)
  }

  @Test("Any bytes are a subject")
  func rawBytes() throws {
    let pattern = try Pattern("key")
    var matcher = try makeMatcher(0)
    let bytes: [UInt8] = [0xFF, 0x00, 0xC3] + Array("key".utf8) + [0xFE]
    let found = try bytes.withUnsafeBytes { try matcher.next(pattern, in: $0, from: 0) }
    #expect(found)
    #expect(matcher.range(of: 0) == 3..<6)
    #expect(matcher.range(of: 1) == nil)
    #expect(matcher.range(of: 99) == nil)
  }

  @Test("A bad pattern names the place and PCRE2's message")
  func badPattern() {
    #expect {
      try Pattern("ab(c")
    } throws: { error in
      guard let error = error as? PatternError else { return false }
      return error.offset == 4 && error.pattern == "ab(c" && error.message.contains("parenthes")
        && "\(error)".contains("offset 4")
    }
    #expect(throws: PatternError.self) { try Pattern(#"a\Cb"#) }
  }

  @Test("Limits stop runaway matches", arguments: [true, false])
  func limits(usesJIT: Bool) throws {
    let pattern = try Pattern("(a+)+$", usesJIT: usesJIT)
    var matcher = try makeMatcher(1, Matcher.Limits(match: 1000, depth: 1000))
    let bytes = Array(repeating: UInt8(ascii: "a"), count: 200) + [UInt8(ascii: "!")]
    let error = bytes.withUnsafeBytes { buffer -> MatchError? in
      do throws(MatchError) {
        _ = try matcher.next(pattern, in: buffer, from: 0)
        return nil
      } catch {
        return error
      }
    }
    let thrown = try #require(error)
    #expect(thrown.kind == .matchLimit || thrown.kind == .depthLimit)
    #expect(thrown.description.contains("(a+)+$"))
  }

  @Test("More groups than room are cut, not overrun")
  func fewGroups() throws {
    let pattern = try Pattern("(a)(b)(c)")
    var matcher = try makeMatcher(1)
    let found = try Array("abc".utf8).withUnsafeBytes { try matcher.next(pattern, in: $0, from: 0) }
    #expect(found)
    #expect(matcher.range(of: 1) == 0..<1)
    #expect(matcher.range(of: 2) == nil)
  }

  @Test("The version is known")
  func version() {
    #expect(Pattern.libraryVersion.hasPrefix("10."))
  }
}
