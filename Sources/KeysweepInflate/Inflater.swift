internal import CZlib

/// Unpacks one deflate stream piece by piece, in constant memory (about 50 KiB).
///
/// The only door to zlib. A file of several gzip members is read by calling ``reset()`` between
/// them.
public struct Inflater: ~Copyable {
  /// What stands around the deflate stream.
  public enum Format: Sendable {
    /// gzip (RFC 1952), with its check sum.
    case gzip
    /// zlib (RFC 1950), with its check sum.
    case zlib
    /// Nothing: raw deflate (RFC 1951), as in zip members.
    case raw

    /// How zlib is told: 15 is the largest window, more and less than it the kind of wrapping.
    fileprivate var windowBits: Int32 {
      switch self {
      case .gzip: 15 + 16
      case .zlib: 15
      case .raw: -15
      }
    }
  }

  /// What one step did.
  public struct Step: Sendable, Hashable {
    /// Bytes of the input that are done with.
    public var consumed: Int
    /// Bytes written to the output.
    public var produced: Int
    /// Whether the stream has ended; input behind it has not been touched.
    public var isFinished: Bool

    /// Makes a step.
    public init(consumed: Int, produced: Int, isFinished: Bool) {
      self.consumed = consumed
      self.produced = produced
      self.isFinished = isFinished
    }
  }

  /// On the heap, because zlib keeps a pointer to it and refuses to work when it has moved.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Damage that was met behind bytes that could be unpacked.
  private var pending: InflateError?

  /// Makes an inflater.
  ///
  /// - Parameter format: What stands around the deflate stream.
  /// - Throws: ``InflateError`` when memory runs out.
  public init(_ format: Format) throws(InflateError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = inflateInit2_(
      stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      let error = InflateError(code: code, message: stream.pointee.msg)
      stream.deallocate()
      throw error
    }
    self.stream = stream
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Unpacks as much as fits.
  ///
  /// - Parameters:
  ///   - input: The next bytes of the stream; may be empty.
  ///   - output: Where the unpacked bytes go.
  /// - Returns: How far it came. No progress at all means that more input is needed.
  /// - Throws: ``InflateError`` when the data is damaged; everything before the damage has been
  ///   produced by earlier steps.
  public mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(InflateError) -> Step {
    if let pending { throw pending }
    // zlib counts in 32 bits.
    let inputCount = min(input.count, Int(UInt32.max))
    let outputCount = min(output.count, Int(UInt32.max))
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(inputCount)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(outputCount)
    let code = CZlib.inflate(stream, Z_NO_FLUSH)
    let step = Step(
      consumed: inputCount - Int(stream.pointee.avail_in),
      produced: outputCount - Int(stream.pointee.avail_out), isFinished: code == Z_STREAM_END)
    // Z_BUF_ERROR only says that there was nothing to do with what was given.
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
      let error = InflateError(code: code, message: stream.pointee.msg)
      if step.produced == 0 { throw error }
      pending = error
      return step
    }
    return step
  }

  /// Makes ready for another stream of the same format.
  public mutating func reset() {
    pending = nil
    inflateReset(stream)
  }
}
