internal import KeysweepModel

/// Decides which key ID a session token or another companion belongs to, one to one.
///
/// What shares a record comes first, from the inside out; then order: tools write the token behind
/// its key. A token that may be another key's is left alone, because it would date the wrong key.
struct TokenMatcher {
  private let candidates: [Candidate]
  /// The tokens.
  private let wanted: Set<Int>
  private let fits: (Candidate, Candidate) -> Bool
  /// Key ID by token.
  private var homes: [Int: Int] = [:]
  private var taken: Set<Int> = []

  /// Matches tokens with key IDs.
  ///
  /// - Parameters:
  ///   - candidates: In order of position.
  ///   - tokens: Whether a candidate is to be matched.
  ///   - fits: Whether a key ID may be the home of a token.
  /// - Returns: The index of the key ID by the index of the token.
  static func match(
    _ candidates: [Candidate], tokens: (Candidate) -> Bool,
    fits: @escaping (_ token: Candidate, _ keyID: Candidate) -> Bool
  ) -> [Int: Int] {
    let wanted = candidates.indices.filter { tokens(candidates[$0]) }
    guard !wanted.isEmpty else { return [:] }
    var matcher = TokenMatcher(candidates, Set(wanted), fits)
    matcher.matchInRecords(wanted)
    matcher.matchByOrder(wanted)
    return matcher.homes
  }

  private init(
    _ candidates: [Candidate], _ wanted: Set<Int>,
    _ fits: @escaping (Candidate, Candidate) -> Bool
  ) {
    self.candidates = candidates
    self.wanted = wanted
    self.fits = fits
  }

  private mutating func matchInRecords(_ tokens: [Int]) {
    var members: [Int: (tokens: [Int], ids: [Int])] = [:]
    for token in tokens {
      for record in candidates[token].surroundings.records where record.isHard {
        members[record.start, default: ([], [])].tokens.append(token)
      }
    }
    for index in candidates.indices where candidates[index].isKeyID {
      for record in candidates[index].surroundings.records {
        members[record.start]?.ids.append(index)
      }
    }
    // A record that starts later cannot contain one that starts earlier.
    for start in members.keys.sorted(by: >) {
      guard let (tokens, ids) = members[start], !ids.isEmpty else { continue }
      solve(tokens, ids, in: start)
    }
  }

  /// Matches within the record that starts at `start`.
  private mutating func solve(_ tokens: [Int], _ ids: [Int], in start: Int) {
    for token in tokens where homes[token] == nil {
      if let before = idBefore(token, in: start) {
        take(before, token)
      } else if ids.count == 1, tokens.count == 1, isOpen(ids[0], token) {
        take(ids[0], token)
      }
    }
  }

  /// The free key ID before a token in the same record, without another token between.
  private func idBefore(_ token: Int, in start: Int) -> Int? {
    for at in stride(from: token - 1, through: 0, by: -1) {
      let other = candidates[at]
      if wanted.contains(at) || candidates[token].offset - other.end > PairingSolver.maxBytes {
        return nil
      }
      if other.isKeyID, isOpen(at, token),
        other.surroundings.records.contains(where: { $0.start == start })
      {
        return at
      }
    }
    return nil
  }

  /// What no record holds together: a list of variables, one a line.
  private mutating func matchByOrder(_ tokens: [Int]) {
    for (position, token) in tokens.enumerated() where homes[token] == nil {
      if let before = neighbour(of: token, step: -1) {
        if !taken.contains(before) { take(before, token) }
      } else if let after = neighbour(of: token, step: 1), !taken.contains(after) {
        // The key behind, unless the next token is nearer to it.
        let next = tokens.indices.contains(position + 1) ? tokens[position + 1] : nil
        if next.map({ neighbour(of: $0, step: -1) != after }) ?? true { take(after, token) }
      }
    }
  }

  /// The nearest fitting key ID on one side, in the same section and within pairing distance.
  private func neighbour(of token: Int, step: Int) -> Int? {
    let target = candidates[token]
    var at = token + step
    while candidates.indices.contains(at) {
      let other = candidates[at]
      let distance = step < 0 ? target.offset - other.end : other.offset - target.end
      let lines = abs(other.linesBefore - target.linesBefore)
      if distance > PairingSolver.maxBytes || lines > PairingSolver.maxLines { return nil }
      if other.isKeyID, fits(target, other) {
        return other.surroundings.section == target.surroundings.section ? at : nil
      }
      at += step
    }
    return nil
  }

  private func isOpen(_ id: Int, _ token: Int) -> Bool {
    !taken.contains(id) && fits(candidates[token], candidates[id])
  }

  private mutating func take(_ id: Int, _ token: Int) {
    homes[token] = id
    taken.insert(id)
  }
}
