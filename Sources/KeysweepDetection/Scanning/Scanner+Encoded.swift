internal import KeysweepModel
internal import KeysweepPCRE2

/// Material inside of encoded text, up to four encodings deep.
///
/// The item is cut into blocks at multiples of ``encodedBlock``. Something encoded that touches a
/// block is decoded as far as it stands within ``encodedReach`` of the block, and what is found in
/// it counts if it begins in the block. So what is found depends on no window.
extension Scanner {
  /// The most encodings that are undone, one within the other.
  static let maxNesting = 4
  /// Bytes of a block.
  static let encodedBlock = 16 << 10
  /// How far from a block is decoded, in bytes.
  static let encodedReach = Window.margin - encodedBlock
  /// The most bytes that are decoded for a block, all encodings together.
  private static let allowance = 2 << 20
  /// The most bytes that a compressed stretch gives.
  static let maxUnpacked = 512 << 10
  /// How far from its block a run may begin that is looked for there.
  private static let runReach = 64

  /// The blocks that the core of a window touches, and a run on either side.
  static func encodedBlocks(_ window: Window) -> Range<Int> {
    let low = (window.base + window.core.lowerBound) / encodedBlock * encodedBlock
    let high =
      (window.base + window.core.upperBound + encodedBlock - 1) / encodedBlock * encodedBlock
    return low - window.base - runReach..<high - window.base + runReach
  }

  /// Notes where something encoded may stand.
  @inline(__always)
  mutating func noteEncoded(_ run: Range<Int>, _ kind: EncodedRun.Kind) {
    encoded.append(EncodedRun(range: run, kind: kind))
  }

  /// Decodes what was noted, block by block.
  mutating func decodeBlocks(_ window: Window, _ result: inout SegmentResult) {
    guard !encoded.isEmpty, !window.core.isEmpty else { return }
    encoded.sort { $0.range.lowerBound < $1.range.lowerBound }
    let core = window.base + window.core.lowerBound..<window.base + window.core.upperBound
    let first = core.lowerBound / Self.encodedBlock
    let last = (core.upperBound - 1) / Self.encodedBlock
    var progress = Progress()
    var index = 0
    while index < encoded.count {
      let run = encoded[index]
      index += 1
      let low = (window.base + run.range.lowerBound) / Self.encodedBlock
      let high = (window.base + run.range.upperBound - 1) / Self.encodedBlock
      guard low <= last, high >= first else { continue }
      for number in max(low, first)...min(high, last) {
        if number != progress.block {
          progress = Progress(block: number)
          allowance = Self.allowance
        }
        let block = number * Self.encodedBlock..<(number + 1) * Self.encodedBlock
        let from = max(0, block.lowerBound - Self.encodedReach - window.base)
        let to = min(window.bytes.count, block.upperBound + Self.encodedReach - window.base)
        let part = EncodedPart(
          bytes: UnsafeRawBufferPointer(rebasing: window.bytes[from..<to]),
          base: window.base + from,
          block: block.lowerBound - from - window.base..<block.upperBound
            - from - window.base, counted: core.clamped(to: block))
        let clipped = run.range.clamped(to: from..<to)
        decode(
          EncodedRun(
            range: clipped.lowerBound - from..<clipped.upperBound - from, kind: run.kind),
          in: part, &progress, &result)
      }
    }
  }

  /// What has been done in a block.
  struct Progress {
    var block = -1
    /// What begins before this was decoded together with something before it.
    var end = 0
    /// What begins before this belongs to lines that do not decode to text as a whole.
    var failedEnd = 0
  }

  /// The part of an item, or of decoded text, that is looked at for one block.
  struct EncodedPart {
    var bytes: UnsafeRawBufferPointer
    /// Offset of `bytes[0]` in the item.
    var base: Int
    /// The block, as offsets in `bytes`.
    var block: Range<Int>
    /// The offsets in the item at which finds count.
    var counted: Range<Int>
  }

  // MARK: Decoding

  /// Decodes one run, and what belongs together with it.
  mutating func decode(
    _ run: EncodedRun, in part: EncodedPart, _ progress: inout Progress,
    _ result: inout SegmentResult
  ) {
    guard run.range.lowerBound >= progress.end, allowance > 0 else { return }
    while texts.count <= depth { texts.append(DecodedText()) }
    let text = texts[depth]
    switch run.kind {
    case .wide:
      let stretch = WideText.stretch(around: run.range, part.bytes)
      progress.end = stretch.upperBound
      let isLittle = WideText.isLittleEndian(stretch, part.bytes, base: part.base)
      take(stretch, isLittle ? .utf16le : .utf16be, part, &result) {
        WideText.decode(stretch, part.bytes, into: text, isMapped: $0)
      }
    case .escapes:
      let stretch = EscapedText.stretch(around: run.range, part.bytes)
      progress.end = stretch.upperBound
      let mark = part.bytes[run.range.lowerBound]
      take(stretch, EscapedText.encoding(of: mark), part, &result) {
        EscapedText.decode(stretch, part.bytes, mark: mark, into: text, isMapped: $0)
      }
    case .letters:
      decodeLetters(run.range, part, text, &progress, &result)
    }
  }

