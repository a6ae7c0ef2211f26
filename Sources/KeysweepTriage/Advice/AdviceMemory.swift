internal import KeysweepModel

/// Remembers advice by place: a file dense with keys asks for the same again and again.
struct AdviceMemory {
  private let table: AdviceTable
  private var path: SourcePath?
  private var keeping: Keeping?
  private var known: [Standing: String] = [:]

  private struct Standing: Hashable {
    var status: Status
    var usable: Usability
  }

  /// What of a place in a git history the advice depends on.
  private struct Keeping: Hashable {
    var kind: GitPlace.Kind
    var reach: GitPlace.Reach
    var hasPath: Bool

    init(_ git: GitPlace) {
      kind = git.kind
      reach = git.reach
      hasPath = git.paths.count > 0
    }
  }

  init(_ table: AdviceTable) { self.table = table }

  /// The advice for a credential: for the place from which it is hardest to remove.
  ///
  /// - Parameters:
  ///   - locations: Where it stands, in order.
  ///   - verdict: What it is worth.
  /// - Returns: What to do; empty without a location.
  mutating func advice(_ locations: [FindingLocation], _ verdict: Verdict) -> String {
    // The first of those: `min` takes the first of equals.
    guard let location = locations.min(by: { Self.depth($0) < Self.depth($1) }) else { return "" }
    let standing = Standing(status: verdict.status, usable: verdict.usable)
    let git = location.git?.value
    let keeping = git.map(Keeping.init)
    if location.path != path || keeping != self.keeping {
      path = location.path
      self.keeping = keeping
      known = [:]
    }
    if let advice = known[standing] { return advice }
    let advice = table.advice(
      path: location.path, git: git, status: verdict.status, usable: verdict.usable)
    known[standing] = advice
    return advice
  }

  /// History that others have comes first, what git will drop by itself last.
  private static func depth(_ location: FindingLocation) -> Int {
    switch location.git?.value.reach {
    case .referenced: 0
    case .unknown, nil: 1
    case .recoverable: 2
    case .unreachable: 3
    }
  }
}
