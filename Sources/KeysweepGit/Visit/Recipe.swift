/// Memory that several recipes point into; goes back to the worker with the last of them.
///
/// Belongs to one worker.
final class SharedBlock {
  let block: Block
  private let returns: BlockReturns

  init(_ block: Block, _ returns: BlockReturns) {
    self.block = block
    self.returns = returns
    returns.bytes += block.room
  }

  deinit {
    returns.bytes -= block.room
    returns.blocks.append(block)
  }
}

/// Where shared blocks come back to.
final class BlockReturns {
  /// Blocks that nobody needs any longer.
  fileprivate(set) var blocks: [Block] = []
  /// Bytes of shared blocks in use.
  fileprivate(set) var bytes = 0

  /// Hands the blocks to the pool.
  func drain(into pool: inout BlockPool) {
    while let block = blocks.popLast() { pool.give(block) }
  }

  deinit { for block in blocks { block.free() } }
}

/// How an object is made from stretches of memory, in order.
///
/// A large object of which only the changes are looked at is never put together: a version of a
/// file of a megabyte then costs as much as its delta.
final class Recipe {
  /// One stretch.
  struct Piece {
    /// Where it stands in the object.
    var start: Int
    var count: Int
    var source: UnsafeRawPointer
  }

  private(set) var pieces: [Piece] = []
  /// What keeps the memory of the pieces.
  private(set) var owners: [SharedBlock] = []
  /// Bytes of the object.
  private(set) var count = 0

  /// Objects of at least this many bytes are not put together when that can be avoided.
  ///
  /// Copying less costs no more than finding the way through the pieces.
  static let smallest = 16 << 10
  /// Recipes of more pieces are put together.
  static let mostPieces = 4096
  /// So are those for which more deltas than this would have to be kept.
  static let mostOwners = 256

  init() {}

  /// A recipe that is one block.
  init(_ block: SharedBlock) {
    owners = [block]
    append(UnsafeRawPointer(block.block.start), block.block.count)
  }

  /// Makes the recipe of an object from that of its base.
  ///
  /// - Parameters:
  ///   - delta: The delta, which was found sound.
  ///   - sizes: What ``Delta/sizes(_:)`` gave for it.
  ///   - base: The base, of the size that the delta states.
  convenience init(_ delta: SharedBlock, _ sizes: Delta.Sizes, base: Recipe) {
    self.init()
    owners = base.owners
    var hasInserts = false
    let bytes = UnsafeRawPointer(delta.block.start)
    _ = Delta.forEach(delta.block.bytes, sizes) { step in
      switch step {
      case .copy(let from, let count):
        base.forEach(from..<from + count) { append($0, $1) }
      case .insert(let from, let count):
        hasInserts = true
        append(bytes + from, count)
      }
    }
    if hasInserts { owners.append(delta) }
  }

  /// Whether a delta against this makes a recipe that is worth having.
  ///
  /// To be asked first: copies of copies of a few kilobytes can ask for any number of pieces.
  func takes(_ delta: UnsafeRawBufferPointer, _ sizes: Delta.Sizes) -> Bool {
    var total = 0
    _ = Delta.forEach(delta, sizes) { step in
      guard total <= Self.mostPieces else { return }
      switch step {
      case .copy(let from, let count):
        total += piece(at: from + count - 1) - piece(at: from) + 1
      case .insert: total += 1
      }
    }
    return total <= Self.mostPieces && owners.count < Self.mostOwners
  }

  /// The piece in which a byte stands, which must lie in the object.
  private func piece(at offset: Int) -> Int {
    var low = 0
    var high = pieces.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if pieces[middle].start <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The one block that the object is, if it is one.
  var wholeBlock: Block? {
    owners.count == 1 && pieces.count == 1 && count == owners[0].block.count
      && pieces[0].source == UnsafeRawPointer(owners[0].block.start) ? owners[0].block : nil
  }

  private func append(_ source: UnsafeRawPointer, _ length: Int) {
    if let last = pieces.last, last.source + last.count == source {
      pieces[pieces.count - 1].count += length
    } else {
      pieces.append(Piece(start: count, count: length, source: source))
    }
    count += length
  }

  /// Calls with the stretches of memory that make up a range, which must lie in the object.
  @inline(__always)
  func forEach(_ range: Range<Int>, _ body: (UnsafeRawPointer, Int) -> Void) {
    guard !range.isEmpty else { return }
    var low = piece(at: range.lowerBound)
    var at = range.lowerBound
    while at < range.upperBound {
      let piece = pieces[low]
      let skip = at - piece.start
      let length = min(piece.count - skip, range.upperBound - at)
      body(piece.source + skip, length)
      at += length
      low += 1
    }
  }

  /// Copies a range, which must lie in the object.
  func copy(_ range: Range<Int>, to target: UnsafeMutableRawPointer) {
    var target = target
    forEach(range) { source, length in
      target.copyMemory(from: source, byteCount: length)
      target += length
    }
  }
}

/// The content of an object on the path of a walk.
enum Content {
  /// In a block of its own.
  case block(Block)
  /// Not put together, or in a block that others refer to.
  case recipe(Recipe)

  /// Bytes of the object.
  var count: Int {
    switch self {
    case .block(let block): block.count
    case .recipe(let recipe): recipe.count
    }
  }
}
