internal import KeysweepModel

extension InventorySource {
  /// One entry a file and format, as old as the oldest part.
  ///
  /// The collector's files hold hundreds of answers, each with a time of its own.
  static func merged(_ sources: [InventorySource]) -> [InventorySource] {
    struct Name: Hashable {
      var path: SourcePath
      var format: String
    }
    var merged: [Name: InventorySource] = [:]
    for source in sources {
      let name = Name(path: source.path, format: source.format)
      guard var known = merged[name] else {
        merged[name] = source
        continue
      }
      known.accounts = Set(known.accounts).union(source.accounts).sorted()
      known.records += source.records
      known.asOf = [known.asOf, source.asOf].compactMap { $0 }.min()
      merged[name] = known
    }
    return merged.values.sorted()
  }
}
