import Foundation
import KeysweepTestSupport

/// Inputs to begin with, taken from repositories that real git makes on the spot.
public enum FuzzSeeds {
  /// Makes them.
  ///
  /// - Returns: Inputs for ``FuzzHarness/run(_:)``.
  /// - Throws: When git fails.
  public static func make() throws -> [[UInt8]] {
    var seeds = programs()
    for isSHA256 in [false, true] {
      let tree = try TempTree()
      try prepare(tree, isSHA256: isSHA256)
      seeds += try packs(tree, isSHA256: isSHA256)
      seeds += try loose(tree, isSHA256: isSHA256)
      seeds.append(try history(tree, isSHA256: isSHA256))
    }
    return seeds
  }

  @discardableResult
  private static func run(_ lines: String, in tree: TempTree) throws -> String {
    let result = try Tool.run(
      "sh", ["-ec", lines], in: tree.path,
      environment: GitEnvironment.variables(home: tree.path, date: "1700000000 +0100")
        .merging(["GIT_TEMPLATE_DIR": ""]) { $1 })
    guard result.status == 0 else { throw CocoaError(.executableRuntimeMismatch) }
    return result.output
  }

  private static func prepare(_ tree: TempTree, isSHA256: Bool) throws {
    try run(
      """
      git init -q -b main --object-format=\(isSHA256 ? "sha256" : "sha1") .
      git config gc.auto 0
      mkdir -p d/e
      for i in 1 2 3 4 5 6; do
        { seq 1 60; echo KE $i; } > d/f; echo $i > d/e/g; git add -A; git commit -q -m "commit $i"
      done
      git checkout -q -b side main~2; echo s > s; git add -A; git commit -q -m side
      git checkout -q main; git merge -q --no-edit side; git tag -a -m tag v1; git tag -a -m t v2 v1
      echo w > s; git stash -q
      """, in: tree)
  }

