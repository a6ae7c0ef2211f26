public import KeysweepModel

/// Groups hits by credential and has each credential judged.
///
/// The result depends on the set of hits, not on their order.
public struct FindingBuilder: Sendable {
  /// How findings are built.
  public struct Options: Sendable {
    /// How many locations of a credential are kept; all are counted.
    public var locationCap = 1000
    /// Whether suppressed material becomes findings too.
    public var includesSuppressed = false

    /// The defaults.
    public init() {}
  }

  /// What has been gathered about one credential.
  private struct Group: Sendable {
    var subject = Subject()
    var kind: CredentialKind
    var secrets: Set<String> = []
    var smtpPasswords: Set<String> = []
    var session: Credential.Session?
    var pairing = PairingLevel.none
    var locations: [FindingLocation] = []
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
  private var groups: [String: Group] = [:]
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
  }

  /// Adds a hit.
  ///
  /// - Parameter hit: The hit.
  /// - Returns: The credential it shows, for outputs that stream; nil when it is suppressed and not
  ///   asked for.
  @discardableResult
  public mutating func add(_ hit: Hit) -> Sighting? {
    if let suppression = hit.suppression {
      suppressed[suppression.filter, default: 0] += 1
      guard options.includesSuppressed else { return nil }
    }
    let digests = Fingerprint.digests(of: hit)
    let (identity, kind) = Self.identify(hit, digests)
    // Suppressed material never mixes with what counts.
    let key = hit.suppression == nil ? identity : "suppressed:\(identity)"
    var group = groups[key] ?? Group(kind: kind)
    if let digest = digests.secret { group.secrets.insert(digest) }
    if let digest = digests.sesSMTPPassword { group.smtpPasswords.insert(digest) }
    if let token = hit.sessionToken?.value, let digest = digests.sessionToken {
      group.session = Self.later(group.session, Credential.Session(token, sha256: digest))
    }
    group.suppression = hit.suppression
    group.pairing = Self.better(group.pairing, hit.pairing)
    Self.extend(&group.subject, with: hit)
    group.count += 1
    Self.keep(
      FindingLocation(hit), in: &group.locations, cap: options.locationCap)
    groups[key] = group
    return Sighting(
      credential: Fingerprint.credential(identity),
      location: Fingerprint.location(identity, hit.path), digests: digests)
  }

  /// Names of what a hit shows.
  public struct Sighting: Sendable, Hashable {
    /// The fingerprint of the credential.
    public var credential: String
    /// The fingerprint of credential and path.
    public var location: String
    /// The digests of what is secret there.
    public var digests: HitDigests
  }

  /// Does the slow part of judging on many cores; see ``Judge/prepare(_:forEach:)``.
  ///
  /// - Parameter forEach: Calls a body for every number below a count.
  public func prepare(
    forEach: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
  ) {
    judge.prepare(groups.values.compactMap(\.subject.keyID), forEach: forEach)
  }

  /// Judges everything and puts it in order of importance.
  ///
  /// - Returns: The findings, and how much was suppressed, by filter.
  public mutating func finish() -> (findings: [Finding], suppressed: [String: Int]) {
    joinLoneSecrets()
    let findings = groups.map { key, group in explained(key, group).finding }
    return (findings.sorted(by: Self.isMoreImportant), suppressed)
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
    joinLoneSecrets()
    return groups.map { key, group in explained(key, group) }
      .sorted { Self.isMoreImportant($0.finding, $1.finding) }
  }

  // MARK: Grouping

  private static func identify(_ hit: Hit, _ digests: HitDigests) -> (String, CredentialKind) {
    if let id = hit.keyID?.value { return (id.description, .keyID) }
    let kind: CredentialKind =
      switch hit.other?.value.kind {
      case _ where hit.secret != nil: .secret
      case _ where hit.sessionToken != nil: .sessionToken
      case .sesSMTPPassword: .sesSMTPPassword
      case .bedrockLongTermKey: .bedrockLongTermKey
      case .bedrockShortTermKey: .bedrockShortTermKey
      case nil: .keyID
      }
    let digest = digests.secret ?? digests.sessionToken ?? digests.sesSMTPPassword
    return (digest.map { "sha256:\($0)" } ?? "", kind)
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

  /// Keeps the first locations in order, whatever the order in which they come.
  private static func keep(
    _ location: FindingLocation, in locations: inout [FindingLocation], cap: Int
  ) {
    locations.append(location)
    guard locations.count >= 2 * max(cap, 1) else { return }
    locations.sort()
    locations.removeLast(locations.count - cap)
  }

  /// A secret that stands alone in one place and with exactly one key ID elsewhere is that key's.
  private mutating func joinLoneSecrets() {
    var owner: [String: [String]] = [:]
    for (key, group) in groups where group.subject.keyID != nil && group.suppression == nil {
      for digest in group.secrets { owner[digest, default: []].append(key) }
    }
    for (digest, keys) in owner {
      guard keys.count == 1, let key = keys.first, let lone = groups["sha256:\(digest)"],
        lone.subject.keyID == nil, lone.kind == .secret, var group = groups[key]
      else { continue }
      group.count += lone.count
      for location in lone.locations {
        Self.keep(location, in: &group.locations, cap: options.locationCap)
      }
      for observation in lone.subject.observations
      where !group.subject.observations.contains(observation) {
        group.subject.observations.append(observation)
      }
      groups[key] = group
      groups["sha256:\(digest)"] = nil
    }
  }

  // MARK: Findings

  private func explained(_ key: String, _ group: Group) -> Explained {
    let identity = group.suppression == nil ? key : String(key.dropFirst("suppressed:".count))
    let judgement = judge.judge(group.subject)
    var (verdict, tags) = (judgement.verdict, judgement.tags)
    if group.suppression?.filter == "example" { tags.insert(.example) }
    if verdict.owner == nil, group.subject.owners.count == 1 {
      verdict.owner = group.subject.owners.first
    }
    var locations = group.locations.sorted()
    if locations.count > options.locationCap {
      locations.removeLast(locations.count - options.locationCap)
    }
    for index in locations.indices {
      locations[index].fingerprint = Fingerprint.location(identity, locations[index].path)
    }
    let finding = Finding(
      credential: Credential(
        kind: group.wholeKind, keyID: group.subject.keyID, secretSHA256: group.secrets.sorted(),
        sesSMTPPasswordSHA256: group.smtpPasswords.sorted(), sessionToken: group.session,
        account: judge.shownAccount(of: group.subject), pairing: group.pairing),
      verdict: verdict, tags: tags, locations: locations, locationCount: group.count,
      fingerprint: Fingerprint.credential(identity),
      advice: locations.first.map { advice.advice(path: $0.path, status: verdict.status) } ?? "",
      suppression: group.suppression)
    return Explained(finding: finding, subject: group.subject, outcomes: judgement.outcomes)
  }

  /// Suppressed last, then by rank, pairs before halves, then by name.
  private static func isMoreImportant(_ a: Finding, _ b: Finding) -> Bool {
    if (a.suppression == nil) != (b.suppression == nil) { return a.suppression == nil }
    if a.rank != b.rank { return a.rank < b.rank }
    let (x, y) = (isPair(a.credential), isPair(b.credential))
    if x != y { return x }
    let (i, j) = (a.credential.keyID?.description ?? "~", b.credential.keyID?.description ?? "~")
    return i == j ? a.fingerprint < b.fingerprint : i < j
  }

  /// Whether the ID and something to use it with are both there.
  private static func isPair(_ credential: Credential) -> Bool {
    credential.kind == .keyPair || credential.kind == .sesSMTPPassword
  }
}
