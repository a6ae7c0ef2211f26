internal import KeysweepModel

/// Finds secrets in which `/` and `+` are written as escapes.
///
/// A raw search cannot see them: `%2F` in URLs, `\/` and `\u002b` in JSON, `&#x2F;` in XML, a soft
/// line break of quoted-printable, a line folded with `\` in YAML. Only stretches around key IDs
/// are searched, never all input.
///
/// What is found at a place depends on the bytes there only, not on where the stretch begins: from
/// an escape the search goes back to the true start of the material.
enum EscapedSecrets {
  private static let length = 40

  /// Material found, and how it was written.
  struct Find {
    var range: Range<Int>
    var value: [UInt8]
    var encodings: [Encoding]
  }

  /// Calls `body` for every secret with escapes that starts in `stretch`.
  static func find(
    in stretch: Range<Int>, of bytes: UnsafeRawBufferPointer, _ body: (Find) -> Void
  ) {
    var at = stretch.lowerBound
    // The first escape of a secret may stand behind the end of the stretch.
    let limit = min(bytes.count, stretch.upperBound + length)
    var done = 0
    while at < limit {
      guard EscapeDecoder.isTrigger(bytes[at]), let step = EscapeDecoder.decode(bytes, at) else {
        at += 1
        continue
      }
      let start = start(of: at, bytes)
      guard let start, start >= done else {
        // Too long to be a secret, or a part of what was looked at already.
        at = step.end
        continue
      }
      let (find, end) = read(start, bytes)
      if let find, stretch.contains(find.range.lowerBound) { body(find) }
      done = end
      at = max(end, step.end)
    }
  }

  /// Where the material with an escape at `at` starts; nil when it is too long for a secret.
  private static func start(of at: Int, _ bytes: UnsafeRawBufferPointer) -> Int? {
    var start = at
    var count = 0
    while start > 0, count <= length + EscapeHead.longest {
      if RunFinder.isRunByte(bytes[start - 1]) {
        start -= 1
        count += 1
        // The slash of `\\/` looks plain, but the backslashes belong to it.
        if bytes[start] == UInt8(ascii: "/") {
          while start > 0, bytes[start - 1] == UInt8(ascii: "\\") { start -= 1 }
        }
      } else if let head = EscapeHead.read(start, bytes), head.isMaterial {
        count += 1
        start = head.start
      } else if let before = EscapeDecoder.escapeStart(bytes, endingAt: start) {
        count += 1
        start = before
      } else {
        return start
      }
    }
    return start == 0 ? 0 : nil
  }

  /// Decodes from the start of material; also says where it ends.
  private static func read(
    _ start: Int, _ bytes: UnsafeRawBufferPointer
  ) -> (Find?, end: Int) {
    var value: [UInt8] = []
    var chain: [Encoding] = []
    var at = start
    var head = EscapeHead.read(start, bytes)
    while let step = EscapeDecoder.decode(bytes, at), value.count <= length + EscapeHead.longest {
      if let byte = step.byte { value.append(byte) }
      if let encoding = step.encoding, !chain.contains(encoding) { chain.append(encoding) }
      at = step.end
    }
    if at < bytes.count, EscapeDecoder.decode(bytes, at) != nil {
      // The rest of a longer run; the next escape in it finds out by itself.
      return (nil, at)
    }
    guard !chain.isEmpty, at >= bytes.count || bytes[at] != UInt8(ascii: "=") else {
      return (nil, at)
    }
    // 40 characters are believed as they stand; an escape in front makes them more.
    if head?.isCertain == false, value.count == length { head = nil }
    let skipped = head?.length ?? 0
    guard value.count - skipped == length else { return (nil, at) }
    return (
      Find(range: start + skipped..<at, value: Array(value[skipped...]), encodings: chain), at
    )
  }
}
