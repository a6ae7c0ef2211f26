internal import KeysweepModel

/// One result: a credential in a file.
struct SARIFResult {
  private let finding: Finding
  private let group: FileGroup
  /// Whether the finding has no other result.
  private let isOnly: Bool
  private let ruleIndex: Int

  init(_ finding: Finding, _ group: FileGroup, isOnly: Bool, ruleIndex: Int) {
    self.finding = finding
    self.group = group
    self.isOnly = isOnly
    self.ruleIndex = ruleIndex
  }

  func write(_ json: inout JSONText, _ places: inout SARIFPlaces, _ cut: inout SARIFReporter.Cut) {
    let locations = finding.locations[group.range]
    let room = max(1, SARIFReporter.Limit.allLocations - cut.locations)
    let shown = locations.prefix(min(SARIFReporter.Limit.locations, room))
    cut.locations += shown.count
    cut.lostLocations += locations.count - shown.count
    json.object { json in
      json.member("ruleId", FindingClass(finding).id)
      json.member("ruleIndex", ruleIndex)
      // A level other than none is for failures only.
      json.member("kind", finding.suppression == nil ? "fail" : "informational")
      json.member("level", SARIFRules.level(finding))
      json.object("message") { $0.member("text", message) }
      json.array("locations", of: shown.enumerated()) { json, item in
        let place = FilePlace(item.element)
        json.object { json in
          // What the other parts of the credential refer to.
          if item.offset == 0 { json.member("id", 1) }
          json.object("physicalLocation") { json in
            places.write(place, item.element.position, item.element.encodings, &json)
          }
          places.writeLogical(place, &json)
          writeProperties(of: item.element, &json)
        }
      }
      writeRelated(shown.first, &json, &places)
      if group.range.count > 1 { json.member("occurrenceCount", group.range.count) }
      writeFingerprints(&json)
      writeSuppression(&json)
      if let url = group.place.git?.url, FileURI.isSafe(url) { json.member("hostedViewerUri", url) }
      writeProperties(shown: shown.count, &json)
    }
  }

  // MARK: Words

  private var message: String {
    var text = "\(finding.fullName): \(finding.verdict.status.rawValue)"
    if let owner = finding.ownerName { text += ", owner \(owner)" }
    if let account = finding.credential.account { text += ", account \(account)" }
    text += ". "
    if let suppression = finding.suppression {
      text += "Not counted as a credential: \(Escaping.printable(suppression.reason)). "
    } else {
      text += FindingClass(finding).meaning + " "
    }
    text += "Found in \(group.place.shown)"
    if let commit = group.place.git.flatMap({ $0.first ?? $0.last }) {
      text += ", commit \(commit.id.prefix(12))"
      if let time = commit.committed ?? commit.authored { text += " of \(time.date)" }
      if let author = commit.author { text += " by \(Escaping.printable(author.name))" }
      text += group.place.isCurrent ? ", still at HEAD" : ", not at HEAD"
    }
    text += "."
    if finding.locationCount > group.range.count {
      text += " \(Amounts.count(finding.locationCount, "place")) in all."
    }
    if finding.suppression == nil { text += " " + finding.advice }
    for evidence in finding.verdict.evidence.prefix(3) {
      text += " Evidence: \(TextReporter.sentence(evidence))."
    }
    // Brackets would be taken for links, braces for arguments.
    return Self.escaped(text)
  }

