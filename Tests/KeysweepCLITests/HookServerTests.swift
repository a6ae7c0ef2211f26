import Foundation
import KeysweepTestSupport
import Testing

/// `keysweep hook run pre-receive` and `update`, in bare repositories that real git pushes to.
@Suite("Hooks of a server")
struct HookServerTests {
  /// A repository with a key, and a server that has a commit without.
  func pair() throws -> HookedRepository {
    let repository = try HookedRepository()
    let git = repository.repository
    try git.commit("a", "fine\n")
    try git.git("clone -q --bare . ../bare.git && git remote add origin file://$PWD/../bare.git")
    return repository
  }

  func hook(_ repository: HookedRepository, _ name: String, _ options: String = "") throws {
    let arguments = name == "update" ? " -- \"$@\"" : ""
    let script = "#!/bin/sh\nexec '\(Tool.keysweep)' hook run \(name) \(options)\(arguments)\n"
    try repository.repository.tree.write("bare.git/hooks/\(name)", script)
    _ = try repository.attempt("chmod +x ../bare.git/hooks/\(name)")
  }

  @Test("New branches, forced pushes, tags and deletions", arguments: ["pre-receive", "update"])
  func pushes(name: String) throws {
    let repository = try pair()
    let git = repository.repository
    try hook(repository, name)
    let key = TestKeys.keyID()
    try git.commit("b", "id \(key)\n")
    try git.commit("b", "gone\n")
    for target in ["main", "main:new", "HEAD~1:refs/tags/v1", "--force main:main"] {
      let result = try repository.attempt("git push -q origin \(target)")
      #expect(result.status != 0, "\(target)")
      #expect(
        result.error.contains(key) && result.error.contains("push refused"), "\(result.error)")
      #expect(result.error.contains("b:1, commit "), "\(result.error)")
    }
    #expect(try git.git("-C ../bare.git for-each-ref --format='%(refname)'") == "refs/heads/main")
    // Nothing of what was refused stays behind; git asks `update` only after the quarantine.
    let count = try git.git("-C ../bare.git count-objects")
    #expect(name == "update" || count.hasPrefix("3 objects"), "\(count)")
    try git.git("tag -a v2 -m 'id \(key)' HEAD~2")
    #expect(try repository.attempt("git push -q origin v2").status != 0)
    try git.git("reset -q --hard HEAD~2")
    try git.commit("c", "fine\n")
    let fine = try repository.attempt("git push -q origin main main:new")
    #expect(fine.status == 0, "\(fine.error)")
    #expect(try repository.attempt("git push -q origin :new").status == 0)
  }

  @Test("Many commits at once, of which one brings a key; packs and loose objects")
  func many() throws {
    let repository = try pair()
    let git = repository.repository
    try hook(repository, "pre-receive")
    let key = TestKeys.keyID()
    let stream = (0..<2000).map { number in
      let text = number == 777 ? "id \(key)\n" : "number \(number)\n"
      return "commit refs/heads/many\ncommitter C <c@example.com> \(1_700_000_000 + number) +0000\n"
        + "data 2\nx\n" + (number == 0 ? "from refs/heads/main\n" : "")
        + "M 100644 inline f\ndata \(text.utf8.count)\n\(text)\n"
    }
    try git.tree.write("stream", stream.joined())
    try git.git("fast-import --quiet < ../stream")
    let result = try repository.attempt("git push -q origin many")
    #expect(result.status != 0)
    #expect(result.error.contains(key) && result.error.contains("f:1"), "\(result.error)")
    try git.git("-C ../bare.git config receive.unpackLimit 1")
    #expect(try repository.attempt("git push -q origin many~1222:refs/heads/early").status != 0)
    let fine = try repository.attempt("git push -q origin many~1223:refs/heads/early")
    #expect(fine.status == 0, "\(fine.error)")
  }

  @Test("Pushes at the same time; what is not understood does not pass")
  func together() throws {
    let repository = try pair()
    let git = repository.repository
    try hook(repository, "pre-receive", "--time-limit 600")
    let key = TestKeys.keyID()
    try git.commit("b", "fine\n")
    try git.git("branch fine")
    try git.commit("b", "id \(key)\n")
    let result = try repository.attempt(
      """
      for n in 1 2 3 4; do echo fine:refs/heads/fine$n main:refs/heads/bad$n; done |
        xargs -n 1 -P 8 git push -q origin
      """)
    #expect(result.error.components(separatedBy: "push refused").count == 5, "\(result.error)")
    let references = try git.git("-C ../bare.git for-each-ref --format='%(refname:short)'")
    #expect(references == "fine1\nfine2\nfine3\nfine4\nmain")
    let wrong = try repository.attempt(
      "echo nonsense | \"$KEYSWEEP\" hook run pre-receive; echo status $?")
    #expect(wrong.output == "status 2\n")
  }
}
