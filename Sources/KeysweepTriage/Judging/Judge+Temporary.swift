internal import KeysweepModel

extension Judge {
  /// A session: it ends by itself, the question is whether it provably has.
  func temporary(_ subject: Subject, _ trace: Trace) -> Verdict {
    if let token = subject.sessionToken, let expiry = token.latestExpiry, let made = token.created {
      let fact = "its session token was issued \(made.iso8601)"
      if expiry < policy.now {
        return Verdict(
          .expired, usable: .no, reason: .pastLifetime,
          evidence: [
            Evidence("\(fact), and no session lives longer than 36 hours", rule: "token-lifetime")
          ])
      }
      return unknown(
        .temporaryMayLive,
        "\(fact) and may work until \(expiry.iso8601); revoke the sessions of its role or user",
        rule: "token-lifetime")
    }
    trace.pass(
      "token-lifetime",
      subject.sessionToken == nil
        ? "no session token stands beside it" : "its session token does not say when it was issued")
    if let seen = subject.seen {
      let expiry = seen.instant + SessionToken.maximumLifetime
      let fact = "it was in use by \(seen.instant.iso8601) (\(seen.basis.rawValue))"
      if expiry < policy.now {
        return Verdict(
          .expired, usable: .no, reason: .pastLifetime,
          evidence: [
            Evidence(
              "\(fact), and no session lives longer than 36 hours", rule: "signed-request-lifetime")
          ])
      }
      return unknown(
        .temporaryMayLive, "\(fact) and may work until \(expiry.iso8601)",
        rule: "signed-request-lifetime")
    }
    trace.pass("signed-request-lifetime", "nothing trusted says when it was in use")
    let hint = subject.fileDate.map { "; its file was last changed \($0.date)" } ?? ""
    return unknown(
      .temporaryUndated,
      "a temporary credential lives at most 36 hours, but nothing trusted dates this one\(hint)",
      rule: "undated-session")
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
        return Verdict(
          .expired, usable: .no, reason: .pastLifetime,
          evidence: [Evidence(fact, rule: "signed-request-lifetime")])
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
