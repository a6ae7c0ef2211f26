internal import Foundation
internal import GRDB

/// The memory of earlier sweeps in one file: a second sweep reads only what is new.
///
/// Object ids are hashes of contents, so what is known of one repository holds in every other.
/// Everything is known under one rule set; under another one, nothing is.
///
/// **What a kill leaves.** The file is a SQLite database with a rollback journal
/// (`journal_mode=DELETE`, `synchronous=FULL`). A save is one transaction: after `kill -9` at any
/// instant, or a loss of power, the next one to open the file finds all of the save or nothing of
/// it. A write-ahead log would survive just as well; but its two companions stay beside the file
/// after a kill and hold part of what was saved, it needs shared memory, which network file systems
/// lack, and its gain, readers that wait for nobody, is of no use to somebody who reads once. While
/// nobody saves, the state is one file that can be copied.
///
/// **What it holds.** Hashes: names of git objects, and hashes that are keyed with ``hashKey``, 32
/// random bytes of this file, of everything else: materials, paths and stamps of files, paths of
/// repositories. Sixty-four bits of a keyed hash cannot lead back to a secret of 240 random bits, and
/// hashes of two files cannot be compared. Who has the file, and with it the key, can confirm a
/// guess, as he could with a list of SHA-256; hence mode 0600. In a million materials two are alike
/// with a probability of 3·10⁻⁸.
///
/// **Trust.** Who can write the file can hide a leak. A file that anybody may write, or that belongs
/// to somebody else, is refused.
///
/// **Several processes** may use one file: each save takes its turn and waits for so long as
/// `patience` allows. No file of the state may be opened by other means in a process that saves:
/// closing it would drop the locks. ``paths`` names what a sweep must leave out.
public final class SweepState: Sendable {
  /// The file, as it was named.
  public let path: String
  /// The rules under which everything is known and saved.
  public let ruleSet: String
  /// Thirty-two random bytes of this file, for hashes of materials.
  public let hashKey: [UInt8]
  /// Device and inode of the file; nil when it has gone meanwhile.
  public let identity: (device: UInt64, inode: UInt64)?
  private let queue: DatabaseQueue

  /// The file, and the journal that stands beside it during a save.
  public var paths: [String] { [path, path + "-journal"] }

  /// Opens a state, and makes it where there is no file, with mode 0600.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - ruleSet: What decides about finds: a hash of rules, version and settings. What was saved
  ///     under another one is not known under this one. The sets used last are kept.
  ///   - patience: How long to wait for another process.
  /// - Throws: ``StateError``; no file is changed or removed then.
  public init(
    path: String, ruleSet: String, patience: Duration = .seconds(10)
  ) throws(StateError) {
    self.path = path
    self.ruleSet = ruleSet
    try StateFile.prepare(path)
    identity = StateFile.identity(path)
    var configuration = Configuration()
    configuration.label = "keysweep.state"
    configuration.busyMode = .timeout(patience / .seconds(1))
    configuration.prepareDatabase { try Schema.configure($0) }
    // A name that starts with `file:` or a colon would mean something else to SQLite.
    let name = path.hasPrefix("/") ? path : "./" + path
    (queue, hashKey) = try StateError.wrapping(path) {
      let queue = try DatabaseQueue(path: name, configuration: configuration)
      if try queue.read({ try Schema.isEmpty($0, path) }) {
        try queue.write { database in
          // Another process may have been faster.
          if try Schema.isEmpty(database, path) { try Schema.create(database) }
        }
      }
      return (queue, try queue.read { try Schema.hashKey($0, path) })
    }
  }

  /// Makes sure that the file can be written, and makes the rule set the one that was used last.
  ///
  /// - Throws: ``StateError``.
  public func touch() throws(StateError) { try write { _, _ in } }

  /// Reads within one transaction.
  func read<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
    try StateError.wrapping(path) { try queue.read(body) }
  }

  /// Writes within one transaction; gives the number of the rule set, which it keeps.
  func write(_ body: (Database, _ ruleSet: Int64) throws -> Void) throws(StateError) {
    try StateError.wrapping(path) {
      try queue.write { database in
        try body(database, try RuleSets.use(ruleSet, database))
      }
    }
  }
}

extension StateError {
  /// Runs what uses the database, and finds words for its errors.
  static func wrapping<T>(_ path: String, _ body: () throws -> T) throws(StateError) -> T {
    do {
      return try body()
    } catch let error as StateError {
      throw error
    } catch let error as DatabaseError {
      throw StateError(error, path)
    } catch {
      // A row that does not hold what it should.
      throw StateError(.corrupt, path, "the file is damaged (\(error))")
    }
  }

  private init(_ error: DatabaseError, _ path: String) {
    let message = error.message ?? "error \(error.resultCode.rawValue)"
    if error.extendedResultCode == .SQLITE_READONLY_DBMOVED {
      self.init(.unusable, path, "the file was moved or removed meanwhile")
      return
    }
    switch error.resultCode {
    case .SQLITE_NOTADB:
      self.init(
        .notAState, path, "this is no state of keysweep, or its beginning is damaged")
    case .SQLITE_CORRUPT, .SQLITE_MISMATCH:
      self.init(.corrupt, path, "the file is damaged (\(message))")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.busy, path, "another process uses the file")
    case .SQLITE_READONLY, .SQLITE_PERM:
      self.init(.readOnly, path, "the file cannot be written (\(message))")
    case .SQLITE_FULL:
      self.init(.full, path, "the disk is full")
    case .SQLITE_CANTOPEN:
      // What was opened before can only fail to get its journal.
      self.init(.readOnly, path, "the file or its journal cannot be opened")
    default:
      self.init(.system, path, message)
    }
  }
}
