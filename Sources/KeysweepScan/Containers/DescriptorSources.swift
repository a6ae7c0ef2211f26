internal import KeysweepArchive
internal import KeysweepInputs

/// The bytes of a file that is not inside another.
protocol OutermostSource: ByteSource {
  /// How many bytes have been read.
  var reached: Int { get }
  /// Whether there is enough to unpack for two threads.
  var isLarge: Bool { get }
  /// Counts what nobody had to read.
  func finish(isWhole: Bool)
}

/// The bytes of an open file, for what reads containers.
final class FileSource: SeekableSource, OutermostSource {
  private let reader: ByteReader
  let size: Int
  private(set) var position = 0
  private let buffer: UnsafeMutableRawBufferPointer
  private let progress: SweepProgress
  private let isCancelled: () -> Bool
  /// How far it has been read; going back is no progress.
  private(set) var reached = 0

  /// The descriptor stays the caller's.
  init(
    _ descriptor: Int32, size: Int, progress: SweepProgress, isCancelled: @escaping () -> Bool
  ) {
    reader = .file(descriptor)
    self.size = size
    self.progress = progress
    self.isCancelled = isCancelled
    // A small file gets a small buffer.
    buffer = .allocate(byteCount: max(4096, min(size, 256 << 10)), alignment: 4096)
  }

  deinit { buffer.deallocate() }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    let count = try fill(buffer, reader, at: position, isCancelled)
    position += count
    if position > reached {
      progress.add(bytes: position - reached)
      reached = position
    }
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  var isLarge: Bool { size >= 128 << 10 }

  func seek(to offset: Int) { position = max(0, min(offset, size)) }

  func finish(isWhole: Bool) {
    guard isWhole, reached < size else { return }
    progress.add(bytes: size - reached)
    reached = size
  }
}

/// The bytes of a pipe, for what reads containers.
final class StreamSource: OutermostSource {
  private let reader: ByteReader
  private var head: [UInt8]
  private var isFirst = true
  private let buffer: UnsafeMutableRawBufferPointer
  private let progress: SweepProgress
  private let isCancelled: () -> Bool
  /// Bytes read so far.
  private(set) var reached = 0

  /// The descriptor stays the caller's.
  ///
  /// - Parameters:
  ///   - descriptor: The pipe.
  ///   - head: What was read from it already.
  ///   - progress: Gets what is read.
  ///   - isCancelled: Asked while the pipe lets one wait.
  init(
    _ descriptor: Int32, after head: [UInt8], progress: SweepProgress,
    isCancelled: @escaping () -> Bool
  ) {
    reader = .stream(descriptor)
    self.head = head
    self.progress = progress
    self.isCancelled = isCancelled
    buffer = .allocate(byteCount: max(64 << 10, head.count), alignment: 4096)
  }

  deinit { buffer.deallocate() }

  func next() throws(SourceError) -> UnsafeRawBufferPointer {
    let count: Int
    if head.isEmpty {
      count = try fill(buffer, reader, at: 0, isCancelled)
    } else {
      count = head.count
      buffer.copyBytes(from: head)
      head = []
    }
    reached += count
    progress.add(bytes: count)
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  var isLarge: Bool { true }

  func finish(isWhole: Bool) {}
}

/// Reads the next bytes; what came before an error is handed out first.
private func fill(
  _ buffer: UnsafeMutableRawBufferPointer, _ reader: ByteReader, at offset: Int,
  _ isCancelled: () -> Bool
) throws(SourceError) -> Int {
  if isCancelled() { throw .cancelled }
  var count = 0
  do throws(ReadError) {
    try reader.read(into: buffer, at: offset, count: &count, isCancelled: isCancelled)
  } catch {
    if count == 0 { throw error == .cancelled ? .cancelled : .system(error.code) }
  }
  return count
}
