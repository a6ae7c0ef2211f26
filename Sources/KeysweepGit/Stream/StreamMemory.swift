internal import CDeflate
internal import KeysweepInflate

/// What unpacks the entries of a stream, and the memory it needs for that.
struct StreamMemory: ~Copyable {
  /// Larger objects are unpacked piece by piece, as their compressed bytes may not fit the window.
  private static let wholeBytes = 2 << 20
  /// What an entry that is thrown away may unpack to before nobody waits for its end.
  private static let skippedBytes = 16 << 30

  var pool: BlockPool
  /// Objects of more bytes are not held in memory.
  let largest: Int
  /// Bytes that were unpacked by entries that came to nothing.
  private(set) var wasted = 0
  private let decompressor: OpaquePointer?
  private var inflater: Inflater?
  /// Takes what nobody wants.
  private let sink: UnsafeMutableRawBufferPointer

  /// Makes it.
  ///
  /// - Parameters:
  ///   - keeping: Bytes of free memory that are kept for reuse.
  ///   - largest: Objects of more bytes are refused.
  init(keeping: Int, largest: Int) {
    pool = BlockPool(limit: keeping)
    self.largest = largest
    decompressor = libdeflate_alloc_decompressor()
    sink = .allocate(byteCount: 64 << 10, alignment: 64)
  }

  deinit {
    libdeflate_free_decompressor(decompressor)
    sink.deallocate()
  }

  /// Unpacks what the tape stands at, and passes it.
  ///
  /// - Parameters:
  ///   - size: What it must unpack to.
  ///   - tape: The tape; it ends behind the zlib stream unless the fault is ``StreamFault/isLost``.
  /// - Returns: The content; the block is the caller's.
  /// - Throws: ``StreamFault``.
  mutating func unpack(_ size: Int, _ tape: inout StreamTape) throws(StreamFault) -> Block {
    if size <= Self.wholeBytes {
      // What does not compress grows by less than this.
      tape.ensure(size + size >> 8 + 64)
      let input = tape.bytes
      if let (block, used) = try whole(size, input) {
        tape.advance(used)
        return block
      }
    }
    return try pieces(size, &tape)
  }

  /// Unpacks a stream of which all bytes are there; nil when it is damaged or cut off.
  mutating func whole(
    _ size: Int, _ input: UnsafeRawBufferPointer
  ) throws(StreamFault) -> (block: Block, used: Int)? {
    guard let decompressor else { throw .object(.memory) }
    // Deflate packs at most 258 bytes into two bits; the constant is for its frame.
    guard size <= input.count &* 1032 else { return nil }
    let block = try take(size)
    var used = 0
    let code = libdeflate_zlib_decompress_ex(
      decompressor, input.baseAddress, input.count, block.start, size, &used, nil)
    if code == LIBDEFLATE_SUCCESS { return (block, used) }
    pool.give(block)
    return nil
  }

  /// Unpacks a stream piece by piece.
  mutating func pieces(
    _ size: Int, _ source: inout some PieceSource & ~Copyable
  ) throws(StreamFault) -> Block {
    var block: Block?
    if size <= largest { block = try take(size) }
    var produced = 0
    let fault: StreamFault
    do throws(StreamFault) {
      produced = try pump(size, into: block, &source)
      if produced == size, let block { return block }
      fault = size > largest ? .object(.tooLarge(size)) : .size(stated: size)
    } catch {
      fault = error
    }
    wasted += produced
    if let block { pool.give(block) }
    throw fault
  }

  /// Unpacks a stream to its end.
  ///
  /// - Returns: All bytes of it; those behind `size` are thrown away.
  private mutating func pump(
    _ size: Int, into block: Block?, _ source: inout some PieceSource & ~Copyable
  ) throws(StreamFault) -> Int {
    try ready()
    var produced = 0
    var piece = source.next(done: 0)
    while !piece.isEmpty {
      let room =
        if let block, produced < size {
          UnsafeMutableRawBufferPointer(start: block.start + produced, count: size - produced)
        } else {
          sink
        }
      let step: Inflater.Step?
      do { step = try inflater?.inflate(piece, into: room) } catch {
        wasted += produced
        throw .object(.inflate)
      }
      guard let step else { throw .object(.memory) }
      produced += step.produced
      let isStuck = step.consumed == 0 && step.produced == 0
      if !step.isFinished, isStuck || produced > max(size, largest) + Self.skippedBytes {
        wasted += produced
        throw .object(.inflate)
      }
      piece = source.next(done: step.consumed)
      if step.isFinished { return produced }
    }
    wasted += produced
    throw .truncated
  }

  /// Whether a zlib stream of a size may begin here: it unpacks soundly, to its end or as far as can
  /// be seen.
  ///
  /// - Parameters:
  ///   - input: Where it begins.
  ///   - size: What it must unpack to.
  ///   - isEnd: Whether nothing follows the input.
  /// - Returns: Whether it may.
  mutating func mayUnpack(_ input: UnsafeRawBufferPointer, _ size: Int, isEnd: Bool) -> Bool {
    guard input.count >= 2, EntryHeader.mayInflate(input[0], input[1]) else { return false }
    guard (try? ready()) != nil else { return false }
    var (used, produced) = (0, 0)
    while produced <= size {
      let rest = UnsafeRawBufferPointer(rebasing: input[used...])
      guard let step = try? inflater?.inflate(rest, into: sink) else { break }
      used += step.consumed
      produced += step.produced
      if step.isFinished {
        if produced != size { break }
        return true
      }
      if step.consumed == 0, step.produced == 0 {
        // Random bytes are no sound stream for so long.
        if !isEnd, used >= 16 << 10, produced <= size { return true }
        break
      }
    }
    wasted += produced + 256
    return false
  }

  /// Carries out a delta.
  ///
  /// - Returns: The result; the block is the caller's.
  mutating func apply(_ delta: Block, to base: Block) throws(StreamFault) -> Block {
    do { return try pool.apply(delta, to: base, largest: largest) } catch { throw .object(error) }
  }

  /// Memory from the pool.
  mutating func take(_ count: Int) throws(StreamFault) -> Block {
    do { return try pool.take(count) } catch { throw .object(error) }
  }

  private mutating func ready() throws(StreamFault) {
    if inflater == nil { inflater = try? Inflater(.zlib) }
    guard inflater != nil else { throw .object(.memory) }
    inflater?.reset()
  }
}
