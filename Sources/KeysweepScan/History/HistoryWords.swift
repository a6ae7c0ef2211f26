internal import KeysweepDetection
internal import KeysweepGit
internal import KeysweepModel

/// Says in the words of the model what an attribution found; masks what could be a secret.
struct HistoryWords {
  let links: WebLinks?
  /// Whether what no reference reaches is reached by nothing.
  let knowsReferences: Bool

  func place(
    _ item: FoundObject, _ attribution: Attribution, _ repository: SourcePath
  ) -> GitPlace {
    var place = GitPlace(
      repository: repository, kind: Self.kind(item.kind), object: item.id.description,
      reach: reach(attribution.reach))
    place.first = attribution.first.map(commit)
    place.last = attribution.last.map(commit)
    place.isFirstCertain = attribution.isFirstCertain
    place.standsAtHead = attribution.standsAtHead
    place.paths = GitPlace.Names(
      attribution.paths.map { SourcePath(bytes: $0) }, count: attribution.pathCount)
    place.branches = names(attribution.branches)
    place.tags = names(attribution.tags)
    place.others = names(attribution.others)
    // Where it points to a branch, it says nothing more.
    if let head = place.others.first.firstIndex(of: SourcePath("HEAD")), place.branches.count > 0 {
      place.others.first.remove(at: head)
      place.others.count -= 1
    }
    place.recovery = names(attribution.recovery)
    return place
  }

  /// Where a forge shows a line of a file.
  func url(_ path: [UInt8], in commit: String, line: Int) -> String? {
    ObjectID(hex: commit).flatMap { links?.file(path, in: $0, line: line) }
  }

  /// The model's word for a kind of object.
  static func kind(_ kind: ObjectKind) -> GitPlace.Kind {
    switch kind {
    case .blob: .blob
    case .commit: .commit
    case .tag: .tag
    case .tree: .tree
    }
  }

  private func reach(_ reach: Attribution.Reach) -> GitPlace.Reach {
    switch reach {
    case .referenced: .referenced
    case .recoverable: knowsReferences ? .recoverable : .unknown
    case .dangling: knowsReferences ? .unreachable : .unknown
    }
  }

  private func commit(_ sighting: CommitSighting) -> GitPlace.Commit {
    GitPlace.Commit(
      id: sighting.commit.description, author: sighting.author.map(person),
      authored: sighting.author?.date, committer: sighting.committer.map(person),
      committed: sighting.committer?.date, subject: SecretMask.mask(sighting.subject),
      url: links?.commit(sighting.commit))
  }

  private func person(_ signature: Signature) -> GitPlace.Person {
    GitPlace.Person(
      name: SecretMask.mask(signature.name), email: SecretMask.mask(signature.email))
  }

  private func names(_ list: ReferenceList) -> GitPlace.Names {
    GitPlace.Names(
      list.items.map { SourcePath(bytes: SecretMask.mask($0.name)) },
      count: list.count)
  }
}
