import KeysweepGit
import Testing

@Suite("Links to forges")
struct LinkTests {
  static let id = ObjectID(hex: String(repeating: "ab", count: 20))

  @Test(
    "Forms of remotes",
    arguments: [
      ("https://github.com/o/r.git", "https://github.com/o/r/commit/"),
      ("https://user:ghp_token@github.com/o/r", "https://github.com/o/r/commit/"),
      ("https://a@b:p@ss@GitHub.com:443/o/r/", "https://github.com/o/r/commit/"),
      ("git@github.com:o/r.git", "https://github.com/o/r/commit/"),
      ("github.com:o/r", "https://github.com/o/r/commit/"),
      ("ssh://git@ssh.github.com:443/o/r.git", "https://github.com/o/r/commit/"),
      ("git://github.com/o/r.name.git", "https://github.com/o/r.name/commit/"),
      ("git@gitlab.com:a/b/c.git", "https://gitlab.com/a/b/c/-/commit/"),
      ("https://x-token-auth:t@bitbucket.org/o/r.git", "https://bitbucket.org/o/r/commits/"),
    ])
  func forms(_ remote: String, _ prefix: String) throws {
    let id = try #require(Self.id)
    #expect(WebLinks(remote: remote)?.commit(id) == prefix + id.description)
  }

  @Test(
    "No link",
    arguments: [
      "", "/srv/git/r.git", "../r", "file:///srv/r", "https://gitlab.example.com/a/b.git",
      "https://github.com.evil.example/o/r", "https://github.com@evil.example/o/r",
      "https://github.com/o", "https://github.com/o/r/x", "https://github.com/../r",
      "https://github.com/o/r?x=<script>", "https://github.com/o//r", "git@github.com",
      "javascript://github.com/o/r", "https://github.com/o/r%2f", ":", "://", "@:", "a:b:c",
    ])
  func none(_ remote: String) { #expect(WebLinks(remote: remote) == nil) }

  @Test("Files and lines, with odd bytes encoded")
  func files() throws {
    let id = try #require(Self.id)
    let path = Array("a b/#?\"%".utf8) + [0xFF]
    let escaped = "a%20b/%23%3F%22%25%FF"
    let hub = try #require(WebLinks(remote: "git@github.com:o/r"))
    #expect(hub.file(path, in: id, line: 7) == "https://github.com/o/r/blob/\(id)/\(escaped)#L7")
    let lab = try #require(WebLinks(remote: "git@gitlab.com:o/r"))
    #expect(lab.file(path, in: id) == "https://gitlab.com/o/r/-/blob/\(id)/\(escaped)")
    let bucket = try #require(WebLinks(remote: "git@bitbucket.org:o/r"))
    #expect(
      bucket.file(path, in: id, line: 1) == "https://bitbucket.org/o/r/src/\(id)/\(escaped)#lines-1"
    )
  }

  @Test("The configuration is read as git reads it")
  func configuration() throws {
    let repository = try GitRepository()
    let text = """
      [core] bare = false ; comment
      [remote "Origin"]
        url = git@github.com:wrong/case
      [REMOTE "origin"] # comment
        URL = "git@github.com:o/\\
      r"  # comment
        fetch = +refs/heads/*:refs/remotes/origin/*
      [branch "a\\"b]"]
        remote
        url = x
      [rubbish
      = y
      """
    let links = WebLinks(configuration: Array(text.utf8))
    #expect(links?.repository == "o/r")
    let valid = text.split(separator: "\n").prefix(7).joined(separator: "\n")
    try repository.tree.write("config", valid)
    let told = try repository.git(["config", "-f", "config", "remote.origin.url"])
    #expect(told == "git@github.com:o/r")
    #expect(
      WebLinks(configuration: Array("[remote \"origin\"]\nurl=https://git.corp/a/b".utf8)) == nil)
  }
}
