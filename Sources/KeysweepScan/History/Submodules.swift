internal import KeysweepGit
internal import KeysweepInputs
internal import KeysweepModel

/// Repositories that the commit of `HEAD` names as parts of a repository.
struct Submodules {
  /// One of them.
  struct Submodule {
    /// Within the repository.
    var path: [UInt8]
    /// Where its objects are; nil when they are not at hand.
    var target: HistoryTarget?
  }

  /// Sorted by path.
  private(set) var all: [Submodule] = []

  /// How many are looked at.
  private static let most = 4096

  /// Looks for them.
  init(
    _ source: DatabaseSource, _ target: HistoryTarget, _ database: ObjectDatabase,
    _ references: RepositoryReferences
  ) {
    let head = references.references.first { $0.kind == .head && $0.worktree == nil }
    guard let commit = head.flatMap(references.resolve),
      let list = source.entry(Array(".gitmodules".utf8), in: commit),
      let text = source.read(list.id)?.bytes
    else { return }
    let configuration = GitConfiguration(text)
    for name in configuration.subsections(of: "submodule").prefix(Self.most) {
      guard let path = configuration.value("submodule", name, "path").map({ Array($0.utf8) }),
        !Self.leadsAway(path), let entry = source.entry(path, in: commit),
        entry.mode & 0o170000 == 0o160000
      else { continue }
      let place = Self.place(name, path, target, database.folders.common)
      all.append(
        Submodule(
          path: path,
          target: place.map {
            HistoryTarget(repository: target.below(path), gitDirectory: $0)
          }))
    }
    all.sort { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// Where git keeps the objects of a submodule: now, and long ago.
  private static func place(
    _ name: String, _ path: [UInt8], _ target: HistoryTarget, _ common: SourcePath
  ) -> SourcePath? {
    let slash = UInt8(ascii: "/")
    let modules = SourcePath(bytes: common.bytes + Array("/modules".utf8))
    var places = [(target.below(path + Array("/.git".utf8)), inside: target.repository)]
    if !leadsAway(Array(name.utf8)) {
      places.insert((SourcePath(bytes: modules.bytes + [slash] + name.utf8), modules), at: 0)
    }
    // A link in the way would lead out of what was to be swept.
    return places.first { place, inside in
      place.canonical.starts(with: inside.canonical + [slash])
        && (try? RepositoryFolders(place)) != nil
    }?.0
  }

  private static func leadsAway(_ path: [UInt8]) -> Bool {
    path.first == UInt8(ascii: "/")
      || path.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
  }

  /// What is said of those that are not swept; nil when all are.
  func notice(_ target: HistoryTarget) -> Incident? {
    let paths = all.filter { target.selection != nil || $0.target == nil }.map(\.path)
    if paths.isEmpty { return nil }
    let names = paths.prefix(3).map { String(decoding: $0, as: UTF8.self) }
      .joined(separator: ", ")
    let subject =
      "submodule\(paths.count == 1 ? "" : "s") \(names)"
      + (paths.count > 3 ? " and \(paths.count - 3) more" : "")
    let reason =
      target.selection == nil
      ? "cannot be swept: the objects are not here; \u{201c}git submodule update --init\u{201d} "
        + "fetches them" : "not swept: sweep each as a repository of its own"
    return Incident(.notice, path: target.repository, detail: "\(subject) \(reason)")
  }
}
