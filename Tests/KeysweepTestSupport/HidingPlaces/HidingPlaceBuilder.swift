import Foundation
import KeysweepModel

/// Runs git and keeps the list of what was hidden.
final class HidingPlaceBuilder {
  let tree: TempTree
  let format: HidingPlaces.Format
  let packing: HidingPlaces.Packing
  /// Seconds since the epoch for whatever happens next.
  private var clock = 1_700_000_000
  var planted: [Planted] = []
  /// The first commit, which holds no key.
  var root = ""

  init(_ tree: TempTree, _ format: HidingPlaces.Format, _ packing: HidingPlaces.Packing) {
    self.tree = tree
    self.format = format
    self.packing = packing
  }

  /// A fresh key with the text of a file that holds it.
  struct Pair {
    let keyID = TestKeys.keyID()
    let secret = TestKeys.secret()

    /// As in a file of credentials.
    var text: String {
      "[default]\naws_access_key_id = \(keyID)\naws_secret_access_key = \(secret)\n"
    }
  }

  /// Nothing of the machine, and people and dates that are always the same.
  private var environment: [String: String] {
    GitEnvironment.variables(
      home: tree.path, date: "\(clock) +0200", author: ("Ann Author", "ann@example.com"),
      committer: ("Carl Committer", "carl@example.com")
    ).merging(["GIT_MERGE_AUTOEDIT": "no", "GIT_TEMPLATE_DIR": "", "LC_ALL": "C", "TZ": "UTC"]) {
      $1
    }
  }

  /// Runs lines of shell, a minute after what ran before.
  ///
  /// - Parameters:
  ///   - lines: The lines; the first that fails ends it.
  ///   - folder: Where they run, below the tree.
  ///   - input: Standard input.
  ///   - more: Variables beyond those of all commands.
  /// - Returns: Standard output without the line end.
  /// - Throws: ``HidingPlaceError``.
  @discardableResult
  func run(
    _ lines: String, in folder: String = HidingPlaces.repository, input: [UInt8]? = nil,
    with more: [String: String] = [:]
  ) throws -> String {
    clock += 60
    // Set when tests run in a hook of git.
    let unset = "unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_PREFIX\n"
    let result = try Tool.run(
      "sh", ["-ec", more["GIT_INDEX_FILE"] == nil ? unset + lines : lines], input: input,
      in: tree(folder), environment: environment.merging(more) { $1 })
    guard result.status == 0 else {
      throw HidingPlaceError(description: "\(lines)\n\(result.error)")
    }
    return result.output.trimmingCharacters(in: .newlines)
  }

  /// Makes the empty repository and its first commit.
  func begin() throws {
    try run("git init -q -b main --object-format=\(format) r", in: "")
    // Dates lie in the past: nothing may be thrown away for its age.
    try run(
      """
      git config gc.auto 0; git config maintenance.auto false; git config gc.pruneExpire never
      git config gc.reflogExpire never; git config gc.reflogExpireUnreachable never
      git config fetch.unpackLimit 1000000; git config fastimport.unpackLimit 1000000
      """)
    try write("README.md", "# Shop\n\nNothing to see here.\n")
    try write(".gitattributes", "*.dump -diff\n*.bin filter=lfs diff=lfs merge=lfs -text\n")
    root = try commit("Begin")
  }

  /// Writes a file of the worktree.
  func write(_ path: String, _ text: String) throws {
    try tree.write("\(HidingPlaces.repository)/\(path)", text)
  }

  /// Commits everything in the worktree.
  ///
  /// - Returns: The commit.
  @discardableResult
  func commit(
    _ message: String, _ options: String = "", with more: [String: String] = [:]
  ) throws -> String {
    try run(
      "git add -A; git commit -q --allow-empty \(options) -F -; git rev-parse HEAD",
      input: Array(message.utf8), with: more)
  }

  /// Makes a commit without touching the worktree, from bytes alone.
  ///
  /// - Parameters:
  ///   - message: Its message.
  ///   - files: Paths of any bytes, with content; a mode other than that of a file.
  ///   - parent: The commit before it, whose files it keeps.
  /// - Returns: The commit, to which nothing points yet.
  /// - Throws: ``HidingPlaceError``.
  func commit(
    _ message: String, files: [(path: [UInt8], mode: String, bytes: [UInt8])], parent: String
  ) throws -> String {
    let index = ["GIT_INDEX_FILE": tree("index.tmp")]
    try run("git read-tree \(parent)", with: index)
    for file in files {
      let blob = try run("git hash-object -w --stdin", input: file.bytes)
      try run(
        "git update-index -z --index-info",
        input: Array("\(file.mode) \(blob)\t".utf8) + file.path + [0], with: index)
    }
    let made = try run(
      "git commit-tree $(git write-tree) -p \(parent)", input: Array(message.utf8), with: index)
    try run("rm '\(tree("index.tmp"))'")
    return made
  }

  /// The object that a revision means.
  func id(_ revision: String) throws -> String { try run("git rev-parse --verify '\(revision)'") }

  /// Notes what was hidden.
  ///
  /// - Parameters:
  ///   - place: The name of the place.
  ///   - pair: The key.
  ///   - hasSecret: Whether the secret stands beside it, so that it can be told.
  ///   - kind: What holds it.
  ///   - object: Which object.
  ///   - set: Adds what else is known.
  func plant(
    _ place: String, _ pair: Pair, hasSecret: Bool = true, kind: GitPlace.Kind = .blob,
    object: String?, _ set: (inout Planted) -> Void = { _ in }
  ) {
    var fresh = Planted(
      place: place, keyID: pair.keyID, secret: hasSecret ? pair.secret : nil,
      gitDirectory: "\(HidingPlaces.repository)/.git",
      expected: Planted.Expectation(
        kind: kind, object: object, needle: Array(pair.keyID.utf8), reach: .referenced))
    set(&fresh)
    planted.append(fresh)
  }
}
