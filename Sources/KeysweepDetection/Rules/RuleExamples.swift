public import KeysweepModel

/// Runs the examples that rules carry.
///
/// Placeholders such as `{{AKIA}}` become fresh random material on every run, so that no file holds
/// anything that looks live, and a rule that works for one lucky key only is found out.
public struct RuleExamples {
  /// An example that did not do what it should.
  public struct Failure: Error, Hashable, CustomStringConvertible {
    /// The rule.
    public var rule: RuleID
    /// The example as written, with its placeholders.
    public var example: String
    /// What went wrong.
    public var problem: String
    /// Rule, problem and example.
    public var description: String { "\(rule): \(problem): \(example)" }
  }

  private let rules: RuleSet

  /// Prepares to test the rules of a set.
  public init(_ rules: RuleSet) { self.rules = rules }

  /// Runs every example of every rule.
  ///
  /// - Returns: How many examples were run, and those that failed.
  public func run() -> (count: Int, failures: [Failure]) {
    var generator = SystemRandomNumberGenerator()
    var count = 0
    var failures: [Failure] = []
    for rule in rules.definitions {
      for (examples, shouldMatch) in [(rule.match, true), (rule.noMatch, false)] {
        for example in examples {
          count += 1
          let text = ExampleMaterial.expand(example, using: &generator)
          let matched = matches(rule, text)
          if matched != shouldMatch {
            let problem = shouldMatch ? "does not match" : "matches and must not"
            failures.append(Failure(rule: rule.id, example: example, problem: problem))
          }
        }
      }
    }
    return (count, failures)
  }

  /// Whether the rule finds something in the text, on its own or beside what it needs.
  private func matches(_ rule: RuleDefinition, _ text: String) -> Bool {
    guard var scanner = Scanner(rules: rules) else { return false }
    var result = SegmentResult()
    var bytes = Array(text.utf8)
    // A rule that needs a key ID beside it gets one, far enough not to be part of the match.
    if !rule.standalone, rule.kind == .secret || rule.kind == .other {
      var generator = SystemRandomNumberGenerator()
      bytes += Array("\n\n".utf8) + ExampleMaterial.keyID("AKIA", using: &generator)
    }
    bytes.withUnsafeBytes { scanner.scan(Window(whole: $0), into: &result) }
    return result.candidates.contains { candidate in
      switch rule.kind {
      case .context:
        guard candidate.isKeyID else { return false }
        return candidate.facts != Candidate.Facts()
      case .secret:
        // Another secret rule may claim the place first; what counts is that it is found.
        return candidate.isSecret && candidate.suppression == nil
          && (candidate.rule == rule.id || candidate.isLabelled || !rule.standalone)
      case .keyID, .legacyKeyID, .sessionToken, .other:
        return candidate.rule == rule.id && candidate.suppression == nil
      }
    }
  }
}
