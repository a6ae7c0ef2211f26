import Foundation
import KeysweepGit
import KeysweepModel
import KeysweepTestSupport
import Testing

/// Repositories made by the real git.
struct GitFixture {
  let tree: TempTree

  init() throws {
    tree = try TempTree()
    try FileManager.default.createDirectory(
      atPath: tree("home"), withIntermediateDirectories: true)
  }

  /// Nothing of the machine's configuration, and always the same dates.
  var environment: [String: String] { GitEnvironment.variables(home: tree("home")) }

  /// Runs a line of shell in a folder of the fixture.
  @discardableResult
  func shell(_ line: String, in folder: String = "", input: [UInt8]? = nil) throws -> String {
    let result = try Tool.run(
      "sh", ["-ec", line], input: input, in: tree(folder), environment: environment)
    try #require(result.status == 0, "\(line): \(result.error)")
    return result.output
  }

  /// A repository with a history of edits, binary files, a tag and a dangling blob.
  ///
  /// - Parameters:
  ///   - name: Its folder.
  ///   - commits: Commits to make.
  ///   - isPacked: Whether its objects begin in a pack.
  ///   - options: For `git init`.
  ///   - seed: Of the content.
  /// - Throws: When git fails.
  func make(
    _ name: String, commits: Int = 40, isPacked: Bool = false, options: String = "",
    seed: UInt64 = 1
  ) throws {
    try shell("git init -q -b main \(options) \(name)")
    try grow(name, commits: commits, isPacked: isPacked, seed: seed)
    try shell(
      "git tag -a -m 'a tag' v\(seed) main; echo dangling\(seed) | git hash-object -w --stdin",
      in: name)
  }

  /// Adds commits to a repository.
  func grow(_ name: String, commits: Int, isPacked: Bool, seed: UInt64) throws {
    var dice = SeededGenerator(seed: seed)
    var files: [[UInt8]] = (0..<8).map { file in
      (0..<Int.random(in: 20...3000, using: &dice)).map { _ in
        file == 0
          ? UInt8.random(in: 0...255, using: &dice)
          : "abcdefgh \n".utf8.randomElement(using: &dice) ?? 0
      }
    }
    var stream: [UInt8] = []
    for commit in 0..<commits {
      stream +=
        "commit refs/heads/side\(seed)\ncommitter C <c@example.com> \(1_700_000_000 + commit) +0000\n"
        .utf8
      stream += "data 8\ncommit\(commit % 10)\n".utf8
      for file in files.indices where commit == 0 || Int.random(in: 0..<4, using: &dice) == 0 {
        let at = Int.random(in: 0...files[file].count, using: &dice)
        files[file].insert(contentsOf: "edit \(commit)\n".utf8, at: at)
        stream += "M 100644 inline d\(file % 3)/f\(file)\ndata \(files[file].count)\n".utf8
        stream += files[file] + [10]
      }
      stream += [10]
    }
    try shell(
      "git -c fastimport.unpackLimit=\(isPacked ? 1 : 1_000_000) fast-import --quiet --force; git update-ref refs/heads/main side\(seed)",
      in: name, input: stream)
  }

  /// What git prints of all objects.
  func expected(_ name: String) throws -> Data {
    try shell("git cat-file --batch-all-objects --batch > '\(tree("expected"))'", in: name)
    return try Data(contentsOf: URL(filePath: tree("expected")))
  }
}

/// What a sweep gave.
struct Swept {
  var objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])] = [:]
  var repeated: [ObjectID] = []
  var problems: [(id: ObjectID?, detail: String)] = []

  init(_ database: ObjectDatabase, cacheBytes: Int = 96 << 20, kinds: Set<ObjectKind>? = nil) {
    var scratch = ObjectScratch(cacheBytes: cacheBytes)
    for unit in database.units() {
      database.visit(
        unit, &scratch, wants: { kinds?.contains($0) ?? true },
        problem: { id, _, detail in problems.append((id, detail)) },
        body: { id, kind, bytes in
          if objects.updateValue((kind, Array(bytes)), forKey: id) != nil { repeated.append(id) }
        })
    }
  }

  /// In the form of `git cat-file --batch`.
  var printed: Data { batch(objects) }
}

/// Objects in the form of `git cat-file --batch`, by name.
func batch(_ objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])]) -> Data {
  var data = Data()
  for (id, object) in objects.sorted(by: { $0.key < $1.key }) {
    data += Data("\(id) \(object.kind) \(object.bytes.count)\n".utf8)
    data += Data(object.bytes)
    data.append(10)
  }
  return data
}

/// Compares a sweep, and random access to every object, with git.
///
/// - Parameters:
///   - fixture: Where the repository lies.
///   - name: Its folder, in which git is run.
///   - gitDirectory: What is opened, if not `.git` in it.
///   - known: What git printed before; without, it is asked.
/// - Throws: When git fails or the repository cannot be opened.
func check(
  _ fixture: GitFixture, _ name: String, gitDirectory: String? = nil, known: Data? = nil
) throws {
  let path = SourcePath(fixture.tree(gitDirectory ?? "\(name)/.git"))
  let database = try ObjectDatabase(gitDirectory: path)
  #expect(database.problems.isEmpty, "\(database.problems)")
  let expected = try known ?? fixture.expected(name)
  // Without any room for bases, everything is unpacked again and again, to the same end.
  for cacheBytes in [96 << 20, 0] {
    let swept = Swept(database, cacheBytes: cacheBytes)
    #expect(swept.repeated.isEmpty)
    #expect(swept.problems.isEmpty, "\(swept.problems)")
    #expect(swept.objects.count == database.objectCount)
    #expect(swept.printed == expected)
    var scratch = ObjectScratch(cacheBytes: cacheBytes)
    for (id, object) in swept.objects {
      let read = try database.read(id, &scratch)
      #expect(read?.kind == object.kind)
      #expect(read?.bytes == object.bytes)
    }
  }
}
