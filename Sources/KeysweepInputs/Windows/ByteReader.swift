#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Where a window reader gets its bytes.
public struct ByteReader: Sendable {
  private let descriptor: Int32
  /// Whether bytes are addressed by offset; otherwise they come once, in order.
  private let isSeekable: Bool

  /// Reads a regular file by offset.
  ///
  /// The descriptor stays the caller's.
  public static func file(_ descriptor: Int32) -> ByteReader {
    ByteReader(descriptor: descriptor, isSeekable: true)
  }

  /// Reads a pipe, a terminal or standard input to its end.
  ///
  /// The descriptor stays the caller's.
  public static func stream(_ descriptor: Int32) -> ByteReader {
    ByteReader(descriptor: descriptor, isSeekable: false)
  }

  /// Reads until `buffer` is full or the input ends.
  ///
  /// - Parameters:
  ///   - buffer: Where to put the bytes.
  ///   - offset: Where in a seekable input to begin.
  /// - Returns: The number of bytes; less than asked for only at the end of the input.
  /// - Throws: ``ReadError`` with the error of the operating system.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(ReadError) -> Int {
    var total = 0
    while total < buffer.count {
      let space = UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
      let count: Int
      #if canImport(Glibc)
        count =
          isSeekable
          ? Glibc.pread(descriptor, space.baseAddress, space.count, off_t(offset + total))
          : Glibc.read(descriptor, space.baseAddress, space.count)
      #elseif canImport(Musl)
        count =
          isSeekable
          ? Musl.pread(descriptor, space.baseAddress, space.count, off_t(offset + total))
          : Musl.read(descriptor, space.baseAddress, space.count)
      #else
        count =
          isSeekable
          ? Darwin.pread(descriptor, space.baseAddress, space.count, off_t(offset + total))
          : Darwin.read(descriptor, space.baseAddress, space.count)
      #endif
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw ReadError(code: errno)
      }
      total += count
    }
    return total
  }
}

/// An error of the operating system while reading.
public struct ReadError: Error, Hashable, CustomStringConvertible {
  /// The `errno` value.
  public let code: Int32
  /// The system's text for it.
  public var description: String { String(cString: strerror(code)) }
}
