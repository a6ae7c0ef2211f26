internal import Foundation
internal import GRDB

extension SweepState {
  /// The objects that are known under the rule set.
  ///
  /// - Parameter hashBytes: Bytes in the name of an object: 20 for SHA-1, 32 for SHA-256.
  /// - Returns: Those that were saved so far, by any process.
  /// - Throws: ``StateError``.
  public func objects(hashBytes: Int) throws(StateError) -> KnownObjects {
    try read { database in
      guard let ruleSet = try RuleSets.number(self.ruleSet, database) else {
        return KnownObjects(hashBytes: hashBytes)
      }
      let held = try HeldRows(database, ruleSet, self.ruleSet).all(width: hashBytes)
      let ids = try ObjectRuns(database, ruleSet, self.ruleSet, .objects, width: hashBytes)
        .all(and: held.flatMap(\.id))
      return KnownObjects(ids: ids, holding: held, hashBytes: hashBytes)
    }
  }

  /// Saves what a sweep has learned, wholly or not at all.
  ///
  /// Call it at times during a long sweep: what was saved is known after a kill. Most saves write
  /// little more than the update; now and then one merges what earlier ones left.
  ///
  /// - Parameter update: What was swept; none of it may have been cut short.
  /// - Throws: ``StateError``; nothing is saved then.
  public func save(_ update: consuming ObjectUpdate) throws(StateError) {
    guard !update.isEmpty else { return }
    let width = update.hashBytes
    let held = update.held
    var ids = update.ids
    update.ids = []
    IDSort.sort(&ids, width: width)
    try write { database, ruleSet in
      try HeldRows(database, ruleSet, self.ruleSet).save(held)
      try ObjectRuns(database, ruleSet, self.ruleSet, .objects, width: width).append(ids)
    }
  }
}

/// The rows of objects that hold something.
struct HeldRows {
  private let database: Database
  private let ruleSet: Int64
  private let name: String

  init(_ database: Database, _ ruleSet: Int64, _ name: String) {
    self.database = database
    self.ruleSet = ruleSet
    self.name = name
  }

  /// All of them with names of one length, in the order of their names.
  func all(width: Int) throws -> [HeldObject] {
    var result: [HeldObject] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, kind, materials, checksum FROM held_object
        WHERE rule_set = ? AND length(id) = ? ORDER BY id
        """, arguments: [ruleSet, width])
    while let row = try rows.next() {
      let id = Array(try row.decode(Data.self, atIndex: 0))
      let kind = try row.decode(Int64.self, atIndex: 1)
      let bytes = Array(try row.decode(Data.self, atIndex: 2))
      guard id.count == width, let kind = UInt8(exactly: kind), bytes.count % 8 == 0,
        try checksum(id, kind, bytes) == row.decode(Int64.self, atIndex: 3)
      else { throw ObjectRuns.damage }
      result.append(HeldObject(id: id, kind: kind, materials: Self.unpack(bytes)))
    }
    return result
  }

  /// Adds rows, or replaces those of the same objects.
  func save(_ objects: [HeldObject]) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO held_object (rule_set, id, kind, checksum, materials)
        VALUES (?, ?, ?, ?, ?)
        """)
    for object in objects {
      let bytes = Self.pack(object.materials)
      try statement.execute(arguments: [
        ruleSet, Data(object.id), Int64(object.kind), checksum(object.id, object.kind, bytes),
        Data(bytes),
      ])
    }
  }

  private func checksum(_ id: [UInt8], _ kind: UInt8, _ materials: [UInt8]) -> Int64 {
    var checksum = Checksum()
    checksum.add(Array(name.utf8))
    checksum.add(id)
    checksum.add(UInt64(kind))
    checksum.add(materials)
    return checksum.value
  }

  private static func pack(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
  }

  private static func unpack(_ bytes: [UInt8]) -> [UInt64] {
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
      }
    }
  }
}
