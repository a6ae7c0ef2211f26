import Foundation
import KeysweepTestSupport
import Testing

/// Repeated sweeps of plain files.
@Suite("Files swept again with a state")
struct FileMemoryTests {
  let scene: StateScene

  init() throws { scene = try StateScene() }

  @Test("Only what changed is read, and what was found stays")
  func changes() throws {
    for number in 0..<20 { try scene.tree.write("files/\(number)", "text \(number)\n") }
    try scene.tree.write("files/leak", StateScene.key())
    try scene.tree.write("files/example", "AKIAIOSFODNN7EXAMPLE\n")
    try scene.tree.write("files/empty", "")
    try scene.tree.write("files/large", bytes: [UInt8](repeating: 32, count: 9 << 20))
    try scene.tree.write(
      "files/large-leak", bytes: [UInt8](repeating: 32, count: 9 << 20) + StateScene.key().utf8)
    scene.settle()
    #expect(try scene.expectSame("files").known?["files"] == 0)
    // Not what holds something, nor what may: an empty file could be one of procfs.
    #expect(try scene.expectSame("files").known?["files"] == 21)
    // Another way to name the same.
    #expect(try scene.expectSame("home/../files/.").known?["files"] == 0)
    #expect(try scene.expectSame("./files//").known?["files"] == 21)

    // The same size and, as far as anybody can set it, the same time.
    let key = StateScene.key()
    try scene.tree.write("files/3", String(repeating: "x", count: key.utf8.count))
    scene.settle()
    try scene.expectSame("files")
    try scene.shell("touch -r 3 ../home/time", in: "files")
    try FileHandle(forWritingTo: URL(filePath: scene.tree("files/3"))).write(Data(key.utf8))
    try scene.shell("touch -r ../home/time 3", in: "files")
    let report = try scene.expectSame("files")
    #expect(report.known?["files"] == 20 && report.text.contains("files/3"))
    // What was cleaned up is gone from the report; another file takes the place of one.
    try scene.shell("mv 4 leak && rm 5 && ln 6 hard && cp 7 copy", in: "files")
    try scene.expectSame("files")
  }

  @Test("What was written just before it was read is read again")
  func racy() throws {
    try scene.tree.write("files/a", "text\n")
    #expect(try scene.expectSame("files").known?["files"] == 0)
    #expect(try scene.expectSame("files").known?["files"] == 0)
    scene.settle()
    #expect(try scene.expectSame("files").known?["files"] == 0)
    #expect(try scene.expectSame("files").known?["files"] == 1)
    // Years ahead, so that a later change might not show.
    try scene.shell("touch -d 2090-01-01 a", in: "files")
    scene.settle()
    for _ in 0..<2 { #expect(try scene.expectSame("files").known?["files"] == 0) }
  }

  @Test("Other rules, and the path that looks at everything, do not trust each other")
  func settings() throws {
    try scene.tree.write("files/a", "password: Gargantua\n")
    let rules = try scene.tree.write(
      "rules.toml",
      """
      [[rule]]
      id = "giant"
      description = "A giant."
      kind = "other"
      credential = "bedrock-long-term-key"
      severity = "high"
      standalone = true
      pattern = "(?<secret>Gargantua)"
      anchor = { literals = ["Gargantua"] }
      match = ["Gargantua"]
      no_match = ["Pantagruel"]
      """)
    scene.settle()
    try scene.expectSame("files")
    for options in [["--add-rules", rules], ["--no-delta-skip"], ["--exclude", "b"]] {
      let report = try scene.expectSame("files", options: options)
      #expect(report.known?["files"] == (options[0] == "--exclude" ? 1 : 0))
    }
    #expect(try scene.expectSame("files").known?["files"] == 1)
  }

  @Test("A state inside what is swept is left out, with its journal")
  func inside() throws {
    for number in 0..<300 { try scene.tree.write("home/\(number)", "text \(number)\n") }
    scene.settle()
    for _ in 0..<5 {
      let report = try scene.sweep(["."], remembers: true)
      #expect(report.isComplete && report.status == 0)
      #expect(report.summary["skipped"] as? [String: Int] == ["own-output": 1])
    }
  }

  @Test("The state holds no material, no name and no hash that could be compared")
  func silence() throws {
    let (id, secret) = (TestKeys.keyID(), TestKeys.secret())
    let key = "aws_access_key_id = \(id)\naws_secret_access_key = \(secret)\n"
    try scene.tree.write("files/Pantagruel-\(id)", key)
    try scene.tree.write("files/Gargantua", "text\n")
    try scene.shell("git init -q -b main ../files", in: "home")
    try scene.shell("git add -A && git commit -q -m '\(key)'", in: "files")
    scene.settle()
    for _ in 0..<2 { try scene.expectSame("files") }
    let bytes = Array(try Data(contentsOf: URL(filePath: scene.state)))
    let digest = try scene.shell("printf %s '\(secret)' | sha256sum").prefix(64)
    let words = [
      id, String(id.dropFirst(4).prefix(8)), secret, String(secret.prefix(8)), "Pantagruel",
      "Gargantua", "files", String(digest), Data(secret.utf8).base64EncodedString(),
    ]
    for word in words { #expect(bytes.firstRange(of: Array(word.utf8)) == nil, "\(word)") }
    let raw = stride(from: 0, to: 64, by: 2).compactMap { at in
      UInt8(digest.dropFirst(at).prefix(2), radix: 16)
    }
    #expect(raw.count == 32 && bytes.firstRange(of: raw.prefix(8)) == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: scene.state)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }
}
