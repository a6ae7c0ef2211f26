public import KeysweepModel

/// Judges recorded findings again, against another inventory, as a sweep would.
///
/// What a finding says about itself takes the place of the sources: ``CredentialFacts`` has what stood
/// beside the credential. A list that named the key in the earlier judgement is a fact, too: the key
/// existed when it was made, and was that user's.
public struct Rejudging: Sendable {
  private let judge: Judge
  private let advice: AdviceTable

  /// Prepares to judge.
  ///
  /// - Parameters:
  ///   - judge: Judges the credentials.
  ///   - advice: Says what to do.
  public init(judge: Judge, advice: AdviceTable) {
    self.judge = judge
    self.advice = advice
  }

  /// Judges everything and puts it in order of importance.
  ///
  /// - Parameters:
  ///   - findings: Earlier findings; their places are kept as they are.
  ///   - forEach: Calls a body for every number below a count, best on all cores.
  /// - Returns: The findings with new verdicts, owners, tags and advice.
  public func findings(
    _ findings: [Finding],
    forEach: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
  ) -> [Finding] {
    judge.prepare(findings.compactMap(\.credential.keyID), forEach: forEach)
    var advices = AdviceMemory(advice)
    return findings.map { finding($0, &advices) }.sorted(by: Finding.isMoreImportant)
  }

  private func finding(_ old: Finding, _ advices: inout AdviceMemory) -> Finding {
    var new = old
    let listing = Listing(old.verdict)
    let facts = old.facts ?? Self.facts(of: old)
    let whole = listing?.added(to: facts) ?? facts
    let subject = Subject(old.credential, whole)
    let judgement = judge.judge(subject)
    (new.verdict, new.tags) = judgement.marked(subject, old.suppression)
    new.credential.account = judge.shownAccount(of: subject)
    new.advice = advices.advice(old.locations, new.verdict)
    // What the new verdict tells as well need not be told twice.
    new.facts = Listing(new.verdict) == listing ? old.facts : whole
    return new
  }

  /// What a finding of a version that recorded no facts tells.
  private static func facts(of finding: Finding) -> CredentialFacts {
    var facts = CredentialFacts()
    facts.observations = CredentialFacts.earliest(finding.locations.flatMap(\.observations))
    facts.owners = [finding.verdict.owner].compactMap { $0 }
    return facts
  }
}

/// A list of the account that named the key in an earlier judgement.
private struct Listing: Equatable {
  var observation: Observation?
  var owner: String?

  /// Nil when no list named the key.
  init?(_ verdict: Verdict) {
    // The rule speaks only of keys that a list names, whatever else there is to say about them.
    guard let evidence = verdict.evidence.first(where: { $0.rule == "exact-match" }) else {
      return nil
    }
    let isDated: Bool =
      switch verdict.reason {
      case .inUse, .recentlyCreated, .unused, .deactivated, .listedExpired:
        // A lower bound says that the list may be younger: it does not tell by when the key was there.
        !verdict.asOfIsLowerBound
      default: false
      }
    let listed = isDated ? verdict.asOf ?? evidence.asOf : nil
    observation = (verdict.created ?? listed).map { Observation($0, basis: .inventory) }
    owner = verdict.owner
  }

  func added(to facts: CredentialFacts) -> CredentialFacts {
    var facts = facts
    if let observation {
      facts.observations = CredentialFacts.earliest(facts.observations + [observation])
    }
    if let owner { facts.owners = [owner] }
    return facts
  }
}

extension CredentialFacts {
  /// What is known about a credential beside its material.
  init(_ subject: Subject) {
    self.init()
    owners = subject.owners.sorted()
    accounts = subject.accountHints.sorted()
    observations = Self.earliest(subject.observations)
    requestExpires = subject.requestExpires
    namedAccount = subject.other?.account
    namedUser = subject.other?.user
  }
}

extension Subject {
  /// What is known about a recorded credential.
  ///
  /// Of its material only digests are, and no verdict needs more.
  fileprivate init(_ credential: Credential, _ facts: CredentialFacts) {
    self.init()
    keyID = credential.keyID
    if let session = credential.sessionToken {
      sessionToken = SessionToken(
        value: Secret([]), type: 0, account: session.account, region: session.region,
        created: session.created)
    }
    let kind: OtherCredential.Kind? =
      switch credential.kind {
      case .sesSMTPPassword: .sesSMTPPassword
      case .bedrockLongTermKey: .bedrockLongTermKey
      case .bedrockShortTermKey: .bedrockShortTermKey
      case .keyPair, .keyID, .secret, .sessionToken: nil
      }
    if keyID == nil, let kind {
      other = OtherCredential(
        kind: kind, value: Secret([]), account: facts.namedAccount, user: facts.namedUser)
    }
    observations = facts.observations
    owners = Set(facts.owners)
    accountHints = Set(facts.accounts)
    // An inventory may have told the account of an ID that does not tell its own.
    if accountHints.isEmpty, let account = credential.account { accountHints = [account] }
    requestExpires = facts.requestExpires
  }
}

extension Judge.Judgement {
  /// The verdict and the marks of a finding: with the owner that stands beside the credential, and
  /// with what its suppression says.
  func marked(
    _ subject: Subject, _ suppression: Suppression?
  ) -> (verdict: Verdict, tags: Set<Tag>) {
    var (verdict, tags) = (verdict, tags)
    if suppression?.filter == "example" { tags.insert(.example) }
    if verdict.owner == nil { verdict.owner = subject.owner }
    return (verdict, tags)
  }
}
