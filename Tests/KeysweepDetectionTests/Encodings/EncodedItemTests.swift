import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// Encoded material within whole items: beside other values, across blocks, and where there is none.
@Suite("Encodings in items")
struct EncodedItemTests {
  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  /// Text with much in it, as long as one likes, some of it encoded.
  static func corpus(pieces: Int, using dice: inout some RandomNumberGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<pieces {
      var text = ""
      for _ in 0..<Int.random(in: 1..<4, using: &dice) {
        if Bool.random(using: &dice) {
          text += InvarianceTests.filler(Int.random(in: 0..<3000, using: &dice))
        }
        text +=
          "\naws_access_key_id = \(TestKeys.keyID())\naws_secret_access_key = \(TestKeys.secret())\n"
      }
      if Int.random(in: 0..<8, using: &dice) == 0 { text += InvarianceTests.filler(40_000) }
      var piece = Array(text.utf8)
      for _ in 0..<Int.random(in: 0..<3, using: &dice) {
        piece = Encoder.allCases[Int.random(in: 0..<13, using: &dice)].encode(piece)
      }
      bytes += Array("\nvalue: ".utf8) + piece
      if bytes.count > 300_000 { break }
    }
    return bytes
  }

  @Test("Any window size, any number of segments", arguments: 0..<8)
  func cuts(round: Int) throws {
    var dice = SystemRandomNumberGenerator()
    let bytes = Self.corpus(pieces: 12, using: &dice)
    let whole = try InMemory.hits(bytes)
    #expect(!whole.isEmpty)
    for window in [1001, 4096, 20_000, 16_384, 1 << 20] {
      for segments in [1, 3] {
        let cut = try InMemory.hits(bytes, window: window, segments: segments)
        #expect(cut == whole, "window \(window), \(segments) segments")
      }
    }
  }

  @Test("Values of one Kubernetes secret pair, each encoded for itself")
  func neighbours() throws {
    for _ in 0..<20 {
      let pairs = (0..<2).map { _ in (LeakShape.keyID(), LeakShape.secret()) }
      for end in ["", "\n"] {
        var text = ""
        for (name, pair) in zip(["one", "two"], pairs) {
          text += """
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: \(name)}
            data:
              AWS_ACCESS_KEY_ID: \(Self.base64(pair.0 + end))
              AWS_SECRET_ACCESS_KEY: \(Self.base64(pair.1 + end))

            """
        }
        let hits = try InMemory.hits(text).counted
        #expect(hits.pairs == Set(pairs.map { "\($0.0) \($0.1)" }))
        #expect(hits.count == 2)
        #expect(hits.allSatisfy { $0.secret?.encodings == [.base64] })
      }
    }
    let secret = LeakShape.secret()
    let alone = try InMemory.hits("data:\n  AWS_SECRET_ACCESS_KEY: \(Self.base64(secret))\n")
      .counted
    #expect(alone.map { $0.secret?.value.plain } == [secret])
  }

  @Test("Base64 at any alignment, also in binary data")
  func alignments() throws {
    for shift in 0..<12 {
      let (id, secret) = (LeakShape.keyID(), LeakShape.secret())
      let text = "\(id) \(secret)"
      let head = String(repeating: "#", count: shift)
      #expect(try InMemory.hits("x=" + Self.base64(head + text)).pairs == ["\(id) \(secret)"])
      let noise = (0..<(200 + shift)).map { _ in UInt8.random(in: 128...255) }
      let binary = Encoder.base64.encode(noise + [0] + Array(text.utf8) + [0] + noise)
      #expect(try InMemory.hits(binary).pairs == ["\(id) \(secret)"], "\(shift)")
      let digits = Encoder.hex.encode(noise + [0] + Array(text.utf8) + [0] + noise)
      #expect(try InMemory.hits(digits).pairs == ["\(id) \(secret)"], "\(shift)")
    }
  }

  @Test("A name in front of a secret without an ID", arguments: EncodingTests.top)
  func labels(encoder: Encoder) throws {
    for name in ["aws_secret_access_key=", "\"SecretAccessKey\": \""] {
      let secret = LeakShape.secret()
      let bytes = encoder.encode(Array("a: 1\n\(name)\(secret)\"\n".utf8))
      #expect(try InMemory.hits(bytes).counted.map { $0.secret?.value.plain } == [secret])
    }
  }

