import Foundation
import KeysweepTestSupport
import Testing

/// `keysweep demo`, and what `make sweep` runs.
@Suite("Demo and make sweep")
struct DemoTests {
  @Test("Where the demo cannot be written, one line says so")
  func unwritable() throws {
    let tree = try TempTree()
    let file = try tree.write("file", "")
    for path in [file, tree("missing")] {
      let result = try ScanCommandTests.keysweep(["demo", path])
      #expect(result.status == 2)
      #expect(result.error == "keysweep: error: \u{201c}\(path)\u{201d} is no existing folder\n")
    }
    try tree.write("locked/file", "")
    // Root may write anywhere but there.
    let locked = getuid() == 0 ? "/proc" : tree("locked")
    try Tool.run("chmod", ["500", tree("locked")])
    for folder in [locked] where FileManager.default.fileExists(atPath: folder) {
      let result = try ScanCommandTests.keysweep(["demo", folder])
      #expect(result.status == 2)
      #expect(result.error.hasPrefix("keysweep: error: cannot write \u{201c}\(folder)/estate"))
      #expect(result.error.split(separator: "\n").count == 1)
      #expect(!result.error.contains("Error("), "\(result.error)")
    }
  }

  /// Runs the script behind `make sweep`.
  private func sweep(_ paths: String, _ inventory: String, in tree: TempTree) throws -> Tool.Result
  {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".ci/sweep.sh").path()
    return try Tool.run("bash", [script, Tool.keysweep, paths, inventory], in: tree.path)
  }

  @Test("make sweep: the demo, one's own paths, and what is missing")
  func sweepScript() throws {
    let tree = try TempTree()
    try tree.write("-o", "key = \(TestKeys.keyID())\n")
    try tree.write("clean", "nothing\n")
    let demo = try sweep("", "", in: tree)
    #expect(demo.status == 0)
    #expect(demo.output.contains("12 AWS credentials found"))
    let own = try sweep(" clean -o", "", in: tree)
    #expect(own.status == 0, "\(own.error)")
    #expect(own.output.contains("1 AWS credential found"))
    #expect(own.output.contains("-o:1:7"))
    let inventory = try sweep("clean", " missing", in: tree)
    #expect(inventory.status == 2)
    #expect(inventory.error.contains("missing"))
    let missing = try sweep("", "inventory", in: tree)
    #expect(missing.status == 2)
    #expect(missing.error.contains("PATHS"))
    #expect(missing.output.isEmpty)
  }
}
