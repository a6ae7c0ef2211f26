extension GitCommand {
  /// What a name turned out to be.
  enum Resolved {
    case commit(String)
    case unknown([UInt8])
  }

  /// The full hexadecimal ID of the commit that a revision names.
  ///
  /// - Parameter revision: Anything git understands: a branch, `HEAD~3`, a short ID, a tag.
  /// - Returns: 40 hexadecimal digits, or 64.
  /// - Throws: ``GitCommandError`` when it is unknown, ambiguous, or no commit.
  public func resolve(_ revision: String) throws(GitCommandError) -> String {
    switch try find(revision) {
    case .commit(let id): return id
    case .unknown(let complaint):
      throw GitCommandError(
        .unknownRevision, "\(revision) names no commit of this repository",
        remedy: "git log --all and git branch --all list what there is", complaint: complaint)
    }
  }

  /// Looks for the commit that a revision names.
  func find(_ revision: String) throws(GitCommandError) -> Resolved {
    guard !revision.isEmpty, !revision.contains("\n"), !revision.utf8.contains(0) else {
      return .unknown([])
    }
    // In two steps: after `:/words`, which looks for a message, `^{commit}` would be words.
    let object = try verify(Array(revision.utf8))
    guard object.status == 0 else {
      if Self.isAmbiguous(object.complaint) { throw Self.ambiguous(revision, object.complaint) }
      return .unknown(object.complaint)
    }
    if Self.isAmbiguous(object.complaint) { throw Self.ambiguous(revision, object.complaint) }
    guard Self.isID(object.answer) else { return .unknown([]) }
    let commit = try verify(object.answer + Array("^{commit}".utf8))
    guard commit.status == 0, Self.isID(commit.answer) else {
      throw GitCommandError(
        .unknownRevision, "\(revision) is there, but is no commit", remedy: "name a commit",
        complaint: commit.complaint)
    }
    return .commit(String(decoding: commit.answer, as: UTF8.self))
  }

  private func verify(_ revision: [UInt8]) throws(GitCommandError) -> Session.Ending {
    try session().ending("rev-parse", "--verify", "--end-of-options", also: [revision])
  }

  /// The ID of what a branch points to.
  func tip(ofBranch name: String) throws(GitCommandError) -> String {
    let isFull = name == "HEAD" || name.hasPrefix("refs/")
    let candidates = isFull ? [name] : ["refs/heads/\(name)", "refs/remotes/\(name)"]
    var found: [String] = []
    var complaint: [UInt8] = []
    for candidate in candidates where !candidate.utf8.contains(0) {
      // Only an existing reference, and nothing that git would work out: `main~1` is no branch.
      let result = try session().ending(
        "show-ref", "--verify", "--hash", "--", also: [Array(candidate.utf8)])
      if result.status == 0, Self.isID(result.answer) {
        found.append(String(decoding: result.answer, as: UTF8.self))
      } else {
        complaint = result.complaint
      }
    }
    guard let id = found.first else {
      throw GitCommandError(
        .unknownRevision, "there is no branch \(name)",
        remedy: "git branch --all lists the branches there are", complaint: complaint)
    }
    guard found.count == 1 else {
      throw GitCommandError(
        .ambiguousRevision, "there is a local and a remote branch \(name)",
        remedy: "write \(candidates.joined(separator: " or "))")
    }
    return try resolve(id)
  }

  /// The error for a name that could mean several things.
  static func ambiguous(_ name: String, _ complaint: [UInt8]) -> GitCommandError {
    GitCommandError(
      .ambiguousRevision, "\(name) could mean several things",
      remedy: "write the full name, such as refs/heads/NAME or refs/tags/NAME, or more digits",
      complaint: complaint)
  }

  /// Whether git complains that a name could mean several things.
  static func isAmbiguous(_ complaint: [UInt8]) -> Bool {
    let text = String(decoding: complaint, as: UTF8.self)
    // "ambiguous argument" is also said of what is not there at all.
    return text.contains(" is ambiguous")
  }

  /// Whether bytes are a full ID.
  static func isID(_ bytes: some Collection<UInt8>) -> Bool {
    (bytes.count == 40 || bytes.count == 64)
      && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
