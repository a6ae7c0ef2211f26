import Foundation
import KeysweepGit
import KeysweepModel
import KeysweepTestSupport
import Testing

/// What is hidden reaches the eyes of a sweep: the step before anything is recognised.
@Suite("Every hiding place, as objects")
struct HidingPlaceObjectTests {
  /// Formats and packings that are tried together.
  static let cases: [(HidingPlaces.Format, HidingPlaces.Packing)] =
    HidingPlaces.Packing.allCases.map { (.sha1, $0) }
    + [(.sha256, .loose), (.sha256, .deep), (.sha256, .multiPackIndex)]

  @Test("Each is visited, and stands where the script put it", arguments: cases)
  func visited(format: HidingPlaces.Format, packing: HidingPlaces.Packing) throws {
    let tree = try TempTree()
    let planted = try HidingPlaces.make(in: tree, format: format, packing: packing)
    #expect(planted.count >= 38)
    #expect(Set(planted.map(\.place)).count == planted.count)
    for folder in Set(planted.map(\.gitDirectory)) {
      let here = planted.filter { $0.gitDirectory == folder }
      let seen = try Seen(tree(folder), here)
      try seen.check(here)
      if folder == "r/.git" { try seen.checkAttribution(here) }
    }
    let packs = try FileManager.default.contentsOfDirectory(atPath: tree("r/.git/objects"))
    #expect(packs.contains("pack"))
    let files = try FileManager.default.contentsOfDirectory(atPath: tree("r/.git/objects/pack"))
    let count = files.count { $0.hasSuffix(".pack") }
    switch packing {
    case .loose, .alternates: #expect(count == 0)
    case .gc, .aggressive, .deep, .mixed: #expect(count == 1)
    case .multiPackIndex:
      #expect(count > 2)
      #expect(files.contains("multi-pack-index"))
      // The index over all of them is read only where a pack has none of its own.
      for file in files where file.hasSuffix(".idx") {
        try FileManager.default.removeItem(atPath: tree("r/.git/objects/pack/\(file)"))
      }
      let here = planted.filter { $0.gitDirectory == "r/.git" }
      try Seen(tree("r/.git"), here).check(here)
    }
  }

  @Test("The version of a file that lies deep in a chain of deltas really does")
  func depth() throws {
    let tree = try TempTree()
    let planted = try HidingPlaces.make(in: tree, packing: .deep)
    let deep = try #require(planted.first { $0.place == "delta deep in a chain" })
    let object = try #require(deep.expected.object)
    let lines = try Tool.run(
      "sh", ["-c", "git verify-pack -v .git/objects/pack/*.idx"], in: tree("r"))
    let row = lines.output.split(separator: "\n").first { $0.hasPrefix(object) }
    // Name, kind, size, size in the pack, offset, depth, base.
    let depth = try #require(row?.split(separator: " ").dropFirst(5).first.flatMap { Int($0) })
    #expect(depth > 50)
  }

  @Test("What clones keep of it is visited", arguments: HidingPlaces.Clone.allCases)
  func clones(clone: HidingPlaces.Clone) throws {
    let tree = try TempTree()
    let original = try HidingPlaces.make(in: tree, packing: .gc)
    let planted = try HidingPlaces.clone(clone, of: original, in: tree)
    let seen = try Seen(tree(clone.gitDirectory), planted)
    try seen.check(planted)
    try seen.checkAttribution(planted)
    #expect(seen.database.isShallow == (clone == .shallow))
    #expect(seen.database.isPartial == (clone == .partial))
    let places = Set(planted.map(\.place))
    #expect(places.contains("symlink target"))
    #expect(places.contains("deleted file") == !clone.isIncomplete)
    #expect(places.contains("file name") == (clone != .shallow))
    #expect(places.contains("stash") == (clone == .shared))
    if clone == .bare { #expect(!places.contains("branch of a remote")) }
  }
}

/// One sweep over all units, with the objects in which keys stand.
private struct Seen {
  let database: ObjectDatabase
  let path: SourcePath
  /// By the name of the place: the objects that hold its key.
  private var holders: [String: [ObjectID: ObjectKind]] = [:]
  private var kinds: [ObjectID: ObjectKind] = [:]

