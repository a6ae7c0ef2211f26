internal import KeysweepModel

/// Remembers advice by path: a file dense with keys asks for the same again and again.
struct AdviceMemory {
  private let table: AdviceTable
  private var path: SourcePath?
  private var known: [Status: String] = [:]

  init(_ table: AdviceTable) { self.table = table }

  /// The advice for a credential found at a path.
  mutating func advice(_ path: SourcePath, _ status: Status) -> String {
    if path != self.path {
      self.path = path
      known = [:]
    }
    if let advice = known[status] { return advice }
    let advice = table.advice(path: path, status: status)
    known[status] = advice
    return advice
  }
}
