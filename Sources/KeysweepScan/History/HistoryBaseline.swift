internal import KeysweepGit
internal import KeysweepModel

/// Tells what some commits bring from what stood in the same file before them.
///
/// Somebody who changes another line of a file that has held a key for years has not leaked it.
struct HistoryBaseline: ~Copyable {
  private var reader: MaterialReader
  private let selection: Set<ObjectID>

  /// - Parameters:
  ///   - reader: Reads versions that are not selected.
  ///   - selection: The objects that the commits introduce, and the commits.
  init(_ reader: consuming MaterialReader, selection: Set<ObjectID>) {
    self.reader = reader
    self.selection = selection
  }

  /// Whether a hit stood at its path before the first selected commit that holds it.
  ///
  /// A version that is selected itself does not count as before, and neither does another path: what
  /// is copied or moved is brought to a new place.
  mutating func holds(_ hit: Hit, _ place: HistoryPlace, path: [UInt8]) -> Bool {
    guard !path.isEmpty, let first = place.place.first.flatMap({ ObjectID(hex: $0.id) }) else {
      return false
    }
    for parent in reader.parents(of: first) {
      guard let old = reader.entry(path, in: parent) else { continue }
      // In a tree it is the name itself that holds it.
      if place.kind == .tree || (!selection.contains(old.id) && reader.holds(old.id, hit)) {
        return true
      }
    }
    return false
  }
}
