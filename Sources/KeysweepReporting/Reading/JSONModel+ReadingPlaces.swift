internal import KeysweepModel

extension JSONModel.ObservationItem {
  func observation() throws -> Observation {
    Observation(
      try JSONModel.instant(instant, "instant"), basis: try JSONModel.word(basis, "basis"))
  }
}

extension JSONModel.FactsItem {
  func facts() throws -> CredentialFacts {
    var facts = CredentialFacts()
    facts.owners = owners ?? []
    facts.accounts = try (accounts ?? []).map { try JSONModel.account($0, "facts.accounts") }
    facts.observations = try JSONModel.each(observations ?? [], "facts.observations") {
      try $0.observation()
    }
    facts.requestExpires = try JSONModel.instant(ifAny: requestExpires, "facts.requestExpires")
    facts.namedAccount = try JSONModel.account(ifAny: namedAccount, "facts.namedAccount")
    facts.namedUser = namedUser
    return facts
  }
}

extension JSONModel.LocationItem {
  func location() throws -> FindingLocation {
    func part(
      _ line: Int?, _ column: Int?, _ offset: Int?, _ length: Int?, _ utf16: Int?
    ) -> Position? {
      guard let line, let column, let offset else { return nil }
      var position = Position(offset: offset, length: length ?? 0, line: line, column: column)
      position.utf16Column = utf16
      return position
    }
    var position = Position(offset: offset, length: length, line: line, column: column)
    position.utf16Column = utf16Column
    var location = FindingLocation(
      path: try JSONModel.path(path, pathBytes, "pathBytes"), position: position,
      secretPosition: part(
        secretLine, secretColumn, secretOffset, secretLength, secretUtf16Column),
      rule: rule, pairing: try JSONModel.word(pairing, "pairing"),
      encodings: try encodings.map { try JSONModel.word($0, "encodings") },
      fingerprint: fingerprint,
      observations: try JSONModel.each(observations, "observations") { try $0.observation() })
    location.sessionTokenPosition = part(
      sessionTokenLine, sessionTokenColumn, sessionTokenOffset, sessionTokenLength,
      sessionTokenUtf16Column)
    location.sesSMTPPasswordPosition = part(
      sesSmtpPasswordLine, sesSmtpPasswordColumn, sesSmtpPasswordOffset, sesSmtpPasswordLength,
      sesSmtpPasswordUtf16Column)
    location.git = try git.map { Shared(try $0.place()) }
    return location
  }
}

extension JSONModel.GitItem {
  func place() throws -> GitPlace {
    var place = GitPlace(
      repository: try JSONModel.path(repository, repositoryBytes, "git.repositoryBytes"),
      kind: try JSONModel.word(kind, "git.kind"), object: object ?? "",
      reach: try JSONModel.word(reach, "git.reach"))
    place.first = try first?.commit()
    place.isFirstCertain = firstCertain ?? true
    place.last = try last?.commit()
    place.standsAtHead = standsAtHead
    place.paths = try paths.list()
    place.branches = try branches.list()
    place.tags = try tags.list()
    place.others = try others.list()
    place.recovery = try recovery.list()
    place.versions = versions
    place.url = url
    return place
  }
}

extension JSONModel.CommitItem {
  func commit() throws -> GitPlace.Commit {
    GitPlace.Commit(
      id: id, author: author.map { GitPlace.Person(name: $0.name, email: $0.email) },
      authored: try JSONModel.instant(ifAny: authored, "git.authored"),
      committer: committer.map { GitPlace.Person(name: $0.name, email: $0.email) },
      committed: try JSONModel.instant(ifAny: committed, "git.committed"),
      subject: subject ?? "", url: url)
  }
}

extension JSONModel.NamesItem {
  func list() throws -> GitPlace.Names {
    GitPlace.Names(
      try names.enumerated().map { index, name in
        let bytes = nameBytes.flatMap { index < $0.count ? $0[index] : nil }
        return try JSONModel.path(name, bytes, "git.nameBytes")
      }, count: count)
  }
}
