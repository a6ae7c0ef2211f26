public import KeysweepModel

/// Groups hits by credential and has each credential judged.
///
/// The result depends on the set of hits, not on their order.
public struct FindingBuilder: Sendable {
  /// How findings are built.
  public struct Options: Sendable {
    /// How many locations of a credential are kept; all are counted.
    public var locationCap = 1000
    /// How many locations of all credentials together are kept; each keeps its first in any case.
    public var locationBudget = 100_000
    /// Whether suppressed material becomes findings too.
    public var includesSuppressed = false

    /// The defaults.
    public init() {}
  }

  /// What has been gathered about one credential.
  private struct Group: Sendable {
    var subject = Subject()
    var kind: CredentialKind
    var secrets: Set<Digest> = []
    var smtpPasswords: Set<Digest> = []
    var session: Credential.Session?
    var pairing = PairingLevel.none
    var locations = LocationList()
    var count = 0
    var suppression: Suppression?

    init(kind: CredentialKind) { self.kind = kind }

    /// What it is, from all that stands beside it somewhere.
    var wholeKind: CredentialKind {
      guard kind == .keyID else { return kind }
      return !secrets.isEmpty ? .keyPair : !smtpPasswords.isEmpty ? .sesSMTPPassword : .keyID
    }
  }

  private let judge: Judge
  private let advice: AdviceTable
  private let options: Options
  /// Groups in the order in which they were met, and where each is: changed in place, because a copy
  /// of a group is a copy of its locations.
  private var groups: [Group] = []
  private var indices: [CredentialKey: Int] = [:]
  /// Sum of the locations of all groups.
  private var kept = 0
  /// How many locations of a credential are kept now: lowered when there are too many in all.
  private var cap: Int
  private var suppressed: [String: Int] = [:]

  /// Starts without hits.
  ///
  /// - Parameters:
  ///   - judge: Judges the credentials.
  ///   - advice: Says what to do.
  ///   - options: How findings are built.
  public init(judge: Judge, advice: AdviceTable, options: Options = Options()) {
    self.judge = judge
    self.advice = advice
    self.options = options
    cap = max(1, options.locationCap)
  }

  /// Adds a hit.
  ///
  /// - Parameter hit: The hit.
  public mutating func add(_ hit: Hit) {
    if let suppression = hit.suppression {
      suppressed[suppression.filter, default: 0] += 1
      guard options.includesSuppressed else { return }
    }
    let digests = MaterialDigests(hit)
    let key = CredentialKey(hit, digests)
    let index: Int
    if let known = indices[key] {
      index = known
    } else {
      index = groups.count
      groups.append(Group(kind: CredentialKind(hit)))
      indices[key] = index
    }
    if let digest = digests.secret { groups[index].secrets.insert(digest) }
    if let digest = digests.sesSMTPPassword { groups[index].smtpPasswords.insert(digest) }
    if let token = hit.sessionToken?.value, let digest = digests.sessionToken {
      let session = Credential.Session(token, sha256: digest.hex)
      groups[index].session = Self.later(groups[index].session, session)
    }
    groups[index].suppression = hit.suppression
    groups[index].pairing = Self.better(groups[index].pairing, hit.pairing)
    Self.extend(&groups[index].subject, with: hit)
    groups[index].count += 1
    let before = groups[index].locations.count
    groups[index].locations.add(hit, cap: cap)
    kept += groups[index].locations.count - before
    if kept > options.locationBudget + options.locationBudget / 4, cap > 1 { keepToBudget() }
  }

  /// Names what a hit shows, for outputs that stream.
  ///
  /// - Parameter hit: The hit.
  /// - Returns: Its fingerprints; nil when it is suppressed and not asked for.
  public func sighting(of hit: Hit) -> Sighting? {
    if hit.suppression != nil, !options.includesSuppressed { return nil }
    let digests = MaterialDigests(hit)
    let identity = CredentialKey(hit, digests).identity
    return Sighting(
      credential: Fingerprint.credential(identity),
      location: Fingerprint.location(identity, hit.path, isInGit: hit.git != nil),
      digests: digests.hex)
  }

  /// Does the slow part of judging on many cores; see ``Judge/prepare(_:forEach:)``.
  ///
  /// - Parameter forEach: Calls a body for every number below a count.
  public func prepare(
    forEach: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
  ) {
    judge.prepare(groups.compactMap(\.subject.keyID), forEach: forEach)
  }

  /// Judges everything and puts it in order of importance.
  ///
  /// - Returns: The findings, and how much was suppressed, by filter.
  public mutating func finish() -> (findings: [Finding], suppressed: [String: Int]) {
    let findings = explainAll { $0.finding }
    return (findings.sorted(by: Finding.isMoreImportant), suppressed)
  }

  /// A finding, with everything that was known and said on the way to it.
  public struct Explained: Sendable, Hashable {
    /// The finding.
    public var finding: Finding
    /// What was known about the credential.
    public var subject: Subject
    /// The rules that were tried, in their order.
    public var outcomes: [RuleOutcome]
  }

  /// Judges everything, puts it in order of importance, and tells which rules were tried.
  ///
  /// - Returns: The findings.
  public mutating func explain() -> [Explained] {
    explainAll { $0 }.sorted { Finding.isMoreImportant($0.finding, $1.finding) }
  }

