import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// Damaged files, and sealing from and to disk.
@Suite("Sealed files")
struct SealedFileTests {
  private static func lines() throws -> [String] {
    var random = SystemRandomNumberGenerator()
    let account = SimulatedAccount(using: &random)
    let bytes = try Sealing.seal(
      [account.report(at: account.end, hasRoot: true)], Sealing.parameters())
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private static func problem(_ lines: [String]) -> String? {
    do {
      _ = try Sealing.read(Array((lines.joined(separator: "\n") + "\n").utf8), "s.jsonl")
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("Line ends and a missing last one do not matter")
  func lineEnds() throws {
    let lines = try Self.lines()
    for text in [
      lines.joined(separator: "\n"), lines.joined(separator: "\r\n") + "\r\n",
      lines.joined(separator: "\n") + "\n\n",
    ] {
      #expect(try Sealing.read(Array(text.utf8)).count == 1)
    }
  }

  @Test("What is damaged is refused with file and line")
  func damage() throws {
    let lines = try Self.lines()
    let last = lines.count
    func edited(_ index: Int, _ line: String?) -> [String] {
      var copy = lines
      if let line { copy[index] = line } else { copy.remove(at: index) }
      return copy
    }
    let cases: [(lines: [String], line: Int, reason: String)] = [
      (lines.dropLast(), last - 1, "the last one is missing"),
      (edited(2, nil), last - 1, "lines are missing or were added"),
      (lines + ["[]"], last + 1, "something follows the last line"),
      (
        edited(2, lines[2].replacing("false", with: "true", maxReplacements: 1)), last,
        "the checksum is wrong"
      ),
      (edited(2, "[\"list\",\"123456789012\""), 3, "ends in the middle"),
      (edited(2, "[\"row\",\"123\"]"), 3, "element 2 is no account"),
      (edited(2, "[\"list\",\"123456789012\"]"), 3, "too few"),
      (edited(2, "[\"list\",\"123456789012\",\"a\",1]"), 3, "too many"),
      (edited(2, "[\"cheese\"]"), 3, "unknown kind \u{201c}cheese\u{201d}"),
      (edited(2, "[\"event\",\"k\",99999999999999999,null,null,null]"), 3, "element 3 is no time"),
      (edited(2, "[[[[[[]]]]]]"), 3, "column 5: nested too deeply"),
      (edited(2, "{}"), 3, "column 1: no value starts here"),
      (edited(2, "[\"a\\q\"]"), 3, "an escape that keysweep does not write"),
      (edited(2, "[\"a"), 3, "a text is not closed"),
      (edited(1, nil), 2, "a fact before any input"),
      (edited(0, lines[0].replacing("sealed/1", with: "sealed/2")), 1, "use a newer one"),
      (edited(0, lines[0].replacing("scrypt", with: "rot13")), 1, "kdf is rot13"),
      (edited(0, lines[0].replacing("[1,1,1]", with: "[40,8,1]")), 1, "may cost"),
      (edited(0, lines[0].replacing("accountCost", with: "cost")), 1, "[log2 N, r, p]"),
      (edited(0, "{\"format\":\"keysweep-sealed/1\""), 1, "no valid JSON"),
    ]
    for (number, damaged) in cases.enumerated() {
      let problem = try #require(Self.problem(damaged.lines), "case \(number)")
      #expect(problem.contains("s.jsonl"))
      #expect(problem.contains("line \(damaged.line): "), "case \(number): \(problem)")
      #expect(problem.contains(damaged.reason), "case \(number): \(problem)")
    }
  }

  @Test("Any bytes are refused or read, never more")
  func noise() throws {
    let bytes = Array((try Self.lines().joined(separator: "\n") + "\n").utf8)
    for _ in 0..<2000 {
      var noisy = bytes
      for _ in 0..<Int.random(in: 1...4) {
        noisy[Int.random(in: 0..<noisy.count)] = UInt8.random(in: 0...255)
      }
      if noisy == bytes { continue }
      // The salt is covered by the checksum too, so nothing that changed can pass.
      #expect((try? Sealing.read(noisy)) == nil || noisy.elementsEqual(bytes))
    }
  }

  private func seal(
    _ paths: [String], to output: String, _ change: (inout SealOptions) -> Void = { _ in }
  ) throws -> SealSummary {
    var options = SealOptions()
    options.log2Rounds = (1, 1)
    change(&options)
    var bytes: [UInt8] = []
    let summary = try InventorySeal.write(
      paths: paths.map { SourcePath($0) }, options: options,
      forEach: { count, body in for index in 0..<count { body(index) } }, to: { bytes += $0 })
    try Data(bytes).write(to: URL(filePath: output))
    return summary
  }

  @Test("Samples are sealed, recognised by content, and never sealed twice")
  func samples() throws {
    let tree = try TempTree()
    let folder = Loading.folder
    let names = ["credential-report.csv", "list-access-keys.merged-array.json"]
    for name in names {
      try tree.write(
        "in/\(name)", try String(contentsOf: folder.appending(path: name), encoding: .utf8))
    }
    let first = try seal([tree("in")], to: tree("in/sealed.json"))
    #expect(first.accounts == 1 && first.keys == 4 && first.users == 7)
    let inventory = try Inventory.load(paths: [SourcePath(tree("in/sealed.json"))])
    #expect(inventory.sources.map(\.format) == ["credential-report", "list-access-keys"])
    #expect(inventory.sources.allSatisfy { $0.accounts.isEmpty })

    // The earlier output lies in the folder: it is passed over, and its salt can be kept.
    let again = try seal([tree("in")], to: tree("again")) {
      $0.saltOf = SourcePath(tree("in/sealed.json"))
    }
    #expect(again.incidents.contains { $0.detail.contains("sealed already") })
    #expect(
      try Data(contentsOf: URL(filePath: tree("again")))
        == Data(contentsOf: URL(filePath: tree("in/sealed.json"))))
    #expect(throws: InventoryError.self) { try seal([tree("again")], to: tree("x")) }
    #expect(throws: InventoryError.self) {
      try seal([tree("in")], to: tree("x")) {
        $0.saltOf = SourcePath(tree("in/\(names[0])"))
      }
    }
  }
}
