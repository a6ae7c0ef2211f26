import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// Recall and right pairing over the shapes in which keys leak, with fresh random pairs.
///
/// A shape passes when every ID and every secret is found, every secret with its own ID, and
/// nothing else is reported.
@Suite("Shapes in which keys leak")
struct ShapeTests {
  private static let rounds = 5

  @Test("Found and paired", arguments: LeakShape.files + LeakShape.code + LeakShape.texts)
  func ordinary(shape: LeakShape) throws { try check(shape) }

  @Test("Found and paired, encoded", arguments: LeakShape.encoded)
  func encoded(shape: LeakShape) throws { try check(shape) }

  @Test("Found and paired among decoys", arguments: LeakShape.hard)
  func hard(shape: LeakShape) throws { try check(shape) }

  @Test("Found without an ID", arguments: LeakShape.lone)
  func lone(shape: LeakShape) throws { try check(shape) }

  @Test("Letters of a key ID above a secret name nothing", arguments: ["7DB6", "3GCP", "2AZURE5"])
  func wordInID(word: String) throws {
    for place in 0..<3 {
      var ids = (0..<3).map { _ in LeakShape.keyID() }
      ids[place].replaceSubrange(
        ids[place].index(ids[place].startIndex, offsetBy: 10)...,
        with: word + "KQWXZJ2Y3".prefix(10 - word.count))
      let secrets = (0..<3).map { _ in LeakShape.secret() }
      let list = { (values: [String]) in values.map { "'\($0)'" }.joined(separator: ", ") }
      let hits = try InMemory.hits("IDS=[\(list(ids))]\nSECRETS=[\(list(secrets))]\n").counted
      #expect(Set(hits.compactMap { $0.keyID?.value.description }) == Set(ids))
      #expect(Set(hits.compactMap { $0.secret?.value.plain }) == Set(secrets))
    }
  }

  @Test("Enough shapes to speak of recall")
  func complete() {
    let all =
      LeakShape.files + LeakShape.code + LeakShape.texts + LeakShape.encoded + LeakShape.hard
    #expect(all.count > 250)
    #expect(Set(all.map(\.name)).count == all.count)
  }

  private func check(_ shape: LeakShape) throws {
    for _ in 0..<Self.rounds {
      let (text, pairs) = shape.fill()
      let hits = try InMemory.hits(text).counted
      let expected = Set(pairs.map { "\($0.id) \($0.secret)" })
      let ids = Set(hits.compactMap { $0.keyID?.value.description })
      let secrets = Set(hits.compactMap { $0.secret?.value.plain })
      #expect(secrets == Set(pairs.map(\.secret)), "secrets of \(shape.template.prefix(200))")
      guard shape.expected != .secrets else { continue }
      #expect(ids.isSuperset(of: pairs.map(\.id)), "IDs of \(shape.template.prefix(200))")
      if shape.expected == .pairs {
        #expect(hits.pairs == expected, "pairs of \(shape.template.prefix(200))")
      } else {
        #expect(hits.pairs.isSubset(of: expected), "a wrong pair in \(shape.template.prefix(200))")
      }
    }
  }
}
