internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepGit
public import KeysweepModel

/// The third pass over a history: lines and columns of what is shown.
struct HistoryHits: ~Copyable {
  private let database: ObjectDatabase
  private let target: HistoryTarget
  private let materials: MaterialHash
  private let words: HistoryWords
  private var scanner: ObjectScanner
  private var baseline: HistoryBaseline?

  /// Makes ready; nil without memory.
  ///
  /// `commits` are those of the selection, if there is one.
  init?(
    database: ObjectDatabase, target: HistoryTarget, materials: MaterialHash, words: HistoryWords,
    configuration: SweepConfiguration, commits: [ObjectID]
  ) {
    guard let scanner = ObjectScanner(configuration, hashBytes: database.hashBytes) else {
      return nil
    }
    if let selection = target.selection {
      baseline = HistoryBaseline(
        MaterialReader(database, configuration, materials), selection: selection,
        commits: commits)
    } else {
      baseline = nil
    }
    self.scanner = scanner
    self.database = database
    self.target = target
    self.materials = materials
    self.words = words
  }

  /// Makes hits of places, and of names of references.
  mutating func hits(
    _ places: [HistoryPlace], _ references: RepositoryReferences, _ tally: inout HistoryTally
  ) -> [Hit] {
    var hits: [Hit] = []
    var byObject: [ObjectID: [HistoryPlace]] = [:]
    for place in places { byObject[place.object, default: []].append(place) }
    let source = DatabaseSource(database)
    for (id, places) in byObject {
      // It was read before; now it can only be gone or changed.
      guard let object = source.read(id) else {
        tally.note(
          Incident(
            .changedWhileRead, path: target.repository,
            detail: "object \(id) could be read at first and cannot now; sweep again at rest"))
        continue
      }
      object.bytes.withUnsafeBytes { bytes in
        guard object.kind == .tree else {
          for hit in scanner.scan(object.kind, bytes).hits { add(hit, places, &hits) }
          return
        }
        var named: [(name: [UInt8], hits: [Hit])] = []
        if !scanner.names(bytes, { named.append(($0, $1)) }) {
          for hit in scanner.raw(bytes) { add(hit, places, &hits) }
        }
        for (name, found) in named {
          for hit in found { add(hit, places, &hits, name: name) }
        }
      }
    }
    addReferences(references, &hits)
    hits.sort {
      $0.path == $1.path
        ? ($0.position, $0.rule) < ($1.position, $1.rule) : $0.path < $1.path
    }
    return hits
  }

  private mutating func add(
    _ hit: Hit, _ places: [HistoryPlace], _ hits: inout [Hit], name: [UInt8]? = nil
  ) {
    let hash = materials.hash(hit)
    for place in places where place.material == hash {
      var hit = hit
      var git = place.place
      var path = place.path
      if let name { path += (path.isEmpty ? [] : [UInt8(ascii: "/")]) + name }
      if baseline?.holds(hit, place, path: path) ?? false { continue }
      if let first = git.first {
        // A line of a member is none of the file.
        if place.kind == .blob, hit.path.bytes.isEmpty {
          git.url = words.url(path, in: first.id, line: hit.position.line)
        }
        // Whoever sets clocks back can forge it, which design.md D4 accepts.
        if let date = first.committed { hit.observations.append(Observation(date, basis: .commit)) }
      }
      hit.path = shown(path, place).inside(hit.path, of: path)
      hit.git = Shared(git)
      hits.append(hit)
    }
  }

  /// `path@commit` below the repository; of what is no file, the repository and the object.
  private func shown(_ path: [UInt8], _ place: HistoryPlace) -> SourcePath {
    let id = path.isEmpty ? place.place.object : place.place.first?.id ?? place.place.object
    let version = Array("@\(id.prefix(12))".utf8)
    let repository = target.repository.bytes
    return path.isEmpty ? SourcePath(bytes: repository + version) : target.below(path + version)
  }

  /// Keys in the names of branches, tags and other references.
  private mutating func addReferences(_ references: RepositoryReferences, _ hits: inout [Hit]) {
    guard target.selection == nil else { return }
    for reference in references.references {
      let name = reference.fullName
      let found = name.withUnsafeBytes { scanner.scan(.blob, $0).hits }
      for var hit in found {
        var git = GitPlace(
          repository: target.repository, kind: .reference, object: "", reach: .referenced)
        git.standsAtHead = reference.kind == .head
        let names = GitPlace.Names([SourcePath(bytes: SecretMask.mask(name))])
        switch reference.kind {
        case .branch, .remote: git.branches = names
        case .tag: git.tags = names
        default: git.others = names
        }
        hit.path = target.repository
        hit.git = Shared(git)
        hits.append(hit)
      }
    }
  }
}

extension SourcePath {
  /// The path of something inside the object that this path names.
  ///
  /// - Parameters:
  ///   - member: Where it is: `!/member`, or nothing for the object itself.
  ///   - file: The path of the file, if this path has more than that.
  /// - Returns: The whole path.
  func inside(_ member: SourcePath, of file: [UInt8]? = nil) -> SourcePath {
    var bytes = bytes + member.bytes
    // The content of a compressed file is called like the file.
    if member.bytes.elementsEqual("!/".utf8) {
      let name = SourcePath(bytes: file ?? self.bytes).lastComponent
      bytes += ContainerKind.contentName(Array(name))
    }
    return SourcePath(bytes: bytes)
  }
}

extension HistoryTarget {
  /// A path below the folder of the repository.
  public func below(_ path: [UInt8]) -> SourcePath {
    let slash = UInt8(ascii: "/")
    if isPack { return SourcePath(bytes: repository.bytes + Array("!/".utf8) + path) }
    return SourcePath(
      bytes: repository.bytes + (repository.bytes.last == slash ? [] : [slash]) + path)
  }
}
