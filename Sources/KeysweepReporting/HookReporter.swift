public import KeysweepModel

/// What a committer is told whose commit or push is stopped: what, where, why, and what to do.
public struct HookReporter {
  /// What was about to happen.
  public enum Occasion: Sendable, Hashable {
    /// A commit; without a `HEAD` it is the first one.
    case commit(hasHead: Bool)
    /// All tracked files, whatever is committed of them.
    case index
    /// The message of a commit.
    case message
    /// A look at what is committed already.
    case range
    /// A push, on the side that pushes.
    case push
    /// A push, on the side that receives.
    case receive
  }

  private let occasion: Occasion
  /// How many findings, and places of one, are listed.
  private static let most = 10

  /// Makes a reporter.
  ///
  /// - Parameter occasion: What was about to happen.
  public init(_ occasion: Occasion) { self.occasion = occasion }

  /// The whole message.
  ///
  /// - Parameter findings: What was found, the worst first; not empty.
  /// - Returns: Lines, escaped for a terminal.
  public func text(_ findings: [Finding]) -> String {
    let what = Amounts.count(findings.count, "AWS credential")
    var text = "keysweep: \(headline) \(what).\n"
    for finding in findings.prefix(Self.most) { text += block(finding) }
    if findings.count > Self.most { text += "  and \(findings.count - Self.most) more\n" }
    return text + advice(findings)
  }

  private var headline: String {
    switch occasion {
    case .commit: "commit stopped: what is staged holds"
    case .index: "stopped: the index holds"
    case .message: "commit stopped: its message holds"
    case .range: "stopped: these commits bring"
    case .push: "push stopped: it would bring"
    case .receive: "push refused: it brings"
    }
  }

  private func block(_ finding: Finding) -> String {
    let owner = finding.verdict.owner.map { owner in
      "; owner " + Escaping.printable(owner == "<root_account>" ? "root" : owner)
    }
    var text = "  \(TextReporter.name(finding))  \(finding.verdict.status.rawValue.uppercased()): "
    text += TextReporter.meaning(finding) + (owner ?? "") + "\n"
    for location in finding.locations.prefix(Self.most) { text += "    \(place(location))\n" }
    let more = finding.locationCount - min(finding.locations.count, Self.most)
    return more > 0 ? text + "    and \(more) more places\n" : text
  }

  private func place(_ location: FindingLocation) -> String {
    let line = location.position.line
    if occasion == .message { return "line \(line) of the message" }
    let place = FilePlace(location)
    let members = place.members.map { "!/" + Escaping.printable($0) }.joined()
    guard let git = location.git?.value else { return "\(place.text)\(members):\(line)" }
    let what =
      switch git.kind {
      case .blob: "\(place.text)\(members):\(line)"
      case .commit: "in a commit message or header"
      case .tag: "in an annotated tag"
      case .tree: "in the name of \(place.text)"
      case .reference: "in the name of a reference"
      }
    guard let commit = git.first ?? git.last else { return what }
    return
      "\(what), commit \(commit.id.prefix(12)) \u{201c}\(Escaping.printable(commit.subject))\u{201d}"
  }

  // MARK: Advice

  private func advice(_ findings: [Finding]) -> String {
    var lines: [String] = []
    switch occasion {
    case .commit(let hasHead):
      let paths = Set(findings.flatMap(\.locations).map { FilePlace($0).path }).sorted {
        $0.lexicographicallyPrecedes($1)
      }
      let command = hasHead ? "git restore --staged" : "git rm --cached"
      lines.append("Take it out and stage the file again, or unstage it:")
      let words = paths.prefix(Self.most).map(Self.word).joined(separator: " ")
      lines.append("  \(command) -- \(words)\(paths.count > Self.most ? " \u{2026}" : "")")
    case .index: lines.append("Take it out of the files; what is committed stays in the history.")
    case .message:
      lines.append("Take it out of the message, which is kept:")
      lines.append("  git commit --edit --file=\"$(git rev-parse --git-path COMMIT_EDITMSG)\"")
    case .range, .push, .receive:
      lines.append(
        "Take it out of these commits (git rebase -i, git commit --amend), not only in a")
      lines.append("new one: whoever fetches gets the whole history.")
    }
    lines.append("A key that left this machine, or may have, is to be revoked all the same.")
    switch occasion {
    case .message:
      lines.append("A false alarm? git commit --no-verify passes once.")
      return lines.joined(separator: "\n") + "\n"
    case .commit:
      lines.append(
        "A false alarm? git commit --no-verify passes once; for good, with other options:")
    case .index: lines.append("A false alarm? Leave the file out:")
    case .push, .range:
      lines.append("A false alarm? git push --no-verify passes once; for good, with other options:")
    case .receive:
      lines.append("A false alarm? Ask whoever runs this server for an --exclude.")
      return lines.joined(separator: "\n") + "\n"
    }
    lines.append("  keysweep hook install --exclude PATH")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A path as a word for a shell.
  private static func word(_ path: [UInt8]) -> String {
    let text = Escaping.printable(path)
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._/+@:,".utf8.contains(byte)
    }
    if isPlain { return text }
    // What had to be escaped is for `$'…'`, which reads the same escapes.
    let quoted = text.replacing("'", with: text.contains("\\") ? "\\'" : "'\\''")
    return text.contains("\\") ? "$'\(quoted)'" : "'\(quoted)'"
  }
}
