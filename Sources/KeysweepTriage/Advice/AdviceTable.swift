public import KeysweepModel
internal import KeysweepRules
internal import TOMLKit

/// What to do about a finding, in one line, by status and place.
public struct AdviceTable: Sendable {
  private var byStatus: [Status: String] = [:]
  /// For what is inferred to be rotated.
  private var inferred = ""
  /// How the copy is kept: in a backup, in history.
  private var keepings: [AdvicePlace] = []
  /// What the file is; the last one fits everything.
  private var files: [AdvicePlace] = []

  /// The table that comes with the program.
  ///
  /// - Throws: ``DataFileError``; cannot happen in a build whose tests pass.
  public static func bundled() throws(DataFileError) -> AdviceTable {
    try AdviceTable(toml: BundledRules.advice, name: "bundled advice")
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - toml: The file's content.
  ///   - name: Its name for messages.
  /// - Throws: ``DataFileError`` with the place and the reason.
  public init(toml: [UInt8], name: String) throws(DataFileError) {
    let root = try DataFile.parse(toml, name: name)
    try DataFile.allow(["status", "place"], in: root, name)
    for status in Status.allCases {
      guard let text = root["status"]?.table?[status.rawValue]?.string else {
        throw DataFileError(description: "\(name): [status] lacks \(status.rawValue)")
      }
      byStatus[status] = text
    }
    guard let text = root["status"]?.table?["inferred"]?.string else {
      throw DataFileError(description: "\(name): [status] lacks inferred")
    }
    inferred = text
    guard let entries = root["place"]?.array else {
      throw DataFileError(description: "\(name): no [[place]]")
    }
    for entry in entries {
      guard files.last.map({ !$0.isCatchAll }) ?? true else {
        throw DataFileError(
          description: "\(name): only the last [[place]] may have no condition")
      }
      let place = try AdvicePlace(entry.table, name)
      if place.isAlso { keepings.append(place) } else { files.append(place) }
    }
    guard files.last?.isCatchAll ?? false else {
      throw DataFileError(description: "\(name): the last [[place]] must have no condition")
    }
  }

  /// The advice for a credential found at a path.
  ///
  /// - Parameters:
  ///   - path: Where it stands; `path@commit` for git, `outer!/inner` for archives.
  ///   - git: Where in a git history, if it does.
  ///   - status: What it is worth.
  ///   - usable: Whether it still opens the door.
  /// - Returns: What to do; for what no longer works the place does not matter.
  public func advice(
    path: SourcePath, git: GitPlace? = nil, status: Status, usable: Usability = .unknown
  ) -> String {
    if usable == .unlikely { return inferred }
    let first = byStatus[status] ?? ""
    switch status {
    case .rotated, .expired: return first
    case .active, .stale, .unknown:
      return ([first] + places(of: PlacePath(path, git)).map(\.advice)).joined(separator: " ")
    }
  }

  /// The names of the places that a path is, as the table calls them: how the copy is kept, if the
  /// table says something about that, and what the file is.
  ///
  /// - Parameters:
  ///   - path: Where the credential stands.
  ///   - git: Where in a git history, if it does.
  /// - Returns: One or two names.
  public func placeNames(of path: SourcePath, git: GitPlace? = nil) -> [String] {
    places(of: PlacePath(path, git)).map(\.name)
  }

  private func places(of place: PlacePath) -> [AdvicePlace] {
    let keeping = keepings.first { $0.fits(place, whole: true) }
    let file = files.first { $0.isCatchAll || place.isFile && $0.fits(place, whole: false) }
    // How it is kept says more than "elsewhere".
    if let keeping, file?.isCatchAll ?? true { return [keeping] }
    return [keeping, file].compactMap { $0 }
  }
}
