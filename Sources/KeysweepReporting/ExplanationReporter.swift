public import KeysweepModel

/// Writes explanations.
public struct ExplanationReporter: Sendable {
  /// The JSON schema, as the README documents it.
  static let schema = "keysweep-explain/1"

  private let style: TextStyle

  /// Makes a reporter.
  ///
  /// - Parameter style: How text looks.
  public init(style: TextStyle) { self.style = style }

  // MARK: Text

  /// Explanations for people.
  ///
  /// - Parameter explanations: What to write.
  /// - Returns: The text.
  public func text(_ explanations: [Explanation]) -> String {
    explanations.map(block).joined(separator: "\n")
  }

  private func block(_ explanation: Explanation) -> String {
    let finding = explanation.finding
    let id = finding?.credential.keyID.map { "\($0)  " } ?? ""
    var text = paint(id + explanation.title, .bold) + "\n"
    let width = (explanation.facts.map(\.label.count).max() ?? 0) + 2
    for fact in explanation.facts {
      let padding = String(repeating: " ", count: width - fact.label.count)
      let value = Escaping.printable(fact.value + fact.note)
      text += TextWrap.lines(
        value, width: style.width, first: "  " + fact.label + padding)
    }
    guard let finding else { return text }
    if let suppression = finding.suppression {
      text += wrap(
        "Not counted as a credential (filter \(suppression.filter)): \(suppression.reason).")
    }
    text += verdict(finding)
    let silent = self.silent(explanation.rules)
    if !silent.isEmpty {
      text += "Rules that did not decide:\n"
      for rule in silent {
        text += TextWrap.lines(
          "\(rule.name): \(Escaping.printable(rule.why))", width: style.width, first: "  - ")
      }
    }
    if finding.suppression == nil, !finding.advice.isEmpty {
      text += TextWrap.lines(finding.advice, width: style.width, first: "=> ")
    }
    return text
  }

  /// The rules that never decided, each with its reasons once: some are tried on one user as well
  /// as on the whole account.
  private func silent(_ rules: [Explanation.Rule]) -> [Explanation.Rule] {
    let fired = Set(rules.filter(\.fired).map(\.name))
    var seen: Set<Explanation.Rule> = []
    return rules.filter { !fired.contains($0.name) && seen.insert($0).inserted }
  }

  private func verdict(_ finding: Finding) -> String {
    let verdict = finding.verdict
    let label = finding.suppression == nil ? "Verdict" : "If it were one"
    var text = paint(
      "\(label): \(verdict.status.rawValue), usable: \(verdict.usable.rawValue) "
        + "(\(verdict.reason.rawValue))", .bold)
    if !finding.tags.isEmpty {
      text += "  [" + finding.tags.sorted().map(\.rawValue).joined(separator: ", ") + "]"
    }
    text += "\n"
    if let owner = verdict.owner {
      let name = owner == "<root_account>" ? "root" : Escaping.printable(owner)
      text += TextWrap.lines("owner \(name)", width: style.width, first: "  ")
    }
    for evidence in verdict.evidence {
      text += TextWrap.lines(
        TextReporter.sentence(evidence), width: style.width, first: "  - ")
    }
    return text
  }

  private func wrap(_ text: String) -> String {
    TextWrap.lines(text, width: style.width, first: "")
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    style.usesColor ? paint.apply(to: text) : text
  }

  // MARK: JSON

  private struct Document: Encodable {
    var schema = ExplanationReporter.schema
    var tool: JSONModel.Tool
    var asOf: String
    var explanations: [Item]
  }

  private struct Item: Encodable {
    var title: String
    var decoded: [String: String]
    var finding: JSONModel.FindingItem?
    var rules: [RuleItem]
  }

  private struct RuleItem: Encodable {
    var rule: String
    var fired: Bool
    var why: String
  }

  /// Explanations for machines: one document.
  ///
  /// - Parameters:
  ///   - explanations: What to write.
  ///   - version: The version of the program.
  ///   - now: The time of judgement.
  /// - Returns: The document, with a line end.
  public func json(_ explanations: [Explanation], version: String, now: Instant) -> String {
    let items = explanations.map { explanation in
      Item(
        title: explanation.title,
        decoded: Dictionary(
          explanation.facts.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }),
        finding: explanation.finding.map { JSONModel.FindingItem($0) },
        rules: explanation.rules.map { RuleItem(rule: $0.name, fired: $0.fired, why: $0.why) })
    }
    return JSONModel.encode(
      Document(tool: JSONModel.Tool(version: version), asOf: now.iso8601, explanations: items),
      pretty: true) + "\n"
  }
}
