internal import KeysweepModel
internal import KeysweepRules
internal import TOMLKit

/// Reads rule files.
///
/// TOML errors come with TOMLKit's position; errors of meaning are located by `TOMLPlaces`, since
/// the parsed table does not keep positions.
struct RuleFile {
  let name: String
  private let text: String

  private static let ruleKeys: Set<String> = [
    "id", "description", "kind", "pattern", "options", "anchor", "context", "entropy", "suppress",
    "severity", "standalone", "credential", "match", "no_match",
  ]

  /// Wraps the bytes of a rule file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: Its name for messages.
  /// - Throws: ``RuleFileError`` when the bytes are not UTF-8.
  init(_ bytes: [UInt8], name: String) throws(RuleFileError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RuleFileError(
        file: name, line: 1, column: 1, reason: "not UTF-8 text; rule files are TOML")
    }
    self.name = name
    self.text = text
  }

  /// Parses and validates all rules.
  ///
  /// - Throws: ``RuleFileError`` with line, column and the reason.
  func definitions() throws(RuleFileError) -> [RuleDefinition] {
    let root: TOMLTable
    do {
      root = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw RuleFileError(
        file: name, line: error.source.begin.line, column: error.source.begin.column,
        reason: error.description)
    } catch {
      throw RuleFileError(file: name, line: 1, column: 1, reason: "\(error)")
    }
    for key in root.keys.sorted() where key != "rule" {
      throw fail(
        rule: nil, key: key, "unknown key \u{201c}\(key)\u{201d}; rules stand under [[rule]]")
    }
    guard let list = root["rule"]?.array, !list.isEmpty else {
      throw RuleFileError(
        file: name, line: 1, column: 1, reason: "no [[rule]] in this file; see Rules/README.md")
    }
    var rules: [RuleDefinition] = []
    var seen: Set<String> = []
    for (index, element) in list.enumerated() {
      guard let table = element.table else {
        throw fail(rule: index, key: nil, "a rule is a table: [[rule]]")
      }
      let rule = try definition(table, index)
      guard seen.insert(rule.id).inserted else {
        throw fail(
          rule: index, key: "id", "a rule with the id \u{201c}\(rule.id)\u{201d} exists already")
      }
      rules.append(rule)
    }
    return rules
  }

  private func definition(
    _ table: TOMLTable, _ index: Int
  ) throws(RuleFileError) -> RuleDefinition {
    for key in table.keys.sorted() where !Self.ruleKeys.contains(key) {
      let known = Self.ruleKeys.sorted().joined(separator: ", ")
      throw fail(rule: index, key: key, "unknown key \u{201c}\(key)\u{201d}; known keys: \(known)")
    }
    let id = try string(table, "id", index)
    guard !id.isEmpty, id.utf8.allSatisfy(Self.isIDByte) else {
      throw fail(rule: index, key: "id", "an id consists of a-z, 0-9 and -")
    }
    let kind: RuleDefinition.Kind = try word(table, "kind", index)
    var before = 64
    var after = 64
    if let context = table["context"] {
      guard let inner = context.table, let b = inner["before"]?.int, let a = inner["after"]?.int,
        (0...4096).contains(b), (0...4096).contains(a)
      else {
        throw fail(
          rule: index, key: "context", "expected { before = BYTES, after = BYTES }, each 0 to 4096")
      }
      (before, after) = (b, a)
    }
    var credential: OtherCredential.Kind?
    if kind == .other { credential = try word(table, "credential", index) as OtherCredential.Kind }
    var filters: Set<RuleDefinition.Filter> = []
    for (element, text) in try strings(table, "suppress", index).enumerated() {
      guard let filter = RuleDefinition.Filter(rawValue: text) else {
        throw fail(
          rule: index, key: "suppress", unknown(text, RuleDefinition.Filter.self),
          element: element)
      }
      filters.insert(filter)
    }
    var entropy: Double?
    if let value = table["entropy"] {
      guard let bits = value.double ?? value.int.map(Double.init), (0...8).contains(bits) else {
        throw fail(rule: index, key: "entropy", "expected bits per character, 0 to 8")
      }
      entropy = bits
    }
    let rule = RuleDefinition(
      id: id, description: try string(table, "description", index), kind: kind,
      severity: table["severity"] == nil ? .medium : try word(table, "severity", index),
      anchor: try anchor(table, index, kind), pattern: try string(table, "pattern", index),
      options: try strings(table, "options", index), before: before, after: after,
      entropy: entropy, suppress: filters,
      standalone: try bool(table, "standalone", index) ?? true, credential: credential,
      match: try examples(table, "match", index), noMatch: try examples(table, "no_match", index))
    guard !rule.match.isEmpty else {
      throw fail(rule: index, key: "match", "a rule needs at least one example that must match")
    }
    return rule
  }

  private func anchor(
    _ table: TOMLTable, _ index: Int, _ kind: RuleDefinition.Kind
  ) throws(RuleFileError) -> RuleDefinition.Anchor {
    let forms =
      "{ literals = [\u{2026}] }, { run = [MIN, MAX] } or { beside = \"key-id\" | \"secret\" }"
    guard let inner = table["anchor"]?.table, inner.count == 1 else {
      throw fail(rule: index, key: "anchor", "expected \(forms)")
    }
    let anchor: RuleDefinition.Anchor
    if let literals = inner["literals"]?.array {
      let texts = literals.compactMap { $0.string }
      guard texts.count == literals.count, !texts.isEmpty,
        texts.allSatisfy({ (3...32).contains($0.utf8.count) })
      else {
        throw fail(rule: index, key: "anchor", "literals are strings of 3 to 32 bytes")
      }
      anchor = .literals(texts)
    } else if let run = inner["run"]?.array {
      let bounds = run.compactMap { $0.int }
      guard bounds.count == 2, run.count == 2, bounds[0] >= RunFinder.minimumLength,
        bounds[1] >= bounds[0], bounds[1] <= 12_000
      else {
        throw fail(
          rule: index, key: "anchor",
          "run is [MIN, MAX] with \(RunFinder.minimumLength) <= MIN <= MAX <= 12000")
      }
      anchor = .run(bounds[0]...bounds[1])
    } else {
      switch inner["beside"]?.string {
      case "key-id": anchor = .besideKeyID
      case "secret": anchor = .besideSecret
      default: throw fail(rule: index, key: "anchor", "expected \(forms)")
      }
    }
    let fits =
      switch (kind, anchor) {
      case (.keyID, .literals), (.legacyKeyID, .besideSecret), (.context, .besideKeyID): true
      case (.secret, .run), (.sessionToken, .run), (.other, .run), (.other, .literals): true
      default: false
      }
    guard fits else {
      throw fail(
        rule: index, key: "anchor",
        """
        this anchor does not go with kind \u{201c}\(kind.rawValue)\u{201d}: key-id takes literals; \
        secret, session-token take run; other takes run or literals; legacy-key-id takes \
        beside = "secret"; context takes beside = "key-id"
        """)
    }
    return anchor
  }

  // MARK: Values

  private func string(
    _ table: TOMLTable, _ key: String, _ rule: Int
  ) throws(RuleFileError) -> String {
    guard let value = table[key] else {
      throw fail(rule: rule, key: nil, "the key \u{201c}\(key)\u{201d} is missing")
    }
    guard let text = value.string else { throw fail(rule: rule, key: key, "expected a string") }
    return text
  }

  private func strings(
    _ table: TOMLTable, _ key: String, _ rule: Int
  ) throws(RuleFileError) -> [String] {
    guard let value = table[key] else { return [] }
    guard let array = value.array else {
      throw fail(rule: rule, key: key, "expected an array of strings")
    }
    var texts: [String] = []
    for (element, value) in array.enumerated() {
      guard let text = value.string else {
        throw fail(rule: rule, key: key, "expected an array of strings", element: element)
      }
      texts.append(text)
    }
    return texts
  }

  /// Examples, in which every placeholder must be one that can be filled.
  private func examples(
    _ table: TOMLTable, _ key: String, _ rule: Int
  ) throws(RuleFileError) -> [String] {
    let texts = try strings(table, key, rule)
    for (element, text) in texts.enumerated() {
      guard let unknown = ExampleMaterial.unknownPlaceholder(in: text) else { continue }
      let known = ExampleMaterial.names.map { "{{\($0)}}" }.joined(separator: " ")
      throw fail(
        rule: rule, key: key,
        "unknown placeholder \u{201c}{{\(unknown.name)}}\u{201d}; one of: \(known)",
        element: element, byte: unknown.offset)
    }
    return texts
  }

  private func bool(_ table: TOMLTable, _ key: String, _ rule: Int) throws(RuleFileError) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let flag = value.bool else {
      throw fail(rule: rule, key: key, "expected true or false")
    }
    return flag
  }

  private func word<Word: RawRepresentable & CaseIterable>(
    _ table: TOMLTable, _ key: String, _ rule: Int
  ) throws(RuleFileError) -> Word where Word.RawValue == String {
    let text = try string(table, key, rule)
    guard let word = Word(rawValue: text) else {
      throw fail(rule: rule, key: key, unknown(text, Word.self))
    }
    return word
  }

  private func unknown<Word: RawRepresentable & CaseIterable>(
    _ text: String, _ type: Word.Type
  ) -> String where Word.RawValue == String {
    "unknown value \u{201c}\(text)\u{201d}; one of: "
      + Word.allCases.map(\.rawValue).sorted().joined(separator: ", ")
  }

  private static func isIDByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }

  // MARK: Places

  /// An error at `key` in the rule with this index.
  ///
  /// - Parameters:
  ///   - rule: Index of the rule; nil for the top level.
  ///   - key: The key; nil for the rule's own header.
  ///   - reason: What is wrong.
  ///   - element: Which element of the key's array is meant.
  ///   - byte: Which byte of the string is meant.
  /// - Returns: The error.
  func fail(
    rule: Int?, key: String?, _ reason: String, element: Int? = nil, byte: Int? = nil
  ) -> RuleFileError {
    var path: [TOMLPlaces.Step] = rule.map { [.key("rule"), .index($0)] } ?? []
    if let key { path.append(.key(key)) }
    if let element { path.append(.index(element)) }
    let places = TOMLPlaces(text)
    let place = byte.map { places.place(ofByte: $0, in: path) } ?? places.place(of: path)
    return RuleFileError(file: name, line: place.line, column: place.column, reason: reason)
  }
}
