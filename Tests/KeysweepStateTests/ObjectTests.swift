import Foundation
import GRDB
import KeysweepState
import KeysweepTestSupport
import Testing

@Suite("Objects in a state")
struct ObjectTests {
  // Of the suite, so that the folder stays for the whole test.
  let fixture: StateFixture

  init() throws { fixture = try StateFixture() }

  @Test("A new state knows nothing", arguments: [20, 32])
  func empty(width: Int) throws {
    let state = try fixture.open()
    let known = try state.objects(hashBytes: width)
    #expect(known.isEmpty && known.count == 0 && known.holding.isEmpty)
    #expect(!known.contains(1))
    #expect(state.hashKey.count == 32 && Set(state.hashKey).count > 8)
  }

  @Test("What was saved is known afterwards, for both lengths apart", arguments: [20, 32])
  func saved(width: Int) throws {
    let state = try fixture.open()
    var update = ObjectUpdate(hashBytes: width)
    update.add(0..<5000)
    update.add(7000, kind: 3, holding: [1, .max, 3])
    update.add(7001, kind: 1, holding: [])
    #expect(update.count == 5002)
    try state.save(update)
    for state in [state, try fixture.open()] {
      let known = try state.objects(hashBytes: width)
      #expect(known.count == 5002)
      #expect((0..<5000).allSatisfy { known.contains($0) } && known.contains(7000))
      #expect(!(5000..<7000).contains { known.contains($0) })
      #expect(
        Set(known.holding) == [
          HeldObject(id: TestObjects.id(7000, bytes: width), kind: 3, materials: [1, .max, 3]),
          HeldObject(id: TestObjects.id(7001, bytes: width), kind: 1, materials: []),
        ])
      #expect(try state.objects(hashBytes: 52 - width).isEmpty)
    }
    #expect(try fixture.open().hashKey == state.hashKey)
  }

  @Test("Many saves that overlap come to the same as one set")
  func manySaves() throws {
    let state = try fixture.open()
    var generator = SystemRandomNumberGenerator()
    var expected: Set<Int> = []
    var held: Set<Int> = []
    for _ in 0..<60 {
      let size = 1 << Int.random(in: 0...11, using: &generator)
      let numbers = (0..<size).map { _ in Int.random(in: 0..<20_000, using: &generator) }
      var update = ObjectUpdate(hashBytes: 20)
      update.add(numbers)
      let special = Int.random(in: 0..<30_000, using: &generator)
      update.add(special, holding: [UInt64(special)])
      try state.save(update)
      expected.formUnion(numbers + [special])
      held.insert(special)
    }
    let known = try state.objects(hashBytes: 20)
    #expect(known.count == expected.count)
    #expect((0..<30_000).allSatisfy { known.contains($0) == expected.contains($0) })
    #expect(Set(known.holding.map(\.materials)) == Set(held.map { [UInt64($0)] }))
    let ids = known.holding.map(\.id)
    #expect(ids == ids.sorted { $0.lexicographicallyPrecedes($1) })
    let runs = try DatabaseQueue(path: fixture.path).read {
      try Int.fetchOne($0, sql: "SELECT count(DISTINCT run) FROM id_run")
    }
    #expect(try #require(runs) <= 9)
  }

  @Test("Names that somebody made alike are sorted and found")
  func alike() throws {
    let state = try fixture.open()
    var names: [[UInt8]] = (0..<3000).map { number in
      [UInt8](repeating: 7, count: 17) + [0, UInt8(number / 256), UInt8(number % 256)]
    }
    names += [[UInt8](repeating: 0, count: 20), [UInt8](repeating: 255, count: 20)]
    var update = ObjectUpdate(hashBytes: 20)
    for name in names.shuffled() + names { name.withUnsafeBytes { update.add(id: $0) } }
    try state.save(update)
    let known = try state.objects(hashBytes: 20)
    #expect(known.count == names.count)
    #expect(names.allSatisfy { $0.withUnsafeBytes { known.contains($0) } })
    #expect(![UInt8](repeating: 7, count: 20).withUnsafeBytes { known.contains($0) })
  }

  @Test("Names of another length are passed over")
  func otherLength() throws {
    let state = try fixture.open()
    var update = ObjectUpdate(hashBytes: 32)
    TestObjects.id(1, bytes: 20).withUnsafeBytes { update.add(id: $0) }
    TestObjects.id(2, bytes: 20).withUnsafeBytes { update.add(id: $0, kind: 1, materials: []) }
    var other = ObjectUpdate(hashBytes: 20)
    other.add([3])
    update.add(other)
    #expect(update.isEmpty)
    update.add([4])
    var more = ObjectUpdate(hashBytes: 32)
    more.add(5, holding: [5])
    update.add(more)
    try state.save(update)
    let known = try state.objects(hashBytes: 32)
    #expect(known.count == 2 && known.contains(4) && known.contains(5))
    #expect(!TestObjects.id(4, bytes: 20).withUnsafeBytes { known.contains($0) })
  }

  @Test("Another rule set knows nothing, and the four used last are kept")
  func ruleSets() throws {
    func save(_ ruleSet: String, _ number: Int) throws {
      var update = ObjectUpdate(hashBytes: 20)
      update.add([number])
      update.add(number + 100, holding: [1])
      try fixture.open(ruleSet).save(update)
    }
    func count(_ ruleSet: String) throws -> Int {
      let known = try fixture.open(ruleSet).objects(hashBytes: 20)
      #expect(known.holding.count * 2 == known.count)
      return known.count
    }
    for (number, ruleSet) in ["a", "b", "c", "d"].enumerated() {
      #expect(try count(ruleSet) == 0)
      try save(ruleSet, number)
      #expect(try count(ruleSet) == 2)
    }
    try save("a", 9)
    try save("e", 5)
    let counts = try ["a", "b", "c", "d", "e"].map(count)
    #expect(counts == [4, 0, 2, 2, 2])
  }

  @Test("The file is for its owner only, small, and without companions")
  func file() throws {
    let state = try fixture.open()
    var update = ObjectUpdate(hashBytes: 20)
    update.add(0..<60_000)
    try state.save(update)
    var second = ObjectUpdate(hashBytes: 20)
    second.add(60_000..<90_000)
    try state.save(second)
    let attributes = try FileManager.default.attributesOfItem(atPath: fixture.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try fixture.bytes.count < 90_000 * 21 + 65_536)
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.tree.path).count == 1)
    #expect(state.paths == [fixture.path, fixture.path + "-journal"])
    #expect(state.identity?.inode == attributes[.systemFileNumber] as? UInt64)
  }
}
