import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// Material in encoded form: every encoding, in every kind of text, in every other encoding.
@Suite("Encodings")
struct EncodingTests {
  /// A text with material.
  struct Material {
    var text: String
    var id: String
    var secret: String?
  }

  static func materials() -> [Material] {
    let (id, secret) = (LeakShape.keyID(), LeakShape.secret())
    let other = LeakShape.keyID()
    return [
      Material(
        text: "# deploy\naws_access_key_id=\(id)\naws_secret_access_key=\(secret)\nregion=x\n",
        id: id,
        secret: secret),
      Material(
        text: "{\"AccessKeyId\": \"\(id)\", \"SecretAccessKey\": \"\(secret)\"}", id: id,
        secret: secret),
      Material(text: other, id: other), Material(text: "the key \(other) was seen", id: other),
    ]
  }

  /// The encodings that need something shorter than a sample, or whole text, around a key ID.
  static let top: [Encoder] = Encoder.allCases.filter { ![.percent, .json, .xml].contains($0) }

  /// Text around encoded bytes; a file is UTF-16 as a whole.
  static func surround(
    _ bytes: [UInt8], _ before: String, _ after: String, _ encoder: Encoder
  ) -> [UInt8] {
    let isWide = [.utf16le, .utf16be].contains(encoder)
    let (head, tail) = (Array(before.utf8), Array(after.utf8))
    return isWide ? encoder.encode(head) + bytes + encoder.encode(tail) : head + bytes + tail
  }

  static func check(_ bytes: [UInt8], _ material: Material, _ chain: [String], _ what: String)
    throws
  {
    let hits = try InMemory.hits(bytes).counted
    let hit = hits.first { $0.keyID?.value.description == material.id }
    #expect(hits.count == 1, "\(what): \(hits.count) hits")
    guard let hit else {
      Issue.record("\(what): not found in \(String(decoding: bytes.prefix(200), as: UTF8.self))")
      return
    }
    #expect(hit.secret?.value.plain == material.secret, "\(what)")
    #expect(hit.keyID?.encodings.map(\.rawValue) == chain, "\(what)")
    let place = hit.position
    #expect(place.offset >= 0 && place.offset + place.length <= bytes.count, "\(what)")
    let before = bytes[..<place.offset]
    #expect(place.line == before.count { $0 == 0x0A } + 1, "\(what)")
    #expect(place.column == place.offset - (before.lastIndex(of: 0x0A) ?? -1), "\(what)")
  }

  @Test("Every encoding", arguments: top)
  func single(encoder: Encoder) throws {
    for material in Self.materials() {
      let encoded = encoder.encode(Array(material.text.utf8))
      for (before, after) in [
        ("", ""), ("value: ", "\n"), ("{\"data\": \"", "\"}"), ("a\nb = '", "'\n\nrest\n"),
      ] {
        try Self.check(
          Self.surround(encoded, before, after, encoder), material, encoder.chain,
          "\(encoder) \(material.text.prefix(12))")
      }
    }
  }

  /// UTF-16 of UTF-16 is nothing that anybody writes, and that of text which is all escapes has no
  /// run of letters in it.
  static func makesSense(_ outer: Encoder, _ inner: Encoder) -> Bool {
    let wide: [Encoder] = [.utf16le, .utf16be]
    return !(wide.contains(outer) && (wide + [.percent, .json, .xml]).contains(inner))
  }

  @Test("Every encoding in every encoding", arguments: top)
  func double(outer: Encoder) throws {
    for inner in Encoder.allCases where Self.makesSense(outer, inner) {
      for material in Self.materials() {
        let encoded = outer.encode(inner.encode(Array(material.text.utf8)))
        try Self.check(
          Self.surround(encoded, "v: ", "\n", outer), material, outer.chain + inner.chain,
          "\(outer) \(inner) \(material.text.prefix(12))")
      }
    }
  }

  @Test("Four deep, and no deeper")
  func deep() throws {
    for _ in 0..<150 {
      var chain: [Encoder] = []
      let material = Self.materials()[Int.random(in: 0..<4)]
      var bytes = Array(material.text.utf8)
      let outermost = Self.top[Int.random(in: 0..<Self.top.count)]
      while true {
        let next = Encoder.allCases[Int.random(in: 0..<Encoder.allCases.count)]
        if (outermost.chain + next.chain + chain.flatMap(\.chain)).count > 4 { break }
        guard chain.first.map({ Self.makesSense(next, $0) }) ?? true else { continue }
        chain.insert(next, at: 0)
        bytes = next.encode(bytes)
      }
      guard chain.first.map({ Self.makesSense(outermost, $0) }) ?? true else { continue }
      bytes = outermost.encode(bytes)
      chain.insert(outermost, at: 0)
      guard bytes.count < 12_000 else { continue }
      try Self.check(
        Self.surround(bytes, "v: ", "\n", outermost), material, chain.flatMap(\.chain),
        "\(chain)")
    }
    var five = Array(Self.materials()[0].text.utf8)
    for _ in 0..<5 { five = Encoder.base64.encode(five) }
    #expect(try InMemory.hits(five).counted.isEmpty)
  }
}
