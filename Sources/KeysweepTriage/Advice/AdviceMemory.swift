internal import KeysweepModel

/// Remembers advice by path: a file dense with keys asks for the same again and again.
struct AdviceMemory {
  private let table: AdviceTable
  private var path: SourcePath?
  private var known: [Standing: String] = [:]

  private struct Standing: Hashable {
    var status: Status
    var usable: Usability
  }

  init(_ table: AdviceTable) { self.table = table }

  /// The advice for a credential found at a path.
  mutating func advice(_ path: SourcePath, _ verdict: Verdict) -> String {
    let standing = Standing(status: verdict.status, usable: verdict.usable)
    if path != self.path {
      self.path = path
      known = [:]
    }
    if let advice = known[standing] { return advice }
    let advice = table.advice(path: path, status: verdict.status, usable: verdict.usable)
    known[standing] = advice
    return advice
  }
}
