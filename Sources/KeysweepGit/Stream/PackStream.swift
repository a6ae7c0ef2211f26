public import KeysweepModel

/// Reads a pack from a stream, without its index: from a file, from standard input, out of an
/// archive.
///
/// Takes packs of version 2 and 3, and bundles of version 2 and 3, which are packs behind a few lines
/// of text. Every object is handed out once, deltas resolved.
///
/// Memory stays flat however large the pack is. Any entry may be the base of a later one, so what was
/// read is kept, compressed as it came: within the budget in memory, beyond it encrypted in a
/// temporary file without a name. Besides that, only objects larger than the budget cost memory: up
/// to three times the size of the largest. What a pack states is never believed: whatever bytes come,
/// reading them ends, and what could not be had is named.
public struct PackStream: Sendable {
  /// An object of a pack.
  public struct Object: Sendable, Hashable {
    /// Its name.
    ///
    /// SHA-1 as long as nothing in the stream told that names are longer (see
    /// ``Summary/hashBytes``).
    public var id: ObjectID
    /// Its kind.
    public var kind: ObjectKind
    /// Where its entry begins, in bytes from the beginning of the stream.
    public var offset: Int
  }

  /// Something that could not be had.
  public struct Problem: Sendable, Hashable {
    /// Where the entry that is concerned begins, in bytes from the beginning of the stream.
    public var offset: Int
    /// The base that is missing, where that is the reason.
    public var missing: ObjectID?
    /// The family of the problem.
    public var code: GitError.Code
    /// What is wrong, in a few words.
    public var detail: String
  }

  /// What came of it.
  public struct Summary: Sendable, Hashable {
    /// Objects the pack states to have.
    public var stated = 0
    /// Objects that were handed out.
    public var delivered = 0
    /// Objects that were stated and not handed out; zero when reading was stopped.
    public var missing: Int { isStopped ? 0 : max(0, stated - delivered) }
    /// Bytes of objects that were handed out.
    public var deliveredBytes = 0
    /// Bytes of the stream up to the end of the pack.
    public var consumedBytes = 0
    /// Bytes that went to the temporary file.
    public var spilledBytes = 0
    /// Bytes of content that were unpacked once more, because a base had left memory.
    public var rebuiltBytes = 0
    /// Bytes of names: 20 (SHA-1) or 32 (SHA-256); nil when nothing told, as in a damaged pack of
    /// blobs alone.
    public var hashBytes: Int?
    /// Whether whoever got the objects had enough.
    public var isStopped = false
  }

  /// What a reading may use.
  public struct Limits: Sendable, Hashable {
    /// Bytes of memory for what may be needed again.
    ///
    /// Beside it, a few megabytes are always used, 21 to 29 bytes for each object, and what the
    /// object at hand and its base need.
    public var budget: Int = 96 << 20
    /// Bytes that the temporary file may have; at the default, packs of 4 GiB are kept whole, and of
    /// larger ones the last 4 GiB.
    public var spill: Int = 4 << 30
    /// Objects of more bytes are named and not handed out.
    public var largest: Int = 1 << 30

    /// The defaults.
    public init() {}

    /// Makes limits.
    public init(budget: Int, spill: Int = 4 << 30, largest: Int = 1 << 30) {
      self.budget = budget
      self.spill = spill
      self.largest = largest
    }
  }

  private let limits: Limits
  private let hashBytes: Int?
  private let spillFolder: SourcePath?

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - limits: What it may use.
  ///   - hashBytes: Bytes of names, 20 or 32. Without, the stream tells: by the header of a bundle, by
  ///     the first commit, tag or tree, by the first delta that names its base, or by the check sum.
  ///   - spillFolder: Where the temporary file lies; without, in `TMPDIR` or `/var/tmp`.
  public init(limits: Limits = Limits(), hashBytes: Int? = nil, spillFolder: SourcePath? = nil) {
    self.limits = limits
    self.hashBytes = hashBytes == 20 || hashBytes == 32 ? hashBytes : nil
    self.spillFolder = spillFolder
  }

  /// Whether a stream is a pack, or a bundle.
  ///
  /// - Parameter head: Its first bytes; 16 are enough.
  /// - Returns: Whether it may be one.
  public static func isPack(_ head: UnsafeRawBufferPointer) -> Bool {
    if BundleHeader.version(head) != nil { return true }
    return head.count >= 8 && head.be32(0) == 0x5041_434B && (2...3).contains(head.be32(4))
  }

  /// Reads a pack.
  ///
  /// Objects come in the order of the stream, but for deltas whose base comes later: these follow
  /// their base.
  ///
  /// - Parameters:
  ///   - read: Fills a buffer with the next bytes, at least one, and tells how many; zero at the end.
  ///     It may read behind the end of the pack. What it throws becomes a problem.
  ///   - problem: Gets what could not be had.
  ///   - body: Gets each object with its bytes, which are valid until it returns; false ends the
  ///     reading.
  /// - Returns: What came of it.
  public func run(
    read: (UnsafeMutableRawBufferPointer) throws -> Int,
    problem: (Problem) -> Void,
    body: (Object, UnsafeRawBufferPointer) -> Bool
  ) -> Summary {
    withoutActuallyEscaping(read) { read in
      withoutActuallyEscaping(problem) { problem in
        withoutActuallyEscaping(body) { body in
          let spill = SpillFile(
            blockBytes: StreamLog.blockBytes, limit: limits.spill, folder: spillFolder)
          let log = StreamLog(budget: limits.budget / 8, spill: spill)
          var reader = PackStreamReader(
            StreamTape(log: log, read), limits, hashBytes: hashBytes, problem, body)
          return reader.run()
        }
      }
    }
  }
}
