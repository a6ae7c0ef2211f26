internal import CDeflate
internal import KeysweepInflate

/// What one worker needs to read objects: an inflater, memory to be reused, and a bounded cache of
/// bases.
///
/// One per worker; it may serve several databases one after the other, but keeps the bases of one.
public struct ObjectScratch: ~Copyable {
  private let decompressor: OpaquePointer?
  /// Looks into loose objects, whose size stands inside the compressed bytes.
  private var peeker: Inflater?
  var pool: BlockPool
  var cache: BaseCache
  /// Bytes of bases that a walk may hold.
  let budget: Int
  /// The walk: entries whose children are being visited, outermost first.
  ///
  /// Empty between walks.
  var stack: [ObjectDatabase.Frame] = []
  /// Bytes of the blocks on the stack.
  var stackBytes = 0

  /// Where blocks come back to that recipes point into.
  let returns = BlockReturns()
  /// What the object at hand has that its base has not.
  var changes: [Range<Int>] = []
  /// Room for stretches that are looked at on their own.
  var stretch: Block?

  /// Objects of more bytes than this are not held in memory.
  static let largest = 1 << 30

  /// Makes a scratch.
  ///
  /// - Parameter cacheBytes: Bytes of bases that are kept, both for random access and along the
  ///   path of a walk.
  public init(cacheBytes: Int = 96 << 20) {
    budget = max(0, cacheBytes)
    pool = BlockPool(limit: max(16 << 20, budget / 2))
    cache = BaseCache(limit: budget)
    decompressor = libdeflate_alloc_decompressor()
  }

  deinit {
    libdeflate_free_decompressor(decompressor)
    stretch?.free()
  }

  /// Unpacks a zlib stream of known size.
  ///
  /// - Parameters:
  ///   - input: The stream; bytes behind its end are ignored.
  ///   - count: The size it must have.
  /// - Returns: The content; the block is the caller's.
  /// - Throws: ``ObjectFault``.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, count: Int
  ) throws(ObjectFault) -> Block {
    guard count <= Self.largest else { throw .tooLarge(count) }
    // Deflate packs at most 258 bytes into two bits; the constant is for its frame.
    guard count <= input.count &* 1032 else { throw .implausible(count) }
    guard let decompressor else { throw .memory }
    let block = try pool.take(count)
    let code = libdeflate_zlib_decompress(
      decompressor, input.baseAddress, input.count, block.start, count, nil)
    guard code == LIBDEFLATE_SUCCESS else {
      pool.give(block)
      throw .inflate
    }
    return block
  }

  /// Unpacks the beginning of a zlib stream.
  ///
  /// - Parameters:
  ///   - input: The stream.
  ///   - output: Where the first bytes go.
  /// - Returns: The number of bytes written; nil when the stream is damaged.
  mutating func peek(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    if peeker == nil { peeker = try? Inflater(.zlib) }
    peeker?.reset()
    return try? peeker?.inflate(input, into: output).produced
  }

  /// Unpacks the bytes of an entry of a pack.
  ///
  /// - Parameters:
  ///   - header: The header of the entry.
  ///   - pack: Its pack.
  ///   - limit: Where the entry ends according to the index.
  /// - Returns: The object or delta; the block is the caller's.
  /// - Throws: ``ObjectFault``.
  mutating func inflate(
    _ header: Pack.Header, of pack: Pack, limit: Int
  ) throws(ObjectFault) -> Block {
    guard header.data < pack.end else { throw .header }
    if header.data < limit {
      let near = UnsafeRawBufferPointer(rebasing: pack.file.bytes[header.data..<limit])
      do { return try inflate(near, count: header.size) } catch {
        if limit == pack.end { throw error }
        if case .tooLarge = error { throw error }
      }
    } else if limit == pack.end {
      throw .header
    }
    // A damaged index may place another object into the middle of this one.
    let far = UnsafeRawBufferPointer(rebasing: pack.file.bytes[header.data..<pack.end])
    return try inflate(far, count: header.size)
  }
}
