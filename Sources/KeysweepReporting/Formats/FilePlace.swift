internal import KeysweepModel

/// A location as reviewers look for it: a file, in a repository or not, and what of it is known.
struct FilePlace {
  /// The file, as bytes: within the repository, if it is in one; empty where it is no file.
  let path: [UInt8]
  /// The folder of the repository, if it is in one; empty for the current folder.
  let repository: [UInt8]?
  /// Members of containers that lead to it, innermost last; `path` is the container then.
  let members: [ArraySlice<UInt8>]
  /// The history, if it is in one.
  let git: GitPlace?
  /// The path with everything, printable.
  let shown: String

  private static let slash = UInt8(ascii: "/")

  init(_ location: FindingLocation) {
    git = location.git?.value
    var bytes = location.path.bytes[...]
    if let git {
      repository = Array(Self.relative(git.repository.bytes[...]))
      let bare = location.path.beforeCommit?.bytes ?? location.path.bytes
      bytes = Self.below(git.repository.bytes, bare)
      shown = Escaping.printable(GitText.short(location.path).bytes)
    } else {
      repository = nil
      shown = Escaping.printable(bytes)
    }
    let parts = Self.members(bytes)
    path = Array(Self.relative(parts.first ?? []))
    members = Array(parts.dropFirst())
  }

  /// Whether the file is there as it is shown, in what a reviewer has checked out.
  var isCurrent: Bool { git.map { $0.kind == .blob && $0.standsAtHead } ?? true }

  /// Whether lines and columns are those of the file that is there.
  var hasCurrentLines: Bool { isCurrent && members.isEmpty && (git?.versions ?? 1) == 1 }

  /// The path for a line of text; escaped where it holds what no name should.
  var text: String { Escaping.printable(path) }

  /// Without `./` in front.
  static func relative(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var path = path
    while path.starts(with: "./".utf8) {
      path = path.dropFirst(2).drop { $0 == slash }
    }
    return path.elementsEqual(".".utf8) ? [] : path
  }

  /// The path below a folder; all of it when it is elsewhere.
  private static func below(_ folder: [UInt8], _ path: [UInt8]) -> ArraySlice<UInt8> {
    guard path.starts(with: folder) else { return path[...] }
    var rest = path[folder.count...]
    // A pack that lies about is like a container.
    if rest.starts(with: "!/".utf8) { rest = rest.dropFirst() }
    if folder.isEmpty || folder.last == slash || rest.isEmpty { return rest }
    return rest.first == slash ? rest.dropFirst() : path[...]
  }

  /// Cuts at `!/`.
  private static func members(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard path.contains(UInt8(ascii: "!")) else { return [path] }
    var parts: [ArraySlice<UInt8>] = []
    var start = path.startIndex
    var at = start
    while at + 1 < path.endIndex {
      // Not where one of both would have no name.
      if path[at] == UInt8(ascii: "!"), path[at + 1] == slash, at > start, at + 2 < path.endIndex {
        parts.append(path[start..<at])
        start = at + 2
        at = start
      } else {
        at += 1
      }
    }
    parts.append(path[start...])
    return parts
  }
}

/// Locations of a finding in one file, which a reviewer sees as one thing.
struct FileGroup {
  /// Which of the locations of the finding.
  var range: Range<Int>
  /// The place of the first.
  var place: FilePlace

  /// Cuts the locations of a finding, which are in order, into files.
  static func groups(of finding: Finding) -> [FileGroup] {
    let locations = finding.locations
    var groups: [FileGroup] = []
    var start = 0
    while start < locations.count {
      var end = start + 1
      // The fingerprint of a location is that of credential and path, whatever the commit.
      while end < locations.count, isSameFile(locations[start], locations[end]) { end += 1 }
      groups.append(FileGroup(range: start..<end, place: FilePlace(locations[start])))
      start = end
    }
    return groups
  }

  private static func isSameFile(_ a: FindingLocation, _ b: FindingLocation) -> Bool {
    if a.path == b.path { return true }
    return !a.fingerprint.isEmpty && a.fingerprint == b.fingerprint && a.git != nil && b.git != nil
  }
}

/// Addresses of files.
enum FileURI {
  /// A relative reference, or a `file` address for an absolute path; every byte that is not plain is
  /// percent-encoded, so that names that are not UTF-8 keep theirs.
  static func reference(_ path: some Collection<UInt8>) -> String {
    (path.first == UInt8(ascii: "/") ? "file://" : "") + encoded(path)
  }

  /// The bytes with everything but letters, digits, `-._~` and `/` percent-encoded.
  static func encoded(_ path: some Collection<UInt8>) -> String {
    if path.allSatisfy(isPlain) { return String(decoding: path, as: UTF8.self) }
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in path {
      if isPlain(byte) {
        text.append(byte)
      } else {
        text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
      true
    default: false
    }
  }

  /// The address of the repository on its forge, from the link to a commit of it.
  static func repository(_ place: GitPlace) -> String? {
    guard let url = place.first?.url ?? place.last?.url, isSafe(url) else { return nil }
    for mark in ["/-/commit/", "/commit/", "/commits/"] {
      if let range = url.firstRange(of: mark) { return String(url[..<range.lowerBound]) }
    }
    return nil
  }

  /// Whether it is an address that may be a link: nothing that could end one, or run.
  static func isSafe(_ url: String) -> Bool {
    url.hasPrefix("https://")
      && url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}()[]'".utf8.contains($0) }
  }
}
