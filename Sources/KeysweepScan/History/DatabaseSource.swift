internal import KeysweepGit

/// Reads single objects; one per worker.
final class DatabaseSource: ObjectSource {
  private let database: ObjectDatabase
  private var scratch = ObjectScratch(cacheBytes: 16 << 20)

  init(_ database: ObjectDatabase) { self.database = database }

  func read(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? {
    try? database.read(id, &scratch)
  }

  /// What stands at a path in a commit: a blob, a link, a folder or a submodule.
  func entry(_ path: [UInt8], in commit: ObjectID) -> (id: ObjectID, mode: UInt32)? {
    guard let object = read(commit), object.kind == .commit,
      var folder = ParsedCommit(object.bytes).tree
    else { return nil }
    let names = path.split(separator: UInt8(ascii: "/"))
    for (index, name) in names.enumerated() {
      guard let tree = read(folder), tree.kind == .tree,
        let found = Self.find(name, in: tree.bytes, commit.byteCount)
      else { return nil }
      if index == names.count - 1 { return found }
      folder = found.id
    }
    return nil
  }

  private static func find(
    _ name: ArraySlice<UInt8>, in tree: [UInt8], _ hashBytes: Int
  ) -> (id: ObjectID, mode: UInt32)? {
    tree.withUnsafeBufferPointer { bytes in
      var entries = TreeEntries(bytes, idLength: hashBytes)
      while let entry = entries.next() {
        if entry.name.elementsEqual(name) { return (entry.id, entry.mode) }
      }
      return nil
    }
  }

  /// The commits before a commit.
  func parents(of commit: ObjectID) -> [ObjectID] {
    guard let object = read(commit), object.kind == .commit else { return [] }
    return ParsedCommit(object.bytes).parents
  }
}
