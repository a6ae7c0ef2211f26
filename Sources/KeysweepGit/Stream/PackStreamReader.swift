/// One reading of a pack from a stream.
struct PackStreamReader: ~Copyable {
  /// Entries that a pack may have: more than any has, and 2 GB for what must be known of them.
  private static let mostEntries = 1 << 26

  let problem: (PackStream.Problem) -> Void
  let body: (PackStream.Object, UnsafeRawBufferPointer) -> Bool
  var tape: StreamTape
  var memory: StreamMemory
  /// Contents of entries, by offset.
  var cache: BaseCache
  var table = StreamTable()
  var waiting = WaitingDeltas()
  /// Deltas whose base has come, with it.
  var ready: [(entry: Int, base: Int)] = []
  var summary = PackStream.Summary()
  /// Bytes of bases that were unpacked again, and something for each.
  var rebuildCost = 0
  /// Bytes of names, once that is known.
  var hashBytes: Int?
  /// Whether something was met behind which nobody knows where the next entry begins; from then on
  /// the number of entries that is stated means nothing.
  var isDamaged = false
  /// Where the pack begins.
  private var start = 0

  /// Makes a reader at the beginning of a stream.
  init(
    _ tape: consuming StreamTape, _ limits: PackStream.Limits, hashBytes: Int?,
    _ problem: @escaping (PackStream.Problem) -> Void,
    _ body: @escaping (PackStream.Object, UnsafeRawBufferPointer) -> Bool
  ) {
    self.tape = tape
    self.problem = problem
    self.body = body
    self.hashBytes = hashBytes
    let budget = max(0, limits.budget)
    memory = StreamMemory(keeping: budget / 16, largest: min(max(0, limits.largest), 1 << 36))
    cache = BaseCache(limit: budget / 16 * 7)
  }

  /// Reads everything.
  mutating func run() -> PackStream.Summary {
    if pass() {
      while !summary.isStopped, step() {}
      if !summary.isStopped { conclude() }
    }
    summary.consumedBytes = tape.position
    summary.spilledBytes = tape.log.spill.writtenBytes
    summary.hashBytes = hashBytes
    return summary
  }

  /// Tells of a problem.
  func report(_ offset: Int, _ fault: StreamFault) {
    problem(
      PackStream.Problem(
        offset: offset, missing: fault.missing, code: fault.code, detail: fault.detail))
  }

  /// Tells of a problem with the pack as a whole.
  func report(_ offset: Int, _ detail: String, _ code: GitError.Code = .corrupt) {
    problem(PackStream.Problem(offset: offset, missing: nil, code: code, detail: detail))
  }

  /// Notes how long names are.
  mutating func decide(_ count: Int) {
    hashBytes = count
    tape.sum?.decide(count)
    table.decide(isOther: count == 32)
  }

  /// Passes what stands before the first entry.
  private mutating func pass() -> Bool {
    guard let (told, isBundle) = BundleHeader.pass(&tape) else {
      report(0, tape.failure ?? "the header of the bundle is damaged")
      return false
    }
    start = tape.position
    let head = tape.ensure(12)
    guard head >= 12, PackStream.isPack(tape.bytes), tape.bytes.be32(0) == 0x5041_434B else {
      let what = isBundle ? "the bundle holds no pack" : "the stream is no pack"
      report(start, tape.failure.map { "it cannot be read: \($0)" } ?? what)
      return false
    }
    summary.stated = tape.bytes.be32(8)
    tape.sumUp()
    tape.sum = StreamSum()
    tape.advance(12)
    if let count = hashBytes ?? told ?? foresee() { decide(count) }
    return true
  }

  /// Takes the next entry.
  ///
  /// - Returns: Whether there may be another one.
  private mutating func step() -> Bool {
    if !isDamaged, table.count == summary.stated { return endsWithSum() }
    let at = tape.position
    let count = tape.ensure(EntryHeader.longest)
    // Behind damage, the check sum is what is left.
    if count == 0 || isDamaged && count <= hashBytes ?? 20 {
      if !isDamaged, tape.failure == nil {
        report(at, "the stream ends after \(table.count) of its \(summary.stated) objects")
      }
      return false
    }
    guard table.count < Self.mostEntries else {
      report(at, "the pack has more objects than can be read", .tooLarge)
      return false
    }
    do throws(StreamFault) {
      try take(at)
      drain()
      return true
    } catch {
      // Whatever ends the stream is told once, at the end.
      if tape.failure == nil { report(at, error) }
      let entry = table.add(at)
      fail(entry)
      return resynchronise(from: at + 1)
    }
  }

  /// Takes the entry that the tape stands at.
  ///
  /// - Throws: ``StreamFault`` when it is not known where the next one begins.
  private mutating func take(_ at: Int) throws(StreamFault) {
    guard var entry = EntryHeader(tape.bytes, hashBytes: hashBytes) else {
      throw .object(.header)
    }
    if case .undecided = entry.base {
      tape.ensure(Self.lookahead)
      guard let count = nameLength(entry, tape.bytes) else { throw .object(.header) }
      decide(count)
      guard let again = EntryHeader(tape.bytes, hashBytes: count) else {
        throw .object(.header)
      }
      entry = again
    }
    tape.advance(entry.length)
    let block: Block
    do throws(StreamFault) { block = try memory.unpack(entry.size, &tape) } catch {
      if error.isLost { throw error }
      let number = table.add(at)
      report(at, error)
      fail(number)
      return
    }
    let number = table.add(at)
    switch entry.base {
    case .none, .undecided:
      if let kind = entry.kind { deliver(number, kind, block, parent: nil) }
    case .distance(let distance):
      if let base = table.find(offset: at - distance), base < number {
        settle(number, base, block)
      } else {
        report(at, .object(.baseOffset))
        fail(number)
      }
      memory.pool.give(block)
    case .id(let id):
      if let base = table.find(id: id) {
        settle(number, base, block)
      } else {
        waiting.add(number, for: id)
      }
      memory.pool.give(block)
    }
  }

  /// Looks at the check sum behind the last entry.
  ///
  /// - Returns: Whether more objects follow than were stated.
  private mutating func endsWithSum() -> Bool {
    let at = tape.position
    let count = tape.ensure(33)
    tape.sumUp()
    for length in hashBytes.map({ [$0] }) ?? [20, 32] where count >= length {
      let told = UnsafeRawBufferPointer(rebasing: tape.bytes[..<length])
      if let sum = tape.sum?.value(length), sum == ObjectID(bytes: told) {
        if hashBytes == nil { decide(length) }
        tape.advance(length)
        return false
      }
    }
    if count == 0 {
      if tape.failure == nil { report(at, "the stream ends before its check sum") }
      return false
    }
    report(at, "the check sum of the pack does not fit")
    return count > (hashBytes ?? 32) && resynchronise(from: at)
  }

  /// Tells what is left over.
  private mutating func conclude() {
    if let failure = tape.failure {
      report(tape.position, "the stream cannot be read on: \(failure)", .unreadable)
    }
    for (entry, id) in waiting.takeUnresolved() {
      report(table.offsets[entry], .object(.baseMissing(id)))
      fail(entry, .baseWaiting)
    }
    if isDamaged, summary.missing > 0 {
      report(
        tape.position,
        "\(summary.missing) of the \(summary.stated) objects that the pack states are missing")
    }
  }
}
