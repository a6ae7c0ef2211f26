internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepInputs
internal import KeysweepModel

/// A file that several workers read together.
///
/// It goes with the results too, which may wait for long, and therefore does not hold the file open.
final class LargeFile: Sendable {
  let path: SourcePath
  let size: Int
  let modified: Instant
  /// Notes it, if it holds nothing; nil when nobody remembers it.
  let notable: NotableFile?

  init(path: SourcePath, size: Int, modified: Instant, notable: NotableFile? = nil) {
    self.path = path
    self.size = size
    self.modified = modified
    self.notable = notable
  }
}

/// One thing for a worker to do.
enum Work: Sendable {
  /// A handful of files.
  case batch(WalkBatch)
  /// A stretch of a large file.
  case segment(LargeFile, OwnedDescriptor, Range<Int>, isLast: Bool)
  /// A large file that is an archive or a compressed stream.
  case container(LargeFile, OwnedDescriptor, ContainerKind)
  /// Standard input, to its end.
  case standardInput
}

/// Numbered work, bounded, handed out in order.
///
/// The producer also waits when it is too far ahead of what has been released in order, so that
/// one slow file does not let the results of everything behind it pile up.
final class WorkQueue: Sendable {
  private struct State {
    /// Work from `head` on; what was taken is nil, so that nothing it holds (open folders!) lives on.
    var ring: [(number: Int, work: Work)?] = []
    var head = 0
    var produced = 0
    var released = 0
    var isClosed = false
    var isBounded = true
  }

  private let monitor = Monitor(State())
  private let capacity: Int
  private static let maxAhead = 4096

  init(capacity: Int) { self.capacity = capacity }

  /// Adds work; waits while the queue is full.
  func push(_ work: Work) {
    monitor.wait { state -> Void? in
      let hasRoom =
        state.ring.count - state.head < self.capacity
        && state.produced - state.released < Self.maxAhead
      guard hasRoom || !state.isBounded else { return nil }
      state.ring.append((state.produced, work))
      state.produced += 1
      return ()
    }
  }

  /// Takes the next work; nil when there is none and none will come.
  func pop() -> (number: Int, work: Work)? {
    monitor.wait { state -> (number: Int, work: Work)?? in
      if state.head < state.ring.count, let next = state.ring[state.head] {
        state.ring[state.head] = nil
        state.head += 1
        if state.head == state.ring.count || state.head > 256 {
          state.ring.removeFirst(state.head)
          state.head = 0
        }
        return .some(next)
      }
      return state.isClosed ? .some(nil) : nil
    }
  }

  /// Lets work pile up without bound.
  func lift() { monitor.withLock { $0.isBounded = false } }

  /// Says that no more work will come.
  func close() { monitor.withLock { $0.isClosed = true } }

  /// Says how much has been released in order.
  func released(_ count: Int) { monitor.withLock { $0.released = count } }
}
