import Foundation
import KeysweepGit
import KeysweepTestSupport

/// A repository made by real git, with dates that count up.
final class GitRepository {
  let tree: TempTree
  /// Seconds since the epoch that the next commit gets.
  var clock = 1_700_000_000

  init(_ arguments: [String] = []) throws {
    tree = try TempTree()
    try git(["init", "-q", "-b", "main"] + arguments)
    try git(["config", "gc.auto", "0"])
  }

  /// Opens one that exists.
  init(at tree: TempTree) { self.tree = tree }

  struct Failed: Error { var message: String }

  @discardableResult
  func git(_ arguments: [String], allowsFailure: Bool = false) throws -> String {
    try run("git", arguments, allowsFailure: allowsFailure)
  }

  @discardableResult
  func run(
    _ program: String, _ arguments: [String], input: [UInt8]? = nil, allowsFailure: Bool = false
  ) throws -> String {
    let variables = GitEnvironment.variables(
      home: "/nonexistent", date: "\(clock) +0200", author: ("Ann Author", "ann@example.com"),
      committer: ("Carl Committer", "carl@example.com"))
    let result = try Tool.run(
      program, arguments, input: input, in: tree.path, environment: variables)
    if result.status != 0, !allowsFailure {
      throw Failed(message: "\(program) \(arguments): \(result.error)")
    }
    return result.output.trimmingCharacters(in: .newlines)
  }

  /// Commits everything in the worktree.
  @discardableResult
  func commit(_ subject: String, _ arguments: [String] = []) throws -> ObjectID {
    try git(["add", "-A"])
    return try commitStaged(subject, arguments)
  }

  @discardableResult
  func commitStaged(_ subject: String, _ arguments: [String] = []) throws -> ObjectID {
    clock += 100
    try git(["commit", "-q", "--allow-empty", "-m", subject] + arguments)
    return try id("HEAD")
  }

  func id(_ revision: String) throws -> ObjectID {
    let text = try git(["rev-parse", "--verify", revision])
    guard let id = ObjectID(hex: text) else { throw Failed(message: text) }
    return id
  }

  /// The id a blob of this text has, whether it exists or not.
  func blob(_ text: String) throws -> ObjectID {
    let hex = try run("git", ["hash-object", "--stdin"], input: Array(text.utf8))
    guard let id = ObjectID(hex: hex) else { throw Failed(message: hex) }
    return id
  }

  var gitDirectory: [UInt8] { Array("\(tree.path)/.git".utf8) }

  var references: RepositoryReferences { ReferenceReader.read(gitDirectory: gitDirectory) }

  /// Everything in the object database, as `git cat-file` prints it.
  func objects() throws -> ObjectPile {
    let scratch = try TempTree()
    let command = "git cat-file --batch-all-objects --unordered --batch > '\(scratch("all"))'"
    try run("sh", ["-c", command])
    return ObjectPile([UInt8](try Data(contentsOf: URL(filePath: scratch("all")))))
  }

  /// Attributes items as a sweep would.
  func attribute(
    _ items: [ObjectID], limits: AttributionLimits = AttributionLimits()
  ) throws -> [ObjectID: Attribution] {
    var pile = try objects()
    return pile.attribute(items, references, limits: limits)
  }

  /// Attributes one item.
  func attribute(_ item: ObjectID) throws -> Attribution {
    guard let result = try attribute([item])[item] else { throw Failed(message: "nothing") }
    return result
  }

  /// Attributes the blob with this text.
  func attribute(text: String) throws -> Attribution { try attribute(blob(text)) }
}

/// Objects in memory, in the order they came.
struct ObjectPile: ObjectSource {
  var order: [ObjectID] = []
  var objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])] = [:]
  var idLength = 20

  /// Reads what `git cat-file --batch` printed.
  init(_ output: [UInt8]) {
    var at = 0
    while let end = output[at...].firstIndex(of: 0x0A) {
      let words = String(decoding: output[at..<end], as: UTF8.self).split(separator: " ")
      at = end + 1
      guard words.count == 3, let id = ObjectID(hex: String(words[0])),
        let size = Int(words[2]), at + size <= output.count
      else { continue }
      let kinds: [Substring: ObjectKind] = [
        "commit": .commit, "tree": .tree, "blob": .blob, "tag": .tag,
      ]
      objects[id] = (kinds[words[1]] ?? .blob, Array(output[at..<(at + size)]))
      order.append(id)
      idLength = id.byteCount
      at += size + 1
    }
  }

  mutating func read(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? { objects[id] }

  mutating func attribute(
    _ items: [ObjectID], _ references: RepositoryReferences,
    limits: AttributionLimits = AttributionLimits()
  ) -> [ObjectID: Attribution] {
    var history = HistoryIndex(idLength: idLength)
    for id in order {
      guard let object = objects[id] else { continue }
      if object.kind == .commit { history.add(commit: id, bytes: object.bytes) }
      if object.kind == .tag { history.add(tag: id, bytes: object.bytes) }
    }
    var attributor = Attributor(history, items: items, limits: limits)
    for id in order {
      guard let object = objects[id], object.kind == .tree else { continue }
      attributor.add(tree: id, bytes: object.bytes)
    }
    return attributor.finish(references: references, source: &self)
  }
}

extension Attribution {
  var pathTexts: [String] { paths.map { String(decoding: $0, as: UTF8.self) } }
}

extension ReferenceList {
  var texts: [String] { items.map { String(decoding: $0.name, as: UTF8.self) } }
}
