import KeysweepGit
import KeysweepModel

/// Reads a repository in all ways, and compares them.
struct DatabaseChecks {
  /// What must come out of a repository that is known.
  struct Expectation {
    /// Content and kind by name; nil for what is damaged.
    var objects: [[UInt8]: (content: [UInt8], kind: Int)?] = [:]
    /// Whether everything that can be had must be had.
    var isExact = true
  }

  private let repository: ScratchRepository
  private let expected: Expectation?

  init(_ repository: ScratchRepository, expected: Expectation? = nil) {
    self.repository = repository
    self.expected = expected
  }

  /// What a sweep gave.
  private struct Sweep {
    var objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])] = [:]
    var problems: Set<ObjectID> = []
    var repeated = 0
  }

  /// Runs all checks.
  func run() {
    guard let database = try? ObjectDatabase(gitDirectory: repository.gitDirectory) else { return }
    let sweep = sweep(database, cacheBytes: 1 << 20)
    let again = self.sweep(database, cacheBytes: 0)
    if sweep.repeated == 0 {
      compare(sweep, again, "a sweep without memory differs")
      examine(database, sweep)
    }
    read(database, sweep)
    var presence = PresenceCheck(database, shallow: [])
    for (id, object) in sweep.objects {
      object.bytes.withUnsafeBytes { presence.check(id, object.kind, $0) }
    }
    FuzzHarness.require(
      presence.absent.isDisjoint(with: sweep.objects.keys) || expected == nil,
      "what is there is named as missing")
    guard let expected else { return }
    FuzzHarness.require(sweep.repeated == 0, "an object came twice")
    FuzzHarness.require(
      sweep.objects.count + sweep.problems.count == database.objectCount,
      "\(sweep.objects.count) and \(sweep.problems.count) of \(database.objectCount) objects")
    for (name, object) in expected.objects {
      guard let id = name.withUnsafeBytes({ ObjectID(bytes: $0) }) else { continue }
      let found = sweep.objects[id]
      if let found, let object {
        FuzzHarness.require(found.bytes == object.content, "\(id) has other content")
        FuzzHarness.require(Int(found.kind.rawValue) == object.kind, "\(id) has another kind")
      }
      guard expected.isExact else { continue }
      FuzzHarness.require((found != nil) == (object != nil), "\(id) is lost, or made up")
      FuzzHarness.require(sweep.problems.contains(id) == (object == nil), "\(id) is not named")
    }
    select(database, sweep)
  }

  private func sweep(_ database: ObjectDatabase, cacheBytes: Int) -> Sweep {
    var sweep = Sweep()
    var scratch = ObjectScratch(cacheBytes: cacheBytes)
    for unit in database.units() {
      database.visit(
        unit, &scratch, wants: { _ in true },
        problem: { id, _, _ in if let id { sweep.problems.insert(id) } },
        body: { id, kind, bytes in
          if sweep.objects.updateValue((kind, Array(bytes)), forKey: id) != nil {
            sweep.repeated += 1
          }
        })
    }
    return sweep
  }

  private func compare(_ a: Sweep, _ b: Sweep, _ what: String) {
    FuzzHarness.require(a.problems == b.problems, what)
    FuzzHarness.require(a.objects.count == b.objects.count, what)
    for (id, object) in a.objects {
      let other = b.objects[id]
      FuzzHarness.require(other?.kind == object.kind && other?.bytes == object.bytes, what)
    }
  }

  /// One object after the other gives what a sweep gave.
  private func read(_ database: ObjectDatabase, _ sweep: Sweep) {
    var scratch = ObjectScratch(cacheBytes: 1 << 16)
    for id in sweep.problems.union(sweep.objects.keys) {
      let found = try? database.read(id, &scratch)
      guard let expected, expected.isExact else { continue }
      // A damaged index may hide what it lists.
      FuzzHarness.require(database.contains(id), "\(id) is not contained")
      let swept = sweep.objects[id]
      FuzzHarness.require(
        found?.kind == swept?.kind && found?.bytes == swept?.bytes, "\(id) is read otherwise")
    }
  }

  /// Only what is asked for comes.
  private func select(_ database: ObjectDatabase, _ sweep: Sweep) {
    let isWanted = { (id: ObjectID) in id.bytes[0] & 1 == 0 }
    var seen: Set<ObjectID> = []
    var scratch = ObjectScratch(cacheBytes: 0)
    for unit in database.units(where: isWanted) {
      database.visit(
        unit, &scratch, wants: { _ in true }, problem: { _, _, _ in },
        body: { id, _, _ in seen.insert(id) })
    }
    FuzzHarness.require(seen == Set(sweep.objects.keys.filter(isWanted)), "a choice is not kept")
  }

  /// Looking at changes only finds what looking at everything finds.
  private func examine(_ database: ObjectDatabase, _ sweep: Sweep) {
    for cacheBytes in [1 << 20, 0] {
      var visitor = ChangeVisitor()
      var scratch = ObjectScratch(cacheBytes: cacheBytes)
      for unit in database.units() { database.visit(unit, &scratch, &visitor) }
      let expected = Set(sweep.objects.filter { ChangeVisitor.holds($0.value.bytes) }.keys)
      FuzzHarness.require(visitor.found == expected, "changes hide something")
      FuzzHarness.require(visitor.seen == Set(sweep.objects.keys), "changes lose objects")
      FuzzHarness.require(visitor.problems == sweep.problems, "changes have other problems")
    }
  }
}

/// Looks for two bytes in a row, the second at the beginning, and the first at the end; in changes
/// where that is enough.
private struct ChangeVisitor: ObjectVisitor {
  private(set) var seen: Set<ObjectID> = []
  private(set) var found: Set<ObjectID> = []
  private(set) var problems: Set<ObjectID> = []

  func changeReach(_ kind: ObjectKind) -> Int? { 3 }

  func wants(_ kind: ObjectKind) -> Bool { true }

  private static let (first, second) = (UInt8(0x4B), UInt8(0x45))

  static func holds(
    _ bytes: some BidirectionalCollection<UInt8>, begins: Bool = true, ends: Bool = true
  ) -> Bool {
    if begins, bytes.first == second { return true }
    if ends, bytes.last == first { return true }
    return zip(bytes, bytes.dropFirst()).contains { $0 == (first, second) }
  }

  mutating func visit(
    _ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    seen.insert(id)
    let isFound = Self.holds(bytes)
    if isFound { found.insert(id) }
    return !isFound
  }

  func isQuiet(
    _ change: Range<Int>, in bytes: UnsafeRawBufferPointer, beginsItem: Bool, endsItem: Bool
  ) -> Bool {
    FuzzHarness.require(
      change.lowerBound >= 0 && change.upperBound <= bytes.count, "a change lies outside")
    return !Self.holds(bytes, begins: beginsItem, ends: endsItem)
  }

  mutating func pass(_ id: ObjectID, _ kind: ObjectKind, size: Int) { seen.insert(id) }

  mutating func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String) {
    if let id { problems.insert(id) }
  }
}
