internal import KeysweepModel

/// The time by which a credential is known to have stood where it was found.
struct HTMLSeen {
  let observation: Observation

  /// The earliest that can be trusted, else the earliest hint; nil when nothing is dated.
  init?(_ finding: Finding) {
    guard let earliest = Self.earliest(finding.locations.lazy.flatMap(\.observations)) else {
      return nil
    }
    observation = earliest
  }

  static func earliest(_ observations: some Sequence<Observation>) -> Observation? {
    observations.lazy.filter(isPossible).min { a, b in
      a.isTrusted != b.isTrusted ? a.isTrusted : a.instant < b.instant
    }
  }

  /// Whether there were access keys then; what is older comes from a clock that was wrong.
  private static func isPossible(_ observation: Observation) -> Bool {
    Observation(observation.instant, basis: .stated).isTrusted
  }
}
