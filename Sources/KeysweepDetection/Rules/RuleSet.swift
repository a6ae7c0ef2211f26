internal import KeysweepModel
internal import KeysweepPCRE2
internal import KeysweepRules

/// Compiled rules, shared read-only by all workers.
public final class RuleSet: Sendable {
  /// A rule and its compiled pattern.
  ///
  /// A class, so that the scanner passes it around for one reference count instead of one for every
  /// string and set in the definition.
  final class Rule: Sendable {
    let definition: RuleDefinition
    let pattern: Pattern
    /// The group that holds the material.
    let group: Int
    let before: Int
    let after: Int
    let isStandalone: Bool
    /// Lengths of runs that the rule asks for; empty for other anchors.
    let runLengths: Range<Int>

    init(definition: RuleDefinition, pattern: Pattern, group: Int) {
      self.definition = definition
      self.pattern = pattern
      self.group = group
      before = definition.before
      after = definition.after
      isStandalone = definition.standalone
      runLengths =
        if case .run(let lengths) = definition.anchor { Range(lengths) } else { 0..<0 }
    }

    func group(_ name: String) -> Int? { pattern.captureNames[name] }
  }

  /// The rules as written, in their order.
  public let definitions: [RuleDefinition]

  /// Finds any literal of any rule; nil when no rule has one.
  let literalAnchor: Pattern?
  /// Finds the encoded forms of key IDs.
  let encodedAnchors: EncodedAnchors
  let literalRules: [Rule]
  let secretRules: [Rule]
  let tokenRules: [Rule]
  let otherRunRules: [Rule]
  let legacyRules: [Rule]
  let contextRules: [Rule]
  /// The documented example IDs and secrets.
  let examples: ExampleCredentials
  /// The most groups any pattern has.
  let maxCaptures: Int
  /// Whether no secret rule takes hexadecimal digits.
  let rejectsHex: Bool
  /// Lengths of runs that some rule asks for.
  let runLengths: [Range<Int>]
  /// How far around a change something new may begin; see ``Scanner/isQuiet(_:in:beginsItem:endsItem:)``.
  let changeReach: Int

  /// The rules that come with the program.
  ///
  /// - Throws: ``RuleFileError``; cannot happen in a build whose tests pass.
  public static func bundled() throws(RuleFileError) -> RuleSet {
    try RuleSet(files: [(BundledRules.aws, "bundled rules")])
  }

  /// Compiles the rules of one or more files.
  ///
  /// - Parameters:
  ///   - files: Content and name of each file.
  ///   - addingToBundled: Whether the bundled rules stay in force beside them.
  /// - Throws: ``RuleFileError`` at the first mistake.
  public convenience init(
    files: [(bytes: [UInt8], name: String)], addingToBundled: Bool = false
  ) throws(RuleFileError) {
    var all: [RuleDefinition] = []
    var rules: [Rule] = []
    let sources = addingToBundled ? [(BundledRules.aws, "bundled rules")] + files : files
    for (bytes, name) in sources {
      let file = try RuleFile(bytes, name: name)
      for (index, definition) in try file.definitions().enumerated() {
        guard !all.contains(where: { $0.id == definition.id }) else {
          throw file.fail(
            rule: index, key: "id",
            "the id \u{201c}\(definition.id)\u{201d} is taken by an earlier rule file")
        }
        all.append(definition)
        rules.append(try Self.compile(definition, file, index))
      }
    }
    let examples = try ExampleCredentials(BundledRules.examples, name: "bundled examples")
    try self.init(rules: rules, examples: examples)
  }

  private init(rules: [Rule], examples: ExampleCredentials) throws(RuleFileError) {
    definitions = rules.map(\.definition)
    self.examples = examples
    literalRules = rules.filter { if case .literals = $0.definition.anchor { true } else { false } }
    secretRules = rules.filter { $0.definition.kind == .secret }
    tokenRules = rules.filter { $0.definition.kind == .sessionToken }
    otherRunRules = rules.filter {
      if case .run = $0.definition.anchor { $0.definition.kind == .other } else { false }
    }
    legacyRules = rules.filter { $0.definition.kind == .legacyKeyID }
    contextRules = rules.filter { $0.definition.kind == .context }
    maxCaptures = rules.map(\.pattern.captureCount).max() ?? 0
    rejectsHex = secretRules.allSatisfy { $0.definition.suppress.contains(.hex) }
    runLengths = rules.map(\.runLengths).filter { !$0.isEmpty }
    changeReach = Self.changeReach(of: rules)
    var literals: Set<String> = []
    for rule in literalRules {
      if case .literals(let texts) = rule.definition.anchor { literals.formUnion(texts) }
    }
    let source = Self.anchor(of: literals)
    do throws(PatternError) {
      literalAnchor = literals.isEmpty ? nil : try Pattern(source)
      encodedAnchors = try EncodedAnchors()
    } catch {
      throw RuleFileError(file: "anchors", line: 1, column: 1, reason: error.description)
    }
  }

  /// A pattern for literals, and for encoded key IDs that are too short to be found as runs.
  private static func anchor(of literals: Set<String>) -> String {
    // PCRE2 turns the common positions of the alternatives into a SIMD scan. It does so with two
    // letters in each of two positions as well, but has to be told: left to itself it would look
    // for any of the first letters, 20 times slower.
    if literals == ["AKIA", "ASIA"] { return "[AQ]..[AJ](?<=AKIA|ASIA|QUtJ|QVNJ)" }
    return literals.union(EncodedAnchors.shortest).sorted().map { "\\Q\($0)\\E" }
      .joined(separator: "|")
  }

  private static func compile(
    _ definition: RuleDefinition, _ file: RuleFile, _ index: Int
  ) throws(RuleFileError) -> Rule {
    var options: Pattern.Options = []
    for (element, name) in definition.options.enumerated() {
      switch name {
      case "caseless": options.insert(.caseless)
      case "extended": options.insert(.extended)
      case "dotall": options.insert(.dotAll)
      case "utf": options.insert(.utf)
      default:
        throw file.fail(
          rule: index, key: "options",
          "unknown option \u{201c}\(name)\u{201d}; one of: caseless, dotall, extended, utf",
          element: element)
      }
    }
    if case .literals = definition.anchor { options.insert(.anchored) }
    let pattern: Pattern
    do throws(PatternError) {
      pattern = try Pattern(definition.pattern, options: options)
    } catch {
      throw file.fail(
        rule: index, key: "pattern", "PCRE2: \(error.message)", byte: error.offset)
    }
    guard pattern.maxLookbehind <= max(definition.before, 64) else {
      throw file.fail(
        rule: index, key: "pattern",
        "the pattern looks back \(pattern.maxLookbehind) bytes, more than context.before")
    }
    let name: String? =
      switch definition.kind {
      case .keyID, .legacyKeyID: "key_id"
      case .secret, .other: "secret"
      case .sessionToken: "token"
      case .context: nil
      }
    guard let name else { return Rule(definition: definition, pattern: pattern, group: 0) }
    guard let group = pattern.captureNames[name] else {
      throw file.fail(
        rule: index, key: "pattern",
        "a rule of kind \u{201c}\(definition.kind.rawValue)\u{201d} needs a capture (?<\(name)>\u{2026})"
      )
    }
    return Rule(definition: definition, pattern: pattern, group: group)
  }
}
