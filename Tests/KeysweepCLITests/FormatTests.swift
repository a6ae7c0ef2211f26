import Foundation
import KeysweepTestSupport
import Testing

/// Every format of `scan`, end to end.
@Suite("Formats of reports")
struct FormatTests {
  static let formats = [
    "text", "json", "jsonl", "sarif", "gitlab", "github", "csv", "markdown",
  ]

  /// Sweeps into all formats at once; their texts by format.
  private func sweep(_ paths: [String], in tree: TempTree) throws -> [String: Data] {
    let outputs = Self.formats.map { "--output=\($0):\(tree("out/\($0)"))" }
    try tree.write("out/.keep", "")
    let result = try ScanCommandTests.keysweep(
      ["scan", "--show-suppressed", "--verbose"] + outputs + ["--"] + paths)
    #expect(result.status == 1, "\(result.error)")
    var texts = ["stderr": Data(result.error.utf8), "stdout": Data(result.output.utf8)]
    for format in Self.formats {
      texts[format] = try Data(contentsOf: URL(filePath: tree("out/\(format)")))
    }
    return texts
  }

  /// A secret in every form in which it could get out.
  private static func forms(of secret: String) -> [String: Data] {
    let bytes = Array(secret.utf8)
    var forms: [String: Data] = ["plain": Data(bytes)]
    for shift in 0..<3 {
      let encoded = Data([UInt8](repeating: 0x3A, count: shift) + bytes).base64EncodedString()
      // Without what depends on the bytes around it.
      let middle = String(encoded.dropFirst(shift == 0 ? 0 : shift + 1).prefix(40))
      forms["base64+\(shift)"] = Data(middle.utf8)
      let url = middle.replacing("+", with: "-").replacing("/", with: "_")
      forms["base64url+\(shift)"] = Data(url.utf8)
    }
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    forms["hex"] = Data(hex.joined().utf8)
    forms["HEX"] = Data(hex.joined().uppercased().utf8)
    forms["percent"] = Data(
      secret.replacing("/", with: "%2F").replacing("+", with: "%2B").utf8)
    forms["all percent"] = Data(hex.map { "%" + $0.uppercased() }.joined().utf8)
    forms["json"] = Data(secret.replacing("/", with: "\\/").utf8)
    forms["all json"] = Data(hex.map { "\\u00" + $0 }.joined().utf8)
    forms["utf-16le"] = Data(bytes.flatMap { [$0, 0] })
    forms["utf-16be"] = Data(bytes.flatMap { [0, $0] })
    forms["reversed"] = Data(bytes.reversed())
    // Most of it is too much as well.
    forms["start"] = Data(bytes.prefix(16))
    forms["end"] = Data(bytes.suffix(16))
    return forms
  }