  /// Text in which nothing is a link or an argument.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x5B || $0 == 0x5D || $0 == 0x7B || $0 == 0x7D }) else {
      return text
    }
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "[": result += "\\["
      case "]": result += "\\]"
      case "{": result += "{{"
      case "}": result += "}}"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  // MARK: Parts

  /// The other parts of the credential, with a link from the ID to each.
  private func writeRelated(
    _ first: FindingLocation?, _ json: inout JSONText, _ places: inout SARIFPlaces
  ) {
    guard let first else { return }
    // What is as long as it is has no escapes in it.
    let parts = [
      ("secret access key", 40, first.secretPosition),
      ("session token", 0, first.sessionTokenPosition),
      ("SES SMTP password", 44, first.sesSMTPPasswordPosition),
    ].compactMap { name, length, position in
      position.map {
        (name: name, position: $0, encodings: $0.length == length ? [Encoding]() : nil)
      }
    }
    guard !parts.isEmpty else { return }
    let place = FilePlace(first)
    json.array("relatedLocations", of: parts.enumerated()) { json, part in
      json.object { json in
        json.member("id", part.offset + 2)
        json.object("message") { $0.member("text", "The \(part.element.name) of this credential") }
        json.object("physicalLocation") { json in
          places.write(place, part.element.position, part.element.encodings, &json)
        }
        json.array("relationships") { json in
          json.object { json in
            json.member("target", 1)
            json.array("kinds", ["relevant"])
          }
        }
      }
    }
  }

  private func writeFingerprints(_ json: inout JSONText) {
    let location = finding.locations[group.range.lowerBound].fingerprint
    json.object("partialFingerprints") { json in
      json.member("keysweepCredential/v1", finding.fingerprint)
      if !location.isEmpty { json.member("keysweepLocation/v1", location) }
      // Uploading adds the hash of the line where it has the file, and warns where ours differs.
      // Where it has not, this keeps alerts apart.
      if !group.place.hasCurrentLines, !location.isEmpty {
        json.member("primaryLocationLineHash", "\(location.prefix(16)):1")
      }
    }
  }

  private func writeSuppression(_ json: inout JSONText) {
    guard let suppression = finding.suppression else { return }
    json.array("suppressions") { json in
      json.object { json in
        json.member("kind", "external")
        json.member("status", "accepted")
        json.member("justification", suppression.justification)
      }
    }
  }

  private func writeProperties(of location: FindingLocation, _ json: inout JSONText) {
    json.object("properties") { json in
      json.member("rule", location.rule)
      json.member("pairing", location.pairing.rawValue)
      if !location.encodings.isEmpty {
        json.array("encodings", location.encodings.map(\.rawValue))
      }
      guard let git = location.git?.value else { return }
      json.object("git") { json in
        json.member("kind", git.kind.rawValue)
        json.member("reach", git.reach.rawValue)
        json.member("standsAtHead", git.standsAtHead)
        if !git.object.isEmpty { json.member("object", git.object) }
        for (name, commit) in [("first" as StaticString, git.first), ("last", git.last)] {
          guard let commit else { continue }
          json.object(name) { json in
            json.member("id", commit.id)
            json.member("author", ifAny: commit.author.map { Escaping.printable($0.name) })
            json.member("email", ifAny: commit.author.map { Escaping.printable($0.email) })
            json.member("committed", ifAny: (commit.committed ?? commit.authored)?.iso8601)
            if let url = commit.url, FileURI.isSafe(url) { json.member("url", url) }
          }
        }
      }
    }
  }

  private func writeProperties(shown: Int, _ json: inout JSONText) {
    let (credential, verdict) = (finding.credential, finding.verdict)
    json.object("properties") { json in
      json.member("credential", finding.name)
      json.member("status", verdict.status.rawValue)
      json.member("usable", verdict.usable.rawValue)
      json.member("reason", verdict.reason.rawValue)
      json.member("account", ifAny: credential.account?.description)
      json.member("owner", ifAny: finding.ownerName)
      json.member("created", ifAny: verdict.created?.iso8601)
      json.member("lastUsed", ifAny: verdict.lastUsed?.iso8601)
      if !credential.secretSHA256.isEmpty { json.array("secretSha256", credential.secretSHA256) }
      if !finding.tags.isEmpty { json.array("tags", finding.tags.sorted().map(\.rawValue)) }
      json.member("locationCount", finding.locationCount)
      if shown < group.range.count { json.member("locationsLeftOut", group.range.count - shown) }
      if !isOnly { json.member("hasOtherFiles", true) }
    }
  }
}
