import Foundation
import KeysweepState
import KeysweepTestSupport
import Testing

@Suite("A damaged state")
struct DamageTests {
  /// How many damaged files are tried; `KEYSWEEP_STATE_MUTANTS=20000` for a long run.
  static let mutants =
    ProcessInfo.processInfo.environment["KEYSWEEP_STATE_MUTANTS"].flatMap { Int($0) } ?? 300

  private func healthy(_ fixture: StateFixture) throws -> [UInt8] {
    let state = try fixture.open()
    for batch in 0..<4 {
      var update = ObjectUpdate(hashBytes: 20)
      let start = batch * 1000
      update.add(start..<start + (batch == 0 ? 900 : 40))
      for number in start + 950..<start + 960 { update.add(number, holding: [UInt64(number)]) }
      try state.save(update)
    }
    var files = FileUpdate()
    files.add(0..<300)
    try state.save(files)
    try state.save(censuses: [[1, 2, 3]: [UInt8](repeating: 7, count: 9000)])
    return try fixture.bytes
  }

  /// What a damaged state still says must be true, and a find must not be lost in silence.
  private func examine(_ fixture: StateFixture) throws(StateError) {
    let state = try fixture.open()
    let known = try state.objects(hashBytes: 20)
    let held = Dictionary(known.holding.map { ($0.id, $0) }) { first, _ in first }
    for batch in 0..<4 {
      for number in batch * 1000 + 950..<batch * 1000 + 960 {
        let object = held[TestObjects.id(number)]
        #expect(known.contains(number) == (object != nil))
        if let object { #expect(object.materials == [UInt64(number)] && object.kind == 3) }
      }
    }
    #expect(held.count <= 40 && known.count <= 900 + 3 * 40 + 40)
    #expect(!(960..<1000).contains { known.contains($0) })
    let files = try state.files()
    #expect(!(300..<600).contains { files.answer($0) != .unknown })
    let census = try state.census(of: [1, 2, 3])
    #expect(census == nil || census == [UInt8](repeating: 7, count: 9000))
    var update = ObjectUpdate(hashBytes: 20)
    update.add(9000..<9400)
    try state.save(update)
    _ = try state.objects(hashBytes: 20)
  }

  @Test("Damage is an error, or does no harm")
  func mutants() throws {
    let fixture = try StateFixture()
    let bytes = try healthy(fixture)
    var generator = SystemRandomNumberGenerator()
    var codes: [StateError.Code: Int] = [:]
    let copied = try StateFixture()
    for _ in 0..<Self.mutants {
      var copy = bytes
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        copy.removeLast(Int.random(in: 1...copy.count - 1, using: &generator))
      case 1:
        let start = Int.random(in: 0..<copy.count, using: &generator)
        let end = min(copy.count, start + Int.random(in: 1...5000, using: &generator))
        for index in start..<end { copy[index] = 0 }
      default:
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          // Most of the structure stands at the start of pages.
          let page = Int.random(in: 0..<copy.count / 4096, using: &generator) * 4096
          let reach = Bool.random(using: &generator) ? 120 : 4096
          let index = page + Int.random(in: 0..<reach, using: &generator)
          copy[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      for path in [copied.path, copied.path + "-journal"] {
        try? FileManager.default.removeItem(atPath: path)
      }
      try Data(copy).write(to: URL(filePath: copied.path))
      do throws(StateError) {
        try examine(copied)
      } catch {
        codes[error.code, default: 0] += 1
        #expect(FileManager.default.fileExists(atPath: copied.path))
      }
    }
    #expect(codes.keys.contains(.corrupt))
    // A damaged header may ask for a later version of SQLite, which makes the file read-only.
    let expected: Set<StateError.Code> = [.corrupt, .notAState, .newer, .readOnly, .system]
    #expect(Set(codes.keys).isSubset(of: expected), "\(codes)")
  }

  @Test("A rotten bit among ids is found")
  func rottenBit() throws {
    let fixture = try StateFixture()
    var bytes = try healthy(fixture)
    // An id may lie across two pages, but not all of them do.
    let places = (0..<10).compactMap { bytes.firstRange(of: TestObjects.id($0))?.lowerBound }
    bytes[try #require(places.first) + 19] ^= 1
    try Data(bytes).write(to: URL(filePath: fixture.path))
    let error = #expect(throws: StateError.self) {
      try fixture.open().objects(hashBytes: 20)
    }
    #expect(error?.code == .corrupt)
    #expect(error?.description.contains("move it away") == true)
    let isUnchanged = try fixture.bytes == bytes
    #expect(isUnchanged)
  }
}