  init(_ path: String, _ planted: [Planted]) throws {
    self.path = SourcePath(path)
    database = try ObjectDatabase(gitDirectory: self.path)
    #expect(database.problems.isEmpty, "\(database.problems)")
    // Everything begins in one of three ways, so that three searches do.
    var needles: [Data: [Data: String]] = [:]
    for place in planted {
      guard let needle = place.expected.needle else { continue }
      needles[Data(needle.prefix(4)), default: [:]][Data(needle)] = place.place
    }
    var scratch = ObjectScratch()
    for unit in database.units() {
      database.visit(
        unit, &scratch, wants: { _ in true },
        problem: { id, path, detail in
          Issue.record("\(id.map(\.description) ?? path.lossyText): \(detail)")
        },
        body: { id, kind, bytes in
          kinds[id] = kind
          guard let start = bytes.baseAddress else { return }
          let data = Data(
            bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count,
            deallocator: .none)
          for (beginning, wholes) in needles {
            let length = wholes.keys.first?.count ?? 0
            var start = 0
            while let found = data.range(of: beginning, in: start..<data.count) {
              start = found.lowerBound + 1
              if let place = wholes[Data(data[found.lowerBound...].prefix(length))] {
                holders[place, default: [:]][id] = kind
              }
            }
          }
        })
    }
    #expect(kinds.count == database.objectCount)
  }

  /// The objects that the script names were seen, and hold the keys.
  func check(_ planted: [Planted]) throws {
    for place in planted {
      let found = holders[place.place] ?? [:]
      guard let hex = place.expected.object else {
        #expect(place.expected.kind == .reference)
        #expect(found.isEmpty, "\(place): it stands in an object as well")
        continue
      }
      let object = try #require(ObjectID(hex: hex), "\(place)")
      #expect(kinds[object].map { "\($0)" } == place.expected.kind.rawValue, "\(place)")
      if place.expected.needle != nil {
        #expect(found[object] != nil, "\(place)")
        // A folder and those above it hold different names.
        #expect(found.count == 1, "\(place): \(found)")
      } else {
        #expect(found.isEmpty)
      }
    }
  }

  /// What the script knows agrees with what the history says.
  func checkAttribution(_ planted: [Planted]) throws {
    let ids = planted.compactMap { $0.expected.object.flatMap { ObjectID(hex: $0) } }
    var history = HistoryIndex(idLength: database.hashBytes)
    forEach([.commit, .tag]) { id, kind, bytes in
      if kind == .commit { history.add(commit: id, bytes: bytes) }
      if kind == .tag { history.add(tag: id, bytes: bytes) }
    }
    var attributor = Attributor(history, items: ids)
    forEach([.tree]) { id, _, bytes in attributor.add(tree: id, bytes: bytes) }
    var source = Source(database)
    let references = ReferenceReader.read(
      gitDirectory: database.folders.gitDirectory.bytes,
      commonDirectory: database.folders.common.bytes)
    let result = attributor.finish(references: references, source: &source)
    for place in planted {
      let expected = place.expected
      guard let object = expected.object.flatMap({ ObjectID(hex: $0) }) else { continue }
      let found = try #require(result[object], "\(place)")
      if let first = expected.firstCommit {
        #expect(found.first?.commit.description == first, "\(place)")
      }
      if let last = expected.lastCommit {
        #expect(found.last?.commit.description == last, "\(place)")
      }
      #expect(found.isFirstCertain == expected.isFirstCertain, "\(place)")
      if let reach = expected.reach {
        let rawValue = found.reach == .dangling ? "unreachable" : "\(found.reach)"
        #expect(rawValue == reach.rawValue, "\(place)")
      }
      #expect(found.standsAtHead == expected.standsAtHead, "\(place)")
      if expected.kind == .blob, expected.firstCommit != nil, !expected.paths.isEmpty {
        #expect(found.paths == expected.paths, "\(place)")
      }
      // Dozens of references reach the oldest commits; sixteen are listed.
      let names = Set(found.branches.items.map { String(decoding: $0.name, as: UTF8.self) })
      #expect(names.isSubset(of: expected.branches), "\(place)")
      #expect(found.branches.count == expected.branches.count, "\(place): \(names)")
      #expect(found.tags.count == expected.tags.count, "\(place)")
      let others = Set(found.others.items.map { String(decoding: $0.name, as: UTF8.self) })
      #expect(others.isSuperset(of: expected.others), "\(place): \(others)")
      if let recovery = expected.recovery {
        let names = found.recovery.items.map { String(decoding: $0.name, as: UTF8.self) }
        #expect(names.contains(recovery), "\(place): \(names)")
      }
    }
  }

  private func forEach(
    _ wanted: Set<ObjectKind>, _ body: (ObjectID, ObjectKind, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var scratch = ObjectScratch()
    for unit in database.units() {
      database.visit(unit, &scratch, wants: wanted.contains, problem: { _, _, _ in }) {
        id, kind, bytes in
        bytes.withMemoryRebound(to: UInt8.self) { body(id, kind, $0) }
      }
    }
  }

  private final class Source: ObjectSource {
    private let database: ObjectDatabase
    private var scratch = ObjectScratch()
    init(_ database: ObjectDatabase) { self.database = database }
    func read(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? {
      try? database.read(id, &scratch)
    }
  }
}
