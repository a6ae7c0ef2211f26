public import KeysweepInputs
public import KeysweepModel

/// What earlier runs with the same ``SweepConfiguration/fingerprint`` know of files.
///
/// Only files in which nothing at all was found are noted: the others are read again, so that
/// nothing of what they hold need be kept.
public protocol FileMemory: Sendable {
  /// What stands for a file as it is.
  func key(_ path: SourcePath, _ stamp: FileStamp) -> FileKey
  /// Whether a file was swept before this run, and is as it was.
  func contains(_ key: FileKey) -> Bool
  /// Notes a file that was swept to its end without finding anything, from any thread.
  func record(_ key: FileKey)
}

/// What stands for a file at a path with a stamp, and says nothing of either.
public struct FileKey: Sendable, Hashable {
  /// As many bytes as the memory likes.
  public var bytes: [UInt8]

  /// Takes bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// A file that may be noted once it is read, if it is as it was.
struct NotableFile: Sendable {
  let key: FileKey
  let stamp: FileStamp
  private let memory: any FileMemory

  init(_ key: FileKey, _ stamp: FileStamp, _ memory: any FileMemory) {
    self.key = key
    self.stamp = stamp
    self.memory = memory
  }

  /// Whether an open file has the stamp.
  func isUnchanged(_ descriptor: Int32) -> Bool { FileStamp(descriptor: descriptor) == stamp }

  /// Notes it.
  func record() { memory.record(key) }
}

/// Decides which files are passed over, and which are noted.
struct FileKeeper: Sendable {
  private let memory: any FileMemory
  /// What was written so shortly before it is read could be written once more without a trace.
  ///
  /// Clocks of file systems tick rarely, and those of servers differ. git has the same rule.
  private static let racyNanoseconds: Int64 = 2_000_000_000

  /// Nil when nobody remembers.
  init?(_ memory: (any FileMemory)?) {
    guard let memory else { return nil }
    self.memory = memory
  }

  /// What is known of a file before it is read.
  enum Answer {
    /// It need not be read.
    case known
    /// It is to be read, and may be noted.
    case notable(NotableFile)
    /// It is to be read.
    case other
  }

  /// Looks a file up.
  func look(_ file: FileEntry, of batch: borrowing WalkBatch) -> Answer {
    guard isSteady(file) else { return .other }
    let key = memory.key(batch.path(of: file), file.stamp)
    if memory.contains(key) { return .known }
    let last = max(file.stamp.modified, file.stamp.changed)
    return last < Platform.nanoseconds - Self.racyNanoseconds
      ? .notable(NotableFile(key, file.stamp, memory)) : .other
  }

  /// Pipes give their bytes once, and virtual file systems have files of size 0 that hold something.
  private func isSteady(_ file: FileEntry) -> Bool { !file.isStream && file.size > 0 }
}
