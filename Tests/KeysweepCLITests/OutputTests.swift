import Foundation
import KeysweepTestSupport
import Testing

/// What is written where, and what is said when it cannot be.
@Suite("Outputs")
struct OutputTests {
  /// Runs a script in which `$K` is the binary, in a folder.
  static func shell(_ script: String, in tree: TempTree) throws -> Tool.Result {
    try Tool.run(
      "bash", ["-c", script], in: tree.path, environment: ["K": Tool.keysweep])
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: URL(filePath: path), encoding: .utf8)
  }

  static func names(_ tree: TempTree) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: tree.path).sorted()
  }

  private func leak() throws -> TempTree {
    let tree = try TempTree()
    try tree.write("leak", "key = \(TestKeys.keyID())\n")
    try tree.write("clean", "nothing\n")
    return tree
  }

  @Test(
    "Standard output that cannot be written is an error, whatever was found",
    arguments: [
      "scan clean", "scan clean --format json", "scan leak --format jsonl",
      "scan leak --fail-on never", "rules list", "rules check", "version", "--help", "scan --help",
    ])
  func fullDevice(arguments: String) throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let result = try Self.shell("$K \(arguments) > /dev/full", in: try leak())
    #expect(result.status == 4)
    #expect(result.error.contains("cannot write standard output: "), "\(result.error)")
  }

  @Test("Standard output that is closed is an error, and no file takes its place")
  func closed() throws {
    let tree = try leak()
    let result = try Self.shell("$K scan leak --reveal-secrets s -o r.json -o - >&-", in: tree)
    #expect(result.status == 4)
    #expect(result.error.contains("standard output"))
    #expect(try Self.text(tree("s")).isEmpty)
    #expect(try Self.text(tree("r.json")).hasPrefix("{"))
    #expect(try Self.shell("$K scan - <&- 2>&-", in: tree).status == 3)
    #expect(try Self.shell("$K scan leak -o t.json >&- 2>&-", in: tree).status == 1)
  }

  @Test("An output that fails does not take the others with it")
  func others() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let tree = try leak()
    let result = try Self.shell("$K scan leak -o /dev/full -o ok.json -o json:/dev/full", in: tree)
    #expect(result.status == 4)
    #expect(result.error.split(separator: "\n").count == 2, "\(result.error)")
    #expect(try Self.text(tree("ok.json")).hasPrefix("{"))
    #expect(try Self.names(tree) == ["clean", "leak", "ok.json"])
  }

  @Test(
    "Outputs that are empty or one file are refused before the sweep",
    arguments: [
      ("-o a.json -o a.json", "two outputs"), ("-o a.json -o ./a.json", "one file"),
      ("-o text:b -o json:b", "two outputs"), ("-o clean -o link", "one file"),
      ("-o hanging -o new", "one file"), ("-o - -o json:-", "two outputs"),
      ("-o - -o /dev/stdout", "one file"), ("-o ''", "names no file"),
      ("-o json:", "names no file"), ("--reveal-secrets s -o s", "two outputs"),
      ("--reveal-secrets s -o ./s", "one file"), ("--reveal-secrets ''", "--reveal-secrets"),
      ("--reveal-secrets -", "never standard output"), ("--reveal-secrets clean", "exists already"),
      ("--reveal-secrets /dev/stdout", "exists already"),
      ("--reveal-secrets fifo", "exists already"), ("--reveal-secrets hanging", "exists already"),
      ("-o ok.json --reveal-secrets no/such/folder", "cannot write"),
    ])
  func refused(options: String, reason: String) throws {
    let tree = try leak()
    let before = "ln -s clean link; ln -s new hanging; mkfifo fifo; "
    let result = try Self.shell(
      before + "ls -A > ../list.$$; $K scan leak \(options) > out; s=$?; "
        + "rm out; ls -A | diff ../list.$$ - >&2; rm ../list.$$; exit $s", in: tree)
    #expect(result.status == 2)
    #expect(result.error.contains(reason), "\(result.error)")
    // Nothing is left behind.
    #expect(!result.error.contains("\n> "), "\(result.error)")
  }

  @Test("A run does not sweep what it writes, nor the report it replaces")
  func ownOutputs() throws {
    let tree = try leak()
    for options in [
      "-o report.json", "-o jsonl:report.json", "--reveal-secrets s -o report.json",
      "-o json:/dev/stdout > report.json", "--format json > report.json 2> errors",
    ] {
      // Twice: the second run meets the report of the first.
      for round in 0..<2 {
        let result = try Self.shell("rm -f s; $K scan . \(options)", in: tree)
        #expect(result.status == 1, "\(options): \(result.error)")
        let report = try Self.text(tree("report.json"))
        #expect(report.contains("\"./leak\""))
        #expect(report.contains(/"locationCount" ?: ?1\b/))
        #expect(report.contains("own-output") || round == 0, "\(options)")
      }
      _ = try Self.shell("rm -f report.json s errors", in: tree)
    }
    // Named, it is left out as well.
    let named = try Self.shell("$K scan leak clean >> leak; tail -1 leak", in: tree)
    #expect(named.status == 0, "\(named.error)")
    #expect(try Self.text(tree("leak")).contains("Left out: 1 own-output"))
    #expect(try Self.names(tree) == ["clean", "leak"])
  }

  @Test(
    "What is named to be read is never written over",
    arguments: [
      "leak -o leak", "leak -o json:./leak", "leak -o link", "link -o leak", "hard -o leak",
      ". leak -o ok.json -o leak", "new --reveal-secrets new", "new -o new",
      "clean --inventory report.csv -o report.csv",
    ])
  func inputs(arguments: String) throws {
    let tree = try leak()
    try tree.write(
      "report.csv",
      JudgedSweepTests.header
        + "a,arn:aws:iam::210987654321:user/a,2020-01-01T00:00:00Z,false,N/A,N/A,false,N/A,N/A\n")
    let result = try Self.shell(
      "ln -s leak link; ln leak hard; cp leak ../copy.$$; $K scan \(arguments); s=$?; "
        + "cmp leak ../copy.$$ && rm ../copy.$$; exit $s", in: tree)
    #expect(result.status == 2, "\(result.output)")
    #expect(result.error.contains("both to be read and to be written"), "\(result.error)")
    #expect(try Self.names(tree) == ["clean", "hard", "leak", "link", "report.csv"])
  }

  @Test("A limit of file size is an error like a full disk, and leaves nothing behind")
  func fileSize() throws {
    let tree = try TempTree()
    try tree.write("leak", (0..<50).map { _ in "key = \(TestKeys.keyID())\n" }.joined())
    let result = try Self.shell("ulimit -f 1; $K scan leak -o lim.json", in: tree)
    #expect(result.status == 4)
    #expect(result.error.contains("cannot write"), "\(result.error)")
    #expect(try Self.names(tree) == ["leak"])
  }

  @Test("A link stays a link, and a file keeps its permissions")
  func replacing() throws {
    let tree = try leak()
    let result = try Self.shell(
      """
      umask 022; mkdir d; echo old > d/real.json; chmod 600 d/real.json; ln -s d/real.json link.json
      ln -s d/new.json hanging.json
      $K scan clean -o link.json -o hanging.json -o fresh.json
      for f in link.json d/real.json d/new.json fresh.json; do stat -c '%F %a' $f; head -c 1 $f; done
      ls -A d
      """, in: tree)
    #expect(
      result.output == """
        symbolic link 777
        {regular file 600
        {regular file 644
        {regular file 644
        {new.json
        real.json

        """, "\(result.output) \(result.error)")
  }

  @Test(
    "A lost terminal ends the sweep like an interrupt; under nohup it does not",
    arguments: [
      false, true,
    ])
  func hangup(isIgnored: Bool) throws {
    let tree = try leak()
    // A sweep of standard input goes on until the writer is done.
    let result = try Self.shell(
      """
      mkfifo in
      hup='import os, signal, sys
      signal.signal(signal.SIGHUP, signal.SIG_\(isIgnored ? "IGN" : "DFL"))
      signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])
      os.execv(sys.argv[1], sys.argv[1:])'
      python3 -c "$hup" $K scan - -o r.json < in & p=$!
      exec 3> in; until ls -A | grep -q part; do sleep 0.05; done; sleep 0.3; trap '' PIPE; kill -HUP $p; sleep 0.2; echo x >&3; exec 3>&-
      wait $p; echo $?; ls -A
      """, in: tree)
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == (isIgnored ? "0" : "3"), "\(result.output) \(result.error)")
    #expect(lines.contains("r.json") && !lines.contains { $0.hasSuffix(".part") })
  }

  @Test(
    "Nothing from outside reaches the terminal raw",
    arguments: [
      "scan leak --inventory \"$E\"", "scan leak --rules \"$E\"", "scan leak -o \"$E/x\"",
      "scan leak --format \"$E\"", "scan leak --format=\"$E\"", "scan leak --accounts \"$E\"",
      "\"$E\"", "scan leak \"--$E\"", "rules list --rules \"$E\"", "rules check \"$E\"",
      "demo \"$E\"", "rules list --add-rules mine.toml", "rules test --add-rules mine.toml",
      "scan leak -o \"$E\" -o \"$E\"", "scan \"$E\"",
    ])
  func neutral(arguments: String) throws {
    let tree = try leak()
    try tree.write(
      "mine.toml",
      """
      [[rule]]
      id = "mine"
      description = "\\u001b[31mred\\nnot a line"
      kind = "other"
      credential = "bedrock-long-term-key"
      anchor = { literals = ["da2-"] }
      pattern = '(?<secret>da2-[a-z0-9]{26})'
      match = ["\\u001b[31m\\nnot a line"]
      """)
    let result = try Self.shell("E=$'\\e[31mred\\nnot a line'; $K \(arguments)", in: tree)
    let output = result.output + result.error
    #expect(!output.contains("\u{1B}"), "\(output)")
    #expect(output.contains("\\x1b[31m"), "\(output)")
    #expect(!output.split(separator: "\n").contains { $0.hasPrefix("not a line") }, "\(output)")
  }
}
