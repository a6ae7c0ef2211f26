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

  @Test("Enough shapes to speak of recall")
  func complete() {
    let all =
      LeakShape.files + LeakShape.code + LeakShape.texts + LeakShape.encoded + LeakShape.hard
    #expect(all.count > 250)
    #expect(Set(all.map(\.name)).count == all.count)
  }

  /// Fails a shape, not a secret: without a name beside it, one of 2000 random secrets reads like
  /// words to the statistical filter, so that one round may go wrong.
  private func check(_ shape: LeakShape) throws {
    let complaints = try (0..<Self.rounds).compactMap { _ in try attempt(shape) }
    #expect(complaints.count <= 1, "\(complaints) of \(shape.template.prefix(200))")
  }

  /// One try with fresh pairs.
  ///
  /// - Returns: What is wrong; nil when nothing is.
  private func attempt(_ shape: LeakShape) throws -> String? {
    let (text, pairs) = shape.fill()
    let hits = try InMemory.hits(text).counted
    let expected = Set(pairs.map { "\($0.id) \($0.secret)" })
    let ids = Set(hits.compactMap { $0.keyID?.value.description })
    let secrets = Set(hits.compactMap { $0.secret?.value.plain })
    if secrets != Set(pairs.map(\.secret)) { return "secrets" }
    guard shape.expected != .secrets else { return nil }
    if !ids.isSuperset(of: pairs.map(\.id)) { return "IDs" }
    if shape.expected == .pairs { return hits.pairs == expected ? nil : "pairs" }
    return hits.pairs.isSubset(of: expected) ? nil : "a wrong pair"
  }
}
