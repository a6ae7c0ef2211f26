import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

@Suite("Inventory inputs that are none")
struct BadInputTests {
  @Test(
    "What a foreign file seems to be",
    arguments: [
      ("<!DOCTYPE html><p>Sign in", "HTML page"), ("a,b,c\n1,2,3\n", "not recognised"),
      ("\u{0}\u{1}\u{2}", "binary"), ("PK\u{3}\u{4}x", "zip archive"),
      ("Access key ID,Secret access key\nx,y\n", "download of credentials"),
      ("\nAn error occurred (AccessDenied) when calling", "error message of the AWS CLI"),
      ("{\"name\":\"x\",\"version\":\"1\"}", "its members: name, version"),
      ("[1,2]", "plain values"),
      ("[![badge](x)](y) A read-me", "plain values"), ("{}", "its members: none"),
      ("[]", "nothing there"),
    ])
  func foreign(content: String, reason: String) {
    let failure = Loading.failure(Array(content.utf8))
    #expect(failure?.kind == .notice, "a foreign file does not make an inventory incomplete")
    #expect(failure?.reason.contains(reason) ?? false, "\(String(describing: failure?.reason))")
  }

  @Test("PowerShell's UTF-16 is named with the remedy")
  func utf16() {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for byte in "{\"a\":1}".utf8 { bytes += [byte, 0] }
    #expect(Loading.failure(bytes)?.reason.contains("save it as UTF-8") ?? false)
  }

  @Test("Damage to what is an inventory makes it incomplete")
  func damaged() {
    for text in ["{\"AccessKeyMetadata\": [", "{\"Content\":\"####\"}", "dXNlcixhcm4s####"] {
      #expect(Loading.failure(Array(text.utf8))?.kind == .malformedInventory, "\(text)")
    }
  }

  @Test("In a folder, no file hides another, and what cannot be opened is named")
  func folder() throws {
    let tree = try TempTree()
    let good = String(decoding: try Loading.fixture("credential-report.csv"), as: UTF8.self)
    try tree.write("in/a/report", good)
    try tree.write("in/a/page.csv", "<html>no")
    try tree.write("in/empty", "")
    try tree.write("in/cut.json", "{\"AccessKeyMetadata\": [")
    try tree.write("in/b/locked", good)
    try tree.write("in/c/report", good)
    try FileManager.default.createSymbolicLink(
      atPath: tree("in/link"), withDestinationPath: tree("in/a/report"))
    let isRoot = getuid() == 0
    if !isRoot {
      try Tool.run("chmod", ["0", tree("in/b/locked"), tree("in/c")])
    }
    let inventory = try Inventory.load(paths: [SourcePath(tree("in"))], now: Loading.now)
    var kinds: [String: Incident.Kind] = [:]
    for incident in inventory.incidents where incident.detail.hasPrefix("not used") {
      let name = incident.path.lossyText.replacing(tree("in/"), with: "")
      kinds[name] = incident.kind
    }
    #expect(kinds["a/page.csv"] == .notice)
    #expect(kinds["empty"] == .notice)
    #expect(kinds["cut.json"] == .malformedInventory)
    if !isRoot {
      #expect(kinds["b/locked"] == .permissionDenied)
      #expect(kinds["c"] == .permissionDenied)
    }
    #expect(inventory.sources.contains { $0.records == 7 })
  }

  @Test("Files that were named: one bad does not hide one good; alone, or all bad, is an error")
  func named() throws {
    let tree = try TempTree()
    let bad = SourcePath(try tree.write("bad", "<html>"))
    let good = SourcePath(Loading.folder.appending(path: "list-access-keys.jsonl").path())
    let inventory = try Inventory.load(paths: [bad, good], now: Loading.now)
    #expect(inventory.incidents.contains { $0.path == bad && $0.makesIncomplete })
    for paths in [
      [bad], [bad, bad], [good, SourcePath(tree("missing"))], [SourcePath(tree.path)],
    ] {
      #expect(throws: InventoryError.self) {
        try Inventory.load(paths: paths, now: Loading.now)
      }
    }
  }

  @Test("Fixtures with random damage crash nothing, and lines stay in the file")
  func mutations() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Loading.folder.path()).sorted()
    let all = try names.map { try Loading.fixture($0) }
    for _ in 0..<60 {
      for var bytes in all {
        for _ in 0..<Int.random(in: 1...6) where !bytes.isEmpty {
          let at = Int.random(in: 0..<bytes.count)
          switch Int.random(in: 0..<5) {
          case 0: bytes[at] = UInt8.random(in: 0...255)
          case 1: bytes[at] = Array("{}[],:\"\\\n\t;|".utf8).randomElement() ?? 0
          case 2: bytes.remove(at: at)
          case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...200)))
          default: bytes.insert(contentsOf: (all.randomElement() ?? []).prefix(300), at: at)
          }
        }
        let lines = bytes.count { $0 == 0x0A } + 1
        guard let inputs = try? Loading.inputs(bytes) else { continue }
        // A report in base64 counts its own lines.
        for incident in inputs.flatMap(\.incidents) {
          #expect((incident.line ?? 1) <= max(lines, 100))
        }
      }
    }
  }
}
