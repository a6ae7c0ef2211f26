import Foundation
import KeysweepTestSupport
import Testing

/// Pipes, signals, limits and odd names, as a shell brings them about.
@Suite("Inputs of keysweep scan")
struct InputTests {
  /// Runs a script with the binary as `$1`, a folder as `$2`, and a key ID as `$3`.
  static func bash(_ script: String, _ tree: TempTree) throws -> Tool.Result {
    try Tool.run(
      "bash", ["-c", script, "bash", Tool.keysweep, tree.path, TestKeys.keyID()])
  }

  @Test("Few descriptors and many small folders: nothing is lost", arguments: [40, 256])
  func fewDescriptors(limit: Int) throws {
    let tree = try TempTree()
    let script = """
      for i in $(seq 1500); do mkdir "$2/d$i" && echo "key=$3" > "$2/d$i/f" || exit 9; done
      ulimit -n \(limit)
      "$1" scan "$2" --jobs 4 --format json
      """
    let result = try Self.bash(script, tree)
    #expect(result.status == 1, "\(result.error)")
    let summary = try #require(try ScanCommandTests.json(result)["summary"] as? [String: Any])
    #expect(summary["complete"] as? Bool == true)
    #expect(try ScanCommandTests.findings(result).first?["locationCount"] as? Int == 1500)
  }

  /// Waits until the process `$p` catches SIGTERM.
  static let untilReady = """
    for i in $(seq 200); do
      if [ -r /proc/$p/status ]; then
        grep -q '^SigCgt:.*[4-7c-f]...$' /proc/$p/status && break
      else
        sleep 2; break
      fi
      sleep 0.05
    done
    """

  @Test(
    "SIGTERM ends a wait for standard input or a pipe",
    .timeLimit(.minutes(10)), arguments: ["- <&3", "\"$2/pipe\"", "/dev/fd/3"])
  func interruptedWait(target: String) throws {
    let tree = try TempTree()
    let script = """
      mkfifo "$2/pipe"
      exec 3<>"$2/pipe"
      echo "key=$3" >&3
      "$1" scan \(target) > "$2/out" &
      p=$!
      \(Self.untilReady)
      sleep 0.3
      kill -TERM $p
      wait $p
      echo "status $?"
      cat "$2/out"
      """
    let result = try Self.bash(script, tree)
    // What had come by then was looked at.
    #expect(result.output.hasPrefix("status 1\n"), "\(result.output) \(result.error)")
    #expect(result.output.contains("interrupted"))
    #expect(result.output.contains("Swept 0 files"))
  }

  @Test("A FIFO is waited for until somebody writes", .timeLimit(.minutes(10)))
  func lateWriter() throws {
    let tree = try TempTree()
    let script = """
      mkfifo "$2/pipe"
      (sleep 0.5; echo "key=$3" > "$2/pipe") &
      "$1" scan "$2/pipe"
      """
    let result = try Self.bash(script, tree)
    #expect(result.status == 1, "\(result.error)")
    #expect(result.output.contains("pipe:1:5"))
    #expect(result.output.contains("Swept 1 file,"))
  }

  @Test("A process substitution is swept; twice the same pipe is one")
  func substitution() throws {
    let tree = try TempTree()
    #expect(try Self.bash("\"$1\" scan <(echo \"key=$3\")", tree).status == 1)
    let twice = try Self.bash("echo \"key=$3\" | \"$1\" scan - /dev/stdin --verbose", tree)
    #expect(twice.status == 1)
    #expect(twice.output.contains("the same file as <stdin>"))
  }

  @Test(
    "Nothing to sweep is no success",
    arguments: [
      ("mkdir \"$2/d\"; \"$1\" scan \"$2/d\"", "nothing was swept: there are no files"),
      ("mkdir \"$2/d\"; mkfifo \"$2/d/f\"; \"$1\" scan \"$2/d\"", "1 special-file"),
      ("echo x > \"$2/f\"; \"$1\" scan \"$2\" --exclude '*'", "1 excluded"),
      ("echo x > \"$2/f\"; \"$1\" scan \"$2/f\" --exclude f", "1 excluded"),
      ("\"$1\" scan /dev/null", "a socket or device"),
      ("\"$1\" scan - <&-", "<stdin>"),
      ("false | \"$1\" scan -", "nothing was swept: standard input was empty"),
      ("mkdir \"$2/d\"; \"$1\" scan - \"$2/d\" </dev/null", "standard input was empty"),
    ])
  func nothing(script: String, text: String) throws {
    let result = try Self.bash(script, try TempTree())
    #expect(result.status == 3, "\(result.output) \(result.error)")
    #expect(result.output.contains("INCOMPLETE"))
    #expect(result.output.replacing(/\s+/, with: " ").contains(text))
  }

  @Test("Empty standard input beside files is said, and hides nothing")
  func emptyInput() throws {
    let result = try Self.bash(
      "echo x > \"$2/f\"; \"$1\" scan - \"$2/f\" </dev/null", try TempTree())
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("<stdin>: notice: standard input was empty"))
    #expect(result.output.contains("Swept 1 file,"))
  }

  @Test(
    "What a walk meets under the name of a root is no duplicate",
    arguments: [("d d/f", 0), ("d ./d/f", 1), ("d d/hard d/f", 0), ("d d", 0)])
  func sameName(roots: String, duplicates: Int) throws {
    let script = "cd \"$2\"; mkdir d; echo x > d/f; \"$1\" scan \(roots) -v"
    let result = try Self.bash(
      script.replacing("echo x > d/f;", with: "echo x > d/f; ln d/f d/hard;"), try TempTree())
    let names = result.output.matches(of: /(\S+): duplicate: the same file as (\S+),/)
    #expect(!names.contains { $0.output.1 == $0.output.2 }, "\(result.output)")
    #expect(result.output.contains("d/f: duplicate") == (duplicates > 0), "\(result.output)")
  }

  @Test("Paths that are not UTF-8 are found, and not confused")
  func bytes() throws {
    let script = #"""
      cd "$2"
      a=$'bd\xff'; b=$'bd\xfe'; c=$'\xf4\x8f\xbf\xbf-\xc3\xa9\xed\xa0\x80'
      echo "key=$3" > "$b"; echo x > "$a"; echo x > "$c"
      "$1" scan "$a" "$c"; echo "$?"
      "$1" scan --exclude "$a" "$b" | grep -c 'bd.xfe'; "$1" scan ./"$b" >/dev/null; echo "$?"
      """#
    let result = try Self.bash(script, try TempTree())
    let lines = result.output.split(separator: "\n")
    #expect(lines.suffix(3) == ["0", "1", "1"], "\(result.output) \(result.error)")
  }
}
