internal import Synchronization

/// Counters that workers raise and a progress display reads.
public final class SweepProgress: Sendable {
  private let fileCount = Atomic<Int>(0)
  private let byteCount = Atomic<Int>(0)
  private let hitCount = Atomic<Int>(0)
  private let knownBytes = Atomic<Int>(0)
  private let walkIsDone = Atomic<Bool>(false)

  /// Counters at zero.
  public init() {}

  /// Files read to their end.
  public var files: Int { fileCount.load(ordering: .relaxed) }
  /// Bytes read.
  public var bytes: Int { byteCount.load(ordering: .relaxed) }
  /// Places at which something was found.
  public var hits: Int { hitCount.load(ordering: .relaxed) }
  /// The size of everything, once the walk is done.
  public var totalBytes: Int? {
    walkIsDone.load(ordering: .acquiring) ? knownBytes.load(ordering: .relaxed) : nil
  }

  func add(files: Int = 0, bytes: Int = 0, hits: Int = 0) {
    if files != 0 { fileCount.add(files, ordering: .relaxed) }
    if bytes != 0 { byteCount.add(bytes, ordering: .relaxed) }
    if hits != 0 { hitCount.add(hits, ordering: .relaxed) }
  }

  func expect(bytes: Int) { knownBytes.add(bytes, ordering: .relaxed) }
  func endWalk() { walkIsDone.store(true, ordering: .releasing) }
}
