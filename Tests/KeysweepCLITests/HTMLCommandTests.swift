import Foundation
import KeysweepTestSupport
import Testing

/// `--format html`: what is written where, and what is not in it.
@Suite("HTML output")
struct HTMLCommandTests {
  /// A text in every form in which it could get into a page.
  static func forms(of secret: String) -> [String] {
    let bytes = Array(secret.utf8)
    var forms = [
      secret, String(secret.reversed()), secret.lowercased(),
      secret.replacing("/", with: "\\/"),
      bytes.map { "%" + String(format: "%02X", $0) }.joined(),
      bytes.map { "&#\($0);" }.joined(),
      bytes.map { String(format: "\\u%04x", $0) }.joined(),
      secret.map { "\($0)\u{0}" }.joined(),
    ]
    forms += ["%02x", "%02X"].map { form in bytes.map { String(format: form, $0) }.joined() }
    forms.append(
      secret.replacing("/", with: "%2F").replacing("+", with: "%2B").replacing("=", with: "%3D"))
    // At every alignment, without the characters that neighbours have a part in.
    for shift in 0..<3 {
      let text = Data([UInt8](repeating: 0x41, count: shift) + bytes).base64EncodedString()
      let core = String(text.dropFirst(4).dropLast(4))
      forms += [core, core.replacing("+", with: "-").replacing("/", with: "_")]
    }
    return forms
  }

  @Test("No secret in any form, but every key ID")
  func secrets() throws {
    let tree = try TempTree()
    let pairs = (0..<6).map { _ in (id: TestKeys.keyID(), secret: TestKeys.secret()) }
    func plain(_ pair: (id: String, secret: String)) -> String {
      "aws_access_key_id = \(pair.id)\naws_secret_access_key = \(pair.secret)\n"
    }
    try tree.write("in/a/credentials", plain(pairs[0]))
    try tree.write(
      "in/b.json",
      "{\"accessKeyId\": \"\(pairs[1].id)\", \"secretAccessKey\": \"\(pairs[1].secret)\"}")
    try tree.write("in/c.b64", Data(plain(pairs[2]).utf8).base64EncodedString())
    try tree.write("in/d.hex", plain(pairs[3]).utf8.map { String(format: "%02x", $0) }.joined())
    let script = """
      git init -q in/repo && cd in/repo && printf '%s' "$TEXT" > .env && git add . \
      && git -c user.name="$NAME" -c user.email=a@example.com commit -q -m "$SUBJECT"
      """
    let git = try Tool.run(
      "bash", ["-c", script], in: tree.path,
      environment: [
        "TEXT": plain(pairs[4]), "NAME": "key \(pairs[5].secret)",
        "SUBJECT": "\(pairs[5].id) secret \(pairs[5].secret)",
      ])
    #expect(git.status == 0, "\(git.error)")
    let result = try Tool.run(
      Tool.keysweep,
      ["scan", "in", "-o", "report.html", "-o", "html:second", "--now", "2026-11-24"], in: tree.path
    )
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    let page = try OutputTests.text(tree("report.html"))
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(try OutputTests.text(tree("second")) == page)
    for (index, pair) in pairs.enumerated() {
      // What nobody sees through (hex) cannot be in the page either.
      #expect(page.contains(pair.id) || (2...3).contains(index), "pair \(index)")
      for form in Self.forms(of: pair.secret) where page.contains(form) {
        Issue.record("a secret is in the page, as \(form.count) characters")
      }
    }
  }

  @Test("What kept a sweep from being complete is in the page, and help names the format")
  func incomplete() throws {
    let tree = try TempTree()
    let result = try Tool.run(
      Tool.keysweep, ["scan", "gone<b>", "--format", "html"], in: tree.path)
    #expect(result.status == 3)
    #expect(result.output.contains("<h2 id=\"alarm\">Incomplete</h2>"))
    #expect(result.output.contains("gone&lt;b&gt;"))
    #expect(result.output.hasSuffix("</html>\n"))
    let help = try Tool.run(Tool.keysweep, ["scan", "--help"], in: tree.path)
    #expect(help.output.contains("html"))
  }
}
