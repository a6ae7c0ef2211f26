internal import KeysweepModel

/// The data of the page: what its script shows.
///
/// Names are short, and what repeats is written once, in tables behind the findings, because there
/// may be tens of thousands of places. `data.js` reads it.
struct HTMLData {
  private var paths = HTMLTable<String>()
  private var words = HTMLTable<String>()
  private var places = HTMLTable<GitPlace>()
  private var commits = HTMLTable<GitPlace.Commit>()
  private let text = TextReporter(style: TextStyle())

  /// Writes everything.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - json: Gets it.
  ///   - drain: Is called now and then to take what is there.
  mutating func write(
    _ report: SweepReport, into json: inout ScriptJSON, drain: (inout ScriptJSON) -> Void
  ) {
    json.object { json in
      json.pair("asOf", report.asOf.secondsSinceEpoch)
      json.pair("staleAfter", report.staleAfterDays)
      json.key("findings")
      json.array { json in
        for finding in report.findings {
          write(finding, &json)
          drain(&json)
        }
      }
      json.key("places")
      json.array { json in
        // Places name commits, so commits come last.
        for place in places.items {
          write(place, &json)
          drain(&json)
        }
      }
      json.key("commits")
      json.array { json in
        for commit in commits.items {
          Self.write(commit, &json)
          drain(&json)
        }
      }
      for (name, table) in [("paths" as StaticString, paths), ("words", words)] {
        json.key(name)
        json.array { json in
          for item in table.items {
            json.string(item)
            drain(&json)
          }
        }
      }
    }
  }

  // MARK: Findings

  private mutating func write(_ finding: Finding, _ json: inout ScriptJSON) {
    let credential = finding.credential
    let verdict = finding.verdict
    json.object { json in
      json.pair("id", finding.fingerprint)
      json.pair("name", TextReporter.name(finding))
      json.pair("kind", word(credential.kind.rawValue))
      json.pair("status", verdict.status.rawValue)
      json.pair("usable", verdict.usable.rawValue)
      json.pair("reason", word(verdict.reason.rawValue))
      json.pair("meaning", word(TextReporter.meaning(finding)))
      json.pair("parts", word(Escaping.printable(text.parts(credential))))
      json.pair("owner", verdict.owner.map(Self.owner))
      json.pair("account", credential.account?.description)
      json.pair("tags", finding.tags.sorted().map(\.rawValue))
      json.pair("secrets", credential.secretSHA256)
      json.pair("passwords", credential.sesSMTPPasswordSHA256)
      json.pair("token", credential.sessionToken?.sha256)
      json.pair("issued", credential.sessionToken?.created?.secondsSinceEpoch)
      json.pair("created", verdict.created?.secondsSinceEpoch)
      json.pair("used", verdict.lastUsed?.secondsSinceEpoch)
      json.pair("usedWhere", verdict.lastUsedWhere.map { Escaping.printable($0) })
      json.pair("asOf", verdict.asOf?.secondsSinceEpoch)
      json.pair("asOfIsLowerBound", verdict.asOfIsLowerBound)
      if let seen = HTMLSeen(finding) {
        json.pair("seen", seen.observation.instant.secondsSinceEpoch)
        json.pair("seenBy", word(seen.observation.basis.rawValue))
        json.pair("seenIsHint", !seen.observation.isTrusted)
      }
      json.pair("advice", word(Escaping.message(finding.advice)))
      json.key("evidence")
      json.array { json in for item in verdict.evidence { write(item, &json) } }
      if !verdict.candidates.isEmpty { write(verdict.candidates, &json) }
      if let suppression = finding.suppression {
        json.pair("suppressed", suppression.filter)
        json.pair("suppressedReason", Escaping.message(suppression.reason))
      }
      json.pair("count", finding.locationCount)
      json.key("at")
      json.array { json in for location in finding.locations { write(location, &json) } }
    }
  }

  private mutating func write(_ evidence: Evidence, _ json: inout ScriptJSON) {
    json.array { json in
      json.number(word(Escaping.printable(evidence.statement)))
      json.string(evidence.source.map { Escaping.printable($0.bytes) })
      json.number(evidence.asOf?.secondsSinceEpoch)
      json.string(evidence.rule)
    }
  }

