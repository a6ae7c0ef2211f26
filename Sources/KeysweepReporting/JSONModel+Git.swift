internal import KeysweepModel

/// Places in git histories.
extension JSONModel {
  struct GitItem: Codable {
    var repository: String
    var repositoryBytes: String?
    var kind: String
    var object: String?
    var reach: String
    var first: CommitItem?
    /// Only with `first`.
    var firstCertain: Bool?
    var last: CommitItem?
    var standsAtHead: Bool
    var paths: NamesItem
    var branches: NamesItem
    var tags: NamesItem
    var others: NamesItem
    var recovery: NamesItem
    var versions: Int
    var url: String?

    init(_ place: GitPlace) {
      (repository, repositoryBytes) = JSONModel.path(place.repository)
      kind = place.kind.rawValue
      object = place.object.isEmpty ? nil : place.object
      reach = place.reach.rawValue
      first = place.first.map(CommitItem.init)
      firstCertain = place.first == nil ? nil : place.isFirstCertain
      last = place.last.map(CommitItem.init)
      standsAtHead = place.standsAtHead
      paths = NamesItem(place.paths)
      branches = NamesItem(place.branches)
      tags = NamesItem(place.tags)
      others = NamesItem(place.others)
      recovery = NamesItem(place.recovery)
      versions = place.versions
      url = place.url
    }
  }

  struct CommitItem: Codable {
    var id: String
    var author: PersonItem?
    var authored: String?
    var committer: PersonItem?
    var committed: String?
    var subject: String?
    var url: String?

    init(_ commit: GitPlace.Commit) {
      id = commit.id
      author = commit.author.map(PersonItem.init)
      authored = commit.authored?.iso8601
      committer = commit.committer.map(PersonItem.init)
      committed = commit.committed?.iso8601
      subject = commit.subject.isEmpty ? nil : commit.subject
      url = commit.url
    }
  }

  struct PersonItem: Codable {
    var name: String
    var email: String

    init(_ person: GitPlace.Person) {
      name = person.name
      email = person.email
    }
  }

  /// The first of many names, and how many there are.
  struct NamesItem: Codable {
    var names: [String]
    /// Only where a name is not UTF-8: the base64 of each that is not, null for the others.
    var nameBytes: [String?]?
    var count: Int

    init(_ names: GitPlace.Names) {
      let items = names.first.map { JSONModel.path($0) }
      self.names = items.map(\.0)
      nameBytes = items.contains { $0.1 != nil } ? items.map(\.1) : nil
      count = names.count
    }
  }
}
