internal import Foundation
internal import GRDB

/// The sorted runs of ids of one rule set, one kind and one length.
///
/// Every save appends a run. Before, it takes up all later runs that are not at least four times as
/// large as what it has already: so the sizes fall by four from run to run, their number grows with
/// the logarithm of what is known, and an id is written a few times in its life. Merging streams: it
/// holds one segment of every run, and a segment is deleted as soon as it was read, so that its pages
/// are used again and the file stays as large as what it holds.
struct ObjectRuns {
  /// What the ids name.
  enum Kind: Int64 {
    /// Objects of git in which nothing was found.
    case objects
    /// Files in which nothing was found.
    case files
    /// The same, and they were not met for long.
    case earlierFiles
  }

  /// One run.
  struct Run {
    var number: Int64
    var segments: Int64
    var bytes: Int
  }

  /// A row does not hold what was written to it.
  static var damage: DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a checksum is wrong")
  }

  /// Bytes in a segment, about.
  private static let segmentSize = 1 << 20

  private let database: Database
  private let ruleSet: Int64
  private let name: [UInt8]
  private let kind: Int64
  private let width: Int

  init(_ database: Database, _ ruleSet: Int64, _ name: String, _ kind: Kind, width: Int) {
    self.database = database
    self.ruleSet = ruleSet
    self.name = Array(name.utf8)
    self.kind = kind.rawValue
    self.width = width
  }

  /// All runs, the earliest first.
  func list() throws -> [Run] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT run, count(*), sum(length(ids)) FROM id_run
        WHERE rule_set = ? AND kind = ? AND width = ? GROUP BY run ORDER BY run
        """, arguments: [ruleSet, kind, width])
    var result: [Run] = []
    while let row = try rows.next() {
      let run = Run(
        number: try row.decode(Int64.self, atIndex: 0),
        segments: try row.decode(Int64.self, atIndex: 1),
        bytes: try row.decode(Int.self, atIndex: 2))
      guard run.bytes >= 0, run.bytes % width == 0 else { throw Self.damage }
      result.append(run)
    }
    return result
  }

  private func reader(_ run: Run) throws -> RunReader { try reader(run, deleting: false) }

  private func reader(_ run: Run, deleting: Bool) throws -> RunReader {
    var segment: Int64 = 0
    return try RunReader(width: width) {
      guard segment < run.segments else { return nil }
      let ids = try read(run.number, segment)
      if deleting { try delete(run.number, segment) }
      segment += 1
      return ids
    }
  }

  /// All ids of all runs, and some that are given, in order.
  ///
  /// - Parameter others: Sorted ids.
  /// - Returns: Sorted ids, each once.
  /// - Throws: What the database throws, and ``damage``.
  func all(and others: [UInt8] = []) throws -> [UInt8] {
    let list = try list()
    var readers = try list.map(reader)
    readers.append(RunReader(ids: others, width: width))
    let size = list.reduce(others.count) { $0 + $1.bytes }
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      try RunReader.merge(readers) { block in
        // Checksums have been compared, so this holds; a file must not be able to break it.
        guard count + block.count <= size else { throw Self.damage }
        UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: block)
        count += block.count
      }
    }
  }

  /// Appends a run of sorted ids, merged with those that are not much larger.
  func append(_ ids: [UInt8]) throws {
    guard !ids.isEmpty else { return }
    var readers = [RunReader(ids: ids, width: width)]
    var size = ids.count
    let runs = try list()
    for run in runs.reversed() {
      guard run.bytes < 4 * size else { break }
      readers.append(try reader(run, deleting: true))
      size += run.bytes
    }
    var writer = Writer(runs: self, number: (runs.last?.number ?? 0) + 1)
    try RunReader.merge(readers) { try writer.write($0) }
    try writer.finish()
  }

  private func read(_ run: Int64, _ segment: Int64) throws -> [UInt8] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT ids, checksum FROM id_run
        WHERE rule_set = ? AND kind = ? AND width = ? AND run = ? AND segment = ?
        """)
    let rows = try Row.fetchCursor(statement, arguments: [ruleSet, kind, width, run, segment])
    guard let row = try rows.next() else { throw Self.damage }
    let ids = try row.withUnsafeData(atIndex: 0) { data in
      guard let data, data.count % width == 0 else { throw Self.damage }
      return Array(data)
    }
    let stored = try row.decode(Int64.self, atIndex: 1)
    guard ids.withUnsafeBytes({ checksum(run, segment, $0) }) == stored else { throw Self.damage }
    return ids
  }

  private func delete(_ run: Int64, _ segment: Int64) throws {
    let statement = try database.cachedStatement(
      sql: """
        DELETE FROM id_run WHERE rule_set = ? AND kind = ? AND width = ? AND run = ? AND segment = ?
        """)
    try statement.execute(arguments: [ruleSet, kind, width, run, segment])
  }

  private func insert(_ run: Int64, _ segment: Int64, _ ids: UnsafeRawBufferPointer) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO id_run (rule_set, kind, width, run, segment, checksum, ids)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    let sum = checksum(run, segment, ids)
    try statement.execute(arguments: [ruleSet, kind, width, run, segment, sum, Data(ids)])
  }

  private func checksum(_ run: Int64, _ segment: Int64, _ ids: UnsafeRawBufferPointer) -> Int64 {
    var checksum = Checksum()
    checksum.add(name)
    checksum.add(UInt64(width))
    checksum.add(run)
    checksum.add(segment)
    checksum.add(ids)
    return checksum.value
  }

  /// Cuts a run into segments and writes them.
  private struct Writer {
    let runs: ObjectRuns
    let number: Int64
    private var segment: Int64 = 0
    private var pending: [UInt8] = []
    private let limit: Int

    init(runs: ObjectRuns, number: Int64) {
      self.runs = runs
      self.number = number
      limit = ObjectRuns.segmentSize / runs.width * runs.width
    }

    mutating func write(_ block: UnsafeRawBufferPointer) throws {
      var rest = block[...]
      while !rest.isEmpty {
        let part = rest.prefix(limit - pending.count)
        pending.append(contentsOf: part)
        rest = rest.dropFirst(part.count)
        if pending.count == limit { try flush() }
      }
    }

    mutating func finish() throws { if !pending.isEmpty { try flush() } }

    private mutating func flush() throws {
      try pending.withUnsafeBytes { try runs.insert(number, segment, $0) }
      segment += 1
      pending.removeAll(keepingCapacity: true)
    }
  }
}
