internal import KeysweepModel

/// The text report put together by something else than credentials, and its summary.
///
/// Groups come in the order of their most important finding.
extension TextReporter {
  /// In a summary, so many credentials that open the door are named.
  private static let foremostCount = 5

  // MARK: Summary

  /// What opens the door, one paragraph each: the first ones.
  func foremost(_ findings: [Finding]) -> String {
    let open = findings.filter { $0.verdict.usable == .yes }
    guard !open.isEmpty else { return "" }
    var text = "\n" + paint("Opens the door first:", .bold) + "\n"
    for finding in open.prefix(Self.foremostCount) {
      text += "  " + title(finding) + "\n"
      text += wrap("\(Self.meaning(finding)); \(belongings(finding))", first: "    ")
      if let location = finding.locations.first {
        let more = finding.locationCount - 1
        text += "    \(place(location))"
        text += more > 0 ? " and \(Amounts.count(more, "other place"))\n" : "\n"
      }
    }
    let more = open.count - Self.foremostCount
    return text + (more > 0 ? "  and \(Amounts.number(more)) more\n" : "")
  }

  // MARK: Accounts and owners

  /// All findings, each under the name of its group.
  func grouped(
    _ findings: [Finding], _ write: (String) -> Void, by name: (Finding) -> String
  ) {
    var indices: [String: Int] = [:]
    var groups: [(name: String, findings: [Finding])] = []
    for finding in findings {
      let name = name(finding)
      let index = indices[name] ?? groups.count
      if index == groups.count {
        indices[name] = index
        groups.append((name, []))
      }
      groups[index].findings.append(finding)
    }
    for group in groups {
      write(heading(group.name, group.findings))
      for finding in group.findings { write(block(finding)) }
    }
  }

  /// `Account 111122223333`.
  static func accountName(_ finding: Finding) -> String {
    finding.credential.account.map { "Account \($0)" } ?? "Account unknown"
  }

  /// `Owner alice, account 111122223333`.
  static func ownerName(_ finding: Finding) -> String {
    guard let owner = finding.verdict.owner else { return "Owner unknown" }
    let name = owner == "<root_account>" ? "root" : Escaping.printable(owner)
    return "Owner \(name)" + (finding.credential.account.map { ", account \($0)" } ?? "")
  }

  // MARK: Paths

  /// A file, and which places of which findings are in it.
  private struct PathGroup {
    var path: SourcePath
    var isInGit: Bool
    /// Indices of findings, and of their locations.
    var members: [(finding: Int, locations: [Int])] = []
  }

  /// Every file with the credentials in it; one that stands in several is named in each.
  func byPath(_ findings: [Finding], _ write: (String) -> Void) {
    var indices: [SourcePath: Int] = [:]
    var groups: [PathGroup] = []
    var hidden = 0
    for (number, finding) in findings.enumerated() {
      hidden += max(0, finding.locationCount - finding.locations.count)
      for (place, location) in finding.locations.enumerated() {
        let isInGit = location.git != nil
        let path = (isInGit ? location.path.beforeCommit : nil) ?? location.path
        let index = indices[path] ?? groups.count
        if index == groups.count {
          indices[path] = index
          groups.append(PathGroup(path: path, isInGit: isInGit))
        }
        if groups[index].members.last?.finding != number {
          groups[index].members.append((number, []))
        }
        groups[index].members[groups[index].members.count - 1].locations.append(place)
      }
    }
    for group in groups {
      let members = group.members.map { findings[$0.finding] }
      write(heading(Escaping.printable(group.path.bytes), members))
      for (finding, member) in zip(members, group.members) {
        write(entry(finding, member.locations.map { finding.locations[$0] }))
      }
    }
    if hidden > 0 {
      write(
        "\n"
          + wrap(
            "\(Amounts.count(hidden, "more place")) are counted and not kept; --max-locations of "
              + "the sweep keeps more.", first: ""))
    }
  }

  /// A credential in a file: what it is worth, where it stands there, what to do.
  private func entry(_ finding: Finding, _ locations: [FindingLocation]) -> String {
    var text = "\n" + title(finding) + "\n"
    text += wrap(Self.meaning(finding), first: "  ")
    text += wrap(belongings(finding), first: "  ")
    let lines = locations.prefix(Self.linesPerPath).map { location in
      let commit = location.git == nil ? "" : " of \(Self.commit(location.path))"
      return "\(location.position.line):\(location.position.column)\(commit)"
    }
    let more = locations.count - lines.count
    let noun = lines.count == 1 && more == 0 ? "at" : "\(Amounts.number(locations.count)) times, at"
    text += wrap(
      "\(noun) " + lines.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""),
      first: "  ")
    let elsewhere = finding.locationCount - locations.count
    if elsewhere > 0 {
      text += wrap("and at \(Amounts.count(elsewhere, "other place"))", first: "  ")
    }
    return text + wrap(finding.advice, first: "  => ")
  }

  /// Of one credential in one file, so many places are named.
  private static let linesPerPath = 10

  /// The commit that a path names, short; the whole name where it names none.
  private static func commit(_ path: SourcePath) -> String {
    let text = path.shorteningCommit(to: 12).lossyText
    guard let at = text.lastIndex(of: "@") else { return "the repository" }
    return Escaping.printable(
      String(text[text.index(after: at)...].prefix { $0.isHexDigit }))
  }

  // MARK: Parts

  /// The name of a group, what is in it, and a line that sets it off without colour, too.
  private func heading(_ name: String, _ findings: [Finding]) -> String {
    let open = findings.count { $0.verdict.usable == .yes }
    var counts = Amounts.count(findings.count, "credential")
    if open > 0 { counts += "; \(open) \(open == 1 ? "opens" : "open") the door" }
    let unsure = findings.count { $0.verdict.usable == .unknown }
    if unsure > 0 { counts += "; \(unsure) cannot be decided" }
    let rule = String(repeating: "=", count: min(style.width, max(name.count, counts.count)))
    return "\n" + paint(name, open > 0 ? .red : .bold) + "\n\(counts)\n\(rule)\n"
  }

  /// `owner alice, account 111122223333`.
  private func belongings(_ finding: Finding) -> String {
    let owner = finding.verdict.owner.map {
      "owner " + ($0 == "<root_account>" ? "root" : Escaping.printable($0))
    }
    let account = finding.credential.account.map { "account \($0)" }
    let parts = [owner, account].compactMap { $0 }
    return parts.isEmpty ? "owner and account unknown" : parts.joined(separator: ", ")
  }
}
