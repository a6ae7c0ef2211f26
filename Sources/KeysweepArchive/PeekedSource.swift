/// A source whose first bytes can be looked at before they are taken.
final class PeekedSource: ByteSource {
  private let source: any ByteSource
  private let buffer: ByteBuffer
  /// What was looked at and not taken yet.
  private var head = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Why there is nothing behind what was looked at.
  private(set) var failure: SourceError?
  private var isAtEnd = false

  /// - Parameters:
  ///   - source: Where the bytes come from.
  ///   - buffer: Memory for heads that come in pieces; its content is replaced.
  init(_ source: any ByteSource, buffer: ByteBuffer) {
    self.source = source
    self.buffer = buffer
  }

  /// The first bytes: at least so many, unless the source ends or fails before.
  ///
  /// To be called once, before anything is taken.
  ///
  /// - Parameters:
  ///   - count: How many are needed.
  ///   - size: How many there are in all, when that is known.
  /// - Returns: The bytes, valid until the second block after them is taken.
  func peek(_ count: Int, of size: Int? = nil) -> UnsafeRawBufferPointer {
    head = fetch()
    // The memory of a block may be used again when more is asked for.
    if isAtEnd || head.count >= min(count, size ?? count) { return head }
    buffer.removeAll()
    buffer.append(head)
    while buffer.count < count {
      let more = fetch()
      if more.isEmpty { break }
      buffer.append(more)
    }
    head = buffer.bytes
    return head
  }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    if !head.isEmpty {
      defer { head = UnsafeRawBufferPointer(start: nil, count: 0) }
      return head
    }
    if let failure { throw failure }
    return isAtEnd ? head : try source.next()
  }

  private func fetch() -> UnsafeRawBufferPointer {
    do throws(SourceError) {
      let block = try source.next()
      if block.isEmpty { isAtEnd = true }
      return block
    } catch {
      failure = error
      isAtEnd = true
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
  }
}

/// A block, and then another source.
final class ChainedSource: ByteSource {
  private let buffer: ByteBuffer
  private var isFirst = true
  private let rest: any ByteSource

  init(_ buffer: ByteBuffer, _ rest: any ByteSource) {
    self.buffer = buffer
    self.rest = rest
  }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    if isFirst {
      isFirst = false
      if buffer.count > 0 { return buffer.bytes }
    }
    return try rest.next()
  }
}

/// A stretch of bytes that can be gone back to.
final class RangeSource: ByteSource {
  private let source: any SeekableSource
  private var left: Int

  init(_ source: any SeekableSource, _ range: Range<Int>) {
    self.source = source
    source.seek(to: range.lowerBound)
    left = max(0, min(range.upperBound, source.size) - source.position)
  }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    if left == 0 { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let block = try source.next()
    let count = min(left, block.count)
    left -= count
    return UnsafeRawBufferPointer(rebasing: block[..<count])
  }
}

/// Another source from its first byte on that is not zero.
final class TrimmedSource: ByteSource {
  private let source: any ByteSource
  private var hasBegun = false
  /// How many zeros were left out.
  private(set) var trimmed = 0

  init(_ source: any ByteSource) { self.source = source }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    var block = try source.next()
    while !hasBegun, !block.isEmpty {
      let start = block.firstIndex { $0 != 0 }
      trimmed += start ?? block.count
      hasBegun = start != nil
      if let start {
        block = UnsafeRawBufferPointer(rebasing: block[start...])
      } else {
        block = try source.next()
      }
    }
    return block
  }
}
