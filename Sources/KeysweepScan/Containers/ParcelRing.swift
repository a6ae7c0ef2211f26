internal import KeysweepArchive
internal import KeysweepModel

/// What a descent met, on the way from the thread that unpacks to the one that scans.
///
/// Many small members travel in one parcel: handing each over by itself would cost more than to
/// scan it.
final class Parcel: @unchecked Sendable {
  // Sendable: one thread at a time has it. It is handed over under the lock of the ring.

  /// One thing that was met.
  enum Step {
    case begin(ArchiveItem)
    /// Where the next bytes of the item lie in the parcel.
    case bytes(Range<Int>)
    case end
    case name(ArchiveItem, [UInt8])
    case incident(Incident)
  }

  static let capacity = 256 << 10
  static let maxSteps = 1024
  private(set) var steps: [Step] = []
  private(set) var filled = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Parcel.capacity, alignment: 4096)

  deinit { buffer.deallocate() }

  var isFull: Bool { filled == Self.capacity || steps.count >= Self.maxSteps }

  func add(_ step: Step) { steps.append(step) }

  /// Takes the next bytes of the item.
  ///
  /// - Returns: Whether there were any.
  func fill(from pull: PullReader) -> Bool {
    let count = pull.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
    if count == 0 { return false }
    let end = filled + count
    if case .bytes(let range)? = steps.last {
      steps[steps.count - 1] = .bytes(range.lowerBound..<end)
    } else {
      steps.append(.bytes(filled..<end))
    }
    filled = end
    return true
  }

  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer[range])
  }

  func clear() {
    steps.removeAll(keepingCapacity: true)
    filled = 0
  }
}

/// A few parcels that go round between two threads: whoever is ahead waits.
final class ParcelRing: Sendable {
  private struct State {
    var full: [Parcel] = []
    var free: [Parcel]
    var isClosed = false
  }

  private static let count = 6
  private let monitor = Monitor(State(free: (0..<ParcelRing.count).map { _ in Parcel() }))

  /// An empty parcel.
  func takeFree() -> Parcel { monitor.wait { $0.free.popLast() } }

  /// Hands a parcel over.
  func send(_ parcel: Parcel) { monitor.withLock { $0.full.append(parcel) } }

  /// Says that no more parcels will come.
  func close() { monitor.withLock { $0.isClosed = true } }

  /// The next parcel; nil when there is none and none will come.
  func receive() -> Parcel? {
    monitor.wait { state -> Parcel?? in
      if !state.full.isEmpty { return .some(state.full.removeFirst()) }
      return state.isClosed ? .some(nil) : nil
    }
  }

  /// Gives a parcel back.
  func recycle(_ parcel: Parcel) {
    parcel.clear()
    monitor.withLock { $0.free.append(parcel) }
  }
}

/// Puts what a descent meets into parcels.
struct ParcelWriter {
  private let ring: ParcelRing
  private var parcel: Parcel

  init(_ ring: ParcelRing) {
    self.ring = ring
    parcel = ring.takeFree()
  }

  mutating func add(_ event: ArchiveEvent) {
    switch event {
    case .incident(let incident): parcel.add(.incident(incident))
    case .name(let item, let name): parcel.add(.name(item, name))
    case .bytes(let item, let pull):
      parcel.add(.begin(item))
      while parcel.fill(from: pull) { passOn() }
      parcel.add(.end)
    }
    passOn()
  }

  /// Hands over what is left.
  func finish() {
    ring.send(parcel)
    ring.close()
  }

  private mutating func passOn() {
    guard parcel.isFull else { return }
    ring.send(parcel)
    parcel = ring.takeFree()
  }
}

/// Makes of parcels again what a descent met.
final class ParcelReader: ByteSource {
  private let ring: ParcelRing
  private var parcel: Parcel?
  private var index = 0
  private var isInItem = false

  init(_ ring: ParcelRing) { self.ring = ring }

  deinit { if let parcel { ring.recycle(parcel) } }

  /// Hands everything out, in order.
  func run(_ body: (ArchiveEvent) -> Void) {
    while let step = nextStep() {
      switch step {
      case .begin(let item):
        isInItem = true
        let pull = PullReader(self)
        body(.bytes(item, pull))
        pull.drain()
      case .name(let item, let name): body(.name(item, name))
      case .incident(let incident): body(.incident(incident))
      case .bytes, .end: continue
      }
    }
  }

  func next() -> UnsafeRawBufferPointer {
    while isInItem, let step = nextStep() {
      if case .bytes(let range) = step, let parcel { return parcel[range] }
      isInItem = false
    }
    return UnsafeRawBufferPointer(start: nil, count: 0)
  }

  private func nextStep() -> Parcel.Step? {
    while true {
      if let parcel, index < parcel.steps.count {
        index += 1
        return parcel.steps[index - 1]
      }
      if let parcel { ring.recycle(parcel) }
      parcel = ring.receive()
      index = 0
      if parcel == nil { return nil }
    }
  }
}