  @Test("Session tokens, also in Helm's base64 of base64 of gzip")
  func tokens() throws {
    var dice = SystemRandomNumberGenerator()
    let id = TestKeys.keyID("ASIA")
    let token = ExampleMaterial.expand("{{TOKEN}}", using: &dice)
    let text = "id=\(id)\nsecret_key=\(LeakShape.secret())\ntoken=\(token)\n"
    for chain in [[Encoder.base64], [.gzip, .base64], [.utf16le, .base64], [.zlib, .hex]] {
      let bytes = chain.reduce(Array(text.utf8)) { $1.encode($0) }
      let hits = try InMemory.hits(bytes).counted
      #expect(hits.count == 1, "\(chain)")
      #expect(hits.first?.sessionToken?.value.value.plain == token)
      #expect(hits.first?.sessionToken?.encodings == hits.first?.keyID?.encodings)
    }
  }

  @Test("Real gzip")
  func gzip() throws {
    let (id, secret) = (LeakShape.keyID(), LeakShape.secret())
    let filler = String(repeating: "kind: ConfigMap\n", count: 2000)
    let text = "\(filler)aws_access_key_id: \(id)\naws_secret_access_key: \(secret)\n\(filler)"
    let program = """
      import base64, gzip, sys
      data = sys.stdin.buffer.read()
      print(base64.b64encode(base64.b64encode(gzip.compress(data))).decode())
      """
    let packed = try Tool.run("python3", ["-c", program], input: Array(text.utf8)).output
    let hits = try InMemory.hits("  release: \(packed)").counted
    #expect(hits.pairs == ["\(id) \(secret)"])
    #expect(hits.first?.keyID?.encodings == [.base64, .base64, .gzip])
    #expect(hits.first?.position.offset == 11)
  }

  @Test("A key ID with a soft line break or a fold in it")
  func broken() throws {
    for (end, encoding) in [("=\r\n", Encoding.quotedPrintable), ("\\\n    ", .folded)] {
      let id = TestKeys.keyID()
      for at in 4..<20 {
        let text = "id: \"\(id.prefix(at))\(end)\(id.dropFirst(at))\"\n"
        let hits = try InMemory.hits(text).counted
        #expect(hits.map { $0.keyID?.value.description } == [id], "\(at)")
        #expect(hits.first?.keyID?.encodings == [encoding])
      }
      #expect(try InMemory.hits("\(id.prefix(9))\(end)\(id.dropFirst(9))A").counted.isEmpty)
    }
  }

  @Test("Lines of hashes around a value")
  func hashes() throws {
    let id = LeakShape.keyID()
    var lines = (0..<200).map { _ in TestKeys.hex(64) }
    lines[100] = Self.base64("this key \(id) is mine, and nobody else's: 12 ")
    let hits = try InMemory.hits(lines.joined(separator: "\n")).counted
    #expect(hits.map { $0.keyID?.value.description } == [id])
  }

  @Test("Random data gives nothing, in any encoding")
  func noise() throws {
    for encoder in Encoder.allCases {
      let bytes = encoder.encode((0..<200_000).map { _ in UInt8.random(in: 0...255) })
      #expect(try InMemory.hits(bytes).isEmpty, "\(encoder)")
    }
  }

  @Test("Pathological input takes linear time")
  func linear() throws {
    let shapes: [(String, [UInt8])] = [
      ("one run", Array("aGVsbG8gd29ybGQh".utf8)), ("anchors", Array("QUtJQUtJ".utf8)),
      ("wide anchors", Array("A\0K\0I\0A\0".utf8)), ("hex anchors", Array("414b4941".utf8)),
      ("escapes", Array("%41%4b%49%41".utf8)), ("gzip", Array("H4sIAAAAAAAAA".utf8)),
      ("short values", Array("QUtJQVJa\n".utf8)), ("packed values", Self.bomb),
    ]
    for (name, unit) in shapes {
      var times: [Duration] = []
      for size in [1 << 20, 4 << 20] {
        let bytes = Array(repeatElement(unit, count: size / unit.count).joined())
        times.append(
          try ContinuousClock().measure { _ = try InMemory.hits(bytes, window: 1 << 18) })
      }
      // Four times the bytes, and as much again for a busy machine.
      #expect(times[1] < times[0] * 10 + .seconds(1), "\(name): \(times)")
      #expect(times[1] < .seconds(120), "\(name): \(times)")
    }
  }

  /// Many small values that unpack to much.
  static let bomb: [UInt8] = Array(
    "value: \(base64Bomb)\n".utf8)
  private static let base64Bomb: String = {
    let program = """
      import base64, gzip
      print(base64.b64encode(gzip.compress(b" " * 4000000)).decode())
      """
    return (try? Tool.run("python3", ["-c", program]).output.replacing("\n", with: "")) ?? ""
  }()
}
