internal import KeysweepModel

extension GitCommand {
  /// A part of the history.
  public enum Selection: Sendable, Hashable {
    /// Everything reachable from a branch: local, remote, or with its full name (`refs/…`).
    case branch(String)
    /// What some commits introduce, merges included, as git writes ranges: `A..B`, `A...B`, `B ^A`.
    case range(String)
    /// What all references lead to, and a commit does not; or what the commits introduce whose
    /// committer date is not before a date, and the tags of that time: `2026-01-31`, `2026-01-31T12:00:00Z`, `2.weeks`.
    case since(String)
  }

  /// Hands out the IDs of all objects that a part of the history introduces.
  ///
  /// Content that stood in an earlier version, was gone, and comes back, counts as introduced. Each
  /// ID comes once, also those of objects that the repository should have and has not. When an error
  /// is thrown, IDs may have been handed out before.
  ///
  /// - Parameters:
  ///   - selection: Which part.
  ///   - body: Gets the hexadecimal digits of one ID; they are gone when it returns.
  /// - Throws: ``GitCommandError``.
  public func objects(
    _ selection: Selection, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) {
    switch selection {
    case .branch(let name):
      try list([tip(ofBranch: name)], body)
    case .range(let range):
      let words = Self.words(range)
      try check(range, words)
      try list(words, body)
    case .since(let start):
      switch try find(start) {
      case .commit(let id): try list(["--all", "--not", id], body, isEndOfOptions: false)
      case .unknown(let complaint):
        let date = try date(start, complaint)
        try objects(since: date, body)
        try tags(since: date, body)
      }
    }
  }

  private static let listing = [
    // Without a word for what is missing, a partial clone would fetch it.
    "rev-list", "--objects", "--no-object-names", "--missing=print",
  ]

  func list(
    _ revisions: [String], _ body: (UnsafeRawBufferPointer) -> Void, isEndOfOptions: Bool = true
  ) throws(GitCommandError) {
    let arguments =
      Self.listing + (isEndOfOptions ? ["--end-of-options"] : []) + revisions + ["--"]
    try ids(arguments, nil, body)
  }

  private func ids(
    _ arguments: [String], _ input: Int32?, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) {
    try session().records(arguments.map { Array($0.utf8) }, separator: 0x0A, input: input) { line in
      // A question mark stands before what is missing.
      let id = line.first == UInt8(ascii: "?") ? line[1...] : line[...]
      if Self.isID(id) { body(UnsafeRawBufferPointer(rebasing: id)) }
    }
  }

  /// Says whether git understands a range, before anything is handed out.
  private func check(_ range: String, _ words: [String]) throws(GitCommandError) {
    guard !words.isEmpty, !range.contains("\n"), !range.utf8.contains(0) else {
      throw GitCommandError(
        .unknownRevision, "\(range.isEmpty ? "an empty text" : range) is no range of commits",
        remedy: "write FROM..TO")
    }
    let arguments = ["--no-walk", "--max-count=1", "--end-of-options"] + words + ["--"]
    let result = try session().ending("rev-list", also: arguments.map { Array($0.utf8) })
    if Self.isAmbiguous(result.complaint) { throw Self.ambiguous(range, result.complaint) }
    guard result.status == 0 else {
      throw GitCommandError(
        .unknownRevision, "\(range) is no range of commits of this repository",
        remedy: "write FROM..TO, with what git log --all or git branch --all lists",
        complaint: result.complaint)
    }
  }

  /// The words of a range; spaces within braces (`main@{2 days ago}`) part nothing.
  static func words(_ range: String) -> [String] {
    var words: [String] = []
    var word = ""
    var depth = 0
    for character in range {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if character == " ", depth <= 0 {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  private func date(_ text: String, _ complaint: [UInt8]) throws(GitCommandError) -> Instant {
    let remedy = "write a commit, 2026-01-31, 2026-01-31T12:00:00Z, or 2.weeks"
    guard let date = SinceDate(text) else {
      throw GitCommandError(
        .unknownRevision, "\(text) is neither a commit of this repository nor a date",
        remedy: remedy, complaint: complaint)
    }
    let instant: Instant
    switch date {
    case .fixed(let fixed): instant = fixed
    case .relative(let words):
      // Months have different lengths, and git knows which it takes.
      let answer = try session().answer("rev-parse", also: [Array("--since=\(words)".utf8)])
      let digits = String(decoding: answer, as: UTF8.self).split(separator: "=").last ?? ""
      guard let seconds = Int64(digits) else {
        throw GitCommandError(.unknownRevision, "git reads no date in \(text)", remedy: remedy)
      }
      instant = Instant(secondsSinceEpoch: seconds)
    }
    guard instant.secondsSinceEpoch <= Files.now else {
      throw GitCommandError(
        .unknownRevision, "\(text) lies in the future, and no commit is that new", remedy: remedy)
    }
    return instant
  }

  /// Rounds after which what older commits lead to is no longer told apart.
  private static let mostRounds = 16

  /// Hands out what the commits introduce that are not older than a time.
  ///
  /// Commits that are new, and the first old ones behind them, are asked for; what the new ones lead
  /// to and the old ones do not is what they introduce. Dates need not grow: where an old commit
  /// stands on a new one, that one is among what the old ones lead to, and has a round of its own.
  private func objects(
    since start: Instant, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) {
    let filter = "--since-as-filter=@\(max(0, start.secondsSinceEpoch)) +0000"
    var roots: ScratchFile?
    for round in 1... {
      let ends = try ScratchFile()
      let edges = try ScratchFile()
      var hasNew = false
      let arguments = ["rev-list", "--boundary", filter, roots == nil ? "--all" : "--stdin"]
      try session().records(
        arguments.map { Array($0.utf8) }, separator: 0x0A, input: roots?.descriptor
      ) { line in
        if line.first == UInt8(ascii: "-") {
          let id = line[1...]
          edges.append(id + [0x0A])
          if round < Self.mostRounds { ends.append([UInt8(ascii: "^")] + id + [0x0A]) }
        } else {
          hasNew = true
          ends.append(line + [0x0A])
        }
      }
      guard hasNew else { return }
      try ends.rewind()
      try ids(Self.listing + ["--stdin"], ends.descriptor, body)
      guard !edges.isEmpty, round < Self.mostRounds else { return }
      try edges.rewind()
      roots = edges
    }
  }
  /// Hands out the annotated tags that references name and that are not older than a time.
  private func tags(
    since start: Instant, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) {
    let format = "--format=%(objecttype) %(objectname) %(taggerdate:unix)"
    var seen: Set<[UInt8]> = []
    try session().records(["for-each-ref", format].map { Array($0.utf8) }, separator: 0x0A) {
      line in
      let words = line.split(separator: 0x20)
      guard words.count == 3, words[0].elementsEqual("tag".utf8), Self.isID(words[1]),
        let date = Int64(String(decoding: words[2], as: UTF8.self)),
        date >= start.secondsSinceEpoch, seen.insert(Array(words[1])).inserted
      else { return }
      body(UnsafeRawBufferPointer(rebasing: words[1]))
    }
  }
}
