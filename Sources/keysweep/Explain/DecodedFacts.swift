internal import KeysweepDetection
internal import KeysweepModel
internal import KeysweepTriage

/// What a credential says about itself, in words.
enum DecodedFacts {
  typealias Fact = Explanation.Fact

  /// What it is.
  static func title(_ finding: Finding) -> String {
    switch finding.credential.kind {
    case .keyPair: "access key: ID and secret"
    case .keyID: "access key ID"
    case .secret: "secret access key"
    case .sessionToken: "session token"
    case .sesSMTPPassword: "SES SMTP password"
    case .bedrockLongTermKey: "Bedrock API key, long-term"
    case .bedrockShortTermKey: "Bedrock API key, short-term"
    }
  }

  /// Everything that can be read, in order.
  static func all(
    _ explained: FindingBuilder.Explained, _ urls: [SignedURL], now: Instant
  ) -> [Fact] {
    let credential = explained.finding.credential
    var facts: [Fact] = []
    if let chain = explained.finding.locations.first?.encodings, !chain.isEmpty {
      let words = chain.map(\.rawValue).joined(separator: "!")
      facts.append(Fact("encodings", "written in", words, note: ", outermost first"))
    }
    if let id = credential.keyID { facts += keyID(id) }
    if let digest = credential.secretSHA256.first {
      facts.append(Fact("secretSha256", "secret", digest, note: " (SHA-256)"))
      if credential.kind == .keyPair {
        facts.append(Fact("pairing", "pairing", credential.pairing.rawValue))
      }
    }
    if let other = explained.subject.other { facts += self.other(other) }
    if let token = explained.subject.sessionToken { facts += self.token(token, now) }
    for url in urls { facts += request(url, now) }
    if urls.isEmpty, let expiry = explained.subject.requestExpires {
      facts.append(expires(expiry, now))
    }
    let trusted = explained.subject.observations.filter(\.isTrusted)
    if let seen = trusted.min(by: { $0.instant < $1.instant }) {
      facts.append(
        Fact(
          "existedBy", "existed by", seen.instant.iso8601, note: " (\(seen.basis.rawValue))"))
    }
    return facts
  }

  // MARK: Key IDs

  private static func keyID(_ id: AccessKeyID) -> [Fact] {
    let kind =
      switch id.kind {
      case .longTerm: " (AKIA): of an IAM user or of root, lives until it is deleted"
      case .temporary: " (ASIA): works only with its secret and its session token"
      case .legacy: ": from before AKIA (2006 to about 2010), of root"
      }
    let form =
      switch id.form {
      case .current: ": holds its account number"
      case .oldGeneration where id.kind == .legacy: ": twenty characters without a prefix"
      case .oldGeneration:
        " (fifth character I or J), issued before 2018 or 2019: holds no account number"
      case .implausible:
        ": AWS cannot have issued it; fifth character out of range, or an account of 13 digits"
      case .malformed: ": AWS cannot have issued it; 0, 1, 8 and 9 never occur in IDs"
      }
    return [
      Fact("kind", "kind", id.kind.rawValue, note: kind),
      Fact("form", "form", id.form.rawValue, note: form),
    ] + account(of: id, prefix: String(id.description.prefix(4)))
  }

  /// The account in an ID, and how to tell all IDs of that account.
  static func account(of id: AccessKeyID, prefix: String) -> [Fact] {
    guard let account = id.account else { return [] }
    // 1 bit of generation and 40 of account: eight characters, and half of the ninth.
    let body = id.description.dropFirst(4)
    let ninth = body.dropFirst(8).first ?? "A"
    let half = ("A"..."P").contains(ninth) ? "[A-P]" : "[Q-Z2-7]"
    return [
      Fact("account", "account", account.description),
      Fact(
        "accountPrefix", "begins with", "\(prefix)\(body.prefix(8))\(half)",
        note: ", as all IDs of this account do"),
    ]
  }

  // MARK: Tokens and requests

  private static func token(_ token: SessionToken, _ now: Instant) -> [Fact] {
    let name = token.type == 33 || token.type == 2 ? "origin_ec" : "aws"
    var facts = [
      Fact(
        "tokenType", "token type", String(token.type),
        note: " (\(name)), \(token.value.count) characters")
    ]
    if let account = token.account {
      facts.append(Fact("tokenAccount", "of account", account.description))
    }
    if let region = token.region { facts.append(Fact("tokenRegion", "issued in", region)) }
    if let created = token.created {
      facts.append(Fact("tokenIssued", "issued at", created.iso8601))
    }
    if let expiry = token.latestExpiry {
      facts.append(
        Fact(
          "tokenLatestExpiry", "token until", expiry.iso8601,
          note: " at the latest, after 36 hours: \(state(expiry, now))"))
    }
    return facts
  }

  private static func request(_ url: SignedURL, _ now: Instant) -> [Fact] {
    let note = url.version == .v2 ? "; it does not say when it was signed" : ""
    var facts = [
      Fact("request", "request", url.version.rawValue, note: ", a presigned URL\(note)")
    ]
    if let host = url.host { facts.append(Fact("requestHost", "host", host)) }
    if let service = url.service {
      facts.append(Fact("requestService", "service", service))
    }
    if let region = url.region { facts.append(Fact("requestRegion", "region", region)) }
    if let signed = url.signed {
      facts.append(Fact("requestSigned", "signed at", signed.iso8601))
    }
    if let expiry = url.expires { facts.append(expires(expiry, now)) }
    if url.hasToken, url.token == nil {
      facts.append(Fact("requestToken", "token", "unreadable", note: ": there is one"))
    }
    return facts
  }

  private static func expires(_ expiry: Instant, _ now: Instant) -> Fact {
    Fact("requestExpires", "works until", expiry.iso8601, note: ": \(state(expiry, now))")
  }

  private static func state(_ expiry: Instant, _ now: Instant) -> String {
    expiry < now ? "over" : "not over yet"
  }

  private static func other(_ other: OtherCredential) -> [Fact] {
    var facts: [Fact] = []
    let kind =
      switch other.kind {
      case .bedrockLongTermKey: ": a service-specific credential of an IAM user"
      case .bedrockShortTermKey: ": a presigned request, good for at most 12 hours"
      case .sesSMTPPassword: ": derived from the secret of the key ID beside it"
      }
    facts.append(Fact("kind", "kind", other.kind.rawValue, note: kind))
    if let account = other.account {
      facts.append(Fact("account", "account", account.description))
    }
    if let user = other.user { facts.append(Fact("user", "user", user)) }
    return facts
  }
}
