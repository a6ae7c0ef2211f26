internal import KeysweepGit
internal import KeysweepModel

/// Tells what some commits bring from what stood in the same file before them.
///
/// Somebody who changes another line of a file that has held a key for years has not leaked it.
struct HistoryBaseline: ~Copyable {
  private var reader: MaterialReader
  private let selection: Set<ObjectID>
  private let commits: [ObjectID]

  /// - Parameters:
  ///   - reader: Reads versions that are not selected.
  ///   - selection: The objects that the commits introduce, and the commits.
  ///   - commits: The commits among them.
  init(_ reader: consuming MaterialReader, selection: Set<ObjectID>, commits: [ObjectID]) {
    self.reader = reader
    self.selection = selection
    self.commits = commits
  }

  /// Whether a hit stood at its path before the first selected commit that holds it.
  ///
  /// A version that is selected itself does not count as before, and neither does another path: what
  /// is copied or moved is brought to a new place.
  mutating func holds(_ hit: Hit, _ place: HistoryPlace, path: [UInt8]) -> Bool {
    guard !path.isEmpty, let first = place.place.first.flatMap({ ObjectID(hex: $0.id) }) else {
      return false
    }
    guard selection.contains(first) else { return !comesBack(hit, place, path) }
    var isOpen = false
    for parent in reader.source.parents(of: first) {
      guard let old = reader.source.entry(path, in: parent) else { continue }
      // In a tree it is the name itself that holds it.
      if place.kind == .tree { return true }
      guard reader.holds(old.id, hit) else { continue }
      if !selection.contains(old.id) { return true }
      // By a clock that is off it was the first.
      isOpen = true
    }
    return isOpen && !comesBack(hit, place, path)
  }

  /// Whether a selected commit brings a hit to a path where none of its parents has it.
  ///
  /// An older version that comes back, as after `git revert`, brings back what was gone meanwhile,
  /// and nothing else. It may come back at another path.
  private mutating func comesBack(_ hit: Hit, _ place: HistoryPlace, _ path: [UInt8]) -> Bool {
    let known = place.place.paths
    guard known.count == known.first.count else { return true }
    let name = path.split(separator: UInt8(ascii: "/")).last ?? []
    var isSeen = false
    for known in known.first {
      let folder = known.bytes.isEmpty ? [] : known.bytes + [UInt8(ascii: "/")]
      let path = place.kind == .tree ? folder + name : known.bytes
      for commit in commits where stands(hit, place, path, in: commit) {
        isSeen = true
        var isNew = true
        for parent in reader.source.parents(of: commit) where isNew {
          isNew = !stands(hit, place, path, in: parent)
        }
        if isNew { return true }
      }
    }
    return !isSeen
  }

  private mutating func stands(
    _ hit: Hit, _ place: HistoryPlace, _ path: [UInt8], in commit: ObjectID
  ) -> Bool {
    guard let entry = reader.source.entry(path, in: commit) else { return false }
    return place.kind == .tree || reader.holds(entry.id, hit)
  }
}
