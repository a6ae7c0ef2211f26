/// What there is to say about one credential: what it tells itself, the verdict, and the rules.
public struct Explanation: Sendable, Hashable {
  /// Something that the material says about itself.
  public struct Fact: Sendable, Hashable {
    /// The name for machines: `account`, `tokenIssued`.
    public var key: String
    /// The name for people.
    public var label: String
    /// What it says.
    public var value: String
    /// What to add for people, right behind the value.
    public var note: String

    /// Makes a fact.
    public init(_ key: String, _ label: String, _ value: String, note: String = "") {
      self.key = key
      self.label = label
      self.value = value
      self.note = note
    }
  }

  /// A rule that was tried.
  public struct Rule: Sendable, Hashable {
    /// Its name, as evidence prints it.
    public var name: String
    /// Whether it decided.
    public var fired: Bool
    /// Why, or why not.
    public var why: String

    /// Makes an entry.
    public init(_ name: String, fired: Bool, why: String) {
      self.name = name
      self.fired = fired
      self.why = why
    }
  }

  /// What the material is, in a few words.
  public var title: String
  /// What it says about itself, in order.
  public var facts: [Fact]
  /// The verdict; nil for what is no credential.
  public var finding: Finding?
  /// The rules, in the order in which they were tried.
  public var rules: [Rule]

  /// Makes an explanation.
  public init(title: String, facts: [Fact], finding: Finding? = nil, rules: [Rule] = []) {
    self.title = title
    self.facts = facts
    self.finding = finding
    self.rules = rules
  }
}
