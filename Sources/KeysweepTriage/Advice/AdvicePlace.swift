internal import KeysweepModel
internal import TOMLKit

/// A place in the pieces by which advice recognises it; the path in lower case.
struct PlacePath {
  /// The whole path with a slash in front, without the commit.
  let whole: String
  /// The innermost path of an archive with a slash in front; else the whole.
  let inner: String
  let isInArchive: Bool
  let isInGit: Bool
  /// What is known about the place in the history, if more than the path is.
  let git: GitPlace?

  init(_ path: SourcePath, _ git: GitPlace? = nil) {
    let bare = path.beforeCommit
    self.git = git
    isInGit = git != nil || bare != nil
    whole = "/" + (bare ?? path).lossyText.lowercased()
    if let mark = whole.ranges(of: "!/").last {
      isInArchive = true
      inner = "/" + whole[mark.upperBound...]
    } else {
      isInArchive = false
      inner = whole
    }
  }

  /// Whether the path is that of a file: a commit, a name or an object without a path is none.
  var isFile: Bool {
    guard let git else { return true }
    return git.kind == .blob && git.paths.count > 0
  }
}

/// A place of the advice table.
struct AdvicePlace: Sendable {
  /// How a copy is kept: the words of `kept`.
  private enum Kept: String, CaseIterable {
    case git
    case archive
    case gitCommit = "git-commit"
    case gitTag = "git-tag"
    case gitTree = "git-tree"
    case gitReference = "git-reference"
    case gitRecoverable = "git-recoverable"
    case gitUnreachable = "git-unreachable"

    func holds(for place: PlacePath) -> Bool {
      switch self {
      case .git: place.isInGit
      case .archive: place.isInArchive
      case .gitCommit: place.git?.kind == .commit
      case .gitTag: place.git?.kind == .tag
      case .gitTree: place.git?.kind == .tree
      case .gitReference: place.git?.kind == .reference
      case .gitRecoverable: place.git?.reach == .recoverable
      case .gitUnreachable: place.git?.reach == .unreachable
      }
    }
  }

  let name: String
  let advice: String
  /// Whether it says how the copy is kept, beside what the file is.
  let isAlso: Bool
  private let names: Set<String>
  private let starts: [String]
  private let endings: [String]
  private let folders: Set<String>
  private let parts: [String]
  private let kept: Kept?

  /// Reads an entry.
  ///
  /// - Parameters:
  ///   - table: The entry.
  ///   - file: The file's name, for messages.
  /// - Throws: ``DataFileError`` with the entry and the reason.
  init(_ table: TOMLTable?, _ file: String) throws(DataFileError) {
    guard let table, let name = table["name"]?.string else {
      throw DataFileError(description: "\(file): a [[place]] lacks its name")
    }
    let place = "\(file): place \(name)"
    let lists = ["names", "starts", "endings", "folders", "contains"]
    try DataFile.allow(["name", "advice", "also", "kept"] + lists, in: table, place)
    guard let advice = table["advice"]?.string else {
      throw DataFileError(description: "\(place) lacks its advice")
    }
    var values: [String: [String]] = [:]
    for key in lists where table[key] != nil {
      let items = table[key]?.array?.map { $0.string?.lowercased() ?? "" } ?? [""]
      guard items.allSatisfy({ !$0.isEmpty }) else {
        throw DataFileError(description: "\(place): \(key) takes a list of texts")
      }
      values[key] = items
    }
    if let word = table["kept"] {
      guard let kept = Kept(rawValue: word.string ?? "") else {
        let words = Kept.allCases.map(\.rawValue)
        throw DataFileError(
          description: "\(place): kept takes one of \(words.joined(separator: ", "))")
      }
      self.kept = kept
    } else {
      kept = nil
    }
    self.name = name
    self.advice = advice
    isAlso = table["also"]?.bool ?? false
    names = Set(values["names"] ?? [])
    starts = values["starts"] ?? []
    endings = values["endings"] ?? []
    folders = Set(values["folders"] ?? [])
    parts = values["contains"] ?? []
    guard !isAlso || !isCatchAll else {
      throw DataFileError(description: "\(place): a place with also needs a condition")
    }
  }

  /// Whether it has no condition.
  var isCatchAll: Bool {
    names.isEmpty && starts.isEmpty && endings.isEmpty && folders.isEmpty && parts.isEmpty
      && kept == nil
  }

  /// Whether a path is this place.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - whole: Whether the archives around it count, or only the innermost path.
  /// - Returns: Whether one of the conditions holds.
  func fits(_ path: PlacePath, whole: Bool) -> Bool {
    if kept?.holds(for: path) ?? false { return true }
    let text = whole ? path.whole : path.inner
    var components = text.split(separator: "/")
    let name = components.popLast() ?? ""
    return names.contains(String(name)) || starts.contains { name.hasPrefix($0) }
      || endings.contains { text.hasSuffix($0) } || parts.contains { text.contains($0) }
      || components.contains { folders.contains(String($0)) }
  }
}
