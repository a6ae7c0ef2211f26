import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// More pairs in a row than are solved at once, without a gap: no pair may be torn.
@Suite("Dense items")
struct DenseTests {
  /// Pairs one after the other, as a tool writes them.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var template: String
    var head = ""
  }

  static let rows = [
    Row(
      testDescription: "env lines", template: "AWS_ACCESS_KEY_ID=<I>\nAWS_SECRET_ACCESS_KEY=<S>\n"),
    Row(
      testDescription: "export",
      template: "export AWS_ACCESS_KEY_ID=<I>\nexport AWS_SECRET_ACCESS_KEY=<S>\n"),
    Row(
      testDescription: "semicolons",
      template: "AWS_ACCESS_KEY_ID=<I>;AWS_SECRET_ACCESS_KEY=<S>;"),
    Row(
      testDescription: "ampersands",
      template: "aws_access_key_id=<I>&aws_secret_access_key=<S>&"),
    Row(testDescription: "spaces", template: "aws_access_key_id=<I> aws_secret_access_key=<S> "),
    Row(testDescription: "commas", template: "aws_access_key_id=<I>,aws_secret_access_key=<S>,"),
    Row(
      testDescription: "YAML list",
      template: "- aws_access_key_id: <I>\n  aws_secret_access_key: <S>\n"),
    Row(testDescription: "CSV", template: "<I>,<S>\n", head: "Access key ID,Secret access key\n"),
    Row(
      testDescription: "ini",
      template: "[p]\naws_access_key_id = <I>\naws_secret_access_key = <S>\n"),
    Row(
      testDescription: "escaped ini",
      template: "[p]\\naws_access_key_id = <I>\\naws_secret_access_key = <S>\\n"),
    Row(
      testDescription: "JSON", template: #"{"AccessKeyId":"<I>","SecretAccessKey":"<S>"},"#,
      head: "["),
  ]

  /// A text with fresh pairs, and what must come out.
  private static func text(
    _ row: Row, pairs count: Int, before: String = ""
  ) -> (bytes: [UInt8], pairs: Set<String>) {
    var text = row.head + before
    var pairs: Set<String> = []
    let parts = row.template.split(separator: "<I>", omittingEmptySubsequences: false)
    let rest = parts[1].split(separator: "<S>", omittingEmptySubsequences: false)
    for _ in 0..<count {
      let (id, secret) = (TestKeys.keyID(), TestKeys.secret())
      pairs.insert("\(id) \(secret)")
      text += parts[0] + id + rest[0] + secret + rest[1]
    }
    return (Array(text.utf8), pairs)
  }

  @Test("Any number of pairs", arguments: rows, [101, 260])
  func many(row: Row, count: Int) throws {
    for before in ["", TestKeys.keyID() + "\n"] {
      let (bytes, pairs) = Self.text(row, pairs: count, before: before)
      // The threshold falls on an ID, on a secret, and at many places of the carried rest.
      for threshold in count == 101 ? [200] : [199, 200] {
        let found = try InMemory.hits(bytes, maxPending: threshold).pairs
        #expect(found == pairs, "after \(threshold), \(before.isEmpty ? "alone" : "a lone ID")")
      }
    }
  }

  @Test("The same however it is cut", arguments: rows)
  func invariant(row: Row) throws {
    let (bytes, _) = Self.text(row, pairs: 110, before: TestKeys.keyID() + "\n")
    let whole = try InMemory.hits(bytes, maxPending: 200)
    for (window, segments) in [(777, 1), (4096, 5), (1 << 20, 3)] {
      let cut = try InMemory.hits(bytes, window: window, segments: segments, maxPending: 200)
      #expect(cut == whole, "window \(window), \(segments) segments")
    }
  }

  @Test("A companion stays with its key")
  func tokens() throws {
    var generator = SystemRandomNumberGenerator()
    var text = ""
    for _ in 0..<150 {
      text += "AWS_ACCESS_KEY_ID=\(TestKeys.keyID("ASIA"))\n"
      text += "AWS_SECRET_ACCESS_KEY=\(TestKeys.secret())\n"
      text += ExampleMaterial.expand("AWS_SESSION_TOKEN={{TOKEN}}\n", using: &generator)
    }
    let bytes = Array(text.utf8)
    let whole = try InMemory.hits(bytes)
    #expect(whole.count { $0.keyID != nil && $0.secret != nil && $0.sessionToken != nil } == 150)
    for threshold in 198...200 {
      #expect(try InMemory.hits(bytes, maxPending: threshold) == whole)
    }
  }

  @Test("Order that only the end tells is waited for")
  func order() throws {
    // Farther apart within a pair than between two: by distance, each secret is the next key's.
    let row = Row(
      testDescription: "far",
      template: "aws_access_key_id=<I>\n# \(String(repeating: "x", count: 90))\n"
        + "aws_secret_access_key=<S>\n")
    for count in [150, 390] {
      let (bytes, pairs) = Self.text(row, pairs: count)
      for threshold in [200, 201] {
        #expect(try InMemory.hits(bytes, maxPending: threshold).pairs == pairs)
      }
    }
    // A lone secret in front looks like the other order.
    let env = Self.rows[0]
    let (bytes, pairs) = Self.text(
      env, pairs: 390, before: "AWS_SECRET_ACCESS_KEY=\(TestKeys.secret())\n")
    #expect(try InMemory.hits(bytes, maxPending: 200).pairs == pairs)
  }

  @Test("The real threshold")
  func big() throws {
    let (bytes, pairs) = Self.text(Self.rows[0], pairs: 10_001)
    let found = try InMemory.hits(bytes, window: 1 << 20).pairs
    #expect(found.count == 10_001)
    #expect(found == pairs)
  }

  @Test("Where every place is crossed, memory stays bounded and little is lost")
  func crossed() throws {
    // Stems interleave the pairs, so that each place has one that crosses it.
    var text = ""
    var pairs: Set<String> = []
    var last: (stem: String, secret: String)?
    for number in 0..<500 {
      let (id, secret) = (TestKeys.keyID(), TestKeys.secret())
      pairs.insert("\(id) \(secret)")
      text += "P\(number)X_AWS_ACCESS_KEY_ID=\(id)\n"
      if let last { text += "\(last.stem)_AWS_SECRET_ACCESS_KEY=\(last.secret)\n" }
      last = ("P\(number)X", secret)
    }
    if let last { text += "\(last.stem)_AWS_SECRET_ACCESS_KEY=\(last.secret)\n" }
    let bytes = Array(text.utf8)
    #expect(try InMemory.hits(bytes).pairs == pairs)
    #expect(try InMemory.hits(bytes, maxPending: 200).pairs == pairs)
  }
}
