internal import KeysweepModel

/// Makes hits of the candidates of one stretch of an item.
struct HitBuilder {
  private let candidates: [Candidate]
  private let path: SourcePath
  private let observations: [Observation]
  private let partners: [Int: Partner]
  private let itemCount: Int
  private let lastNamed: Int?
  private(set) var hits: [Hit] = []
  /// The hit that a candidate is part of, if it is part of any.
  private(set) var hitOfCandidate: [Int: Int] = [:]

  /// What a candidate belongs to.
  private struct Partner {
    var with: Int?
    var level: PairingLevel
    var alternatives: [Int] = []
  }

  /// Pairs candidates and makes their hits.
  ///
  /// - Parameters:
  ///   - candidates: In order of position; nothing outside can pair with them.
  ///   - path: The item.
  ///   - observations: Times that hold for everything in it.
  ///   - lastNamed: Offset of the last secret before them that has an ID and a name of AWS.
  /// - Returns: The hits, in order of position.
  static func hits(
    of candidates: [Candidate], _ path: SourcePath, _ observations: [Observation], lastNamed: Int?
  ) -> [Hit] {
    var builder = HitBuilder(candidates, path, observations, lastNamed: lastNamed)
    builder.finish()
    return builder.hits.sorted { ($0.position, $0.rule) < ($1.position, $1.rule) }
  }

  /// Makes the hits, after which ``hits`` and ``hitOfCandidate`` are complete.
  mutating func finish() {
    build()
    attachTokens()
  }

  /// How many of the paired kinds, IDs and secrets, found no partner.
  var openCount: Int { itemCount - partners.values.count { $0.with != nil } }

  /// Calls with the first and the last of all candidates that the pairing has put together.
  func forEachPair(_ body: (_ first: Int, _ last: Int) -> Void) {
    for (index, partner) in partners {
      let others = partner.with.map { [$0] } ?? partner.alternatives
      guard let low = others.min(), let high = others.max() else { continue }
      body(min(index, low), max(index, high))
    }
  }

  /// Offset of the last secret before `offset` that has an ID and a name of AWS.
  func lastNamed(before offset: Int) -> Int? { namedPairs().last { $0 < offset } }

  /// Whether a candidate is the first half of a pair.
  func startsPair(_ index: Int) -> Bool {
    partners[index]?.with.map { $0 > index } ?? false
  }

  /// Pairs; ``finish()`` makes the hits.
  init(
    _ candidates: [Candidate], _ path: SourcePath, _ observations: [Observation], lastNamed: Int?
  ) {
    self.candidates = candidates
    self.lastNamed = lastNamed
    self.path = path
    self.observations = observations
    (partners, itemCount) = Self.pair(candidates)
  }

  // MARK: Pairing

  /// Whether a candidate is paired with others.
  ///
  /// What only looks like a secret does not compete; an example one belongs to its example ID.
  static func isItem(_ candidate: Candidate) -> Bool {
    switch candidate.value {
    case .keyID: true
    case .secret: candidate.suppression.map { $0.filter == "example" } ?? true
    case .sessionToken, .other: false
    }
  }

