public import KeysweepInputs
public import KeysweepModel

/// What earlier runs with the same ``SweepConfiguration/fingerprint`` know of files.
///
/// Only files in which nothing at all was found are noted: the others are read again, so that
/// nothing of what they hold need be kept.
public protocol FileMemory: Sendable {
  /// Whether a file was swept before this run, and is as it was.
  func contains(_ path: SourcePath, _ stamp: FileStamp) -> Bool
  /// Notes a file that was swept to its end without finding anything, from any thread.
  func record(_ path: SourcePath, _ stamp: FileStamp)
}

/// Decides which files are passed over, and which are noted.
struct FileKeeper: Sendable {
  let memory: any FileMemory
  /// What was written so shortly before it is read could be written once more without a trace.
  ///
  /// Clocks of file systems tick rarely, and those of servers differ. git has the same rule.
  private static let racyNanoseconds: Int64 = 2_000_000_000

  /// Nil when nobody remembers.
  init?(_ memory: (any FileMemory)?) {
    guard let memory else { return nil }
    self.memory = memory
  }

  /// Whether a file need not be read.
  func knows(_ file: FileEntry, of batch: borrowing WalkBatch) -> Bool {
    isSteady(file) && memory.contains(batch.path(of: file), file.stamp)
  }

  /// The stamp of a file that may be noted after it is read; ask before.
  func stamp(of file: FileEntry) -> FileStamp? {
    let last = max(file.stamp.modified, file.stamp.changed)
    return isSteady(file) && last < Platform.nanoseconds - Self.racyNanoseconds ? file.stamp : nil
  }

  /// Pipes give their bytes once, and virtual file systems have files of size 0 that hold something.
  private func isSteady(_ file: FileEntry) -> Bool { !file.isStream && file.size > 0 }
}
