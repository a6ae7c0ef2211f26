/// What reading one outermost container may cost.
///
/// The defaults let a backup of hundreds of gigabytes through and stop what was made to exhaust.
public struct ArchiveLimits: Sendable, Hashable {
  /// How many containers may lie in each other; the outermost counts as one, and an archive in a
  /// compressed stream (`.tar.gz`) as one with it.
  public var maxDepth = 8
  /// Bytes that may be unpacked from one outermost container.
  public var maxBytes = 1 << 40
  /// How many bytes may come out of a container for each of its own, once they are more than
  /// ``freeBytes``.
  public var maxRatio = 200
  /// Seconds that a member may take, beside one for each MiB that it gives.
  public var memberSeconds = 600
  /// Bytes that may come out of a container whatever the ratio.
  public var freeBytes = 1 << 30
  /// Memory for containers inside others that can only be read as a whole.
  public var wholeBytes = 256 << 20
  /// Memory for containers inside others that say more when they are read as a whole.
  public var preferredBytes = 32 << 20

  /// The defaults.
  public init() {}
}

/// Counts what comes out of a container and everything inside it.
///
/// Each container has one, so that a bomb in a backup costs the bomb and not the backup.
final class Budget {
  /// How many containers lie around it: those of at least the mark of a limit are given up.
  let mark: Int
  private let parent: Budget?
  private let limits: ArchiveLimits
  private let size: Int?
  /// Bytes of the container that were read so far, for when its size is not known.
  var consumed = 0
  private var produced = 0

  init(_ limits: ArchiveLimits, size: Int?, in parent: Budget?) {
    self.limits = limits
    self.parent = parent
    self.size = size
    mark = parent.map { $0.mark + 1 } ?? 0
  }

  /// Counts bytes that were unpacked.
  func charge(_ bytes: Int) throws(SourceError) {
    // The outermost that is a bomb is given up as a whole, not its parts one after the other.
    try parent?.charge(bytes)
    (produced, _) = produced.addingReportingOverflow(bytes)
    if parent == nil, produced > limits.maxBytes {
      throw .limit(
        "more than \(limits.maxBytes) bytes come out of it; raise --max-archive-bytes", mark: mark)
    }
    let (allowed, overflows) = max(size ?? 0, consumed)
      .multipliedReportingOverflow(by: limits.maxRatio)
    if produced > limits.freeBytes, !overflows, produced > allowed {
      throw .limit(
        "more than \(limits.maxRatio) bytes come out for each that it has; raise --max-ratio",
        mark: mark)
    }
  }
}
