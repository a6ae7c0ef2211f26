#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Where a window reader gets its bytes.
public struct ByteReader {
  private enum Origin {
    /// Bytes are addressed by offset.
    case file(Int32)
    /// Bytes come once, in order.
    case stream(Int32)
    /// Somebody else has them.
    case pull((UnsafeMutableRawBufferPointer) -> Int)
  }

  private let origin: Origin

  /// Reads a regular file by offset.
  ///
  /// The descriptor stays the caller's.
  public static func file(_ descriptor: Int32) -> ByteReader {
    ByteReader(origin: .file(descriptor))
  }

  /// Reads a pipe, a terminal or standard input to its end.
  ///
  /// The descriptor stays the caller's.
  public static func stream(_ descriptor: Int32) -> ByteReader {
    ByteReader(origin: .stream(descriptor))
  }

  /// Asks for bytes that somebody unpacks.
  ///
  /// - Parameter fill: Puts the next bytes into a buffer and tells how many; zero at the end.
  /// - Returns: What asks.
  public static func pull(_ fill: @escaping (UnsafeMutableRawBufferPointer) -> Int) -> ByteReader {
    ByteReader(origin: .pull(fill))
  }

  /// Reads until `buffer` is full or the input ends.
  ///
  /// - Parameters:
  ///   - buffer: Where to put the bytes.
  ///   - offset: Where in a seekable input to begin.
  ///   - total: Gets the number of bytes; less than asked for only at the end of the input, or with
  ///     an error.
  ///   - isCancelled: Asked while a stream lets one wait.
  /// - Throws: ``ReadError`` with the error of the operating system, or ``ReadError/cancelled``.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int, count total: inout Int,
    isCancelled: () -> Bool
  ) throws(ReadError) {
    total = 0
    while total < buffer.count {
      let space = UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
      let count: Int
      switch origin {
      case .file(let descriptor):
        count = pread(descriptor, space.baseAddress, space.count, off_t(offset + total))
      case .stream(let descriptor):
        try Self.waitForBytes(descriptor, isCancelled)
        count = Self.readOnce(descriptor, space)
      case .pull(let fill):
        count = fill(space)
      }
      if count == 0 { break }
      if count < 0 {
        // EAGAIN: a pipe that does not wait, and somebody else was quicker.
        if errno == EINTR { continue }
        if case .stream = origin, errno == EAGAIN { continue }
        throw ReadError(code: errno)
      }
      total += count
    }
  }

  /// The corresponding C function is `read`, whose name is taken here.
  private static func readOnce(
    _ descriptor: Int32, _ space: UnsafeMutableRawBufferPointer
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, space.baseAddress, space.count)
    #elseif canImport(Musl)
      Musl.read(descriptor, space.baseAddress, space.count)
    #else
      Darwin.read(descriptor, space.baseAddress, space.count)
    #endif
  }

  /// Waits until the stream has bytes or has ended.
  ///
  /// A read would wait as well, but neither end for a signal that another thread gets, nor tell a
  /// pipe that nobody has opened for writing yet from one that has ended.
  private static func waitForBytes(
    _ descriptor: Int32, _ isCancelled: () -> Bool
  ) throws(ReadError) {
    while true {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&request, 1, 100)
      if count > 0 { return }
      if count < 0, errno != EINTR, errno != EAGAIN { throw ReadError(code: errno) }
      if isCancelled() { throw .cancelled }
    }
  }
}

/// An error of the operating system while reading.
public struct ReadError: Error, Hashable, CustomStringConvertible {
  /// The `errno` value.
  public let code: Int32
  /// Reading was given up because somebody asked for that.
  public static let cancelled = ReadError(code: ECANCELED)
  /// The system's text for it.
  public var description: String { String(cString: strerror(code)) }
}
