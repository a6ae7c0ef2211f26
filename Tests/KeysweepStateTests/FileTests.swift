import GRDB
import KeysweepState
import Testing

@Suite("Files and repositories in a state")
struct FileTests {
  // Of the suite, so that the folder stays for the whole test.
  let fixture: StateFixture

  init() throws { fixture = try StateFixture() }

  @Test("A file that was saved is known under its rule set, and is no object")
  func known() throws {
    let state = try fixture.open()
    var update = FileUpdate()
    update.add(0..<1000)
    [1, 2, 3].withUnsafeBytes { update.add($0) }
    #expect(update.count == 1000 && !update.isEmpty)
    try state.save(update)
    let files = try fixture.open().files()
    #expect(files.count == 1000)
    #expect((0..<1000).allSatisfy { files.answer($0) == .known })
    #expect(files.answer(1000) == .unknown)
    #expect(try fixture.open("other").files().count == 0)
    #expect(try fixture.open().objects(hashBytes: 20).isEmpty)
  }

  @Test("What is not met for two generations is forgotten")
  func generations() throws {
    let state = try fixture.open()
    func save(_ numbers: Range<Int>) throws {
      var update = FileUpdate()
      update.add(numbers)
      try state.save(update, limit: 100)
    }
    try save(0..<60)
    try save(60..<120)
    #expect(try state.files().answer(0) == .known)
    // The later generation is full, and becomes the earlier one.
    try save(200..<300)
    var files = try state.files()
    #expect(files.answer(0) == .fading && files.answer(200) == .known && files.count == 220)
    try save(0..<1)
    files = try state.files()
    #expect(files.answer(0) == .known && files.answer(1) == .unknown)
    #expect(files.answer(200) == .fading && files.count == 101)
  }

  @Test("A repository keeps what was saved last, and those used last are kept")
  func censuses() throws {
    let state = try fixture.open()
    func save(_ number: UInt8, _ count: Int?) throws {
      let content = count.map { [UInt8](repeating: number, count: $0) }
      try state.save(censuses: [[number]: content], limit: 1000)
    }
    try save(1, 10)
    try save(1, 400)
    try save(2, 400)
    try save(1, nil)
    try save(9, nil)
    try save(3, 400)
    try save(4, 1001)
    let kept = try (1...9).filter { try fixture.open("other").census(of: [UInt8($0)]) != nil }
    #expect(kept == [1, 3])
    #expect(try state.census(of: [1]) == [UInt8](repeating: 1, count: 400))
  }
}
