internal import KeysweepModel

/// Bytes in memory that are not owned: a record, a field, a JSON value.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// The part of an input that a parser looks at, in one piece of memory.
///
/// A parser reads ``unread``, consumes what it is done with, and asks for more when a record is not
/// complete. Memory is what the longest record needs, whatever the size of the file.
final class ByteWindow {
  static let chunk = 1 << 20

  private let producer: (any ByteProducer)?
  private var storage: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// Whether no more bytes will come.
  private(set) var isAtEnd: Bool
  /// Why the input ended before its time.
  private(set) var failure: String?

  /// Reads a file, unpacked if it is gzip data.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - isPipe: Whether it is a pipe.
  /// - Throws: ``ReadFailure`` when it cannot be opened.
  init(file path: SourcePath, isPipe: Bool = false) throws(ReadFailure) {
    let file = try FileBytes(path, isPipe: isPipe)
    if file.peek(2) == GzipBytes.magic {
      do throws(ByteError) {
        producer = try GzipBytes(file)
      } catch {
        throw ReadFailure(path: path, kind: .unreadable, reason: error.reason)
      }
    } else {
      producer = file
    }
    storage = .allocate(byteCount: Self.chunk, alignment: 16)
    isAtEnd = false
    refill()
  }

  /// Takes a copy of bytes in memory.
  init(copying bytes: some Collection<UInt8>) {
    producer = nil
    storage = .allocate(byteCount: max(1, bytes.count), alignment: 16)
    storage.copyBytes(from: bytes)
    end = bytes.count
    isAtEnd = true
  }

  deinit { storage.deallocate() }

  /// What has been read and not consumed; valid until the next call of ``refill()``.
  var unread: Bytes {
    Bytes(
      start: UnsafeRawPointer(storage.baseAddress.map { $0 + start })?
        .assumingMemoryBound(to: UInt8.self), count: end - start)
  }

  /// Is done with the first bytes.
  func consume(_ count: Int) { start += min(count, end - start) }

  /// Appends more bytes to ``unread``, moving it.
  ///
  /// - Returns: False when there are no more.
  @discardableResult
  func refill() -> Bool {
    guard !isAtEnd, let producer else { return false }
    if storage.count - end < Self.chunk / 2 {
      let rest = end - start
      if start > 0, storage.count - rest >= Self.chunk / 2 {
        if let base = storage.baseAddress { base.copyMemory(from: base + start, byteCount: rest) }
      } else {
        let larger = UnsafeMutableRawBufferPointer.allocate(
          byteCount: max(2 * storage.count, rest + Self.chunk), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<end]))
        storage.deallocate()
        storage = larger
      }
      start = 0
      end = rest
    }
    do throws(ByteError) {
      let count = try producer.read(
        into: UnsafeMutableRawBufferPointer(rebasing: storage[end...]))
      end += count
      if count == 0 { isAtEnd = true }
      return count > 0
    } catch {
      failure = error.reason
      isAtEnd = true
      return false
    }
  }
}
