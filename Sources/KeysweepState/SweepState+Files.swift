internal import Foundation
internal import GRDB
public import KeysweepModel

extension SweepState {
  /// What is known of files.
  ///
  /// Ask for many at once: they are read in one transaction.
  ///
  /// - Parameter identities: The files as they are now.
  /// - Returns: One record for each; nil where the file is not known under the rule set, or where
  ///   any part of its identity has changed.
  /// - Throws: ``StateError``.
  public func files(_ identities: [FileIdentity]) throws(StateError) -> [KnownFile?] {
    try read { database in
      guard let rows = try FileRows(database, self.ruleSet) else {
        return [KnownFile?](repeating: nil, count: identities.count)
      }
      return try identities.map { identity in
        guard let file = try rows.file(at: identity.path), file.identity == identity else {
          return nil
        }
        return file
      }
    }
  }

  /// A file with the same content, wherever it stood: for what was moved, copied or restored.
  ///
  /// - Parameters:
  ///   - content: SHA-256 of the content.
  ///   - size: Its size in bytes.
  /// - Returns: Any such file that is known under the rule set.
  /// - Throws: ``StateError``.
  public func file(content: [UInt8], size: UInt64) throws(StateError) -> KnownFile? {
    try read { database in
      try FileRows(database, self.ruleSet)?.file(content: content, size: size)
    }
  }

  /// Saves what a sweep has learned about files, wholly or not at all.
  ///
  /// - Parameter update: What was swept; a later record of a path replaces an earlier one.
  /// - Throws: ``StateError``; nothing is saved then.
  public func save(_ update: FileUpdate) throws(StateError) {
    guard !update.isEmpty else { return }
    try write { database, ruleSet in
      let rows = FileRows(database, ruleSet, self.ruleSet)
      for file in update.files { try rows.save(file) }
    }
  }

  /// Forgets files that are gone.
  ///
  /// - Parameter paths: Their paths.
  /// - Throws: ``StateError``; nothing is forgotten then.
  public func forgetFiles(_ paths: [SourcePath]) throws(StateError) {
    guard !paths.isEmpty else { return }
    try write { database, ruleSet in
      let statement = try database.cachedStatement(
        sql: "DELETE FROM file WHERE rule_set = ? AND path = ?")
      for path in paths { try statement.execute(arguments: [ruleSet, Data(path.bytes)]) }
    }
  }
}

/// The rows of plain files.
private struct FileRows {
  private let database: Database
  private let ruleSet: Int64
  private let name: [UInt8]

  init(_ database: Database, _ ruleSet: Int64, _ name: String) {
    self.database = database
    self.ruleSet = ruleSet
    self.name = Array(name.utf8)
  }

  /// The rows of a rule set; nil when nothing is known under it.
  init?(_ database: Database, _ name: String) throws {
    guard let ruleSet = try RuleSets.number(name, database) else { return nil }
    self.init(database, ruleSet, name)
  }

  private static let columns =
    "path, device, inode, size, modified, changed, content, hits, checksum"

  func file(at path: SourcePath) throws -> KnownFile? {
    try fetch(
      "SELECT \(Self.columns) FROM file WHERE rule_set = ? AND path = ?",
      [ruleSet, Data(path.bytes)])
  }

  func file(content: [UInt8], size: UInt64) throws -> KnownFile? {
    try fetch(
      "SELECT \(Self.columns) FROM file WHERE rule_set = ? AND content = ? AND size = ? LIMIT 1",
      [ruleSet, Data(content), Int64(bitPattern: size)])
  }

  private func fetch(_ sql: String, _ arguments: StatementArguments) throws -> KnownFile? {
    let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
    guard let row = try rows.next() else { return nil }
    let file = KnownFile(
      identity: FileIdentity(
        path: SourcePath(bytes: Array(try row.decode(Data.self, atIndex: 0))),
        device: try Self.unsigned(row, 1), inode: try Self.unsigned(row, 2),
        size: try Self.unsigned(row, 3), modified: try row.decode(Int64.self, atIndex: 4),
        changed: try row.decode(Int64.self, atIndex: 5)),
      content: try row.decode(Data?.self, atIndex: 6).map { Array($0) },
      hits: Array(try row.decode(Data.self, atIndex: 7)))
    guard try row.decode(Int64.self, atIndex: 8) == checksum(file) else { throw ObjectRuns.damage }
    return file
  }

  func save(_ file: KnownFile) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO file
        (rule_set, path, device, inode, size, modified, changed, checksum, content, hits)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let identity = file.identity
    try statement.execute(arguments: [
      ruleSet, Data(identity.path.bytes), Int64(bitPattern: identity.device),
      Int64(bitPattern: identity.inode), Int64(bitPattern: identity.size), identity.modified,
      identity.changed, checksum(file), file.content.map { Data($0) }, Data(file.hits),
    ])
  }

  private static func unsigned(_ row: Row, _ index: Int) throws -> UInt64 {
    UInt64(bitPattern: try row.decode(Int64.self, atIndex: index))
  }

  private func checksum(_ file: KnownFile) -> Int64 {
    var checksum = Checksum()
    checksum.add(name)
    checksum.add(file.identity.path.bytes)
    for word in [file.identity.device, file.identity.inode, file.identity.size] {
      checksum.add(word)
    }
    checksum.add(file.identity.modified)
    checksum.add(file.identity.changed)
    checksum.add(file.content == nil ? UInt64(0) : 1)
    checksum.add(file.content ?? [])
    checksum.add(file.hits)
    return checksum.value
  }
}
