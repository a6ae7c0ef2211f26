internal import Foundation
internal import GRDB

/// The tables of a state.
enum Schema {
  /// The version that this code writes and reads; a later one is refused.
  static let version = 1
  /// `KSWP`: how a state is told from other databases, and by `file`.
  static let applicationID = 0x4B53_5750

  /// The statements that make the tables.
  ///
  /// Blobs come last, so that nothing before them costs a read of theirs.
  static let statements = [
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    // `used` grows with every use of a set: the lowest is the first to be forgotten.
    """
    CREATE TABLE rule_set (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, used INTEGER NOT NULL)
    """,
    // Sorted ids without anything between: a run is a sorted list in segments, and there are few.
    """
    CREATE TABLE id_run (rule_set INTEGER NOT NULL REFERENCES rule_set ON DELETE CASCADE, \
    kind INTEGER NOT NULL, width INTEGER NOT NULL, run INTEGER NOT NULL, \
    segment INTEGER NOT NULL, checksum INTEGER NOT NULL, ids BLOB NOT NULL, \
    UNIQUE (rule_set, kind, width, run, segment))
    """,
    // These ids are in no run: who loses the row does not know the object, and sweeps it again.
    """
    CREATE TABLE held_object (rule_set INTEGER NOT NULL REFERENCES rule_set ON DELETE CASCADE, \
    id BLOB NOT NULL, kind INTEGER NOT NULL, checksum INTEGER NOT NULL, materials BLOB NOT NULL, \
    UNIQUE (rule_set, id))
    """,
    // What a repository holds and lacks, which no rule changes. `used` as above.
    """
    CREATE TABLE census (repository BLOB NOT NULL UNIQUE, used INTEGER NOT NULL, \
    checksum INTEGER NOT NULL, content BLOB NOT NULL)
    """,
  ]

  /// Sets up a connection; changes nothing in the file.
  static func configure(_ database: Database) throws {
    // Names of objects are no secrets: overwriting what is deleted with zeros would cost as much as
    // writing it. The file may come from anywhere, hence the two checks.
    try database.execute(
      sql: """
        PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
        PRAGMA secure_delete = OFF; PRAGMA synchronous = FULL; PRAGMA cache_size = -4096;
        """)
  }

  /// Whether the file holds nothing yet.
  ///
  /// - Throws: ``StateError`` when it is no state, or one that this code does not know.
  static func isEmpty(_ database: Database, _ path: String) throws -> Bool {
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
    let found = try String.fetchAll(
      database, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    if id == 0, version == 0, found.isEmpty { return true }
    guard id == applicationID, let version else {
      throw StateError(.notAState, path, "this is a database, but no state of keysweep")
    }
    guard version <= Self.version else {
      throw StateError(
        .newer, path,
        "a later version of keysweep made this state (format \(version); known are up to "
          + "\(Self.version))")
    }
    // A trigger or a view of somebody else would run with our statements.
    guard version == Self.version, Set(found) == Set(statements) else {
      throw StateError(.corrupt, path, "the tables are not those that keysweep makes")
    }
    return false
  }

  /// Makes the tables.
  static func create(_ database: Database) throws {
    for statement in statements { try database.execute(sql: statement) }
    var generator = SystemRandomNumberGenerator()
    let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try database.execute(
      sql: "INSERT INTO meta VALUES ('hash-key', ?)", arguments: [Data(key)])
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  /// The key for hashes of materials.
  static func hashKey(_ database: Database, _ path: String) throws -> [UInt8] {
    let key = try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'hash-key'")
    guard let key, key.count == 32 else {
      throw StateError(.corrupt, path, "the file has lost its key")
    }
    return Array(key)
  }
}

/// The rule sets under which something is known.
enum RuleSets {
  /// How many are kept: those used last.
  ///
  /// A new version of the program makes a set useless, two configurations that take turns do not.
  static let kept = 4

  /// The number of a rule set; nil when nothing is known under it.
  static func number(_ name: String, _ database: Database) throws -> Int64? {
    try Int64.fetchOne(database, sql: "SELECT id FROM rule_set WHERE name = ?", arguments: [name])
  }

  /// The number of a rule set, which becomes the one used last.
  static func use(_ name: String, _ database: Database) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO rule_set (name, used)
        SELECT ?, coalesce(max(used), 0) + 1 FROM rule_set WHERE true
        ON CONFLICT (name) DO UPDATE SET used = excluded.used
        """, arguments: [name])
    try database.execute(
      sql: """
        DELETE FROM rule_set
        WHERE id NOT IN (SELECT id FROM rule_set ORDER BY used DESC LIMIT \(kept))
        """)
    guard let number = try number(name, database) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the rule set is lost")
    }
    return number
  }
}