  private static func bytes(_ path: String, in tree: TempTree) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: tree(".git/\(path)"))))
  }

  private static func block(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8(bytes.count & 255), UInt8(bytes.count >> 8 & 255)] + bytes
  }

  private static func head(_ shape: FuzzHarness.Shape, isSHA256: Bool) -> [UInt8] {
    [shape.rawValue, isSHA256 ? 1 : 0]
  }

  /// Packs with all kinds of indexes.
  private static func packs(_ tree: TempTree, isSHA256: Bool) throws -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    let options = ["", "-c repack.useDeltaBaseOffset=false", "-c pack.indexVersion=1"]
    for option in isSHA256 ? [options[0]] : options {
      try run("git \(option) repack -a -d -f -q; git multi-pack-index write", in: tree)
      let names = try FileManager.default.contentsOfDirectory(atPath: tree(".git/objects/pack"))
      guard let name = names.first(where: { $0.hasSuffix(".pack") }) else { continue }
      let pack = try bytes("objects/pack/\(name)", in: tree)
      let index = try bytes("objects/pack/\(name.replacing(".pack", with: ".idx"))", in: tree)
      seeds.append(head(.pack, isSHA256: isSHA256) + block(index) + pack)
      let name0 = Array(name.replacing(".pack", with: ".idx").utf8)
      var multi = try bytes("objects/pack/multi-pack-index", in: tree)
      // The pack is written under another name than git gave it.
      if let at = multi.indices.first(where: { multi[$0...].starts(with: name0) }) {
        let short = Array("pack-0.idx".utf8)
        multi.replaceSubrange(
          at..<(at + name0.count),
          with: short + [UInt8](repeating: 0, count: name0.count - short.count))
      }
      seeds.append(head(.multiPack, isSHA256: isSHA256) + block(multi) + pack)
    }
    return seeds
  }

  /// Loose objects, compressed and not.
  private static func loose(_ tree: TempTree, isSHA256: Bool) throws -> [[UInt8]] {
    let flag: UInt8 = isSHA256 ? 1 : 0
    let path = try run(
      "id=$(echo loose | git hash-object -w --stdin); echo $id | sed 's,^..,&/,'", in: tree)
    let packed = try bytes(
      "objects/\(path.trimmingCharacters(in: .whitespacesAndNewlines))", in: tree)
    let shape = FuzzHarness.Shape.loose.rawValue
    return [[shape, flag] + packed]
      + ["blob 5\0hello", "commit 0\0", "tag 1\0x", "tree 3\0abc", "blob 6\0hello"].map {
        [shape, flag | 2] + Array($0.utf8)
      }
  }

  /// All commits, tags and trees of a repository, with its references.
  private static func history(_ tree: TempTree, isSHA256: Bool) throws -> [UInt8] {
    let lines = try run(
      "git cat-file --batch-all-objects --batch-check='%(objecttype) %(objectname)'", in: tree)
    let objects = lines.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      .filter { $0.count == 2 && $0[0] != "blob" }
    let numbers = Dictionary(
      objects.enumerated().map { ($1[1], UInt8($0)) }, uniquingKeysWith: { a, _ in a })
    /// Puts the two bytes in place of names.
    func shortened(_ bytes: [UInt8]) -> [UInt8] {
      var output: [UInt8] = []
      var rest = bytes[...]
      let length = isSHA256 ? 64 : 40
      while let byte = rest.first {
        let hex = String(decoding: rest.prefix(length), as: UTF8.self)
        let raw = rest.prefix(length / 2).map { String(UInt16($0) | 256, radix: 16).dropFirst() }
          .joined()
        if let number = numbers[hex] {
          output += [0xFF, number]
          rest = rest.dropFirst(length)
        } else if let number = numbers[raw] {
          output += [0xFE, number]
          rest = rest.dropFirst(length / 2)
        } else {
          output.append(byte)
          rest = rest.dropFirst()
        }
      }
      return output
    }
    var seed = head(.history, isSHA256: isSHA256)
    for object in objects {
      let kind: UInt8 = object[0] == "commit" ? 0 : object[0] == "tag" ? 1 : 2
      try run("git cat-file \(object[0]) \(object[1]) > .git/object.tmp", in: tree)
      seed += [kind] + block(shortened(try bytes("object.tmp", in: tree)))
    }
    for (kind, file) in [
      (4, "HEAD"), (5, "logs/HEAD"), (6, "refs/heads/main"), (7, "logs/refs/stash"), (9, "config"),
    ] as [(UInt8, String)] {
      seed += [kind] + block(shortened(try bytes(file, in: tree)))
    }
    try run("git pack-refs --all", in: tree)
    return seed + [3] + block(shortened(try bytes("packed-refs", in: tree)))
  }

  /// Programs with chains, trees of deltas, circles and damage.
  private static func programs() -> [[UInt8]] {
    let text = Array("a line of text, and another one, KE\n".utf8)
    let edit: [UInt8] = [0x90, 10, 3] + Array("xyz".utf8) + [0x91, 20, 9]
    // Large enough not to be put together when only the changes are looked at.
    let long: [UInt8] = [0xB0, 0, 0x60, 2] + Array("aK".utf8) + [0xB3, 0, 1, 0, 8]
    let moved: [UInt8] = [0xB3, 0, 1, 0, 0x48, 0xB0, 0, 0x50, 1, 0x45, 0xB3, 0, 3, 0, 2]
    let chain: [UInt8] =
      [3, 0] + block(text) + [6, 0] + block(edit) + [6, 0] + block(edit) + [6, 1] + block(edit)
    let large: [UInt8] =
      [3, 31] + block(Array(repeating: 120, count: 100)) + [6, 0] + block(long) + [7, 0]
      + block(moved) + [6, 1] + block(long + edit) + [6, 0] + block(moved + [1, 0x4B]) + [6, 0]
      + block(moved)
    let names: [UInt8] =
      [3, 0] + block(text) + [7, 0] + block(edit) + [7, 3] + block(edit) + [7, 2] + block(edit)
    let damage: [UInt8] =
      [3, 0] + block(text) + [22, 0] + block(edit) + [14, 0, 1] + block(edit) + [70, 0]
      + block([36, 4, 4] + Array("KEKE".utf8)) + [134, 0] + block(edit) + [39, 0] + block(edit)
    // Nothing is found in the base; joined, cut at the end or at the beginning, it is.
    let halves = Array("aKbE".utf8)
    let cuts: [UInt8] =
      [3, 31] + block([[UInt8]](repeating: halves, count: 25).flatMap { $0 }) + [6, 0]
      + block([0xB0, 2, 0x30, 0xB3, 3, 0x30, 0, 0x20]) + [6, 1] + block([0xB0, 2, 0x50]) + [6, 2]
      + block([0xB1, 3, 0, 0x50]) + [6, 3] + block([0xB0, 4, 0x50])
    return [UInt8](0..<32).flatMap { flags in
      [chain, large, cuts, names, damage].map { [0, flags, 0] + $0 }
    } + [[0, 0, 2, 1, 8, 0, 1, 0, 40, 0, 255] + chain]
  }
}
