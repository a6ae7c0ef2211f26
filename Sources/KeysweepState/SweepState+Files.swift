internal import GRDB

extension SweepState {
  /// So many files are kept before those that were not met since are forgotten.
  public static let filesInGeneration = 16_000_000

  /// The files that are known under the rule set.
  ///
  /// - Returns: Those that were saved so far, by any process.
  /// - Throws: ``StateError``.
  public func files() throws(StateError) -> KnownFiles {
    try read { database in
      guard let ruleSet = try RuleSets.number(self.ruleSet, database) else {
        let none = KnownObjects(hashBytes: KnownFiles.idBytes)
        return KnownFiles(current: none, earlier: none)
      }
      func known(_ kind: ObjectRuns.Kind) throws -> KnownObjects {
        KnownObjects(
          ids: try self.runs(kind, database, ruleSet).all(), holding: [],
          hashBytes: KnownFiles.idBytes)
      }
      return KnownFiles(current: try known(.files), earlier: try known(.earlierFiles))
    }
  }

  /// Saves what a sweep has learned about files, wholly or not at all.
  ///
  /// Nothing tells which files are gone for good. So there are two generations: when the later one
  /// is full it becomes the earlier one, and the earlier one goes. What is met is saved again.
  ///
  /// - Parameters:
  ///   - update: What was swept.
  ///   - limit: How many files make a generation.
  /// - Throws: ``StateError``; nothing is saved then.
  public func save(
    _ update: consuming FileUpdate, limit: Int = filesInGeneration
  ) throws(StateError) {
    guard !update.isEmpty else { return }
    var ids = update.ids
    update.ids = []
    IDSort.sort(&ids, width: KnownFiles.idBytes)
    try write { database, ruleSet in
      let runs = self.runs(.files, database, ruleSet)
      if try runs.list().reduce(0, { $0 + $1.bytes }) / KnownFiles.idBytes >= limit {
        try database.execute(
          sql: "DELETE FROM id_run WHERE rule_set = ? AND kind = ?",
          arguments: [ruleSet, ObjectRuns.Kind.earlierFiles.rawValue])
        try database.execute(
          sql: "UPDATE id_run SET kind = ? WHERE rule_set = ? AND kind = ?",
          arguments: [
            ObjectRuns.Kind.earlierFiles.rawValue, ruleSet, ObjectRuns.Kind.files.rawValue,
          ])
      }
      try runs.append(ids)
    }
  }

  private func runs(
    _ kind: ObjectRuns.Kind, _ database: Database, _ ruleSet: Int64
  ) -> ObjectRuns {
    ObjectRuns(database, ruleSet, self.ruleSet, kind, width: KnownFiles.idBytes)
  }
}