  private static func pair(_ candidates: [Candidate]) -> (partners: [Int: Partner], items: Int) {
    var indices: [Int] = []
    var items: [PairingSolver.Item] = []
    for (index, candidate) in candidates.enumerated() where isItem(candidate) {
      let identity: Int
      switch candidate.value {
      case .keyID(let id): identity = id.hashValue
      case .secret(let secret): identity = secret.hashValue
      case .sessionToken, .other: continue
      }
      indices.append(index)
      items.append(
        PairingSolver.Item(
          isKeyID: candidate.isKeyID, start: candidate.weighed.lowerBound,
          end: candidate.weighed.upperBound,
          line: candidate.linesBefore, surroundings: candidate.surroundings,
          rank: candidate.rank, identity: identity))
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
    return (partners, items.count)
  }

  // MARK: Key IDs and secrets

  private mutating func build() {
    let named = namedPairs()
    for (index, candidate) in candidates.enumerated() where hitOfCandidate[index] == nil {
      switch candidate.value {
      case .keyID: appendKeyID(index, partners[index])
      case .secret:
        // A secret with an ID is reported at its ID.
        if let id = partners[index]?.with {
          appendKeyID(id, partners[id])
        } else {
          appendLone(candidate, index, named)
        }
      case .sessionToken, .other: continue
      }
    }
  }

  private mutating func appendKeyID(_ index: Int, _ partner: Partner?) {
    let candidate = candidates[index]
    guard case .keyID(let keyID) = candidate.value else { return }
    var hit = Hit(path: path)
    hit.keyID = Located(
      keyID, rule: candidate.rule, position: position(of: candidate),
      encodings: candidate.encodings)
    hit.observations = observations + (candidate.facts.observation.map { [$0] } ?? [])
    hit.owner = candidate.facts.owner
    hit.accountHint = candidate.facts.account
    hit.requestExpires = candidate.facts.requestExpires
    hit.suppression = candidate.suppression
    if let partner, partner.with == nil {
      hit.pairing = .ambiguous
      hit.alternatives = partner.alternatives.map { position(of: candidates[$0]) }
    }
    hitOfCandidate[index] = hits.count
    guard let other = partner?.with, let level = partner?.level else {
      hits.append(hit)
      return
    }
    let secret = candidates[other]
    hitOfCandidate[other] = hits.count
    // IDs and secrets are suppressed independently: an example ID beside a real secret is still
    // a leak of that secret.
    if candidate.suppression == nil, secret.suppression == nil {
      hit.secret = located(secret)
      hit.pairing = level
      hits.append(hit)
      return
    }
    hits.append(hit)
    // But an ID that is none makes no secret of what merely stands near it.
    guard candidate.suppression == nil || secret.isLabelled || level == .structural else { return }
    hitOfCandidate[other] = hits.count
    hits.append(loneSecret(secret))
  }

  private mutating func appendLone(_ secret: Candidate, _ index: Int, _ named: [Int]) {
    let partner = partners[index]
    let mayBelong =
      partner?.alternatives.contains { candidates[$0].suppression == nil } ?? false
    guard secret.isLabelled || mayBelong else { return }
    var hit = loneSecret(secret)
    if let partner {
      hit.pairing = .ambiguous
      hit.alternatives = partner.alternatives.map { position(of: candidates[$0]) }
    } else if hit.suppression == nil {
      hit.suppression = foreignName(secret, named)
    }
    hitOfCandidate[index] = hits.count
    hits.append(hit)
  }

  /// Why a secret that no ID claims is not one of AWS, by its name.
  private func foreignName(_ secret: Candidate, _ named: [Int]) -> Suppression? {
    if secret.rank == .foreign {
      return Suppression(
        filter: "foreign-name", reason: "its name says that it belongs to something else than AWS")
    }
    guard secret.surroundings.label.isPlainSecretKey, named.holdsOne(near: secret.offset) else {
      return nil
    }
    return Suppression(
      filter: "foreign-name",
      reason: "SECRET_KEY beside an AWS pair with names of its own is a web framework's")
  }

  /// Offsets of the secrets that an ID has and that are named as those of AWS.
  private func namedPairs() -> [Int] {
    (lastNamed.map { [$0] } ?? [])
      + candidates.indices.filter {
        candidates[$0].isSecret && candidates[$0].rank == .aws && partners[$0]?.with != nil
      }.map { candidates[$0].offset }
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

  private func position(of candidate: Candidate) -> Position {
    var position = Position(
      offset: candidate.offset, length: candidate.length, line: candidate.linesBefore + 1,
      column: candidate.offset - (candidate.lineFeedBefore ?? -1))
    position.utf16Column = candidate.utf16Column
    return position
  }

  // MARK: Tokens and other material

  /// Gives session tokens to temporary key IDs, and SES passwords to long-term ones.
  private mutating func attachTokens() {
    let tokens = TokenMatcher.match(candidates, tokens: { $0.isSessionToken }) { token, id in
      guard case .sessionToken(let value) = token.value, id.suppression == nil,
        case .keyID(let key) = id.value, key.kind == .temporary
      else { return false }
      return value.account == nil || key.account == value.account
    }
    let passwords = TokenMatcher.match(candidates, tokens: { $0.isSMTPPassword }) { _, id in
      if case .keyID(let key) = id.value { key.kind == .longTerm } else { false }
    }
    for (index, candidate) in candidates.enumerated() {
      switch candidate.value {
      case .keyID, .secret: continue
      case .sessionToken(let token):
        let home = tokens[index].flatMap { hitOfCandidate[$0] }
        attach(token, candidate, home)
        hitOfCandidate[index] = home ?? hits.count - 1
      case .other(let other):
        let place = Located(
          other, rule: candidate.rule, position: position(of: candidate),
          encodings: candidate.encodings)
        if other.kind == .sesSMTPPassword {
          if let home = passwords[index].flatMap({ hitOfCandidate[$0] }) {
            hits[home].other = place
            hitOfCandidate[index] = home
          }
          continue
        }
        var hit = Hit(path: path)
        hit.other = place
        hit.accountHint = other.account
        hit.owner = other.user
        hit.observations = observations + (candidate.facts.observation.map { [$0] } ?? [])
        hit.requestExpires = candidate.facts.requestExpires
        hitOfCandidate[index] = hits.count
        hits.append(hit)
      }
    }
  }

  private mutating func attach(_ token: SessionToken, _ candidate: Candidate, _ home: Int?) {
    let place = Located(
      token, rule: candidate.rule, position: position(of: candidate),
      encodings: candidate.encodings)
    let created = token.created.map { Observation($0, basis: .sessionToken) }
    if let home {
      hits[home].sessionToken = place
      hits[home].accountHint = token.account
      if let created { hits[home].observations.append(created) }
      return
    }
    var hit = Hit(path: path)
    hit.sessionToken = place
    hit.accountHint = token.account
    hit.observations = observations + (created.map { [$0] } ?? [])
    hits.append(hit)
  }
}
