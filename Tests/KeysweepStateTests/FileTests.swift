import KeysweepModel
import KeysweepState
import Testing

@Suite("Plain files in a state")
struct FileTests {
  // Of the suite, so that the folder stays for the whole test.
  let fixture: StateFixture

  init() throws { fixture = try StateFixture() }

  private func identity(_ path: String) -> FileIdentity {
    FileIdentity(
      path: SourcePath(path), device: .max, inode: 12, size: 1 << 40,
      modified: 1_780_000_000_123_456_789, changed: -1)
  }

  @Test("A file is known as long as nothing about it changes")
  func known() throws {
    let state = try fixture.open()
    let content = [UInt8](repeating: 9, count: 32)
    let records = [
      KnownFile(identity: identity("a")),
      KnownFile(identity: identity("b"), content: content, hits: [0, 1, 255]),
    ]
    var update = FileUpdate()
    update.add(records[0])
    var other = FileUpdate()
    other.add(records[1])
    update.add(other)
    #expect(update.count == 2 && !update.isEmpty)
    try state.save(update)
    let again = try fixture.open()
    let found = try again.files(["a", "c", "b"].map(identity))
    #expect(found == [records[0], nil, records[1]])
    let changes: [(inout FileIdentity) -> Void] = [
      { $0.device = 1 }, { $0.inode = 1 }, { $0.size += 1 }, { $0.modified += 1 },
      { $0.changed += 1 }, { $0.path = SourcePath("./b") },
    ]
    for change in changes {
      var changed = identity("b")
      change(&changed)
      #expect(try again.files([changed]) == [nil])
    }
    #expect(try again.file(content: content, size: 1 << 40) == records[1])
    #expect(try again.file(content: content, size: 1) == nil)
    #expect(try fixture.open("other").files([identity("a")]) == [nil])
    #expect(try fixture.open("other").file(content: content, size: 1 << 40) == nil)
  }

  @Test("A later record replaces an earlier one, and what is gone can be forgotten")
  func replaced() throws {
    let state = try fixture.open()
    let odd = SourcePath(bytes: [0xFF, 0x00, 0x80])
    var identity = identity("a")
    identity.path = odd
    for hits in [[1], [2]] as [[UInt8]] {
      identity.modified += 1
      var update = FileUpdate()
      update.add(KnownFile(identity: identity, hits: hits))
      try state.save(update)
    }
    #expect(try state.files([identity]).first??.hits == [2])
    try state.forgetFiles([odd, SourcePath("b")])
    #expect(try state.files([identity]) == [nil])
  }
}
