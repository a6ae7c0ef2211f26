internal import KeysweepModel

/// A place in a git history in a line or two.
///
/// Since when it stands there and by whom, whether it still does, and what reaches it; the rest is in
/// JSON. Everything that people wrote is escaped, cut, and put in quotes where it could be taken for
/// a word of ours.
struct GitText {
  private let git: GitPlace
  private let style: TextStyle
  private static let indent = "      "
  /// How many digits of an object's name are shown: enough for git to find it.
  private static let idLength = 12

  init(_ git: GitPlace, style: TextStyle) {
    self.git = git
    self.style = style
  }

  /// The lines below a location.
  var text: String {
    var text = TextWrap.lines(sentence, width: style.width, first: Self.indent)
    if let url = git.url ?? git.first?.url {
      text += Self.indent + Escaping.printable(url) + "\n"
    }
    return text
  }

  /// The same in one line, without the address.
  var sentence: String { [commits, reach, amounts].flatMap { $0 }.joined(separator: "; ") }

  /// Whether two places say the same, but for the address of the line.
  static func isSame(_ a: Shared<GitPlace>?, _ b: Shared<GitPlace>?) -> Bool {
    guard var a = a?.value, var b = b?.value else { return false }
    a.url = nil
    b.url = nil
    return a == b
  }

  // MARK: Parts

  /// Since when it stands there, and until when.
  private var commits: [String] {
    switch git.kind {
    case .commit: return [described("in a commit message or header")]
    case .tag: return [described("in an annotated tag")]
    case .reference: return ["in the name of a reference"]
    case .tree: return ["in the name of a file or folder"] + span
    case .blob: return span
    }
  }

  private func described(_ what: String) -> String {
    (git.first ?? git.last).map { "\(what): \(commit($0))" } ?? what
  }

  private var span: [String] {
    guard let first = git.first else {
      if git.reach == .unknown { return ["commits not known"] }
      return [git.last.map { "last \(commit($0))" } ?? "in no commit"]
    }
    let last = git.last.flatMap { $0.id == first.id ? nil : $0 }
    let isOver = !git.standsAtHead && git.reach == .referenced
    let word: String
    if !git.isFirstCertain {
      word = "at least since"
    } else if last != nil || git.standsAtHead {
      word = "first"
    } else {
      // What reaches it says "only" otherwise.
      word = git.reach == .recoverable ? "in" : "only in"
    }
    var parts = ["\(word) \(commit(first))"]
    if git.standsAtHead {
      parts.append("still at HEAD")
    } else if let last {
      parts.append("last " + (style.isVerbose ? commit(last) : dated(last)))
    }
    if isOver { parts[parts.count - 1] += ", not at HEAD" }
    return parts
  }

  /// What reaches it.
  private var reach: [String] {
    switch git.reach {
    case .referenced:
      var parts: [String] = []
      if git.branches.count > 0 { parts.append("on " + list(git.branches)) }
      if git.tags.count > 0 {
        parts.append((git.tags.count == 1 ? "in tag " : "in tags ") + list(git.tags))
      }
      if git.others.count > 0 { parts.append("in " + list(git.others)) }
      return parts
    case .unknown: return ["references not known"]
    case .recoverable:
      return [git.recovery.count > 0 ? "only in " + list(git.recovery) : "only in a reflog"]
    case .unreachable:
      // A name is no object that could be dropped.
      return git.kind == .reference ? [] : ["unreachable: git gc will drop it"]
    }
  }

  private var amounts: [String] {
    var parts: [String] = []
    if git.versions > 1 { parts.append(Amounts.count(git.versions, "version")) }
    if git.paths.count > 1 {
      let count = Amounts.count(git.paths.count, "path")
      parts.append(style.isVerbose ? "\(count): \(list(git.paths))" : count)
    }
    return parts
  }

  // MARK: Words

  /// `1a2b3c4d5e6f 2019-03-02 Alice <alice@example.com> "add config"`.
  private func commit(_ commit: GitPlace.Commit) -> String {
    var text = dated(commit)
    if let author = commit.author.flatMap(person) { text += " " + author }
    if style.isVerbose, commit.committer != commit.author,
      let committer = commit.committer.flatMap(person)
    {
      text += " (committed by \(committer))"
    }
    if !commit.subject.isEmpty { text += " " + quoted(commit.subject.utf8, limit: 50) }
    return text
  }

  private func dated(_ commit: GitPlace.Commit) -> String {
    let id = Escaping.printable(String(commit.id.prefix(Self.idLength)))
    guard let time = commit.committed ?? commit.authored else { return id }
    return "\(id) \(style.isVerbose ? time.iso8601 : time.date)"
  }

  private func person(_ person: GitPlace.Person) -> String? {
    let email = person.email.isEmpty ? nil : "<\(word(person.email.utf8, isOne: true))>"
    let name = person.name.isEmpty ? nil : word(person.name.utf8, isOne: false)
    let parts = [name, email].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// `main, dev (+3)`.
  private func list(_ names: GitPlace.Names) -> String {
    let shown = names.first.prefix(style.isVerbose ? names.first.count : 2)
    let text = shown.map { word(Self.short($0.bytes), isOne: true) }.joined(separator: ", ")
    let more = names.count - shown.count
    if shown.isEmpty { return Amounts.number(names.count) }
    return more > 0 ? "\(text) (+\(Amounts.number(more)))" : text
  }

  /// A path without the last part of the object it names, as git shortens names.
  static func short(_ path: SourcePath) -> SourcePath {
    path.shorteningCommit(to: idLength)
  }

  /// The name of a reference as people say it.
  private static func short(_ name: [UInt8]) -> ArraySlice<UInt8> {
    for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/", "refs/"]
    where name.count > prefix.utf8.count && name.starts(with: prefix.utf8) {
      return name[prefix.utf8.count...]
    }
    return name[...]
  }

  // MARK: What people wrote

  /// As it is, where it can be taken for nothing else; otherwise in quotes.
  ///
  /// - Parameters:
  ///   - bytes: What somebody wrote.
  ///   - isOne: Whether it is one word, without spaces.
  /// - Returns: The text.
  private func word(_ bytes: some Collection<UInt8>, isOne: Bool) -> String {
    let isPlain = bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ";"),
        UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"):
        false
      case 0x20: !isOne
      default: true
      }
    }
    return isPlain ? cut(bytes, limit: 60) : quoted(bytes, limit: 60)
  }

  private func quoted(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    "\"" + cut(bytes, limit: limit).replacing("\"", with: "\\\"") + "\""
  }

  /// Printable, and no longer than there is room for.
  private func cut(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    let limit = style.isVerbose ? 10 * limit : limit
    guard bytes.count > limit else { return Escaping.printable(bytes) }
    var kept = Array(bytes.prefix(limit + 1))
    // Not through the middle of a character: its first byte goes, too.
    for _ in 0..<4 {
      guard let last = kept.popLast(), last & 0xC0 == 0x80 else { break }
    }
    return Escaping.printable(kept) + "…"
  }
}
