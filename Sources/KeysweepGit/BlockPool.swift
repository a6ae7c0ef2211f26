#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A piece of memory from a ``BlockPool``, with ``Delta/slack`` bytes behind its content.
struct Block {
  /// Where the content begins.
  private(set) var start: UnsafeMutableRawPointer
  /// Bytes of content.
  private(set) var count: Int
  /// Where the memory begins.
  fileprivate let origin: UnsafeMutableRawPointer
  /// The power of two of its room.
  fileprivate let power: Int

  fileprivate init(_ origin: UnsafeMutableRawPointer, count: Int, power: Int) {
    start = origin
    self.origin = origin
    self.count = count
    self.power = power
  }

  /// The content.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
  /// Bytes of room.
  var room: Int { 1 << power }

  /// The same memory, of which the content begins later; `count` must not be more than there is.
  func dropping(_ count: Int) -> Block {
    var block = self
    block.start += count
    block.count -= count
    return block
  }

  /// Gives the memory to the system; for owners without a pool at hand.
  func free() { release(origin) }
}

/// Reuses memory: the block that was given back last is the one still in the processor's cache.
struct BlockPool: ~Copyable {
  private var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 40)
  private var freeBytes = 0
  private let limit: Int

  /// - Parameter limit: Bytes of free blocks that are kept.
  init(limit: Int) { self.limit = limit }

  deinit {
    for list in free { for start in list { release(start) } }
  }

  /// A block with room for `count` bytes.
  ///
  /// - Throws: ``ObjectFault/memory`` when there is none.
  mutating func take(_ count: Int) throws(ObjectFault) -> Block {
    var power = 12
    while 1 << power < count { power += 1 }
    guard power < free.count else { throw .tooLarge(count) }
    if let start = free[power].popLast() {
      freeBytes -= 1 << power
      return Block(start, count: count, power: power)
    }
    guard let start = malloc((1 << power) + Delta.slack) else { throw .memory }
    return Block(start, count: count, power: power)
  }

  /// Applies a delta.
  ///
  /// - Parameters:
  ///   - delta: The delta.
  ///   - base: The content it is against.
  ///   - largest: Results of more bytes are refused.
  /// - Returns: The result; the block is the caller's.
  /// - Throws: ``ObjectFault``.
  mutating func apply(
    _ delta: Block, to base: Block, largest: Int
  ) throws(ObjectFault) -> Block {
    guard let sizes = Delta.sizes(delta.bytes) else { throw .delta }
    guard sizes.base == base.count else { throw .deltaBase }
    guard sizes.result <= largest else { throw .tooLarge(sizes.result) }
    // Large results are added up before they are allocated: a few bytes can state anything.
    if sizes.result > 16 << 20 {
      guard Delta.apply(delta.bytes, sizes, base: base.start, into: nil) else { throw .delta }
    }
    let block = try take(sizes.result)
    guard Delta.apply(delta.bytes, sizes, base: base.start, into: block.start) else {
      give(block)
      throw .delta
    }
    return block
  }

  /// Takes a block back.
  mutating func give(_ block: Block) {
    if freeBytes + block.room > limit {
      block.free()
    } else {
      free[block.power].append(block.origin)
      freeBytes += block.room
    }
  }
}

/// `free` by a name that the pool's list does not hide.
private func release(_ start: UnsafeMutableRawPointer) { free(start) }
