internal import KeysweepModel

/// What one source says of a key's state.
struct StateStatement {
  var state: ListedKey.State
  /// When it was so; nil where the source does not tell.
  var time: Instant?
  /// Whether ``time`` is a lower bound: it was so then or later.
  var isLowerBound: Bool
  var evidence: Evidence
}

/// The state of a key from all that several sources say.
enum KeyState {
  case decided(StateStatement)
  /// Two sources of which it cannot be told which is newer.
  case conflict(StateStatement, StateStatement)

  /// The newest statement decides, provided that no other one could be newer and says otherwise.
  static func decide(_ statements: [StateStatement]) -> KeyState? {
    let ordered = statements.sorted {
      ($0.time?.secondsSinceEpoch ?? .min) > ($1.time?.secondsSinceEpoch ?? .min)
    }
    guard let newest = ordered.first else { return nil }
    for other in ordered.dropFirst() where other.state != newest.state {
      // One that is "then or later" may well be later than the newest.
      if other.isLowerBound || other.time == nil || other.time == newest.time {
        return .conflict(newest, other)
      }
    }
    return .decided(newest)
  }
}
