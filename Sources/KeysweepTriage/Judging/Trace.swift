/// What one rule said about a credential.
public struct RuleOutcome: Sendable, Hashable {
  /// The rule's name, as evidence prints it.
  public var rule: String
  /// Whether it decided.
  public var fired: Bool
  /// Why, or why not: one sentence.
  public var why: String

  /// Makes an outcome.
  public init(rule: String, fired: Bool, why: String) {
    self.rule = rule
    self.fired = fired
    self.why = why
  }
}

/// Notes of the rules that were tried on the way to a verdict.
///
/// One object a judgement, used by one thread.
final class Trace {
  private(set) var outcomes: [RuleOutcome] = []

  /// Says why a rule did not decide.
  func pass(_ rule: String, _ why: @autoclosure () -> String) {
    outcomes.append(RuleOutcome(rule: rule, fired: false, why: why()))
  }

  /// Says that a rule decided.
  func fire(_ rule: String, _ why: String) {
    outcomes.append(RuleOutcome(rule: rule, fired: true, why: why))
  }
}
