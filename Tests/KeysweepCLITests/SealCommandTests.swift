import Foundation
import KeysweepDemo
import KeysweepModel
import KeysweepTestSupport
import Testing

/// Sealed inventories as a user makes and uses them.
@Suite("keysweep inventory seal")
struct SealCommandTests {
  private static let cheap = ["--log2-rounds", "2"]

  /// A demo estate, with its inventory raw and sealed.
  private struct Estate {
    let tree: TempTree
    let truth: DemoTruth

    init(_ options: [String] = []) throws {
      tree = try TempTree()
      let now = Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
      truth = try DemoEstate.write(to: tree.path, now: now, using: SystemRandomNumberGenerator())
      let result = try ScanCommandTests.keysweep(
        ["inventory", "seal", "--inventory", tree("inventory"), "--output", tree("sealed.jsonl")]
          + SealCommandTests.cheap + options)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.isEmpty)
      #expect(result.error.contains("Sealed 2 accounts, 6 keys and 4 users"), "\(result.error)")
    }

    func findings(_ inventories: String...) throws -> [[String: Any]] {
      let arguments = inventories.flatMap { ["--inventory", tree($0)] }
      return try ScanCommandTests.findings(
        try ScanCommandTests.keysweep(["scan", tree("estate"), "--format", "json"] + arguments))
    }

    /// What must not depend on how the inventory came.
    func core(_ findings: [[String: Any]], owners: Bool = true) -> [String] {
      findings.map { finding in
        let evidence = (finding["evidence"] as? [[String: Any]] ?? []).map { item in
          "\(item["rule"] ?? "") \(item["asOf"] ?? "") \(owners ? item["statement"] ?? "" : "")"
        }
        let keys =
          ["keyId", "account", "status", "usable", "reason", "created", "lastUsed", "asOf", "tags"]
          + (owners ? ["owner", "candidates"] : [])
        return keys.map { "\($0)=\(finding[$0] ?? "-")" }.joined(separator: " ") + "\(evidence)"
      }
    }
  }

  @Test("The demo is judged by the sealed inventory as by the raw one")
  func alike() throws {
    let estate = try Estate()
    let raw = estate.core(try estate.findings("inventory"))
    #expect(raw.count == estate.truth.planted.count)
    #expect(estate.core(try estate.findings("sealed.jsonl")) == raw)
    // Half raw, half sealed; and the seal over the whole, twice.
    #expect(estate.core(try estate.findings("inventory/production", "sealed.jsonl")) == raw)
    #expect(estate.core(try estate.findings("sealed.jsonl", "inventory")) == raw)
  }

  @Test("Two sealed files, of one salt or of two, one an account")
  func severalFiles() throws {
    let estate = try Estate()
    let raw = estate.core(try estate.findings("inventory"))
    func seal(_ folder: String, _ more: [String] = []) throws {
      let result = try ScanCommandTests.keysweep(
        [
          "inventory", "seal", "--inventory", estate.tree("inventory/\(folder)"), "-o",
          estate.tree("\(folder).jsonl"),
        ] + more)
      #expect(result.status == 0, "\(result.error)")
    }
    try seal("production", Self.cheap)
    try seal("staging", Self.cheap)
    #expect(estate.core(try estate.findings("production.jsonl", "staging.jsonl")) == raw)
    try seal("staging", ["--salt-of", estate.tree("production.jsonl")])
    #expect(estate.core(try estate.findings("staging.jsonl", "production.jsonl")) == raw)
    let salts = try ["production", "staging"].map { name in
      try String(contentsOfFile: estate.tree("\(name).jsonl"), encoding: .utf8)
        .split(separator: "\n")[0]
    }
    #expect(salts[0] == salts[1])
  }

  @Test("Nothing in the file, nor in what is said of it, tells more than it should")
  func discloses() throws {
    let estate = try Estate(["--hide-users"])
    let raw = try estate.findings("inventory")
    let sealed = try estate.findings("sealed.jsonl")
    #expect(estate.core(sealed, owners: false) == estate.core(raw, owners: false))
    let text = try String(contentsOfFile: estate.tree("sealed.jsonl"), encoding: .utf8)
    let ids = estate.truth.planted.compactMap(\.keyID)
    let accounts = raw.compactMap { $0["account"] as? String }
    for word in ids + accounts + ["terraform", "ci-deploy", "intern"] {
      #expect(!text.contains(word), "\(word)")
    }
    let pseudonyms = text.matches(of: /"user-[a-z2-7]{8}"/).map { String($0.output) }
    #expect(Set(pseudonyms).count == 4)
    let owners = Set(sealed.compactMap { $0["owner"] as? String })
    #expect(owners.contains { $0.hasPrefix("user-") })
    // The numbers that stand for accounts appear nowhere.
    let numbers = text.matches(of: /\["row","([0-9]{12})"/).map { String($0.output.1) }
    #expect(Set(numbers).count == 2)
    for format in ["json", "text", "jsonl"] {
      let result = try ScanCommandTests.keysweep([
        "scan", estate.tree("estate"), "--inventory", estate.tree("sealed.jsonl"), "--format",
        format, "--verbose",
      ])
      for number in numbers { #expect(!result.output.contains(number)) }
    }
  }

  @Test("What is cut or edited is refused with file and line; what is missing is usage")
  func refused() throws {
    let estate = try Estate()
    let text = try String(contentsOfFile: estate.tree("sealed.jsonl"), encoding: .utf8)
    let cut = try estate.tree.write("cut.jsonl", String(text.dropLast(90)))
    let lines = text.split(separator: "\n").count
    let result = try ScanCommandTests.keysweep(
      ["scan", estate.tree("estate"), "--inventory", cut])
    #expect(result.status == 2)
    #expect(result.error.contains(cut) && result.error.contains("line \(lines - 1)"))
    for arguments in [
      [], ["--output", estate.tree("x")], ["--inventory", estate.tree("inventory")],
      ["--inventory", estate.tree("sealed.jsonl"), "-o", estate.tree("x")],
      ["--inventory", estate.tree("missing"), "-o", estate.tree("x")],
      ["--inventory", estate.tree("inventory"), "-o", estate.tree("no/x")],
      ["--inventory", estate.tree("inventory"), "-o", estate.tree("x"), "--salt-of", cut],
    ] {
      let result = try ScanCommandTests.keysweep(["inventory", "seal"] + arguments)
      #expect(result.status == 2, "\(arguments)")
      #expect(!FileManager.default.fileExists(atPath: estate.tree("x")))
    }
  }
}
