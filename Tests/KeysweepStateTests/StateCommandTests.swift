import Foundation
import GRDB
import KeysweepTestSupport
import Testing

/// `--state`, as a user meets it.
@Suite("keysweep scan --state")
struct StateCommandTests {
  let scene: StateScene

  init() throws {
    scene = try StateScene()
    try scene.tree.write("files/a", "text\n")
  }

  private func scan(_ options: String...) throws -> Tool.Result {
    try Tool.run(Tool.keysweep, ["scan", scene.tree("files")] + options)
  }

  /// Expects that nothing is swept, with words.
  private func expectRefusal(_ words: String..., path: String? = nil) throws {
    let result = try scan("--state", path ?? scene.state)
    #expect(result.status == 2 && result.output.isEmpty, "\(result)")
    for word in words { #expect(result.error.contains(word), "\(result.error)") }
  }

  @Test("The summary says how much was known")
  func summary() throws {
    scene.settle()
    let first = try scan("--state", scene.state)
    #expect(first.status == 0 && !first.output.contains("Known from the state"))
    let second = try scan("--state", scene.state)
    #expect(second.output.contains("Known from the state, and not read again: 1 file."))
    #expect(second.output.contains("Swept 1 file, 0 B"))
  }

  @Test("What is no state stays as it is")
  func notAState() throws {
    try scene.tree.write("memory.state", String(repeating: "a text\n", count: 1000))
    try expectRefusal("no state of keysweep", "name another file")
    let text = try String(contentsOfFile: scene.state, encoding: .utf8)
    #expect(text.hasPrefix("a text\n") && text.utf8.count == 7000)
  }

  @Test("A damaged state says what to do")
  func damaged() throws {
    #expect(try scan("--state", scene.state).status == 0)
    let file = try FileHandle(forUpdating: URL(filePath: scene.state))
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 8 * 4096))
    try file.close()
    try expectRefusal("damaged", "move it away and sweep again")
  }

  @Test("A state of a later version says so")
  func newer() throws {
    #expect(try scan("--state", scene.state).status == 0)
    try DatabaseQueue(path: scene.state).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try expectRefusal("a later version", "format 99")
  }

  @Test("A state that another process holds is waited for, then named", .timeLimit(.minutes(1)))
  func busy() throws {
    #expect(try scan("--state", scene.state).status == 0)
    let other = try DatabaseQueue(path: scene.state)
    try other.inTransaction(.exclusive) { _ in
      try expectRefusal("another process", "wait until")
      return .rollback
    }
    #expect(try scan("--state", scene.state).status == 0)
  }

  @Test("A folder that cannot be written is an error before anything is swept")
  func readOnly() throws {
    try expectRefusal(path: scene.tree("no/such/folder"))
    try expectRefusal("folder", path: scene.tree("home"))
    // Root may write everywhere, so somebody else tries.
    #expect(try scan("--state", scene.state).status == 0)
    let program = try scene.tree.write(
      "bin/keysweep", bytes: Array(Data(contentsOf: URL(filePath: Tool.keysweep))))
    try scene.shell("chmod -R a+rX,a-w .. && chmod 755 ../bin/keysweep")
    for state in [scene.state, scene.tree("new.state")] {
      let command = [program, "scan", scene.tree("files"), "--state", state]
      let result =
        geteuid() == 0
        ? try Tool.run(
          "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups"] + command)
        : try Tool.run(command[0], Array(command.dropFirst()))
      #expect(result.status == 2 && result.output.isEmpty, "\(result)")
      #expect(result.error.contains(state), "\(result)")
    }
  }

  @Test("A file is not both the state and an output")
  func output() throws {
    let result = try scan("--state", scene.state, "--output", scene.state)
    #expect(result.status == 2 && result.error.contains("named both"), "\(result)")
    #expect(!FileManager.default.fileExists(atPath: scene.state))
  }

  @Test("A state that is full costs a notice, not the report")
  func full() throws {
    try scene.shell("for n in $(seq 4000); do echo $n > ../files/$n; done")
    scene.settle()
    #expect(try scan("--state", scene.state).status == 0)
    // A limit of file size stands for a full disk.
    try scene.shell("for n in $(seq 4000); do echo $n >> ../files/$n; done")
    scene.settle()
    let result = try Tool.run(
      "sh",
      [
        "-c", "ulimit -f 220; exec \"$0\" scan \"$1\" --state \"$2\" --format json --output -",
        Tool.keysweep, scene.tree("files"), scene.state,
      ])
    #expect(result.status == 0, "\(result)")
    #expect(result.output.contains("not all of this sweep is remembered"), "\(result)")
    #expect(try scan("--state", scene.state).status == 0)
  }
}
