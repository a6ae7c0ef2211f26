/// What was read of a stream, to be read again: the newest blocks in memory, older ones in a file.
///
/// Bases are kept in this form, as they came: compressed, and most of them deltas. A pack of 500 MB
/// may stand for 30 GB of content.
final class StreamLog {
  /// Bytes of a block.
  static let blockBytes = 32 << 10
  /// No block.
  private static let none = -1

  /// Bytes that were added.
  private(set) var total = 0
  let spill: SpillFile
  /// The newest blocks: block `n` in slot `n` modulo their number.
  private var recent: [UnsafeMutableRawBufferPointer] = []
  private let recentLimit: Int
  /// Blocks that came back from the file.
  private var opened: [UnsafeMutableRawBufferPointer?]
  private var openedNumbers: [Int]

  /// Makes an empty log.
  ///
  /// - Parameters:
  ///   - budget: Bytes of memory for it.
  ///   - spill: Takes what does not fit.
  init(budget: Int, spill: SpillFile) {
    let blocks = max(3, budget / Self.blockBytes)
    let openedLimit = max(1, blocks / 4)
    recentLimit = blocks - openedLimit
    opened = Array(repeating: nil, count: openedLimit)
    openedNumbers = Array(repeating: Self.none, count: openedLimit)
    self.spill = spill
  }

  deinit {
    for block in recent { block.deallocate() }
    for block in opened { block?.deallocate() }
  }

  /// Adds bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      let (number, at) = total.quotientAndRemainder(dividingBy: Self.blockBytes)
      let slot = number % recentLimit
      if at == 0 {
        if number >= recentLimit {
          spill.append(UnsafeRawBufferPointer(recent[slot]))
        } else {
          recent.append(.allocate(byteCount: Self.blockBytes, alignment: 16))
        }
      }
      let count = min(rest.count, Self.blockBytes - at)
      let room = UnsafeMutableRawBufferPointer(rebasing: recent[slot][at...])
      room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      total += count
    }
  }

  /// The oldest block in memory.
  private var firstRecent: Int {
    max(0, (total + Self.blockBytes - 1) / Self.blockBytes - recentLimit)
  }

  /// Whether everything from an offset on is there.
  func holdsAll(from offset: Int) -> Bool {
    let number = offset / Self.blockBytes
    if number >= firstRecent { return true }
    return spill.next == firstRecent && number >= spill.first
  }

  /// Reads bytes again.
  ///
  /// - Parameters:
  ///   - offset: Where they begin.
  ///   - target: Room for them; all must have been added.
  /// - Returns: Whether they were still there.
  func read(_ offset: Int, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard offset >= 0, offset + target.count <= total else { return false }
    var (at, rest) = (offset, target)
    while !rest.isEmpty {
      let (number, start) = at.quotientAndRemainder(dividingBy: Self.blockBytes)
      let count = min(rest.count, Self.blockBytes - start)
      guard let block = block(number) else { return false }
      rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[start..<(start + count)]))
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
      at += count
    }
    return true
  }

  private func block(_ number: Int) -> UnsafeMutableRawBufferPointer? {
    if number >= firstRecent { return recent[number % recentLimit] }
    let slot = number % opened.count
    if openedNumbers[slot] == number { return opened[slot] }
    let block = opened[slot] ?? .allocate(byteCount: Self.blockBytes, alignment: 16)
    opened[slot] = block
    openedNumbers[slot] = spill.read(number, into: block) ? number : Self.none
    return openedNumbers[slot] == number ? block : nil
  }
}
