/// Bytes that come in order, block after block.
///
/// Blocks instead of a buffer to fill: what unpacks an archive hands its own memory to what unpacks
/// the archive inside, and nothing is copied on the way.
public protocol ByteSource: AnyObject {
  /// The next bytes, valid until the next call; empty at the end.
  ///
  /// - Throws: ``SourceError``; what came before it is good.
  func next() throws(SourceError) -> UnsafeRawBufferPointer
}

/// Bytes that can be gone back to.
public protocol SeekableSource: ByteSource {
  /// How many there are.
  var size: Int { get }
  /// Where the next block begins.
  var position: Int { get }
  /// Makes the next block begin elsewhere, at most at the end.
  func seek(to offset: Int)
}

/// Why there are no more bytes.
public enum SourceError: Error, Sendable, Hashable {
  /// What is read is damaged or cut off; the reason in words.
  case damaged(String)
  /// The content is encrypted.
  case encrypted
  /// The content is stored in a way that cannot be read here; the reason in words.
  case unsupported(String)
  /// A limit was reached: containers with at least this mark are given up.
  case limit(String, mark: Int)
  /// The operating system could not read; its error number.
  case system(Int32)
  /// Somebody asked to stop.
  case cancelled
}

/// Bytes in memory.
public final class MemorySource: SeekableSource {
  private let bytes: UnsafeRawBufferPointer
  /// What keeps the bytes alive, if it is not the caller.
  private let owner: ByteBuffer?
  /// Where the next block begins.
  public private(set) var position = 0

  /// Reads memory of the caller's, which must outlive the source.
  public init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    owner = nil
  }

  /// Reads a buffer and keeps it alive.
  init(_ buffer: ByteBuffer) {
    bytes = buffer.bytes
    owner = buffer
  }

  /// How many bytes there are.
  public var size: Int { bytes.count }

  /// All bytes from the position on.
  public func next() -> UnsafeRawBufferPointer {
    defer { position = bytes.count }
    return UnsafeRawBufferPointer(rebasing: bytes[position...])
  }

  /// Makes the next block begin elsewhere.
  public func seek(to offset: Int) { position = max(0, min(offset, bytes.count)) }
}

/// Memory that grows by what is appended.
final class ByteBuffer {
  private var storage: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(capacity: Int = 0) { storage = .allocate(byteCount: max(1, capacity), alignment: 16) }

  deinit { storage.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

  func append(_ more: UnsafeRawBufferPointer) {
    if more.isEmpty { return }
    if count + more.count > storage.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(count + more.count, storage.count * 2), alignment: 16)
      larger.copyMemory(from: bytes)
      storage.deallocate()
      storage = larger
    }
    UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: more)
    count += more.count
  }

  func removeAll() { count = 0 }
}

/// Fills buffers from a source, and keeps the reason why it ended.
public final class PullReader {
  private let source: any ByteSource
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Bytes taken so far.
  public private(set) var count = 0
  /// Why the source ended before its end.
  public private(set) var failure: SourceError?
  private var isAtEnd = false

  /// Reads a source to its end.
  public init(_ source: any ByteSource) { self.source = source }

  /// Puts the next bytes into a buffer.
  ///
  /// - Parameter buffer: Where to put them.
  /// - Returns: How many; zero at the end, be it due to a ``failure``.
  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard fill() else { return 0 }
    let taken = min(block.count, buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<taken]))
    block = UnsafeRawBufferPointer(rebasing: block[taken...])
    count += taken
    return taken
  }

  /// The next bytes without taking them; empty at the end.
  public func peek() -> UnsafeRawBufferPointer {
    _ = fill()
    return block
  }

  /// Takes what is left, and throws it away.
  public func drain() {
    while fill() {
      count += block.count
      block = UnsafeRawBufferPointer(start: nil, count: 0)
    }
  }

  private func fill() -> Bool {
    if !block.isEmpty { return true }
    if isAtEnd { return false }
    do throws(SourceError) { block = try source.next() } catch { failure = error }
    isAtEnd = block.isEmpty
    return !isAtEnd
  }
}
