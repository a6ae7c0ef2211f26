/// A stretch of base64 or hexadecimal digits, in one line or in many.
///
/// Everything is decided within the bytes that are given: they are a part of the item that does not
/// depend on windows.
enum Blob {
  /// Lines that go on have at least this many letters.
  static let shortestLine = 40

  /// The line around a run, without an escape that sticks to its head.
  static func line(
    around run: Range<Int>, _ bytes: UnsafeRawBufferPointer, _ code: BlobCode
  ) -> Range<Int> {
    let end = end(of: run.upperBound, bytes, code)
    var start = start(of: run.lowerBound, bytes, code)
    if let head = EscapeHead.read(start, bytes), !head.isMaterial, head.length < end - start {
      start += head.length
    }
    return start..<end
  }

  /// Collects the lines that belong together with `line`, in order.
  static func lines(
    around line: Range<Int>, _ bytes: UnsafeRawBufferPointer, into lines: inout [Range<Int>],
    _ code: BlobCode
  ) {
    lines.removeAll(keepingCapacity: true)
    lines.append(line)
    while let (end, isSoft) = endOfLine(before: lines[lines.count - 1].lowerBound, bytes) {
      let before = self.line(around: end..<end, bytes, code)
      guard goesOn(before.count, isSoft: isSoft, code) else { break }
      lines.append(before)
    }
    lines.reverse()
    while let last = lines.last,
      let (start, isSoft) = startOfLine(behind: last.upperBound, bytes),
      goesOn(last.count, isSoft: isSoft, code),
      start < bytes.count, code.accepts(bytes[start])
    {
      lines.append(start..<end(of: start, bytes, code))
    }
  }

  /// Whether what breaks behind so many letters goes on in the next line: values of their own, one a
  /// line, are of any length, and a `=` behind them may be padding.
  private static func goesOn(_ count: Int, isSoft: Bool, _ code: BlobCode) -> Bool {
    guard count >= shortestLine else { return false }
    return count.isMultiple(of: code.group) || count >= (isSoft ? 70 : 60)
  }

  private static func end(
    of start: Int, _ bytes: UnsafeRawBufferPointer, _ code: BlobCode
  ) -> Int {
    var end = start
    while end < bytes.count {
      if code.accepts(bytes[end]) {
        end += 1
      } else if isEscapedSlash(bytes, end) {
        end += 2
      } else {
        break
      }
    }
    return end
  }

  private static func start(
    of end: Int, _ bytes: UnsafeRawBufferPointer, _ code: BlobCode
  ) -> Int {
    var start = end
    while start > 0 {
      if code.accepts(bytes[start - 1]) {
        start -= 1
      } else if isEscapedSlash(bytes, start - 1) {
        start -= 1
      } else {
        break
      }
    }
    return start
  }

  /// `\/`, as some write the slash in JSON.
  @inline(__always)
  static func isEscapedSlash(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
    bytes[at] == UInt8(ascii: "\\") && at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "/")
  }

  // MARK: Breaks

  /// Whether there is nothing that could not stand between two lines.
  static func isBreak(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    bytes.allSatisfy {
      $0 <= 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "n") || $0 == UInt8(ascii: "r")
        || $0 == UInt8(ascii: "=")
    }
  }

  /// Where the next line starts behind a line end, or behind one that is written as `\n`.
  private static func startOfLine(behind end: Int, _ bytes: UnsafeRawBufferPointer)
    -> (Int, isSoft: Bool)?
  {
    var at = end
    // A soft break of quoted-printable.
    let isSoft = at < bytes.count && bytes[at] == UInt8(ascii: "=")
    if isSoft { at += 1 }
    if at < bytes.count, bytes[at] == 0x0D { at += 1 }
    if at < bytes.count, bytes[at] == 0x0A {
      at += 1
      let limit = min(bytes.count, at + 64)
      while at < limit, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
      return (at, isSoft)
    }
    at = end
    var sawBreak = false
    for letter in [UInt8(ascii: "r"), UInt8(ascii: "n")] {
      var next = at
      while next < bytes.count, next - at < 4, bytes[next] == UInt8(ascii: "\\") { next += 1 }
      guard next > at, next < bytes.count, bytes[next] == letter else { continue }
      at = next + 1
      sawBreak = true
    }
    return sawBreak ? (at, false) : nil
  }

  /// Where the line before ends.
  private static func endOfLine(before start: Int, _ bytes: UnsafeRawBufferPointer)
    -> (Int, isSoft: Bool)?
  {
    var at = start
    while at > 0, start - at < 64, bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09 { at -= 1 }
    if at > 0, bytes[at - 1] == 0x0A {
      at -= 1
      if at > 0, bytes[at - 1] == 0x0D { at -= 1 }
      let isSoft = at > 0 && bytes[at - 1] == UInt8(ascii: "=")
      return (isSoft ? at - 1 : at, isSoft)
    }
    at = start
    var sawBreak = false
    for letter in [UInt8(ascii: "n"), UInt8(ascii: "r")] {
      guard at > 1, bytes[at - 1] == letter, bytes[at - 2] == UInt8(ascii: "\\") else { continue }
      at -= 2
      while at > 0, bytes[at - 1] == UInt8(ascii: "\\") { at -= 1 }
      sawBreak = true
    }
    return sawBreak ? (at, false) : nil
  }
}
