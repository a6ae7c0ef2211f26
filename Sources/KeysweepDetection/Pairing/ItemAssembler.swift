public import KeysweepModel

/// Puts the segments of one source item together, in order, and turns candidates into hits.
///
/// Candidates are paired as soon as nothing later can reach them, so that memory depends on how
/// densely an item is packed with credentials, not on its size.
public struct ItemAssembler {
  /// After so many candidates without a gap, what is there is paired; bounds memory.
  private static let maxPending = 20_000

  private let path: SourcePath
  private let observations: [Observation]
  private var pending: [Candidate] = []
  private var lineFeeds = 0
  private var lastLineFeed: Int?

  /// Starts an item.
  ///
  /// - Parameters:
  ///   - path: The item.
  ///   - observations: Times that hold for everything in it.
  public init(path: SourcePath, observations: [Observation] = []) {
    self.path = path
    self.observations = observations
  }

  /// Adds the next segment; its hits may come now or later.
  ///
  /// - Parameters:
  ///   - segment: The next segment in order of position.
  ///   - emit: Gets each hit.
  public mutating func add(_ segment: SegmentResult, emit: (Hit) -> Void) {
    for var candidate in segment.candidates {
      candidate.linesBefore += lineFeeds
      if candidate.lineFeedBefore == nil { candidate.lineFeedBefore = lastLineFeed }
      if let last = pending.last,
        candidate.offset - last.end > PairingSolver.maxBytes || pending.count >= Self.maxPending
      {
        flush(emit)
      }
      pending.append(candidate)
    }
    lineFeeds += segment.lineFeeds
    lastLineFeed = segment.lastLineFeed ?? lastLineFeed
  }

  /// Ends the item.
  ///
  /// - Parameter emit: Gets the remaining hits.
  public mutating func finish(emit: (Hit) -> Void) {
    flush(emit)
  }

  // MARK: Pairing

  private mutating func flush(_ emit: (Hit) -> Void) {
    let candidates = pending
    pending.removeAll(keepingCapacity: true)
    guard !candidates.isEmpty else { return }
    let partners = pair(candidates)
    var hits: [Hit] = []
    var hitOfCandidate: [Int: Int] = [:]
    for (index, candidate) in candidates.enumerated() where hitOfCandidate[index] == nil {
      switch candidate.value {
      case .keyID:
        let secret = partners[index]?.with.map { ($0, candidates[$0]) }
        append(candidate, index, secret, partners[index])
      case .secret:
        // A secret with an ID is reported at its ID.
        if let id = partners[index]?.with {
          append(candidates[id], id, (index, candidate), partners[index])
        } else {
          appendLone(candidate, index, partners[index])
        }
      case .sessionToken, .other: continue
      }
    }
    attachTokens(candidates, &hits, hitOfCandidate)
    // Mostly they are in order already, and moving hits about is dear.
    let isBefore: (Hit, Hit) -> Bool = { ($0.position, $0.rule) < ($1.position, $1.rule) }
    if !hits.indices.dropFirst().allSatisfy({ !isBefore(hits[$0], hits[$0 - 1]) }) {
      hits.sort(by: isBefore)
    }
    for hit in hits { emit(hit) }

    func append(
      _ id: Candidate, _ idIndex: Int, _ secret: (Int, Candidate)?, _ partner: Partner?
    ) {
      guard case .keyID(let keyID) = id.value else { return }
      var hit = Hit(path: path)
      hit.keyID = Located(
        keyID, rule: id.rule, position: position(of: id), encodings: id.encodings)
      // Without a time of its own it shares the storage of the item's.
      hit.observations = id.facts.observation.map { observations + [$0] } ?? observations
      hit.owner = id.facts.owner
      hit.accountHint = id.facts.account
      hit.requestExpires = id.facts.requestExpires
      hit.suppression = id.suppression
      if let partner, partner.with == nil {
        hit.pairing = .ambiguous
        hit.alternatives = partner.alternatives.map { position(of: candidates[$0]) }
      }
      hitOfCandidate[idIndex] = hits.count
      guard let (secretIndex, secret) = secret, let level = partner?.level else {
        hits.append(hit)
        return
      }
      hitOfCandidate[secretIndex] = hits.count
      // IDs and secrets are suppressed independently: an example ID beside a real secret is still
      // a leak of that secret.
      if id.suppression == nil, secret.suppression == nil {
        hit.secret = located(secret)
        hit.pairing = level
        hits.append(hit)
      } else {
        hits.append(hit)
        hitOfCandidate[secretIndex] = hits.count
        hits.append(loneSecret(secret))
      }
    }

    func appendLone(_ secret: Candidate, _ index: Int, _ partner: Partner?) {
      guard secret.isLabelled || partner != nil else { return }
      var hit = loneSecret(secret)
      if let partner {
        hit.pairing = .ambiguous
        hit.alternatives = partner.alternatives.map { position(of: candidates[$0]) }
      }
      hitOfCandidate[index] = hits.count
      hits.append(hit)
    }
  }

