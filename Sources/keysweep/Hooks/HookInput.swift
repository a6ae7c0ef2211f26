internal import KeysweepModel

/// What git hands to a hook about a push.
struct HookInput {
  /// Full IDs of what is pushed.
  var tips: [String] = []
  /// Full IDs of what the other side is said to have.
  var known: [String] = []

  /// Reads the lines that git writes.
  ///
  /// - Parameters:
  ///   - bytes: Lines of words with spaces between; names of references hold none.
  ///   - new: Which word of a line is what is pushed.
  ///   - old: Which word is what the receiving side has under that name.
  ///   - count: How many words there are.
  /// - Throws: ``UsageError`` for anything else: what is not understood does not pass.
  init(_ bytes: [UInt8], new: Int, old: Int, count: Int) throws {
    for line in bytes.split(separator: 0x0A) {
      let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == count else {
        throw UsageError(
          description: "git writes \(count) words a line to this hook, and this is none: "
            + "\u{201c}\(String(decoding: line.prefix(200), as: UTF8.self))\u{201d}")
      }
      add(new: words[new], old: words[old])
    }
  }

  /// Takes one reference.
  init(new: String, old: String) { add(new: new, old: old) }

  private mutating func add(new: String, old: String) {
    // Zeros stand for a reference that is not there: one that is deleted brings nothing.
    func isNone(_ id: String) -> Bool { id.allSatisfy { $0 == "0" } }
    if !isNone(new) { tips.append(new) }
    if !isNone(old) { known.append(old) }
  }
}
