internal import Foundation
internal import GRDB

extension SweepState {
  /// Bytes of all that is kept of repositories; what was not used for longest goes first.
  public static let censusBytes = 256 << 20

  /// What was saved of a repository.
  ///
  /// - Parameter repository: Its key, a keyed hash.
  /// - Returns: The bytes as they were saved; nil when nothing is known.
  /// - Throws: ``StateError``.
  public func census(of repository: [UInt8]) throws(StateError) -> [UInt8]? {
    try read { database in
      let rows = try Row.fetchCursor(
        database, sql: "SELECT content, checksum FROM census WHERE repository = ?",
        arguments: [Data(repository)])
      guard let row = try rows.next() else { return nil }
      let content = Array(try row.decode(Data.self, atIndex: 0))
      guard try row.decode(Int64.self, atIndex: 1) == Self.checksum(repository, content) else {
        throw ObjectRuns.damage
      }
      return content
    }
  }

  /// Saves what is known of repositories, wholly or not at all.
  ///
  /// - Parameters:
  ///   - contents: Bytes by the key of the repository, a keyed hash; nil only says that what there is
  ///     was used.
  ///   - limit: How many bytes of all repositories are kept.
  /// - Throws: ``StateError``; nothing is saved then.
  public func save(
    censuses contents: [[UInt8]: [UInt8]?], limit: Int = censusBytes
  ) throws(StateError) {
    if contents.isEmpty { return }
    try write { database, _ in
      let next = "(SELECT coalesce(max(used), 0) + 1 FROM census)"
      let touch = try database.cachedStatement(
        sql: "UPDATE census SET used = \(next) WHERE repository = ?")
      let insert = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO census (repository, used, checksum, content)
          VALUES (?, \(next), ?, ?)
          """)
      for (repository, content) in contents {
        guard let content else {
          try touch.execute(arguments: [Data(repository)])
          continue
        }
        // Larger values than a gigabyte are no business of SQLite's.
        guard content.count <= limit else { continue }
        try insert.execute(arguments: [
          Data(repository), Self.checksum(repository, content), Data(content),
        ])
      }
      try database.execute(
        sql: """
          DELETE FROM census WHERE rowid IN (
            SELECT rowid FROM (
              SELECT rowid, sum(length(content)) OVER (ORDER BY used DESC) AS total FROM census)
            WHERE total > ?)
          """, arguments: [limit])
    }
  }

  private static func checksum(_ repository: [UInt8], _ content: [UInt8]) -> Int64 {
    var checksum = Checksum()
    checksum.add(repository)
    checksum.add(content)
    return checksum.value
  }
}