  private func loneSecret(_ secret: Candidate) -> Hit {
    var hit = Hit(path: path)
    hit.secret = located(secret)
    hit.observations = observations
    hit.suppression = secret.suppression
    return hit
  }

  private func located(_ candidate: Candidate) -> Located<Secret>? {
    guard case .secret(let secret) = candidate.value else { return nil }
    return Located(
      secret, rule: candidate.rule, position: position(of: candidate),
      encodings: candidate.encodings)
  }

  private struct Partner {
    var with: Int?
    var level: PairingLevel
    var alternatives: [Int] = []
  }

  private func pair(_ candidates: [Candidate]) -> [Int: Partner] {
    // A long list of bare IDs is common and has nothing to pair.
    guard candidates.contains(where: { $0.isKeyID }), candidates.contains(where: { $0.isSecret })
    else { return [:] }
    var indices: [Int] = []
    var items: [PairingSolver.Item] = []
    for (index, candidate) in candidates.enumerated() {
      let identity: Int
      switch candidate.value {
      case .keyID(let id): identity = id.hashValue
      case .secret(let secret):
        // What only looks like a secret does not compete; an example one belongs to its example ID.
        if let filter = candidate.suppression?.filter, filter != "example" { continue }
        identity = secret.hashValue
      case .sessionToken, .other: continue
      }
      indices.append(index)
      items.append(
        PairingSolver.Item(
          isKeyID: candidate.isKeyID, start: candidate.offset, end: candidate.end,
          line: candidate.linesBefore, surroundings: candidate.surroundings,
          isLabelled: candidate.isLabelled, identity: identity))
    }
    var partners: [Int: Partner] = [:]
    for (position, outcome) in PairingSolver.solve(items).enumerated() {
      switch outcome {
      case .unpaired: continue
      case .structural(let other):
        partners[indices[position]] = Partner(with: indices[other], level: .structural)
      case .nearby(let other):
        partners[indices[position]] = Partner(with: indices[other], level: .nearby)
      case .ambiguous(let others):
        partners[indices[position]] = Partner(
          with: nil, level: .ambiguous, alternatives: others.map { indices[$0] })
      }
    }
    return partners
  }

  /// Gives session tokens to the nearest temporary key ID, other material to the nearest key ID.
  private func attachTokens(
    _ candidates: [Candidate], _ hits: inout [Hit], _ hitOfCandidate: [Int: Int]
  ) {
    guard candidates.contains(where: { !$0.isKeyID && !$0.isSecret }) else { return }
    for (index, candidate) in candidates.enumerated() {
      switch candidate.value {
      case .keyID, .secret: continue
      case .sessionToken(let token):
        let place = Located(token, rule: candidate.rule, position: position(of: candidate))
        let home = nearestKeyID(to: index, candidates) {
          $0.kind == .temporary && (token.account == nil || $0.account == token.account)
        }
        if let home = home.flatMap({ hitOfCandidate[$0] }), hits[home].sessionToken == nil,
          hits[home].suppression == nil
        {
          hits[home].sessionToken = place
          hits[home].accountHint = token.account
          if let created = token.created {
            hits[home].observations.append(Observation(created, basis: .sessionToken))
          }
        } else {
          var hit = Hit(path: path)
          hit.sessionToken = place
          hit.accountHint = token.account
          hit.observations =
            observations + (token.created.map { [Observation($0, basis: .sessionToken)] } ?? [])
          hits.append(hit)
        }
      case .other(let other):
        let place = Located(other, rule: candidate.rule, position: position(of: candidate))
        if other.kind == .sesSMTPPassword {
          let home = nearestKeyID(to: index, candidates) { $0.kind == .longTerm }
          if let home = home.flatMap({ hitOfCandidate[$0] }), hits[home].other == nil {
            hits[home].other = place
          }
        } else {
          var hit = Hit(path: path)
          hit.other = place
          hit.accountHint = other.account
          hit.owner = other.user
          hit.observations = observations
          hits.append(hit)
        }
      }
    }
  }

  /// The nearest fitting key ID within pairing distance; the one before wins a tie.
  private func nearestKeyID(
    to index: Int, _ candidates: [Candidate], _ fits: (AccessKeyID) -> Bool
  ) -> Int? {
    var best: (index: Int, distance: Int)?
    let target = candidates[index]
    for step in [-1, 1] {
      var at = index + step
      while candidates.indices.contains(at) {
        let other = candidates[at]
        let distance = step < 0 ? target.offset - other.end : other.offset - target.end
        let lines = abs(other.linesBefore - target.linesBefore)
        if distance > PairingSolver.maxBytes || lines > PairingSolver.maxLines { break }
        if case .keyID(let id) = other.value, fits(id), distance < best?.distance ?? Int.max {
          best = (at, distance)
          break
        }
        at += step
      }
    }
    return best?.index
  }

  private func position(of candidate: Candidate) -> Position {
    Position(
      offset: candidate.offset, length: candidate.length, line: candidate.linesBefore + 1,
      column: candidate.offset - (candidate.lineFeedBefore ?? -1))
  }
}
