import Foundation
import KeysweepModel
import Testing

@testable import KeysweepReporting

@Suite("Golden audits")
struct AuditReportTests {
  static func render(_ format: AuditFormat, width: Int = 80, verbose: Bool = false) -> String {
    render(AuditFixture.audit, format, GoldenTests.style(width: width, verbose: verbose))
  }

  static func render(_ audit: Audit, _ format: AuditFormat, _ style: TextStyle) -> String {
    var text = ""
    format.reporter(style: style).write(audit) { text += $0 }
    return text
  }

  static func output(_ name: String) -> String {
    switch name {
    case "audit.txt": render(.text)
    case "audit-wide-verbose.txt": render(.text, width: 140, verbose: true)
    case "audit.json": render(.json)
    default: render(.csv)
    }
  }

  @Test(
    "Golden: as recorded",
    arguments: ["audit.txt", "audit-wide-verbose.txt", "audit.json", "audit.csv"])
  func golden(name: String) throws {
    let text = Self.output(name)
    let file = GoldenTests.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(name); run the tests again without RECORD_GOLDEN")
      return
    }
    let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == recorded, "\(name) changed; `make golden` records it again")
  }

  @Test("Text fits its width and holds nothing that moves a cursor", arguments: [60, 80, 120])
  func text(width: Int) {
    let text = Self.render(.text, width: width, verbose: true)
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(text.contains(#"\x1b[2J\naccess_key_1"#))
  }

  @Test("Nothing to do is said in words, and no more than what could be looked at")
  func nothing() {
    var audit = AuditFixture.audit
    audit.accounts.removeLast()
    audit.incidents = []
    let style = GoldenTests.style()
    #expect(
      Self.render(audit, .text, style).hasPrefix("Nothing to do: 0 keys, 0 active, in 1 account."))
    audit.accounts[0].gaps = ["something"]
    #expect(
      Self.render(audit, .text, style).hasPrefix("Nothing to do in what could be looked at: 0 keys")
    )
    audit.accounts = []
    #expect(
      (try? JSONSerialization.jsonObject(with: Data(Self.render(audit, .json, style).utf8))) != nil)
  }

  @Test("The JSON is that of the schema")
  func json() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Self.render(.json).utf8))
    let document = try #require(object as? [String: Any])
    #expect(document["schema"] as? String == "keysweep-audit/1")
    let summary = try #require(document["summary"] as? [String: Any])
    #expect(summary["findings"] as? Int == 4 && summary["steps"] as? Int == 3)
    #expect(summary["complete"] as? Bool == false)
    #expect((document["prevention"] as? [String: Any])?["Version"] as? String == "2012-10-17")
    let accounts = try #require(document["accounts"] as? [[String: Any]])
    let findings = try #require(accounts[1]["findings"] as? [[String: Any]])
    #expect(findings[2]["daysIsLowerBound"] as? Bool == true)
    #expect(findings[3]["settledBy"] as? String == "key-unused")
    // Texts stand once a check, and findings say which of them.
    #expect(findings.allSatisfy { $0["action"] as? Int == 0 })
    #expect(findings[2]["controls"] as? [Int] == Array(0..<6))
    #expect(findings[3]["controls"] as? [Int] == [])
    let checks = try #require(document["checks"] as? [String: [String: Any]])
    #expect(checks.keys.sorted() == ["inactive-key", "key-old", "key-unused", "root-key"])
    #expect(
      (checks["key-unused"]?["controls"] as? [[String: Any]])?[4]["id"] as? String == "IAM.22")
    #expect(checks["key-old"]?["actions"] as? [String] == ["Delete it: nothing depends on it."])
  }

  @Test("Findings of one check that ask for different things say which")
  func jsonPositions() throws {
    var audit = AuditFixture.audit
    var other = audit.accounts[1].findings[2]
    other.action = "Something else."
    other.controls = [AuditFixture.controls[4], AuditFixture.controls[0]]
    audit.accounts[1].findings.append(other)
    let text = Self.render(audit, .json, GoldenTests.style())
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let document = try #require(object as? [String: Any])
    let accounts = try #require(document["accounts"] as? [[String: Any]])
    let finding = try #require((accounts[1]["findings"] as? [[String: Any]])?.last)
    #expect(finding["action"] as? Int == 1)
    #expect(finding["controls"] as? [Int] == [4, 0])
    let checks = try #require(document["checks"] as? [String: [String: Any]])
    #expect((checks["key-unused"]?["actions"] as? [String])?.last == "Something else.")
  }

  @Test("CSV holds nothing that moves a cursor either")
  func csvControls() {
    for scalar in Self.render(.csv).unicodeScalars {
      #expect(scalar == "\r" || scalar == "\n" || scalar.value >= 0x20 && scalar.value != 0x7F)
    }
  }

  @Test("CSV has as many cells in every row as in its header, read by the book")
  func csv() {
    let rows = Self.parse(Self.render(.csv))
    #expect(rows.count == 5)
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    #expect(rows[2][3] == "'=cmd|' /C calc'!A0")
    #expect(rows[2][12] == #"'=cmd|' /C calc'!A0 \x1b[2J\naccess_key_1: "off""#)
  }

  @Test(
    "Cells that a spreadsheet would run are neutralised, others stay as they are",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"),
      ("\rx", "\"'\rx\""), ("\r\nx", "\"'\r\nx\""), ("a=b", "a=b"), ("", ""), ("a,b", "\"a,b\""),
      ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("=\"a\"", "\"'=\"\"a\"\"\""), ("é", "é"),
    ])
  func cells(text: String, cell: String) {
    #expect(CSVText.cell(text) == cell)
  }

  /// RFC 4180, as strict as it is.
  static func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell = ""
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        cell.unicodeScalars.append("\"")
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
      case "\r" where !isQuoted && scalars.first == "\n":
        scalars.removeFirst()
        rows[rows.count - 1].append(cell)
        cell = ""
        if !scalars.isEmpty { rows.append([]) }
      default: cell.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
