internal import KeysweepModel

extension Judge {
  /// A session: it ends by itself, the question is whether it provably has.
  func temporary(_ given: Subject, _ trace: Trace) -> Verdict {
    var subject = given
    let history = given.keyID.flatMap { inventory?.history(of: $0) }
    if let token = subject.sessionToken, let expiry = token.latestExpiry, let made = token.created {
      return session(
        until: expiry, "its session token was issued \(made.iso8601)", rule: "token-lifetime")
    }
    trace.pass("token-lifetime", "no session token beside it that says when it was issued")
    if let use = history?.firstUse, let made = use.value.sessionCreated {
      return session(
        until: made + SessionToken.maximumLifetime,
        "CloudTrail shows that its session began \(made.iso8601)", rule: "cloudtrail-session",
        source: use.path)
    }
    if let existed = history?.existedBy?.value.time {
      subject.observations.append(Observation(existed, basis: .cloudTrail))
    }
    if let seen = seenBy(subject) {
      return session(
        until: seen.limit + SessionToken.maximumLifetime,
        "it was in use by \(seen.observation.instant.iso8601) (\(seen.observation.basis.rawValue))",
        rule: "signed-request-lifetime")
    }
    trace.pass("signed-request-lifetime", "nothing trusted says when it was in use")
    let hint = subject.fileDate.map { "; its file was last changed \($0.date)" } ?? ""
    return unknown(
      .temporaryUndated,
      "a temporary credential lives at most 36 hours, but nothing trusted dates this one\(hint)",
      rule: "undated-session")
  }

  /// A session that cannot live beyond a known time.
  private func session(
    until expiry: Instant, _ fact: String, rule: String, source: SourcePath? = nil
  ) -> Verdict {
    guard expiry < policy.now else {
      return unknown(
        .temporaryMayLive,
        "\(fact) and may work until \(expiry.iso8601); revoke the sessions of its role or user",
        source: source, rule: rule)
    }
    var verdict = Verdict(
      .expired, usable: .no, reason: .pastLifetime,
      evidence: [
        Evidence("\(fact), and no session lives longer than 36 hours", source: source, rule: rule)
      ])
    verdict.asOf = expiry
    return verdict
  }

  /// Material that no key inventory lists.
  func other(_ other: OtherCredential, _ subject: Subject, _ trace: Trace) -> Verdict {
    switch other.kind {
    case .bedrockLongTermKey:
      if let inventory, let account = other.account, let user = other.user,
        let report = inventory.reports(of: account).first,
        report.rows[inventory.localName(of: user, in: account)] == nil
      {
        var owned = subject
        owned.owners = [user]
        return absent(owned, account, report, inventory, trace)
      }
      return unknown(
        inventory == nil ? .noInventory : .inventoryIncomplete,
        "a Bedrock key is a service-specific credential, which credential reports do not list; "
          + "list-service-specific-credentials shows its state",
        rule: "service-specific-credential", owner: other.user)
    case .bedrockShortTermKey:
      if let expiry = subject.requestExpires {
        let fact = "it is a signed request that works until \(expiry.iso8601) at the latest"
        guard expiry < policy.now else {
          return unknown(
            .temporaryMayLive, "\(fact), and as long as the key behind it",
            rule: "signed-request-lifetime")
        }
        var verdict = Verdict(
          .expired, usable: .no, reason: .pastLifetime,
          evidence: [Evidence(fact, rule: "signed-request-lifetime")])
        verdict.asOf = expiry
        return verdict
      }
      trace.pass("signed-request-lifetime", "the request inside cannot be read")
      return unknown(
        .temporaryUndated, "a Bedrock short-term key lives at most 12 hours, but nothing dates it",
        rule: "undated-session")
    case .sesSMTPPassword:
      return unknown(
        .noKeyID, "an SES SMTP password works as long as the key ID beside it does",
        rule: "no-key-id")
    }
  }
}
