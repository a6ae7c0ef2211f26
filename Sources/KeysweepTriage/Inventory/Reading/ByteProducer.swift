internal import KeysweepInflate
internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Gives the bytes of an input from first to last.
protocol ByteProducer: AnyObject {
  /// Writes the next bytes.
  ///
  /// - Parameter buffer: Where they go; not empty.
  /// - Returns: How many; 0 at the end.
  /// - Throws: ``ByteError`` when the rest cannot be read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteError) -> Int
}

/// Why the rest of an input cannot be read.
struct ByteError: Error {
  var reason: String
}

/// An open regular file, or a pipe.
final class FileBytes: ByteProducer {
  private let descriptor: Int32
  /// The first bytes of a pipe, which had to be read to be looked at.
  private var head: [UInt8] = []
  private let isPipe: Bool

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - isPipe: Whether it is a pipe, which is waited for.
  /// - Throws: ``ReadFailure`` with the reason of the operating system.
  init(_ path: SourcePath, isPipe: Bool) throws(ReadFailure) {
    let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
    // Not blocking, so that a FIFO in a folder is refused instead of waited for.
    let descriptor = open(name, O_RDONLY | O_CLOEXEC | (isPipe ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else { throw ReadFailure(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0,
      status.st_mode & S_IFMT == (isPipe ? S_IFIFO : S_IFREG)
    else {
      close(descriptor)
      throw ReadFailure(path: path, kind: .unreadable, reason: "no regular file and no pipe")
    }
    self.descriptor = descriptor
    self.isPipe = isPipe
  }

  deinit { close(descriptor) }

  /// The first bytes, without moving on.
  func peek(_ count: Int) -> [UInt8] {
    guard !isPipe else {
      while head.count < count {
        var byte: UInt8 = 0
        let got = withUnsafeMutableBytes(of: &byte) { (try? readOn(into: $0)) ?? 0 }
        guard got > 0 else { break }
        head.append(byte)
      }
      return head
    }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteError) -> Int {
    guard head.isEmpty else {
      let count = min(head.count, buffer.count)
      buffer.copyBytes(from: head[..<count])
      head.removeFirst(count)
      return count
    }
    return try readOn(into: buffer)
  }

  private func readOn(into buffer: UnsafeMutableRawBufferPointer) throws(ByteError) -> Int {
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw ByteError(reason: String(cString: strerror(errno))) }
    }
  }

  private func read(_ descriptor: Int32, _ address: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, address, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, address, count)
    #else
      Darwin.read(descriptor, address, count)
    #endif
  }
}

/// The unpacked bytes of gzip data, of one member or several.
final class GzipBytes: ByteProducer {
  static let magic: [UInt8] = [0x1F, 0x8B]
  private static let chunk = 1 << 18

  private let packed: any ByteProducer
  private var inflater: Inflater
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isBetweenMembers = true
  private var isDone = false

  /// Unpacks what another producer gives.
  ///
  /// - Parameter packed: The gzip data.
  /// - Throws: ``ByteError`` when memory runs out.
  init(_ packed: any ByteProducer) throws(ByteError) {
    do throws(InflateError) {
      inflater = try Inflater(.gzip)
    } catch {
      throw ByteError(reason: error.description)
    }
    self.packed = packed
    buffer = .allocate(byteCount: Self.chunk, alignment: 16)
  }

  deinit { buffer.deallocate() }

  func read(into output: UnsafeMutableRawBufferPointer) throws(ByteError) -> Int {
    while !isDone {
      if start == end {
        start = 0
        end = try packed.read(into: buffer)
        guard end > 0 else {
          guard isBetweenMembers else {
            throw ByteError(reason: "the gzip data ends early; was the file cut off?")
          }
          isDone = true
          break
        }
      }
      if isBetweenMembers {
        // Archives are padded with zeros; anything else behind a member must be another one.
        while start < end, buffer[start] == 0 { start += 1 }
        if start == end { continue }
        isBetweenMembers = false
      }
      let step: Inflater.Step
      do throws(InflateError) {
        step = try inflater.inflate(
          UnsafeRawBufferPointer(rebasing: buffer[start..<end]), into: output)
      } catch {
        throw ByteError(reason: error.description)
      }
      start += step.consumed
      if step.isFinished {
        inflater.reset()
        isBetweenMembers = true
      }
      if step.produced > 0 { return step.produced }
      guard step.consumed > 0 || step.isFinished || start == end else {
        throw ByteError(reason: "the gzip data leads nowhere")
      }
    }
    return 0
  }
}