  private mutating func explainAll<Result>(_ take: (Explained) -> Result) -> [Result] {
    keepToBudget()
    joinLoneSecrets()
    var advices = AdviceMemory(advice)
    return indices.map { key, index in
      // Handed over, not shared: there may be many.
      let group = groups[index]
      groups[index] = Group(kind: group.kind)
      return take(explained(key, group, &advices))
    }
  }

  // MARK: Grouping

  /// Lowers the cap until all groups together keep to the budget.
  ///
  /// The cap in the end does not depend on the order of hits: what a group keeps under some cap only
  /// grows with the hits, so a cap that is too high at any time is too high in the end.
  private mutating func keepToBudget() {
    while true {
      kept = 0
      for index in groups.indices {
        groups[index].locations.trim(to: cap)
        kept += groups[index].locations.count
      }
      if kept <= options.locationBudget || cap == 1 { return }
      cap = max(1, cap * 3 / 4)
    }
  }

  /// Of two tokens the one issued last; the digest decides between equals, not the order of hits.
  private static func later(
    _ a: Credential.Session?, _ b: Credential.Session
  ) -> Credential.Session {
    guard let a else { return b }
    let (x, y) = (a.created?.secondsSinceEpoch ?? .min, b.created?.secondsSinceEpoch ?? .min)
    return (x, a.sha256) >= (y, b.sha256) ? a : b
  }

  private static func extend(_ subject: inout Subject, with hit: Hit) {
    if let id = hit.keyID?.value { subject.keyID = id }
    if let token = hit.sessionToken?.value {
      // Of several tokens the one that lives longest counts.
      let known = subject.sessionToken?.created
      if known == nil
        || token.created ?? Instant(secondsSinceEpoch: .min) > known
          ?? Instant(secondsSinceEpoch: .min)
      {
        subject.sessionToken = token
      }
    }
    if hit.keyID == nil, let other = hit.other?.value { subject.other = other }
    for observation in hit.observations where !subject.observations.contains(observation) {
      // Only the earliest and the latest of each kind can matter, so memory stays bounded.
      subject.observations.append(observation)
      if subject.observations.count > 64 { subject.observations = thinned(subject.observations) }
    }
    if let owner = hit.owner { subject.owners.insert(owner) }
    if let account = hit.accountHint { subject.accountHints.insert(account) }
    if let expiry = hit.requestExpires, expiry > subject.requestExpires ?? expiry - 1 {
      subject.requestExpires = expiry
    }
  }

  private static func thinned(_ observations: [Observation]) -> [Observation] {
    Observation.Basis.allCases.flatMap { basis -> [Observation] in
      let same = observations.filter { $0.basis == basis }
      guard let first = same.min(by: { $0.instant < $1.instant }),
        let last = same.max(by: { $0.instant < $1.instant })
      else { return [] }
      return first == last ? [first] : [first, last]
    }
  }

  private static func better(_ a: PairingLevel, _ b: PairingLevel) -> PairingLevel {
    let order = PairingLevel.allCases
    let left = order.firstIndex(of: a) ?? order.count
    let right = order.firstIndex(of: b) ?? order.count
    return left <= right ? a : b
  }

  /// A secret that stands alone in one place and with exactly one key ID elsewhere is that key's.
  private mutating func joinLoneSecrets() {
    var owners: [Digest: [Int]] = [:]
    for (index, group) in groups.enumerated()
    where group.subject.keyID != nil && group.suppression == nil {
      for digest in group.secrets { owners[digest, default: []].append(index) }
    }
    for (digest, indexes) in owners.sorted(by: { $0.key < $1.key }) {
      let key = CredentialKey(.digest(digest))
      guard indexes.count == 1, let owner = indexes.first, let lone = indices[key],
        groups[lone].subject.keyID == nil, groups[lone].kind == .secret
      else { continue }
      groups[owner].count += groups[lone].count
      groups[owner].locations.add(groups[lone].locations, cap: cap)
      for observation in groups[lone].subject.observations
      where !groups[owner].subject.observations.contains(observation) {
        groups[owner].subject.observations.append(observation)
      }
      indices[key] = nil
    }
  }

  // MARK: Findings

  private func explained(
    _ key: CredentialKey, _ group: Group, _ advices: inout AdviceMemory
  ) -> Explained {
    let identity = key.identity
    let judgement = judge.judge(group.subject)
    let (verdict, tags) = judgement.marked(group.subject, group.suppression)
    var locations = group.locations.first(cap)
    for index in locations.indices {
      let isInGit = locations[index].git != nil
      // The same path gives the same fingerprint, and shares its storage.
      locations[index].fingerprint =
        index > 0 && locations[index - 1].path == locations[index].path
          && (locations[index - 1].git != nil) == isInGit
        ? locations[index - 1].fingerprint
        : Fingerprint.location(identity, locations[index].path, isInGit: isInGit)
    }
    var finding = Finding(
      credential: Credential(
        kind: group.wholeKind, keyID: group.subject.keyID,
        secretSHA256: group.secrets.sorted().map(\.hex),
        sesSMTPPasswordSHA256: group.smtpPasswords.sorted().map(\.hex),
        sessionToken: group.session, account: judge.shownAccount(of: group.subject),
        pairing: group.pairing),
      verdict: verdict, tags: tags, locations: locations, locationCount: group.count,
      fingerprint: Fingerprint.credential(identity),
      advice: advices.advice(locations, verdict),
      suppression: group.suppression)
    finding.facts = CredentialFacts(group.subject)
    return Explained(finding: finding, subject: group.subject, outcomes: judgement.outcomes)
  }
}
