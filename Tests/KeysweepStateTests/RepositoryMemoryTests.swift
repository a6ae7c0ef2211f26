import Foundation
import KeysweepTestSupport
import Testing

/// Repeated sweeps of real repositories.
@Suite("Histories swept again with a state")
struct RepositoryMemoryTests {
  let scene: StateScene

  init() throws { scene = try StateScene() }

  private func makeRepository(_ name: String = "repo", _ options: String = "") throws {
    try scene.shell("git init -q -b main \(options) ../\(name)")
    for number in 0..<4 {
      try scene.tree.write("\(name)/file", "text \(number)\n")
      try scene.tree.write("\(name)/sub/other\(number)", "other \(number)\n")
      try scene.shell("git add -A && git commit -q -m 'number \(number)'", in: name)
    }
    try scene.tree.write("\(name)/leak", StateScene.key())
    try scene.shell("git add -A && git commit -q -m leak && git rm -q leak", in: name)
    try scene.shell("git commit -q -m gone && git tag -m '\(StateScene.key())' v1", in: name)
  }

  private func count(_ report: StateScene.Report, _ name: String) throws -> Int {
    try #require(report.summary[name] as? Int)
  }

  @Test(
    "Nothing is read twice, and what was found stays",
    arguments: ["", "--object-format=sha256"])
  func repeated(options: String) throws {
    try makeRepository("repo", options)
    let first = try scene.expectSame("repo")
    #expect(first.known?["objects"] == 0)
    for packing in ["true", "git repack -adq --depth=50", "git pack-refs --all"] {
      try scene.shell(packing, in: "repo")
      let again = try scene.expectSame("repo")
      #expect(again.known?["objects"] == (try count(again, "objects")))
      #expect(try count(again, "objectBytes") == 0)
    }
  }

  @Test("After new commits, the same as a fresh sweep, and only what is new is read")
  func newCommits() throws {
    try makeRepository()
    try scene.expectSame("repo")
    for round in 0..<3 {
      try scene.tree.write("repo/new", StateScene.key() + "round \(round)\n")
      // The same key in another version of the file, and a branch that keeps an earlier one.
      try scene.shell("git add -A && git commit -q -m new && git branch b\(round)", in: "repo")
      let report = try scene.expectSame("repo")
      #expect(try count(report, "objects") - (report.known?["objects"] ?? 0) == 3)
      if round == 1 { try scene.shell("git repack -adfq", in: "repo") }
    }
  }

  @Test("What another repository holds is not read again, and stays that one's find")
  func otherRepository() throws {
    try makeRepository()
    try scene.expectSame("repo")
    try scene.shell("git clone -q --no-local ../repo ../clone")
    try scene.tree.write("clone/more", StateScene.key())
    try scene.shell("git add -A && git commit -q -m more", in: "clone")
    let report = try scene.expectSame("clone")
    #expect(try count(report, "objects") - (report.known?["objects"] ?? 0) == 3)
    try scene.expectSame("repo")
    try scene.expectSame("repo", "clone")
  }

  @Test("Histories of both kinds of names share a state")
  func bothFormats() throws {
    try makeRepository("a")
    try makeRepository("b", "--object-format=sha256")
    try scene.expectSame("a", "b")
    let report = try scene.expectSame("a", "b")
    #expect(report.known?["objects"] == (try count(report, "objects")))
  }

  // MARK: What is missing

  /// Removes the object of a revision, which must be loose, and gives it a new place.
  private func lose(_ revision: String, in name: String) throws -> (from: String, to: String) {
    let id = try scene.shell("git rev-parse \(revision)", in: name)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let path = scene.tree("\(name)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))")
    let other = scene.tree("home/\(id)")
    try FileManager.default.moveItem(atPath: path, toPath: other)
    return (path, other)
  }

  @Test(
    "What was missing is missing again, until it comes",
    arguments: ["HEAD~3:file", "HEAD~3:sub", "HEAD~3^{tree}", "HEAD~3", "HEAD~1:leak"])
  func missing(revision: String) throws {
    try makeRepository()
    let lost = try lose(revision, in: "repo")
    for _ in 0..<2 { #expect(try !scene.expectSame("repo").isComplete) }
    try FileManager.default.moveItem(atPath: lost.to, toPath: lost.from)
    #expect(try scene.expectSame("repo").isComplete)
    #expect(try scene.expectSame("repo").isComplete)
  }

  @Test(
    "What is lost after it was swept is missed",
    arguments: ["HEAD~3:file", "HEAD~3:sub", "HEAD~3^{tree}", "HEAD~3", "HEAD~1:leak"])
  func lost(revision: String) throws {
    try makeRepository()
    #expect(try scene.expectSame("repo").isComplete)
    _ = try lose(revision, in: "repo")
    for _ in 0..<2 { #expect(try !scene.expectSame("repo").isComplete) }
  }

  @Test("What is missing here is missed although another repository has it")
  func missingHere() throws {
    try makeRepository()
    try scene.shell("cp -r ../repo ../copy")
    #expect(try scene.expectSame("repo").isComplete)
    _ = try lose("HEAD~3:file", in: "copy")
    _ = try lose("HEAD~1:leak", in: "copy")
    for _ in 0..<2 { #expect(try !scene.expectSame("copy").isComplete) }
    #expect(try scene.expectSame("repo").isComplete)
  }

  @Test("Damaged objects are read again, and the sweep stays incomplete")
  func damaged() throws {
    try makeRepository()
    let lost = try lose("HEAD~1:leak", in: "repo")
    let tree = try lose("HEAD~3^{tree}", in: "repo")
    for path in [lost.from, tree.from] { try Data("no object".utf8).write(to: URL(filePath: path)) }
    for _ in 0..<2 { #expect(try !scene.expectSame("repo").isComplete) }
    for (from, to) in [lost, tree] {
      try FileManager.default.removeItem(atPath: from)
      try FileManager.default.moveItem(atPath: to, toPath: from)
    }
    #expect(try scene.expectSame("repo").isComplete)
  }

  @Test("Shallow and partial clones stay incomplete, and are complete once they are")
  func clones() throws {
    try makeRepository()
    try scene.shell("git config uploadpack.allowFilter true", in: "repo")
    let url = "\"file://$(cd ../repo && pwd)\""
    try scene.shell("git clone -q --depth=2 \(url) ../shallow")
    try scene.shell("git clone -q --filter=blob:none --no-checkout \(url) ../partial")
    for _ in 0..<2 {
      #expect(try !scene.expectSame("shallow").isComplete)
      #expect(try !scene.expectSame("partial").isComplete)
    }
    // Also where everything is known from elsewhere.
    #expect(try scene.expectSame("repo").isComplete)
    #expect(try !scene.expectSame("shallow").isComplete)
    #expect(try !scene.expectSame("partial").isComplete)
    // A boundary that is no longer one.
    let boundary = scene.tree("shallow/.git/shallow")
    try FileManager.default.moveItem(atPath: boundary, toPath: scene.tree("home/shallow"))
    #expect(try !scene.expectSame("shallow").isComplete)
    try FileManager.default.moveItem(atPath: scene.tree("home/shallow"), toPath: boundary)
    try scene.shell("git fetch -q --unshallow", in: "shallow")
    #expect(try scene.expectSame("shallow").isComplete)
  }
}
