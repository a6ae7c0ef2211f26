/// Putting objects together, or not.
extension ObjectScratch {
  /// Applies a delta; the result is the caller's.
  mutating func apply(_ delta: Block, to base: Block) throws(ObjectFault) -> Block {
    try pool.apply(delta, to: base, largest: Self.largest)
  }

  /// Applies a delta to content that may not have been put together.
  mutating func apply(_ delta: Block, to base: Content) throws(ObjectFault) -> Block {
    switch base {
    case .block(let block): return try apply(delta, to: block)
    case .recipe(let recipe):
      if let block = recipe.wholeBlock {
        return try apply(delta, to: block)
      }
      // The delta stays the caller's, so it cannot become a part of a recipe.
      let whole = try assemble(recipe)
      defer { pool.give(whole) }
      return try apply(delta, to: whole)
    }
  }

  /// Makes ready what only the changes are looked at of; takes the delta over.
  ///
  /// - Throws: ``ObjectFault``; the delta is the caller's then.
  mutating func prepare(
    _ delta: Block, _ sizes: Delta.Sizes, _ base: Content
  ) throws(ObjectFault) -> Content {
    guard sizes.result <= Self.largest else { throw .tooLarge(sizes.result) }
    guard case .recipe(let recipe) = base, sizes.result >= Recipe.smallest else {
      let block = try apply(delta, to: base)
      pool.give(delta)
      return .block(block)
    }
    guard recipe.takes(delta.bytes, sizes) else {
      let block = try apply(delta, to: base)
      pool.give(delta)
      return .recipe(Recipe(SharedBlock(block, returns)))
    }
    // From here on the delta belongs to the recipe; damage was ruled out when changes were read.
    return .recipe(Recipe(SharedBlock(delta, returns), sizes, base: recipe))
  }

  /// Puts an object together; gives nil, and the content back, when memory is missing.
  ///
  /// - Parameter content: The content, which is used up.
  /// - Returns: A block, the caller's.
  mutating func whole(_ content: Content) -> Block? {
    switch content {
    case .block(let block): return block
    case .recipe(let recipe): return try? assemble(recipe)
    }
  }

  /// Copies an object into a block of its own.
  mutating func assemble(_ recipe: Recipe) throws(ObjectFault) -> Block {
    returns.drain(into: &pool)
    let block = try pool.take(recipe.count)
    recipe.copy(0..<recipe.count, to: block.start)
    return block
  }

  /// Copies a stretch of an object; valid until the next call.
  mutating func gather(_ recipe: Recipe, _ range: Range<Int>) -> UnsafeRawBufferPointer? {
    if let whole = recipe.wholeBlock {
      return UnsafeRawBufferPointer(rebasing: whole.bytes[range])
    }
    if stretch.map({ $0.room < range.count }) ?? true {
      if let stretch { pool.give(stretch) }
      stretch = try? pool.take(range.count)
    }
    guard let stretch else { return nil }
    recipe.copy(range, to: stretch.start)
    return UnsafeRawBufferPointer(start: stretch.start, count: range.count)
  }

  /// Gives content back that is no longer needed.
  mutating func release(_ content: Content?) {
    // Recipes look after themselves.
    if case .block(let block)? = content { pool.give(block) }
  }

  /// Gives up the outermost bases of the walk, which are needed last, while there are too many.
  mutating func keepToBudget() {
    var outer = 0
    while stackBytes + returns.bytes > budget, outer < stack.count - 1 {
      if let content = stack[outer].base.content {
        stackBytes -= stack[outer].base.room
        stack[outer].base.content = nil
        release(content)
      }
      outer += 1
    }
    returns.drain(into: &pool)
  }
}