  @Test("No secret gets into any format, in any encoding")
  func secrets() throws {
    let tree = try TempTree()
    var secrets: [String] = []
    func secret() -> String {
      secrets.append(TestKeys.secret())
      return secrets[secrets.count - 1]
    }
    try tree.write(
      "estate/a.env",
      "AWS_ACCESS_KEY_ID=\(TestKeys.keyID())\nAWS_SECRET_ACCESS_KEY=\(secret())\n")
    try tree.write(
      "estate/b.json",
      #"{"AccessKeyId": "\#(TestKeys.keyID())", "SecretAccessKey": "\#(secret().replacing("/", with: "\\/"))"}"#
    )
    try tree.write("estate/c.py", "aws_secret_access_key = '\(secret())'\n")
    try tree.write(
      "estate/d.txt",
      "x=\(TestKeys.keyID())&aws_secret_access_key=\(secret().replacing("/", with: "%2F").replacing("+", with: "%2B"))\n"
    )
    try tree.write("estate/e.env", "secret_key = \(secret())\nid = \(TestKeys.keyID())\n")
    let git = tree("estate/repo")
    try tree.write("estate/repo/f", "\(TestKeys.keyID())\naws_secret_access_key=\(secret())\n")
    let message = "\(TestKeys.keyID()) aws_secret_access_key=\(secret())"
    for arguments in [
      ["init", "-q"], ["add", "."],
      ["-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "-m", message],
    ] {
      let run = try Tool.run(
        "git", arguments, in: git, environment: GitEnvironment.variables(home: tree.path))
      #expect(run.status == 0, "\(run.error)")
    }
    let texts = try sweep([tree("estate")], in: tree)
    #expect(texts["json"]?.count ?? 0 > 1000)
    for (index, secret) in secrets.enumerated() {
      for (form, bytes) in Self.forms(of: secret) {
        for (format, text) in texts {
          #expect(text.range(of: bytes) == nil, "secret \(index) as \(form) in \(format)")
        }
      }
    }
  }

  @Test("Columns of SARIF select the key, in UTF-16 code units and without a byte order mark")
  func columns() throws {
    let tree = try TempTree()
    let keys = (0..<7).map { _ in TestKeys.keyID() }
    let lines = [
      "\u{FEFF}grüße 日本 😀 \(keys[0])", "plain \(keys[1]) and 😀 \(keys[2])", "\(keys[3])",
      "é\(keys[4])é",
    ]
    try tree.write("wide.txt", lines.joined(separator: "\n"))
    try tree.write("crlf.txt", "a\r\n😀 \(keys[5])\r\n")
    // No UTF-8, and too far to the right to be counted.
    try tree.write("latin1.txt", bytes: [0xE9, 0x20] + Array(TestKeys.keyID().utf8))
    try tree.write("long.txt", String(repeating: "é ", count: 20_000) + TestKeys.keyID())
    let texts = try sweep(
      ["wide.txt", "crlf.txt", "latin1.txt", "long.txt"].map { tree($0) }, in: tree)
    let log = try JSONSerialization.jsonObject(with: texts["sarif"] ?? Data()) as? [String: Any]
    let run = try #require((log?["runs"] as? [[String: Any]])?.first)
    #expect(run["columnKind"] as? String == "utf16CodeUnits")
    var selected: Set<String> = []
    var unknown = 0
    for result in try #require(run["results"] as? [[String: Any]]) {
      for location in result["locations"] as? [[String: Any]] ?? [] {
        let physical = try #require(location["physicalLocation"] as? [String: Any])
        let region = try #require(physical["region"] as? [String: Any])
        let artifact = physical["artifactLocation"] as? [String: Any]
        let uri = try #require((artifact?["uri"] as? String).flatMap { URL(string: $0) })
        guard let start = region["startColumn"] as? Int, let end = region["endColumn"] as? Int
        else {
          #expect(["latin1.txt", "long.txt"].contains(uri.lastPathComponent))
          unknown += 1
          continue
        }
        let data = try Data(contentsOf: uri)
        let text = String(decoding: data, as: UTF8.self)
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Foundation keeps the mark, SARIF does not count it.
        let row = try #require(region["startLine"] as? Int).advanced(by: -1)
        var units = Array(
          text.replacing("\r\n", with: "\n").components(separatedBy: "\n")[row].utf16)
        if row == 0, units.first == 0xFEFF { units.removeFirst() }
        #expect(rows.count >= 1)
        selected.insert(String(decoding: units[(start - 1)..<(end - 1)], as: UTF16.self))
        let offset = try #require(region["byteOffset"] as? Int)
        let length = try #require(region["byteLength"] as? Int)
        selected.insert(String(decoding: data[offset..<(offset + length)], as: UTF8.self))
      }
    }
    #expect(selected == Set(keys.dropLast()))
    #expect(unknown == 2)
  }

  @Test("A file's ending names its format, and schemas are printed")
  func endings() throws {
    let tree = try TempTree()
    let file = try tree.write("a", "key = \(TestKeys.keyID())\n")
    for (name, start) in [
      ("r.sarif", "{\"$schema\""), ("r.csv", "status,"), ("r.md", "## keysweep"),
      ("gitlab:gl-secret-detection-report.json", "{\"version\""),
    ] {
      let result = try Tool.run(Tool.keysweep, ["scan", file, "-o", name], in: tree.path)
      #expect(result.status == 1)
      let written = tree(String(name.split(separator: ":").last ?? ""))
      #expect(try String(contentsOfFile: written, encoding: .utf8).hasPrefix(start))
    }
    for schema in ["json", "jsonl", "audit"] {
      let result = try ScanCommandTests.keysweep(["schema", schema])
      #expect(result.status == 0)
      #expect((try? JSONSerialization.jsonObject(with: Data(result.output.utf8))) != nil)
    }
    #expect(try ScanCommandTests.keysweep(["schema", "xml"]).status == 2)
  }
}
