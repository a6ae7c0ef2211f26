public import KeysweepModel

/// What has changed between two reports, credential by credential.
///
/// Suppressed material does not count. Credentials are the same when their fingerprints are.
public struct ReportDiff: Sendable, Hashable {
  /// What has become of a credential.
  public enum Change: String, Sendable, CaseIterable {
    /// It opens the door more surely than before.
    case worse
    /// It was not there.
    case new
    /// It opens the door less surely than before.
    case better
    /// It is not there any more.
    case gone
  }

  /// A credential that has changed.
  public struct Item: Sendable, Hashable {
    /// What has become of it.
    public var change: Change
    /// How it was; nil when it is new.
    public var old: Finding?
    /// How it is; nil when it is gone.
    public var new: Finding?
  }

  /// What has changed: what is worse first, each kind in order of importance.
  public let items: [Item]
  /// How many credentials are as they were.
  public let unchanged: Int
  /// When the earlier report was judged.
  public let oldAsOf: Instant
  /// When the later report was judged.
  public let newAsOf: Instant
  /// Whether all that the later sweep was asked for was read: otherwise what is gone may be there.
  public let isComplete: Bool

  /// Whether something is new or worse.
  public var isWorse: Bool { count(.new) + count(.worse) > 0 }

  /// Compares.
  ///
  /// - Parameters:
  ///   - old: The earlier report.
  ///   - new: The later report.
  public init(old: SweepReport, new: SweepReport) {
    let before = old.findings.filter { $0.suppression == nil }
    let after = new.findings.filter { $0.suppression == nil }
    let known = Dictionary(before.map { ($0.fingerprint, $0) }) { first, _ in first }
    let present = Set(after.map(\.fingerprint))
    var items: [Item] = []
    var unchanged = 0
    for finding in after {
      guard let earlier = known[finding.fingerprint] else {
        items.append(Item(change: .new, old: nil, new: finding))
        continue
      }
      let (was, isNow) = (Self.danger(earlier), Self.danger(finding))
      if was == isNow {
        unchanged += 1
      } else {
        items.append(Item(change: was < isNow ? .worse : .better, old: earlier, new: finding))
      }
    }
    for finding in before where !present.contains(finding.fingerprint) {
      items.append(Item(change: .gone, old: finding, new: nil))
    }
    self.items = Change.allCases.flatMap { change in items.filter { $0.change == change } }
    self.unchanged = unchanged
    oldAsOf = old.asOf
    newAsOf = new.asOf
    isComplete = new.summary.isComplete
  }

  /// How many credentials have changed like this.
  public func count(_ change: Change) -> Int { items.count { $0.change == change } }

  /// How surely it opens the door, then how urgent that is.
  private static func danger(_ finding: Finding) -> SIMD2<Int> {
    let usable =
      switch finding.verdict.usable {
      case .yes: 3
      case .unknown: 2
      case .unlikely: 1
      case .no: 0
      }
    // What does not work is as good rotated as expired.
    return SIMD2(usable, finding.verdict.usable == .yes ? 5 - finding.rank : 0)
  }
}

extension SIMD2<Int> {
  fileprivate static func < (a: Self, b: Self) -> Bool { (a.x, a.y) < (b.x, b.y) }
}

/// The formats of a comparison.
public enum DiffFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// One document, `keysweep-diff/1`.
  case json

  /// Writes a comparison.
  ///
  /// - Parameters:
  ///   - diff: The comparison.
  ///   - style: How text looks.
  ///   - version: The version of the program.
  /// - Returns: The text.
  public func text(_ diff: ReportDiff, style: TextStyle = TextStyle(), version: String) -> String {
    switch self {
    case .text: DiffText(style: style).text(diff)
    case .json: JSONModel.encode(JSONModel.Diff(diff, version), pretty: true) + "\n"
    }
  }
}
