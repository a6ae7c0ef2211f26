internal import KeysweepDetection
internal import KeysweepModel
internal import KeysweepTriage

/// Finds the credentials of a short text, and says everything about them.
struct Explainer {
  let rules: RuleSet
  let judge: Judge
  let advice: AdviceTable
  let now: Instant
  /// The user's word on when it was seen.
  var seen: Instant?
  /// The user's word on whose it is.
  var owner: String?

  /// Explains a text.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - path: The name for places in it.
  /// - Returns: What is there; empty when nothing is.
  func explain(_ bytes: [UInt8], path: SourcePath) -> [Explanation] {
    let text = String(decoding: bytes.drop { $0 <= 0x20 }.prefix { $0 > 0x20 }, as: UTF8.self)
    let isOneWord = bytes.allSatisfy { $0 > 0x20 || $0 == 0x0A || $0 == 0x0D }
    if isOneWord, let explanation = UniqueIDs.explain(text) { return [explanation] }
    // A token out of a URL: as it stands, it would end at its first escape.
    let isEscaped = isOneWord && text.contains("%") && !text.contains("=")
    let given = isEscaped ? Array(SignedURL.decoded(text).utf8) : bytes
    var texts = [given] + WrappedURLs.unwrap(given)
    var hits = texts.flatMap { self.hits(in: $0, path) }
    var remark: Explanation.Fact?
    if hits.isEmpty, isOneWord { hits = alone(text, path) }
    if hits.isEmpty, isOneWord {
      texts = [Array(text.uppercased().utf8)]
      hits = self.hits(in: texts[0], path)
      remark = Explanation.Fact(
        "given", "given", "lower-case", note: ": useless so, but it tells which key it was")
    }
    let urls = texts.flatMap { SignedURL.all(in: $0) }
    var builder = FindingBuilder(judge: judge, advice: advice, options: options)
    for hit in hits { builder.add(completed(hit, urls, path)) }
    return builder.explain().map { explained in
      var explanation = self.explanation(explained, urls)
      if let remark { explanation.facts.insert(remark, at: 0) }
      return explanation
    }
  }

  private var options: FindingBuilder.Options {
    var options = FindingBuilder.Options()
    options.includesSuppressed = true
    return options
  }

  // MARK: Hits

  private func hits(in bytes: [UInt8], _ path: SourcePath) -> [Hit] {
    guard var scanner = Scanner(rules: rules) else { return [] }
    var segment = SegmentResult()
    bytes.withUnsafeBytes { scanner.scan(Window(whole: $0), into: &segment) }
    var assembler = ItemAssembler(path: path)
    var hits: [Hit] = []
    assembler.add(segment) { hits.append($0) }
    assembler.finish { hits.append($0) }
    return hits
  }

  /// A secret or an old ID, which files are searched for only beside a name: here the user names it.
  private func alone(_ text: String, _ path: SourcePath) -> [Hit] {
    if text.utf8.count == 40 {
      return hits(in: Array("aws_secret_access_key = \(text)".utf8), path)
    }
    guard let id = AccessKeyID(text), id.kind == .legacy else { return [] }
    var hit = Hit(path: path)
    hit.keyID = Located(
      id, rule: "aws-legacy-access-key-id",
      position: Position(offset: 0, length: 20, line: 1, column: 1))
    return [hit]
  }

  /// Adds what only a whole URL, or the user, tells.
  private func completed(_ hit: Hit, _ urls: [SignedURL], _ path: SourcePath) -> Hit {
    var hit = hit
    for url in urls where url.keyID == hit.keyID?.value {
      if let expiry = url.expires, expiry > hit.requestExpires ?? expiry - 1 {
        hit.requestExpires = expiry
      }
      if hit.sessionToken == nil, let token = url.token {
        hit.sessionToken = Located(token, rule: "aws-session-token", position: hit.position)
        hit.accountHint = hit.accountHint ?? token.account
        if let created = token.created {
          hit.observations.append(Observation(created, basis: .sessionToken))
        }
      }
    }
    if let seen { hit.observations.append(Observation(seen, basis: .stated)) }
    if let owner { hit.owner = owner }
    return hit
  }

  // MARK: Words

  private func explanation(
    _ explained: FindingBuilder.Explained, _ urls: [SignedURL]
  ) -> Explanation {
    let own = urls.filter { $0.keyID == explained.finding.credential.keyID }
    return Explanation(
      title: DecodedFacts.title(explained.finding),
      facts: DecodedFacts.all(explained, own, now: now), finding: explained.finding,
      rules: explained.outcomes.map { .init($0.rule, fired: $0.fired, why: $0.why) })
  }
}
