import Foundation
import GRDB
import KeysweepState
import KeysweepTestSupport
import Testing

@Suite("What a state refuses")
struct RefusalTests {
  @Test("Folders, pipes and links that lead nowhere")
  func unusable() throws {
    let fixture = try StateFixture()
    let manager = FileManager.default
    try manager.createDirectory(atPath: fixture.path, withIntermediateDirectories: false)
    #expect(fixture.refusal()?.code == .unusable)
    try manager.removeItem(atPath: fixture.path)
    try Tool.run("mkfifo", [fixture.path])
    #expect(fixture.refusal()?.code == .unusable)
    try manager.removeItem(atPath: fixture.path)
    try manager.createSymbolicLink(
      atPath: fixture.path, withDestinationPath: fixture.tree("nowhere"))
    #expect(fixture.refusal()?.code == .unusable)
    #expect(!manager.fileExists(atPath: fixture.tree("nowhere")))
    for path in ["", "/dev/null", fixture.tree("no/such/folder"), "a\0b"] {
      #expect(throws: StateError.self) { try SweepState(path: path, ruleSet: "test") }
    }
  }

  @Test("A link to a state is followed, and an empty file becomes one")
  func link() throws {
    let fixture = try StateFixture()
    try fixture.tree.write("sweep.state", "")
    var update = ObjectUpdate(hashBytes: 20)
    update.add([1])
    try fixture.open().save(update)
    let link = fixture.tree("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: fixture.path)
    let state = try SweepState(path: link, ruleSet: "test")
    #expect(try state.objects(hashBytes: 20).contains(1))
  }

  @Test("Other files stay as they are")
  func notAState() throws {
    let fixture = try StateFixture()
    try fixture.tree.write("sweep.state", String(repeating: "no database\n", count: 1000))
    var before = try fixture.bytes
    #expect(fixture.refusal()?.code == .notAState)
    var isUnchanged = try fixture.bytes == before
    #expect(isUnchanged)
    try FileManager.default.removeItem(atPath: fixture.path)
    try DatabaseQueue(path: fixture.path).write { try $0.execute(sql: "CREATE TABLE t (a)") }
    before = try fixture.bytes
    let error = try #require(fixture.refusal())
    #expect(error.code == .notAState)
    #expect(error.description.contains(fixture.path) && error.description.contains("name another"))
    isUnchanged = try fixture.bytes == before
    #expect(isUnchanged)
  }

  @Test("Later formats, and tables that are not ours")
  func otherTables() throws {
    let fixture = try StateFixture()
    _ = try fixture.open()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write {
      try $0.execute(
        sql: "CREATE TRIGGER t AFTER INSERT ON held_object BEGIN DELETE FROM held_object; END")
    }
    #expect(fixture.refusal()?.code == .corrupt)
    try queue.write { try $0.execute(sql: "DROP TRIGGER t") }
    #expect(fixture.refusal() == nil)
    try queue.write { try $0.execute(sql: "PRAGMA user_version = 2") }
    let error = try #require(fixture.refusal())
    #expect(error.code == .newer && error.reason.contains("format 2"))
  }

  @Test("A file that anybody may write")
  func untrusted() throws {
    let fixture = try StateFixture()
    _ = try fixture.open()
    try Tool.run("chmod", ["666", fixture.path])
    #expect(fixture.refusal()?.code == .untrusted)
  }

  @Test("A file that cannot be written is read, and a save says so")
  func readOnly() throws {
    let fixture = try StateFixture()
    var update = ObjectUpdate(hashBytes: 20)
    update.add([1])
    try fixture.open().save(update)
    // Root may write everything, so somebody else tries.
    let writer = try fixture.tree.write(
      "bin/writer", bytes: Array(Data(contentsOf: URL(filePath: StateFixture.writer))))
    try Tool.run("chmod", ["-R", "a+rX,a-w", fixture.tree.path])
    try Tool.run("chmod", ["755", writer])
    let command = [writer, "write", fixture.path, "0", "1", "10"]
    let result =
      geteuid() == 0
      ? try Tool.run(
        "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups"] + command)
      : try Tool.run(command[0], Array(command.dropFirst()))
    #expect(result.status == 3 && result.output.hasPrefix("read-only: "), "\(result)")
    #expect(try fixture.open().objects(hashBytes: 20).count == 1)
  }

  @Test("A disk that is full loses the save and nothing else")
  func full() throws {
    let fixture = try StateFixture()
    let result = try Tool.run(
      "sh",
      [
        "-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" write \"$1\" 0 100 2000",
        StateFixture.writer, fixture.path,
      ])
    #expect(result.status == 3)
    let lines = result.output.split(separator: "\n")
    let last = try #require(lines.last)
    #expect(last.hasPrefix("full: ") || last.hasPrefix("system: "), "\(last)")
    #expect(lines.count > 3)
    let known = try fixture.open().objects(hashBytes: 20)
    fixture.expectBatches(0..<lines.count - 1, size: 2000, known)
  }

  @Test("A file that is taken away during a sweep")
  func removed() throws {
    let fixture = try StateFixture()
    let state = try fixture.open()
    try FileManager.default.removeItem(atPath: fixture.path)
    var update = ObjectUpdate(hashBytes: 20)
    update.add([1])
    let error = #expect(throws: StateError.self) { try state.save(update) }
    #expect(error?.code == .unusable && error?.reason.contains("moved") == true)
    #expect(!FileManager.default.fileExists(atPath: fixture.path))
  }

  @Test("A state that another process holds is waited for, and then named")
  func busy() throws {
    let fixture = try StateFixture()
    let state = try fixture.open(patience: .milliseconds(100))
    let other = try DatabaseQueue(path: fixture.path)
    var update = ObjectUpdate(hashBytes: 20)
    update.add([1])
    try other.inTransaction(.exclusive) { _ in
      for attempt in [
        { try state.save(update) }, { _ = try state.objects(hashBytes: 20) },
        { _ = try fixture.open(patience: .zero) },
      ] {
        let error = #expect(throws: StateError.self) { try attempt() }
        #expect(error?.code == .busy)
      }
      return .rollback
    }
    try state.save(update)
    #expect(try state.objects(hashBytes: 20).count == 1)
  }
}