  private func write(_ candidates: [Candidate], _ json: inout ScriptJSON) {
    json.key("candidates")
    json.array { json in
      for candidate in candidates {
        json.array { json in
          json.string(Self.owner(candidate.user))
          json.number(candidate.slot)
          json.number(candidate.lastUsed?.secondsSinceEpoch)
          json.bool(candidate.isStale)
        }
      }
    }
  }

  private mutating func write(_ location: FindingLocation, _ json: inout ScriptJSON) {
    let path = location.git == nil ? location.path : GitText.short(location.path)
    json.array { json in
      json.number(paths.index(of: Escaping.printable(path.bytes)))
      json.number(location.position.line)
      json.number(location.position.column)
      json.number(word(location.rule))
      json.number(word(TextReporter.elsewhere(location)))
      json.number(word(location.encodings.map(\.rawValue).joined(separator: "!")))
      let seen = HTMLSeen.earliest(location.observations)
      json.number(seen?.instant.secondsSinceEpoch)
      json.number(seen.map { word($0.basis.rawValue) })
      guard var git = location.git?.value else { return }
      // The address differs by line; the rest is that of many places.
      let url = git.url
      git.url = nil
      json.number(places.index(of: git))
      json.string(url)
    }
  }

  /// `root` for the account's own user, as everywhere.
  static func owner(_ user: String) -> String {
    user == "<root_account>" ? "root" : Escaping.printable(user)
  }

  private mutating func word(_ text: String) -> Int { words.index(of: text) }

  // MARK: Git

  private mutating func write(_ place: GitPlace, _ json: inout ScriptJSON) {
    json.object { json in
      json.pair("text", GitText(place, style: TextStyle()).sentence)
      json.pair("repository", word(Escaping.printable(place.repository.bytes)))
      json.pair("kind", place.kind.rawValue)
      json.pair("object", place.object)
      json.pair("reach", place.reach.rawValue)
      json.pair("first", place.first.map { commits.index(of: $0) })
      json.pair("isFirstUncertain", !place.isFirstCertain)
      json.pair("last", place.last.map { commits.index(of: $0) })
      json.pair("standsAtHead", place.standsAtHead)
      json.pair("versions", place.versions)
      Self.write("paths", place.paths, &json)
      Self.write("branches", place.branches, &json)
      Self.write("tags", place.tags, &json)
      Self.write("others", place.others, &json)
      Self.write("recovery", place.recovery, &json)
    }
  }

  private static func write(
    _ name: StaticString, _ names: GitPlace.Names, _ json: inout ScriptJSON
  ) {
    guard names.count > 0 else { return }
    json.key(name)
    json.object { json in
      json.pair("count", names.count)
      json.pair("first", names.first.map { Escaping.printable($0.bytes) })
    }
  }

  private static func write(_ commit: GitPlace.Commit, _ json: inout ScriptJSON) {
    json.object { json in
      json.pair("id", Escaping.printable(commit.id))
      json.pair("author", commit.author.map(person))
      json.pair("authored", commit.authored?.secondsSinceEpoch)
      json.pair("committer", commit.committer.map(person))
      json.pair("committed", commit.committed?.secondsSinceEpoch)
      // Subjects are as long as somebody liked.
      json.pair("subject", Escaping.printable(String(commit.subject.prefix(200))))
      json.pair("url", commit.url)
    }
  }

  private static func person(_ person: GitPlace.Person) -> String {
    let email = person.email.isEmpty ? "" : " <\(person.email.prefix(100))>"
    return Escaping.printable(String(person.name.prefix(100)) + email)
  }
}

/// Values in the order in which they first came, each once.
struct HTMLTable<Item: Hashable> {
  private(set) var items: [Item] = []
  private var indices: [Item: Int] = [:]

  mutating func index(of item: Item) -> Int {
    if let index = indices[item] { return index }
    indices[item] = items.count
    items.append(item)
    return items.count - 1
  }
}
