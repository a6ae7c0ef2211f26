internal import KeysweepModel

/// The JSON schema `keysweep-diff/1`.
extension JSONModel {
  struct Diff: Encodable {
    var schema = "keysweep-diff/1"
    var tool: Tool
    var oldAsOf: String
    var newAsOf: String
    var complete: Bool
    var summary: Counts
    var changes: [ChangeItem]

    init(_ diff: ReportDiff, _ version: String) {
      tool = Tool(version: version)
      oldAsOf = diff.oldAsOf.iso8601
      newAsOf = diff.newAsOf.iso8601
      complete = diff.isComplete
      summary = Counts(
        new: diff.count(.new), gone: diff.count(.gone), better: diff.count(.better),
        worse: diff.count(.worse), unchanged: diff.unchanged)
      changes = diff.items.map(ChangeItem.init)
    }
  }

  struct Counts: Encodable {
    var new: Int
    var gone: Int
    var better: Int
    var worse: Int
    var unchanged: Int
  }

  struct ChangeItem: Encodable {
    var change: String
    /// As in a report; not of what is new.
    var old: FindingItem?
    /// As in a report; not of what is gone.
    var new: FindingItem?

    init(_ item: ReportDiff.Item) {
      change = item.change.rawValue
      old = item.old.map { FindingItem($0) }
      new = item.new.map { FindingItem($0) }
    }
  }
}
