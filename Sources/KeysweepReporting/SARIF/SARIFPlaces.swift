internal import KeysweepModel

/// Places as SARIF names them; remembers the containers and repositories it has named.
struct SARIFPlaces {
  /// A container or a member of one.
  private struct Artifact: Hashable {
    var parent: Int?
    var base: String?
    var uri: String
  }

  /// The folder that relative paths start from; where it is, the consumer knows.
  static let root = "SRCROOT"

  /// Only containers and what is in them: everything else needs no list, which may be long.
  private var artifacts: [Artifact] = []
  private var indices: [Artifact: Int] = [:]
  /// Repositories in the order in which they were met.
  private var repositories: [(path: [UInt8], uri: String?)] = []
  /// The address of the repository in whose folder keysweep ran.
  private var rootRepository: String?
  private var repositoryIndices: [[UInt8]: Int] = [:]

  // MARK: Locations

  /// Writes the members of a physical location.
  ///
  /// - Parameters:
  ///   - place: The file.
  ///   - position: Where in the file.
  ///   - encodings: How it is written there; nil where that is not known.
  ///   - json: Gets the members.
  mutating func write(
    _ place: FilePlace, _ position: Position?, _ encodings: [Encoding]?, _ json: inout JSONText
  ) {
    let base = base(of: place)
    // What is no file stands in the repository itself.
    let uri = place.path.isEmpty ? "." : FileURI.reference(place.path)
    if place.members.isEmpty {
      json.object("artifactLocation") { json in
        json.member("uri", uri)
        if place.path.first != UInt8(ascii: "/") { json.member("uriBaseId", base) }
      }
    } else {
      let isAbsolute = place.path.first == UInt8(ascii: "/")
      var parent = index(of: Artifact(base: isAbsolute ? nil : base, uri: uri))
      var inner = ""
      for member in place.members {
        inner = "/" + FileURI.encoded(member)
        parent = index(of: Artifact(parent: parent, uri: inner))
      }
      json.object("artifactLocation") { json in
        json.member("uri", inner)
        json.member("index", parent)
      }
    }
    if let position { Self.writeRegion(position, encodings, &json) }
  }

  /// Writes the full name, where the address alone does not tell it.
  func writeLogical(_ place: FilePlace, _ json: inout JSONText) {
    guard !place.members.isEmpty || place.git != nil else { return }
    json.array("logicalLocations") { json in
      json.object { json in
        json.member("fullyQualifiedName", place.shown)
        json.member("kind", place.git.map { "git-\($0.kind.rawValue)" } ?? "member")
      }
    }
  }

  /// Lines, columns and bytes.
  ///
  /// Columns only where they are known in UTF-16 code units, and the end only where the material is
  /// plain, so that it takes as many units as bytes: a region without columns is the whole line.
  private static func writeRegion(
    _ position: Position, _ encodings: [Encoding]?, _ json: inout JSONText
  ) {
    let isPlain = encodings?.allSatisfy(Self.staysInLine) ?? false
    json.object("region") { json in
      json.member("startLine", max(1, position.line))
      if let column = position.utf16Column, isPlain {
        json.member("startColumn", column)
        json.member("endLine", max(1, position.line))
        json.member("endColumn", column + position.length)
        json.member("byteOffset", position.offset)
        json.member("byteLength", position.length)
      } else {
        // A region of lines and one of bytes would have to be the same.
        json.object("properties") { json in
          json.member("byteOffset", position.offset)
          json.member("byteLength", position.length)
          json.member("byteColumn", position.column)
        }
      }
    }
  }

  /// Whether what is written so is ASCII without line ends.
  private static func staysInLine(_ encoding: Encoding) -> Bool {
    switch encoding {
    case .percent, .jsonEscape, .xmlEntity: true
    case .quotedPrintable, .folded, .base64, .hex, .utf16le, .utf16be, .gzip, .zlib: false
    }
  }

  // MARK: What was named

  private mutating func base(of place: FilePlace) -> String {
    guard let repository = place.repository, let git = place.git else { return Self.root }
    if repository.isEmpty {
      if rootRepository == nil { rootRepository = FileURI.repository(git) }
      return Self.root
    }
    if let known = repositoryIndices[repository] { return "REPOSITORY\(known + 1)" }
    repositoryIndices[repository] = repositories.count
    repositories.append((repository, FileURI.repository(git)))
    return "REPOSITORY\(repositories.count)"
  }

  private mutating func index(of artifact: Artifact) -> Int {
    if let index = indices[artifact] { return index }
    indices[artifact] = artifacts.count
    artifacts.append(artifact)
    return artifacts.count - 1
  }

  /// Writes `artifacts`, `originalUriBaseIds` and `versionControlProvenance`.
  func writeNamed(_ json: inout JSONText) {
    json.object("originalUriBaseIds") { json in
      json.object(Self.rootKey) { json in
        json.object("description") { $0.member("text", "The folder in which keysweep ran.") }
      }
      for (number, repository) in repositories.enumerated() {
        json.key(text: "REPOSITORY\(number + 1)")
        json.object { json in
          let slash = repository.path.last == UInt8(ascii: "/") ? "" : "/"
          json.member("uri", FileURI.reference(repository.path) + slash)
          if repository.path.first != UInt8(ascii: "/") { json.member("uriBaseId", Self.root) }
        }
      }
    }
    var hosted = rootRepository.map { [(uri: $0, base: Self.root)] } ?? []
    for (number, repository) in repositories.enumerated() {
      if let uri = repository.uri { hosted.append((uri, "REPOSITORY\(number + 1)")) }
    }
    if !hosted.isEmpty {
      json.array("versionControlProvenance", of: hosted) { json, repository in
        json.object { json in
          json.member("repositoryUri", repository.uri)
          json.object("mappedTo") { $0.member("uriBaseId", repository.base) }
        }
      }
    }
    guard !artifacts.isEmpty else { return }
    json.array("artifacts", of: artifacts) { json, artifact in
      json.object { json in
        json.object("location") { json in
          json.member("uri", artifact.uri)
          json.member("uriBaseId", ifAny: artifact.base)
        }
        json.member("parentIndex", ifAny: artifact.parent)
      }
    }
  }

  private static let rootKey: StaticString = "SRCROOT"
}
