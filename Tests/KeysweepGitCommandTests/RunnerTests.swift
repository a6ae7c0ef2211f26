import Foundation
import KeysweepTestSupport
import Synchronization
import Testing

@testable import KeysweepGitCommand

@Suite("Running git")
struct RunnerTests {
  /// A repository, and a git that does something else when it is asked for a list of commits.
  static func fake(_ sandbox: Sandbox, _ script: String) throws -> GitCommand {
    if !FileManager.default.fileExists(atPath: sandbox.tree("repo")) {
      try sandbox.make()
      try sandbox.shell("git commit -q --allow-empty -m one")
    }
    let real = try sandbox.shell("command -v git")
    let file = try sandbox.tree.write(
      "bin/git",
      """
      #!/bin/sh
      for word; do
        if [ "$word" = rev-list ]; then
      \(script)
        fi
      done
      exec '\(real)' "$@"
      """)
    try Tool.run("chmod", ["755", file])
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try sandbox.git("repo", ["PATH": "\(sandbox.tree("bin")):\(path)"])
  }

  @Test("A git that hangs is ended with all it has started", arguments: ["", "exec 2>&- >&-"])
  func cancel(prelude: String) async throws {
    try await onThread { sandbox in
      let pids = sandbox.tree("pids")
      let git = try Self.fake(
        sandbox,
        "trap '' TERM; \(prelude)\nsleep 600 & echo $$ $! > '\(pids)'; while :; do sleep 600; done")
      Thread.detachNewThread {
        while !FileManager.default.fileExists(atPath: pids) { usleep(10_000) }
        usleep(100_000)
        git.cancel()
      }
      let start = ContinuousClock.now
      expect(.cancelled) { try git.ids(.branch("main")) }
      #expect(ContinuousClock.now - start < .seconds(30))
      expect(.cancelled) { try git.resolve("main") }
      usleep(300_000)
      let numbers = try String(contentsOfFile: pids, encoding: .utf8).split { " \n".contains($0) }
      #expect(numbers.count == 2)
      for number in numbers {
        // A zombie is gone too.
        let state = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
        #expect(state.map { $0.contains(") Z ") } ?? true)
      }
    }
  }

  @Test("Large output is handed out as it comes")
  func large() async throws {
    try await onThread { sandbox in
      let line = String(repeating: "0123456789", count: 4)
      let git = try Self.fake(sandbox, "yes \(line) | head -n 200000; exit 0")
      var count = 0
      try git.objects(.branch("main")) { bytes in
        if bytes.count == 40 { count += 1 }
      }
      #expect(count == 200_000)
    }
  }

  @Test("A failure says what git said, shortened, whatever it said")
  func complaint() async throws {
    try await onThread { sandbox in
      let git = try Self.fake(
        sandbox,
        "printf 'fatal: one\\nhint: two\\n\\377three\\n' >&2; yes noise | head -c 5000000 >&2; exit 3"
      )
      let error = expect(.failed) { try git.ids(.branch("main")) }
      #expect(error?.reason == "git rev-list failed (3)")
      #expect(error?.complaint.hasPrefix("one; \u{FFFD}three; noise") == true)
      #expect((error?.complaint.utf8.count ?? 0) < 500)
      let killed = try Self.fake(sandbox, "kill -9 $$")
      #expect(
        expect(.failed) { try killed.ids(.branch("main")) }?.reason.contains("signal 9") == true)
      let old = try Self.fake(sandbox, "echo usage: git rev-list >&2; exit 129")
      let tooOld = expect(.tooOld) { try old.ids(.since("2.weeks")) }
      #expect(tooOld?.remedy.contains("2.37") == true)
    }
  }

  @Test("Something that git has started and left behind keeps nobody waiting")
  func orphan() async throws {
    try await onThread { sandbox in
      let git = try Self.fake(sandbox, "sleep 20 & exit 0")
      let start = ContinuousClock.now
      #expect(try git.ids(.branch("main")) == [])
      #expect(ContinuousClock.now - start < .seconds(15))
    }
  }

  @Test("Many calls at once")
  func threads() async throws {
    try await onThread { sandbox in
      try ObjectsTests.history(sandbox)
      let git = try sandbox.git()
      let expected = try sandbox.expected("main")
      let good = Mutex(0)
      let group = DispatchGroup()
      for _ in 0..<16 {
        group.enter()
        Thread.detachNewThread {
          for _ in 0..<5 where (try? git.ids(.branch("main"))) == expected {
            good.withLock { $0 += 1 }
          }
          group.leave()
        }
      }
      group.wait()
      #expect(good.withLock { $0 } == 80)
    }
  }

  @Test("Records are cut wherever the pieces end")
  func splitter() {
    let text = Array("one\n\ntwo\nthree".utf8)
    for size in 1...text.count {
      var splitter = RecordSplitter(0x0A)
      var records: [String] = []
      for start in stride(from: 0, to: text.count, by: size) {
        text[start..<min(start + size, text.count)].withUnsafeBytes { piece in
          splitter.feed(piece) { records.append(String(decoding: $0, as: UTF8.self)) }
        }
      }
      splitter.finish { records.append(String(decoding: $0, as: UTF8.self)) }
      #expect(records == ["one", "two", "three"])
    }
  }
}
