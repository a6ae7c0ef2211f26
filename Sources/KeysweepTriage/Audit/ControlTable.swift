internal import KeysweepModel
internal import KeysweepRules
internal import TOMLKit

/// What the audit looks for in words: titles, severities, actions and controls, by check, and the
/// patterns by which programs are told from people.
public struct ControlTable: Sendable {
  /// What is said about one check.
  struct Entry: Sendable {
    var title: String
    var severity: AuditSeverity
    /// Whether the action takes the key away.
    var settles: Bool
    var action: String
    var controls: [Control]
  }

  private var entries: [AuditCheck: Entry] = [:]
  let patterns: [UsePattern]

  /// The table that comes with the program.
  ///
  /// - Throws: ``DataFileError``; cannot happen in a build whose tests pass.
  public static func bundled() throws(DataFileError) -> ControlTable {
    try ControlTable(toml: BundledRules.controls, name: "bundled controls")
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - toml: The file's content.
  ///   - name: Its name for messages.
  /// - Throws: ``DataFileError`` with the entry and the reason.
  public init(toml: [UInt8], name: String) throws(DataFileError) {
    let root = try DataFile.parse(toml, name: name)
    try DataFile.allow(["sources", "check", "pattern"], in: root, "\(name)")
    var sources: [String: String] = [:]
    for (key, value) in root["sources"]?.table.map({ Array($0) }) ?? [] {
      sources[key] = value.string
    }
    guard let checks = root["check"]?.array else {
      throw DataFileError(description: "\(name): no [[check]]")
    }
    for entry in checks {
      guard let table = entry.table, let id = table["id"]?.string else {
        throw DataFileError(description: "\(name): a [[check]] lacks its id")
      }
      guard let check = AuditCheck(rawValue: id) else {
        throw DataFileError(description: "\(name): \(Self.unknown("check", id, AuditCheck.self))")
      }
      guard entries[check] == nil else {
        throw DataFileError(description: "\(name): check \(id) stands there twice")
      }
      entries[check] = try Self.entry(table, sources, "\(name): check \(id)")
    }
    for check in AuditCheck.allCases where entries[check] == nil {
      throw DataFileError(description: "\(name): no [[check]] with id \(check.rawValue)")
    }
    var patterns: [UsePattern] = []
    for entry in root["pattern"]?.array ?? TOMLArray() {
      patterns.append(try UsePattern(entry.table, name))
    }
    self.patterns = patterns
  }

  /// What is said about a check.
  subscript(check: AuditCheck) -> Entry {
    // Reading makes sure that no check is without.
    entries[check]
      ?? Entry(title: check.rawValue, severity: .medium, settles: false, action: "", controls: [])
  }

  /// The titles of all checks.
  var titles: [AuditCheck: String] { entries.mapValues(\.title) }

  // MARK: Reading

  private static func entry(
    _ table: TOMLTable, _ sources: [String: String], _ place: String
  ) throws(DataFileError) -> Entry {
    try DataFile.allow(
      ["id", "title", "severity", "settles", "action", "controls"], in: table, place)
    guard let title = table["title"]?.string, let action = table["action"]?.string,
      let settles = table["settles"]?.bool, let array = table["controls"]?.array
    else {
      throw DataFileError(
        description: "\(place) needs title, severity, settles, action and controls")
    }
    let word = table["severity"]?.string ?? ""
    guard let severity = AuditSeverity(rawValue: word) else {
      throw DataFileError(description: "\(place): \(unknown("severity", word, AuditSeverity.self))")
    }
    var controls: [Control] = []
    for item in array { controls.append(try control(item.table, sources, place)) }
    return Entry(
      title: title, severity: severity, settles: settles, action: action, controls: controls)
  }

  private static func control(
    _ table: TOMLTable?, _ sources: [String: String], _ place: String
  ) throws(DataFileError) -> Control {
    guard let table, let id = table["id"]?.string, !id.isEmpty else {
      throw DataFileError(description: "\(place): a control lacks its id")
    }
    try DataFile.allow(
      ["framework", "versions", "id", "days", "source"], in: table, "\(place), control \(id)")
    let word = table["framework"]?.string ?? ""
    guard let framework = Control.Framework(rawValue: word) else {
      throw DataFileError(
        description: "\(place), control \(id): "
          + unknown("framework", word, Control.Framework.self))
    }
    let versions = table["versions"]?.array?.compactMap(\.string) ?? []
    guard versions.isEmpty == (framework != .cis) else {
      throw DataFileError(
        description: "\(place), control \(id): CIS controls have versions, others have none")
    }
    guard let source = table["source"]?.string.flatMap({ sources[$0] }) else {
      throw DataFileError(
        description: "\(place), control \(id): its source is none of [sources]")
    }
    return Control(
      framework: framework, versions: versions, id: id, days: table["days"]?.int, source: source)
  }

  private static func unknown<Word: RawRepresentable & CaseIterable>(
    _ what: String, _ word: String, _: Word.Type
  ) -> String where Word.RawValue == String {
    "unknown \(what) \u{201c}\(word)\u{201d}; known: "
      + Word.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

/// A way of using a key by which programs are told from people: a hint, never more.
struct UsePattern: Sendable {
  var id: String
  /// Whole words of a user's name.
  var users: Set<String>
  /// Services as AWS prints them for the last use.
  var services: Set<String>
  /// `as a pipeline would be`.
  var meaning: String
  var action: String

  fileprivate init(_ table: TOMLTable?, _ name: String) throws(DataFileError) {
    guard let table, let id = table["id"]?.string else {
      throw DataFileError(description: "\(name): a [[pattern]] lacks its id")
    }
    let place = "\(name): pattern \(id)"
    try DataFile.allow(["id", "users", "services", "meaning", "action"], in: table, place)
    guard let meaning = table["meaning"]?.string, let action = table["action"]?.string else {
      throw DataFileError(description: "\(place) needs meaning and action")
    }
    self.id = id
    self.meaning = meaning
    self.action = action
    users = Set(table["users"]?.array?.compactMap { $0.string?.lowercased() } ?? [])
    services = Set(table["services"]?.array?.compactMap { $0.string?.lowercased() } ?? [])
  }

  /// The word of a user's name that fits, if one does.
  func word(in user: String) -> String? {
    user.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
      .first { users.contains($0) }
  }
}
