internal import KeysweepModel
internal import TOMLKit

/// A path in the pieces by which places are recognised, in lower case.
struct PlacePath {
  /// The whole path with a slash in front, without the commit.
  let whole: String
  /// The innermost path of an archive with a slash in front; else the whole.
  let inner: String
  let isInArchive: Bool
  let isInGit: Bool

  init(_ path: SourcePath) {
    var text = path.lossyText.lowercased()
    // `path@commit`: a file name may hold an @ too, so what follows must look like a commit.
    if let at = text.lastIndex(of: "@") {
      let commit = text[text.index(after: at)...]
      isInGit = (7...64).contains(commit.utf8.count) && commit.utf8.allSatisfy(Self.isHex)
      if isInGit { text = String(text[..<at]) }
    } else {
      isInGit = false
    }
    whole = "/" + text
    if let mark = whole.ranges(of: "!/").last {
      isInArchive = true
      inner = "/" + whole[mark.upperBound...]
    } else {
      isInArchive = false
      inner = whole
    }
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

/// A place of the advice table.
struct AdvicePlace: Sendable {
  private enum Kept: String, CaseIterable {
    case git
    case archive
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
        throw DataFileError(description: "\(place): kept takes git or archive")
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
    switch kept {
    case .git where path.isInGit: return true
    case .archive where path.isInArchive: return true
    default: break
    }
    let text = whole ? path.whole : path.inner
    var components = text.split(separator: "/")
    let name = components.popLast() ?? ""
    return names.contains(String(name)) || starts.contains { name.hasPrefix($0) }
      || endings.contains { text.hasSuffix($0) } || parts.contains { text.contains($0) }
      || components.contains { folders.contains(String($0)) }
  }
}
