import Foundation
import KeysweepTestSupport
import Testing

/// `keysweep git` in linked worktrees, as a hook, and where references cannot be read.
extension GitSweepCommandTests {
  @Test("Where references are not read, nothing is said of what reaches a place")
  func reftable() throws {
    let repository = try Repository()
    let (dangling, staged) = (TestKeys.keyID(), TestKeys.keyID())
    try repository.commit("a", "one\n")
    try repository.git("hash-object -w --stdin <<'END'\nid \(dangling)\nEND")
    try repository.write("b", "id \(staged)\n")
    try repository.git("add b")
    try repository.write(".git/reftable/tables.list", "x\n")
    let result = try repository.sweep()
    #expect(try found(result) == [dangling, staged])
    for finding in try ScanCommandTests.findings(result) {
      let place = try #require((finding["locations"] as? [[String: Any]])?.first)
      #expect((place["git"] as? [String: Any])?["reach"] as? String == "unknown")
    }
  }
}
