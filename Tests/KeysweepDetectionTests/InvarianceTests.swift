import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// D3: the same findings however an item is cut.
@Suite("Invariance")
struct InvarianceTests {
  /// A file with everything in it: pairs near and far, escapes, tokens, decoys, long lines.
  static func corpus(pieces: Int) -> [UInt8] {
    var text = ""
    for _ in 0..<pieces {
      let id = TestKeys.keyID(Bool.random() ? "AKIA" : "ASIA")
      let secret = TestKeys.secret()
      switch Int.random(in: 0..<20) {
      case 0: text += "aws_access_key_id = \(id)\naws_secret_access_key = \(secret)\n"
      case 1: text += "{\"AccessKeyId\": \"\(id)\", \"SecretAccessKey\": \"\(secret)\"}"
      case 2: text += "[\(TestKeys.hex(4))]\nkey=\(id)\n" + filler(2000) + "\nsecret=\(secret)\n"
      case 3: text += "commit \(TestKeys.hex(40))\n"
      case 4: text += filler(Int.random(in: 0..<9000))
      case 5: text += "\n\(id)\n"
      case 6:
        text +=
          "s3://\(id):\(secret.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F"))@b\n"
      case 7: text += "AWS_SECRET_ACCESS_KEY=\(secret)\n"
      case 8: text += TestKeys.base64(Int.random(in: 30..<500)) + "\n"
      case 9:
        text +=
          "X-Amz-Credential=\(id)%2F20260102%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60 "
      case 10: text += "\u{0}\u{1}\(id)\(secret)\u{0}"
      case 11: text += "\(secret) \(id) \(TestKeys.secret()) \(TestKeys.keyID())\n"
      case 12:
        text +=
          "aws_access_key_id = 0\(TestKeys.keyID().dropFirst(4))ABC\naws_secret_access_key = \(secret)\n"
      case 13...16: text += shapes.randomElement()?.fill().text ?? ""
      case 17: text += "\nuser,id,token,secret\n" + row() + row() + row()
      case 18: text += "-\n" + TestKeys.base64(64) + "\n" + secret + "\n"
      default: text += "\n\n"
      }
    }
    return Array(text.utf8)
  }

  /// All shapes of the recall suite that are not made to be long.
  private static let shapes =
    (LeakShape.files + LeakShape.code + LeakShape.texts
    + LeakShape.encoded + LeakShape.hard + LeakShape.lone).filter { $0.template.count < 1500 }

  private static func row() -> String {
    "u,\(TestKeys.keyID()),\(TestKeys.secret()),\(TestKeys.secret())\n"
  }

  static func filler(_ count: Int) -> String {
    let words = [
      "lorem", "ipsum", "a/b/c", "{", "}", "(x)", "\n", "\t", "key:", "\"v\"", "  - ",
      "gr\u{FC}\u{DF}e \u{1F600}",
    ]
    var text = ""
    while text.utf8.count < count { text += words[Int.random(in: 0..<words.count)] + " " }
    return text
  }

  @Test("Any window size, any number of segments", arguments: 0..<12)
  func cuts(round: Int) throws {
    let bytes = Self.corpus(pieces: 40)
    let whole = try InMemory.hits(bytes)
    #expect(!whole.isEmpty)
    for window in [64, 777, 4096, 20_000, 1 << 20] {
      for segments in [1, 2, 5] {
        let cut = try InMemory.hits(bytes, window: window, segments: segments)
        #expect(cut == whole, "window \(window), \(segments) segments")
      }
    }
  }

  @Test("A window of one byte")
  func tiny() throws {
    let bytes = Array(Self.corpus(pieces: 12).prefix(3000))
    let whole = try InMemory.hits(bytes)
    #expect(try InMemory.hits(bytes, window: 1) == whole)
  }

  @Test("Lines and columns are those of the file")
  func positions() throws {
    let bytes = Self.corpus(pieces: 60)
    for hit in try InMemory.hits(bytes, window: 5000, segments: 3) {
      let position = hit.position
      let before = bytes[..<position.offset]
      let line = before.count { $0 == 0x0A } + 1
      let column = position.offset - (before.lastIndex(of: 0x0A) ?? -1)
      #expect(position.line == line)
      #expect(position.column == column)
      if let id = hit.keyID {
        let text = bytes[id.position.offset..<(id.position.offset + id.position.length)]
        #expect(String(decoding: text, as: UTF8.self) == id.value.description)
      }
    }
  }
}
