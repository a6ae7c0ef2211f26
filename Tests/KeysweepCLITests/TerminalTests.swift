import Foundation
import KeysweepTestSupport
import Testing

/// What a person at a terminal meets: help, progress, names that mean harm.
@Suite("At a terminal")
struct TerminalTests {
  @Test("No help shows the inside of the program")
  func helpDefaults() throws {
    let help = try ScanCommandTests.keysweep(["scan", "--help"]).output
    #expect(help.contains("default: any)"))
    #expect(help.contains("default: 90d)"))
    #expect(!help.contains("keysweep.") && !help.contains("(" + "rule"))
  }

  @Test("A progress line is taken away, and where none was drawn the terminal is left alone")
  func progress() throws {
    let tree = try TempTree()
    try tree.write("clean", "nothing\n")
    // A terminal of its own for standard error; standard input ends the sweep after a while.
    let script = """
      import os, pty, subprocess, sys, time
      mine, its = pty.openpty()
      sweep = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=its)
      time.sleep(float(sys.argv[1]))
      sweep.stdin.close()
      sweep.wait()
      os.set_blocking(mine, False)
      drawn = b""
      for _ in range(20):
          try: drawn += os.read(mine, 65536)
          except BlockingIOError: time.sleep(0.01)
      print(repr(drawn))
      """
    func drawn(_ seconds: String) throws -> String {
      try Tool.run("python3", ["-c", script, seconds, Tool.keysweep, "scan", "-", tree("clean")])
        .output
    }
    // A busy machine may need long enough for a line to be due.
    let short = try drawn("0")
    #expect(short == "b''\n" || short.contains("file"), "\(short)")
    let long = try drawn("1")
    #expect(long.contains("0 files") || long.contains("1 file"), "\(long)")
    #expect(long.hasSuffix("\\r\\x1b[K'\n"), "\(long)")
  }

  @Test("A hostile name neither moves the cursor nor forges a line")
  func hostileName() throws {
    let tree = try TempTree()
    let script = #"printf 'key = %s\n' "$2" > "$1/$(printf 'x\033[2J\nACTIVE fake')""#
    try Tool.run("bash", ["-c", script, "bash", tree.path, TestKeys.keyID()])
    let result = try ScanCommandTests.keysweep(["scan", tree.path])
    #expect(!result.output.contains("\u{1B}"))
    #expect(result.output.contains(#"x\x1b[2J\nACTIVE fake"#))
    #expect(!result.output.split(separator: "\n").contains { $0.hasPrefix("ACTIVE fake") })
    let json = try ScanCommandTests.findings(
      try ScanCommandTests.keysweep(["scan", tree.path, "--format", "json"]))
    let path = ((json.first?["locations"] as? [[String: Any]])?.first)?["path"] as? String
    #expect(path?.hasSuffix("x\u{1B}[2J\nACTIVE fake") ?? false)
  }

  @Test("A reader that goes away ends the output quietly")
  func brokenPipe() throws {
    let tree = try TempTree()
    for index in 0..<300 { try tree.write("f\(index)", "key \(TestKeys.keyID())\n") }
    let result = try Tool.run(
      "bash",
      [
        "-c", "\"$1\" scan \"$2\" --format json | head -c 100 >/dev/null; echo ${PIPESTATUS[0]}",
        "bash", Tool.keysweep, tree.path,
      ])
    #expect(result.output == "1\n")
    #expect(result.error.isEmpty)
  }

  @Test(
    "Every command has help with two examples",
    arguments: [
      ["scan"], ["rules"], ["rules", "list"], ["rules", "check"], ["rules", "test"], ["demo"],
      ["version"], [],
    ])
  func help(command: [String]) throws {
    let result = try ScanCommandTests.keysweep(command + ["--help"])
    #expect(result.status == 0)
    let examples = result.output.split(separator: "\n").filter {
      $0.drop { $0 == " " }.hasPrefix("keysweep ") || $0.contains("| keysweep ")
    }
    #expect(examples.count >= 2)
  }
}
