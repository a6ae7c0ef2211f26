internal import KeysweepModel

/// A statement with the file that makes it and the time at which it was true.
struct Sourced<Value: Sendable & Hashable>: Sendable, Hashable {
  var value: Value
  var path: SourcePath
  var asOf: Instant?
  /// Whether ``asOf`` is only the newest time in the input: it is at least that young.
  var asOfIsLowerBound = false
}

/// What is known about a key beside the lists that name it: what happened to it, and when it was
/// used.
struct KeyHistory: Sendable, Hashable {
  /// When the key was made, switched on or off, or deleted, in order of time.
  var changes: [Sourced<KeyEvent>] = []
  /// The first and the last use that a trail shows.
  var firstUse: Sourced<KeyEvent>?
  var lastSeenUse: Sourced<KeyEvent>?
  /// The newest word of a source that answers for all uses.
  var lastUse: Sourced<KeyLastUse>?
  var exposures: [Sourced<KeyExposure>] = []
  var user: String?
  var account: AccountID?

  /// The earliest time by which the key existed.
  var existedBy: Sourced<KeyEvent>? {
    [changes.first, firstUse].compactMap { $0 }.min { $0.value.time < $1.value.time }
  }

  var deletion: Sourced<KeyEvent>? { changes.first { $0.value.kind == .deleted } }

  /// The last time the key was made, or switched on or off; nil when that is not clear.
  var lastState: (state: ListedKey.State, event: Sourced<KeyEvent>)? {
    let last = lastStates
    return last.allSatisfy { $0.state == last.first?.state } ? last.first : nil
  }

  /// All changes of the last second in which it was made, or switched on or off.
  ///
  /// Trails count in whole seconds, and the order of what they tell of one second means nothing.
  var lastStates: [(state: ListedKey.State, event: Sourced<KeyEvent>)] {
    let states = changes.compactMap { change -> (ListedKey.State, Sourced<KeyEvent>)? in
      switch change.value.kind {
      case .created(let state), .changed(let state): (state, change)
      case .deleted, .used: nil
      }
    }
    return states.filter { $0.1.value.time == states.last?.1.value.time }
  }

  /// When the key was made, if a trail shows it.
  var created: Instant? {
    changes.first { if case .created = $0.value.kind { true } else { false } }?.value.time
  }

  mutating func add(_ event: Sourced<KeyEvent>) {
    learn(user: event.value.user, account: event.value.account)
    if case .used = event.value.kind {
      if firstUse.map({ event.value.time < $0.value.time }) ?? true { firstUse = event }
      if lastSeenUse.map({ event.value.time > $0.value.time }) ?? true { lastSeenUse = event }
      return
    }
    // Trails overlap: the same event comes from several files.
    guard
      !changes.contains(where: {
        $0.value.time == event.value.time && $0.value.kind == event.value.kind
      })
    else { return }
    let index = changes.firstIndex { $0.value.time > event.value.time } ?? changes.count
    changes.insert(event, at: index)
  }

  mutating func add(_ use: Sourced<KeyLastUse>) {
    learn(user: use.value.user, account: use.value.account)
    let isNewer =
      lastUse.map {
        ($0.asOf?.secondsSinceEpoch ?? .min, $0.value.used?.secondsSinceEpoch ?? .min)
          < (use.asOf?.secondsSinceEpoch ?? .min, use.value.used?.secondsSinceEpoch ?? .min)
      } ?? true
    if isNewer { lastUse = use }
  }

  mutating func add(_ exposure: Sourced<KeyExposure>) {
    learn(user: exposure.value.user, account: exposure.value.account)
    if exposures.count < 16, !exposures.contains(where: { $0.value == exposure.value }) {
      exposures.append(exposure)
    }
  }

  private mutating func learn(user: String?, account: AccountID?) {
    if let user { self.user = user }
    if let account { self.account = account }
  }
}
