/// What libarchive reads from: passes blocks on, and keeps why there were no more.
final class ArchiveInput {
  private let source: any ByteSource
  private let seekable: (any SeekableSource)?
  private let budget: Budget
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Offset of the end of the block.
  private var delivered = 0
  private(set) var failure: SourceError?
  /// The first bytes, as long as nobody knows whether the format is right.
  private(set) var record: ByteBuffer? = ByteBuffer()
  private static let recordBytes = 1 << 20

  /// - Parameters:
  ///   - source: Where the bytes come from.
  ///   - isSeekable: Whether libarchive may go back and forth.
  ///   - budget: Gets how much was read.
  init(_ source: any ByteSource, isSeekable: Bool, budget: Budget) {
    self.source = source
    seekable = isSeekable ? source as? any SeekableSource : nil
    self.budget = budget
    if seekable != nil { record = nil }
  }

  var canSeek: Bool { seekable != nil }

  /// The format is right: what was recorded is not needed.
  func forget() { record = nil }

  func next() -> UnsafeRawBufferPointer? {
    do throws(SourceError) {
      block = try source.next()
    } catch {
      failure = error
      block = UnsafeRawBufferPointer(start: nil, count: 0)
      return nil
    }
    delivered = seekable?.position ?? delivered + block.count
    budget.consumed = max(budget.consumed, delivered)
    if let record {
      record.append(block)
      if record.count > Self.recordBytes { self.record = nil }
    }
    return block
  }

  func skip(_ count: Int) -> Int {
    guard let seekable else { return 0 }
    let before = seekable.position
    let (target, overflows) = before.addingReportingOverflow(max(0, count))
    return seek(to: overflows ? seekable.size : target) - before
  }

  func seek(to offset: Int) -> Int {
    guard let seekable else { return 0 }
    seekable.seek(to: offset)
    delivered = seekable.position
    block = UnsafeRawBufferPointer(start: nil, count: 0)
    return seekable.position
  }

  func seek(by offset: Int, from whence: Int32) -> Int {
    guard let seekable else { return -30 }
    let base = whence == 0 ? 0 : whence == 1 ? seekable.position : seekable.size
    let (target, overflows) = base.addingReportingOverflow(offset)
    guard !overflows, target >= 0 else { return -30 }
    return seek(to: target)
  }

  /// Everything behind what was used.
  ///
  /// - Parameter used: How many bytes libarchive has used; it may have taken more.
  /// - Returns: The rest and its offset, or nil when reading failed.
  func rest(after used: Int) -> (source: any ByteSource, offset: Int)? {
    guard failure == nil else { return nil }
    let left = min(max(0, delivered - used), block.count)
    let buffer = ByteBuffer(capacity: left)
    buffer.append(UnsafeRawBufferPointer(rebasing: block[(block.count - left)...]))
    return (ChainedSource(buffer, source), delivered - left)
  }
}
