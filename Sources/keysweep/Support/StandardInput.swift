#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Standard input, taken as a whole.
enum StandardInput {
  private static let maxBytes = 16 << 20

  /// Reads to the end.
  ///
  /// - Returns: The bytes.
  /// - Throws: ``UsageError`` for more than a short text.
  static func read() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { Self.read($0) }
      if count < 0 {
        if errno == EINTR { continue }
        throw UsageError(
          description: "cannot read standard input: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= maxBytes else {
        throw UsageError(
          description: "more than \(maxBytes >> 20) MiB to explain; keysweep scan takes any size")
      }
    }
  }

  private static func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.read(0, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      Musl.read(0, buffer.baseAddress, buffer.count)
    #else
      Darwin.read(0, buffer.baseAddress, buffer.count)
    #endif
  }
}
