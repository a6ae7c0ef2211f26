public import KeysweepModel

/// The report for people: what opens the door first, and what to do about it.
public struct TextReporter: Reporter {
  let style: TextStyle

  /// Makes a reporter.
  ///
  /// - Parameter style: How the text looks.
  public init(style: TextStyle) { self.style = style }

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    let counted = report.findings.filter { $0.suppression == nil }
    write(headline(counted, report.summary))
    if style.isSummary {
      write(foremost(counted))
      TallyText(style: style).write(report, to: write)
      return
    }
    switch style.grouping {
    case .credential: for finding in counted { write(block(finding)) }
    case .path: byPath(counted, write)
    case .account: grouped(counted, write) { Self.accountName($0) }
    case .owner: grouped(counted, write) { Self.ownerName($0) }
    }
    let suppressed = report.findings.filter { $0.suppression != nil }
    if !suppressed.isEmpty {
      write(
        "\n" + paint("Suppressed: these look like credentials and are not counted", .bold) + "\n")
      for finding in suppressed { write(block(finding)) }
    }
    TallyText(style: style).write(report, to: write)
  }

  // MARK: Parts

  private func headline(_ findings: [Finding], _ summary: SweepSummary) -> String {
    guard !findings.isEmpty else {
      if summary.filesSwept == 0, summary.repositoriesSwept == 0 { return "Nothing was swept.\n" }
      return "No AWS credentials found in \(TallyText.swept(summary)).\n"
    }
    let open = findings.count { $0.verdict.usable == .yes }
    let unsure = findings.count { $0.verdict.usable == .unknown }
    var first = Amounts.count(findings.count, "AWS credential") + " found; "
    first +=
      open == 0
      ? "none is known to open the door" : "\(open) still \(open == 1 ? "opens" : "open") the door"
    if unsure > 0 { first += "; \(unsure) cannot be decided" }
    let counts = Status.allCases.compactMap { status -> String? in
      let count = findings.count { $0.verdict.status == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    let headline = wrap(first + ".", first: "").dropLast()
    return paint(String(headline), open > 0 ? .red : .bold) + "\n"
      + wrap(counts.joined(separator: ", "), first: "")
  }

  func block(_ finding: Finding) -> String {
    let credential = finding.credential
    var lines = "\n"
    lines += title(finding) + "\n"
    lines += wrap(Self.meaning(finding), first: "  ")
    var about: [String] = []
    if let owner = finding.verdict.owner {
      about.append("owner " + Escaping.printable(owner == "<root_account>" ? "root" : owner))
    }
    if let account = credential.account { about.append("account \(account)") }
    about.append(parts(credential))
    lines += wrap(about.joined(separator: ", "), first: "  ")
    if let suppression = finding.suppression {
      lines += wrap("suppressed (\(suppression.filter)): \(suppression.reason)", first: "  ")
    }
    for evidence in finding.verdict.evidence {
      lines += wrap(Self.sentence(evidence), first: "  - ")
    }
    if !finding.verdict.candidates.isEmpty, finding.verdict.candidates.count > 1 {
      let shown = finding.verdict.candidates.prefix(8).map { candidate in
        Escaping.printable(candidate.user == "<root_account>" ? "root" : candidate.user)
          + "/\(candidate.slot)" + (candidate.isStale ? " (unused)" : "")
      }
      let more = finding.verdict.candidates.count - shown.count
      lines += wrap(
        "could be: " + shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""),
        first: "  ")
    }
    let shown = finding.locations.prefix(style.locationsPerFinding)
    for (location, next) in zip(shown, shown.dropFirst().map(\.git) + [nil]) {
      lines += "    " + place(location) + "\n"
      // Several lines of one file have one history.
      if let git = location.git, !GitText.isSame(git, next) {
        lines += GitText(git.value, style: style).text
      }
    }
    let more = finding.locationCount - min(finding.locations.count, style.locationsPerFinding)
    if more > 0 { lines += "    and \(Amounts.number(more)) more\n" }
    if finding.suppression == nil { lines += wrap(finding.advice, first: "  => ") }
    return lines
  }

  /// `ACTIVE   AKIA…  [root]`.
  func title(_ finding: Finding) -> String {
    var title = paint(pad(word(finding), 9), color(finding))
    title += paint(Self.name(finding), .bold)
    if !finding.tags.isEmpty {
      title += "  [" + finding.tags.sorted().map(\.rawValue).joined(separator: ", ") + "]"
    }
    return title
  }

  private func word(_ finding: Finding) -> String {
    finding.suppression == nil ? finding.verdict.status.rawValue.uppercased() : "ignored"
  }

  static func name(_ finding: Finding) -> String {
    if let id = finding.credential.keyID { return id.description }
    let kind =
      switch finding.credential.kind {
      case .secret: "secret access key"
      case .sessionToken: "session token"
      case .sesSMTPPassword: "SES SMTP password"
      case .bedrockLongTermKey: "Bedrock API key"
      case .bedrockShortTermKey: "Bedrock short-term API key"
      case .keyPair, .keyID: "key"
      }
    let digest = finding.credential.secretSHA256.first ?? finding.fingerprint
    return "\(kind) sha256:\(digest.prefix(12))"
  }

  static func meaning(_ finding: Finding) -> String {
    guard finding.suppression == nil else { return "not counted as a credential" }
    switch (finding.verdict.status, finding.verdict.usable) {
    case (.active, _): return "works: revoke now"
    case (.stale, _): return "works, but nobody uses it: delete today"
    case (.rotated, .unlikely): return "very likely does not work any more"
    case (.rotated, _): return "does not work any more"
    case (.expired, _): return "has run out"
    case (.unknown, _): return "may work: \(finding.verdict.reason.rawValue)"
    }
  }

  /// Which parts of the credential are known, and how surely they belong together.
  func parts(_ credential: Credential) -> String {
    var parts: [String] = []
    if credential.keyID != nil { parts.append("ID") }
    if credential.kind == .secret || credential.keyID != nil && !credential.secretSHA256.isEmpty {
      // Another one was paired with the ID elsewhere; only one of them can be its own.
      let secrets = credential.secretSHA256.count
      parts.append(secrets > 1 ? "\(secrets) different secrets" : "secret")
    }
    if !credential.sesSMTPPasswordSHA256.isEmpty { parts.append("SES SMTP password") }
    let session = credential.sessionToken.map { session in
      "session token"
        + (session.created.map { " issued \($0.iso8601)" } ?? "")
        + (session.region.map { " (\(Escaping.printable($0)))" } ?? "")
    }
    guard let first = parts.first else { return session.map { "\($0), no key ID" } ?? "no key ID" }
    let last = parts.count > 1 ? parts.removeLast() : nil
    var text = last.map { parts.joined(separator: ", ") + " and \($0)" } ?? first
    switch (credential.kind, credential.pairing) {
    case (.keyPair, .nearby): text += " (paired by distance)"
    case (.keyPair, .proven): text += " (proven)"
    case (.keyPair, _): break
    case (.secret, .ambiguous): text += "; which ID nearby is its own is ambiguous"
    case (_, .ambiguous): text += "; which secret nearby is its own is ambiguous"
    default: if last == nil, session == nil { text += " only" }
    }
    return text + (session.map { ", with \($0)" } ?? "")
  }

  /// The evidence as one line: statement, source, time, rule.
  static func sentence(_ evidence: Evidence) -> String {
    var text = Escaping.printable(evidence.statement)
    if let source = evidence.source {
      text += "; " + Escaping.printable(source.bytes)
      if let asOf = evidence.asOf { text += " as of \(asOf.date)" }
    }
    return text + " (\(evidence.rule))"
  }

  func place(_ location: FindingLocation) -> String {
    let path = location.git == nil ? location.path : GitText.short(location.path)
    var text = Escaping.printable(path.bytes)
    text += ":\(location.position.line):\(location.position.column)"
    let elsewhere = Self.elsewhere(location)
    if !elsewhere.isEmpty { text += " (\(elsewhere))" }
    if !location.encodings.isEmpty {
      text += " [" + location.encodings.map(\.rawValue).joined(separator: "!") + "]"
    }
    return text
  }

  /// `secret on line 7`, for what stands on another line than the ID.
  static func elsewhere(_ location: FindingLocation) -> String {
    [
      ("secret", location.secretPosition), ("session token", location.sessionTokenPosition),
      ("SES SMTP password", location.sesSMTPPasswordPosition),
    ].compactMap { name, position -> String? in
      guard let line = position?.line, line != location.position.line else { return nil }
      return "\(name) on line \(line)"
    }.joined(separator: ", ")
  }

  // MARK: Looks

  func color(_ finding: Finding) -> Paint {
    if finding.suppression != nil { return .dim }
    return switch finding.verdict.status {
    case .active: .red
    case .stale: .yellow
    case .unknown: .magenta
    case .rotated, .expired: .green
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  func paint(_ text: String, _ paint: Paint) -> String {
    style.usesColor ? paint.apply(to: text) : text
  }

  func wrap(_ text: String, first: String) -> String {
    TextWrap.lines(text, width: style.width, first: first)
  }
}

/// Colours of a terminal.
enum Paint: String {
  case red = "1;31"
  case yellow = "1;33"
  case green = "32"
  case magenta = "35"
  case bold = "1"
  case dim = "2"

  func apply(to text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