  private mutating func decodeLetters(
    _ run: Range<Int>, _ part: EncodedPart, _ text: DecodedText, _ progress: inout Progress,
    _ result: inout SegmentResult
  ) {
    let bytes = part.bytes
    let isHex = run.count >= RunFinder.minimumLength && bytes[run].allSatisfy(BlobCode.hex.accepts)
    let code: BlobCode = isHex ? .hex : .base64
    let line = Blob.line(around: run, bytes, code)
    var phases: UInt8 = 0
    if run.lowerBound >= progress.failedEnd {
      Blob.lines(around: line, bytes, into: &text.lines, code)
      phases = self.phases(text.lines, code, part, &result)
      let end = text.lines.last?.upperBound ?? line.upperBound
      if phases != 0 {
        progress.end = end
      } else if text.lines.count > 1 {
        progress.failedEnd = end
      }
    }
    if phases == 0, run.lowerBound < progress.failedEnd || text.lines.count > 1 {
      text.lines.removeAll(keepingCapacity: true)
      text.lines.append(line)
      phases = self.phases(text.lines, code, part, &result)
    }
    // A key ID alone is too short for samples, and known to stand here.
    if run.count < RunFinder.minimumLength, phases == 0 {
      phases = 1 << UInt8((run.lowerBound - line.lowerBound) % code.group)
    }
    // What is inside of a Bedrock key is reported as that key.
    guard phases != 0,
      !ByteSearch.contains(
        "bedrock-api-key-", in: UnsafeRawBufferPointer(rebasing: bytes[line].prefix(256)))
    else { return }
    let lines = text.lines
    for phase in 0..<code.group where phases & (1 << UInt8(phase)) != 0 {
      take(lines[0].lowerBound..<lines[lines.count - 1].upperBound, code.encoding, part, &result) {
        code.decode(lines, bytes, phase: phase, into: text, isMapped: $0)
      }
    }
  }

  /// At which letters decoding may start for the lines to make sense.
  private mutating func phases(
    _ lines: [Range<Int>], _ code: BlobCode, _ part: EncodedPart, _ result: inout SegmentResult
  ) -> UInt8 {
    let bytes = part.bytes
    let letters = lines.reduce(0) { $0 + $1.count }
    if letters >= RunFinder.minimumLength {
      let packed: UInt8 = code.isCompressed(at: lines[0].lowerBound, bytes) ? 1 : 0
      let phases = code.textPhases(lines, bytes) | packed
      if phases != 0 { return phases }
    }
    guard letters >= 128 else { return 0 }
    // Binary data may still hold a key ID.
    var phases: UInt8 = 0
    var before = 0
    let pattern = code.bits == 4 ? rules.encodedAnchors.hex : rules.encodedAnchors.base64
    for line in lines {
      let low = max(line.lowerBound, part.block.lowerBound - Self.runReach)
      let high = min(line.upperBound, part.block.upperBound + Self.runReach)
      var at = low
      while at < high,
        next(pattern, UnsafeRawBufferPointer(rebasing: bytes[..<high]), at, &result),
        let match = matcher.range(of: 0)
      {
        let letter = before + match.lowerBound - line.lowerBound
        let shift = code.bits == 4 ? 0 : EncodedAnchors.phase(of: bytes[match.lowerBound])
        phases |= 1 << UInt8((letter - shift + code.group) % code.group)
        at = match.lowerBound + 1
      }
      before += line.count
    }
    return phases
  }

  // MARK: Changes

  /// Whether none of what was noted would be decoded, for all that can be seen.
  mutating func isQuietDecoded(
    _ window: Window, beginsItem: Bool, endsItem: Bool, _ result: inout SegmentResult
  ) -> Bool {
    while texts.count <= depth { texts.append(DecodedText()) }
    let text = texts[depth]
    let part = EncodedPart(
      bytes: window.bytes, base: window.base, block: 0..<window.bytes.count, counted: window.core)
    for index in encoded.indices {
      let run = encoded[index]
      guard case .letters = run.kind, run.range.count >= RunFinder.minimumLength else {
        return false
      }
      let isHex = part.bytes[run.range].allSatisfy(BlobCode.hex.accepts)
      let code: BlobCode = isHex ? .hex : .base64
      let line = Blob.line(around: run.range, part.bytes, code)
      Blob.lines(around: line, part.bytes, into: &text.lines, code)
      if (!beginsItem && Blob.isBreak(part.bytes[..<(text.lines.first ?? line).lowerBound]))
        || (!endsItem && Blob.isBreak(part.bytes[(text.lines.last ?? line).upperBound...]))
        || phases(text.lines, code, part, &result) != 0
        || (text.lines.count > 1 && phases([line], code, part, &result) != 0)
      {
        return false
      }
    }
    return true
  }
}
