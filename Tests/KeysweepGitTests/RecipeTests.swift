import Testing

@testable import KeysweepGit

@Suite("Recipes")
struct RecipeTests {
  private static func recipe(_ count: Int, _ scratch: inout ObjectScratch) throws -> Recipe {
    let block = try scratch.pool.take(count)
    block.start.initializeMemory(as: UInt8.self, repeating: 120, count: count)
    return Recipe(SharedBlock(block, scratch.returns))
  }

  /// Prepares what a delta makes of a base.
  private static func prepare(
    _ instructions: [UInt8], result: Int, _ base: Recipe, _ scratch: inout ObjectScratch
  ) throws -> Recipe? {
    func number(_ value: Int) -> [UInt8] {
      value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + number(value >> 7)
    }
    let delta = number(base.count) + number(result) + instructions
    let block = try scratch.pool.take(delta.count)
    delta.withUnsafeBytes {
      block.start.copyMemory(
        from: $0.baseAddress ?? UnsafeRawPointer(block.start), byteCount: $0.count)
    }
    let sizes = try #require(Delta.sizes(block.bytes))
    let content = try scratch.prepare(block, sizes, .recipe(base))
    #expect(content.count == result)
    guard case .recipe(let recipe) = content else { return nil }
    return recipe
  }

  @Test("Copies of copies cannot ask for any number of pieces")
  func pieces() throws {
    var scratch = ObjectScratch()
    let base = try Self.recipe(32_768, &scratch)
    // Four thousand pieces of two bytes, then the base.
    let short = (0..<4000).flatMap { index -> [UInt8] in
      [0x93, UInt8(4 * index & 255), UInt8(4 * index >> 8), 2]
    }
    let made = try Self.prepare(short + [0xB0, 0, 0x80], result: 40_768, base, &scratch)
    let first = try #require(made)
    #expect(first.pieces.count > 3900)
    let again = (0..<1000).flatMap { _ -> [UInt8] in [0xB0, 0x40, 0x1F] }
    let bomb = try Self.prepare(again, result: 8_000_000, first, &scratch)
    #expect(try #require(bomb).pieces.count == 1)
  }

  @Test("A chain does not keep all of its deltas")
  func owners() throws {
    var scratch = ObjectScratch()
    var recipe = try Self.recipe(32_768, &scratch)
    var most = 0
    for _ in 0..<600 {
      let made = try Self.prepare(
        [2, 1, 2, 0xB3, 2, 0, 0xFE, 0x7F], result: 32_768, recipe, &scratch)
      recipe = try #require(made)
      scratch.returns.drain(into: &scratch.pool)
      most = max(most, recipe.owners.count)
    }
    #expect(most <= Recipe.mostOwners)
  }
}
