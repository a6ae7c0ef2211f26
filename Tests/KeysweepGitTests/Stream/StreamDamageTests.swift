import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGit

@Suite("Damaged streams")
struct StreamDamageTests {
  /// How many mutants of each form; more by `KEYSWEEP_GIT_MUTANTS`.
  static let mutants = max(400, 4 * DamageTests.mutants)

  /// Packs of one small repository, and of one with names of the other length.
  static func packs() throws -> [[UInt8]] {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 12)
    try fixture.make("s", commits: 8, options: "--object-format=sha256")
    return [
      try fixture.pack("r", "--delta-base-offset"), try fixture.pack("r"),
      try fixture.pack("s"), try fixture.bytes("git bundle create -q - --all", in: "r"),
      try fixture.pack("r", "--compression=0 --delta-base-offset"),
    ]
  }

  @Test("No mutant crashes or hangs, and none goes unnoticed", .timeLimit(.minutes(10)))
  func mutants() throws {
    var dice = SeededGenerator(seed: 77)
    for (form, sound) in try Self.packs().enumerated() {
      let whole = Streamed(sound)
      #expect(whole.problems.isEmpty)
      let begin = (whole.offsets.keys.min() ?? 0)
      let starts = whole.offsets.keys.sorted() + [sound.count - 20]
      for mutant in 0..<Self.mutants {
        let bytes = DamageTests.mutate(sound, using: &dice)
        let limits = PackStream.Limits(
          budget: mutant % 3 == 0 ? 96 << 20 : 0, spill: mutant % 7 == 0 ? 0 : 1 << 30)
        let streamed = Streamed(bytes, PackStream(limits: limits)) {
          mutant % 2 == 0 ? Int.max : 1000
        }
        guard bytes != sound else { continue }
        #expect(streamed.summary.missing >= 0)
        let first = zip(bytes, sound).enumerated().first { $1.0 != $1.1 }?.offset ?? bytes.count
        guard first >= begin else { continue }
        // The check sum covers every byte.
        #expect(!streamed.problems.isEmpty, "form \(form), mutant \(mutant)")
        guard form != 1, form != 2, mutant % 7 != 0 else { continue }
        // Everything before the damage is there.
        for (start, end) in zip(starts, starts.dropFirst()) where end <= first {
          #expect(streamed.offsets[start] == whole.offsets[start], "form \(form), \(mutant)")
        }
      }
    }
  }

  @Test("Damage costs an object and what is made from it, nothing else")
  func neighbours() throws {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 12)
    try fixture.shell("git prune; git repack -adfq --depth=50", in: "r")
    var bytes = try fixture.bytes("cat .git/objects/pack/*.pack", in: "r")
    let sound = Streamed(bytes)
    let lines = try fixture.shell("git verify-pack -v .git/objects/pack/*.idx", in: "r")
    // Columns: name, kind, size, size in the pack, offset, depth, base.
    let entries = lines.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      .filter { $0.first?.count == 40 && $0.count >= 5 }
    let bases = Dictionary(
      entries.filter { $0.count == 7 }.map { ($0[0], $0[6]) }, uniquingKeysWith: { a, _ in a })
    var dice = SeededGenerator(seed: 3)
    for entry in entries {
      let (offset, length) = (try #require(Int(entry[4])), try #require(Int(entry[3])))
      // The check sum at the end of the compressed bytes, or anything among them.
      let at = Bool.random(using: &dice) ? length - 1 : Int.random(in: 5..<length, using: &dice)
      let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &dice)
      bytes[offset + at] ^= bit
      let streamed = Streamed(bytes, PackStream(limits: .init(budget: 0)), chunk: { 5000 })
      bytes[offset + at] ^= bit
      var lost: Set<String> = []
      for other in entries.map({ $0[0] }) {
        var name: String? = other
        while let at = name, at != entry[0] { name = bases[at] }
        if name != nil { lost.insert(other) }
      }
      let expected = Set(sound.objects.keys.filter { !lost.contains($0.description) })
      #expect(Set(streamed.objects.keys) == expected, "\(entry) \(at) \(streamed.problems)")
      #expect(streamed.problems.contains { $0.offset == offset })
      #expect(streamed.summary.missing == lost.count)
    }
  }

  @Test("A stream that is cut off gives everything before")
  func truncated() throws {
    for pack in try Self.packs() {
      let whole = Streamed(pack)
      let starts = whole.offsets.keys.sorted()
      for count in stride(from: 13, to: pack.count, by: max(1, pack.count / 150)) {
        let streamed = Streamed(Array(pack[..<count]), chunk: { 3000 })
        #expect(!streamed.problems.isEmpty)
        #expect(streamed.objects.allSatisfy { whole.objects[$0.key]?.bytes == $0.value.bytes })
        // Deltas by name may miss a base that would have come later.
        let complete = starts.enumerated().filter { index, _ in
          index + 1 < starts.count && starts[index + 1] <= count
        }
        let named = Set(streamed.problems.map(\.offset))
        for (_, start) in complete {
          #expect(streamed.offsets[start] != nil || named.contains(start))
        }
      }
    }
  }

  @Test("Large holes are stepped over")
  func holes() throws {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 2)
    try fixture.shell(
      "python3 -c 'import random;print(random.Random(4).randbytes(3000000))' | git hash-object -w --stdin",
      in: "r")
    let pack = try fixture.pack("r", "--window=0")
    let sound = Streamed(pack)
    let starts = sound.offsets.keys.sorted()
    for (index, value) in [(0, UInt8(0)), (1, 0xFF), (2, 0x78)] {
      var bytes = pack
      // From the middle of one object to the middle of another, or all of the large one.
      let first = starts[index] + 8
      let last = index == 2 ? pack.count - 4000 : starts[index + 8] + 5
      for at in first..<last { bytes[at] = value }
      for budget in [0, 96 << 20] {
        let streamed = Streamed(bytes, PackStream(limits: .init(budget: budget)))
        let after = starts.filter { $0 >= last }
        #expect(after.allSatisfy { streamed.offsets[$0] == sound.offsets[$0] })
        #expect(streamed.summary.missing == starts.count { $0 + 8 >= first && $0 < last })
      }
    }
  }

  @Test("Random bytes behind a header, and stated absurdities", .timeLimit(.minutes(5)))
  func garbage() {
    var dice = SeededGenerator(seed: 12)
    let head = Array("PACK".utf8) + [0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF]
    for round in 0..<60 {
      let count = Int.random(in: 0...200_000, using: &dice)
      // Bytes that look like headers and zlib streams more often than others.
      let favourites: [UInt8] = [0x78, 0x01, 0x9C, 0x30, 0xB0, 0x62, 0x75, 0x00, 0x80]
      let bytes = (0..<count).map { _ in
        round % 2 == 0
          ? UInt8.random(in: 0...255, using: &dice) : favourites.randomElement(using: &dice) ?? 0
      }
      let streamed = Streamed(head + bytes)
      #expect(!streamed.problems.isEmpty)
    }
    // An object that states 2^50 bytes and has none.
    let absurd = Streamed(
      head + [0xB0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10] + PackWriter.zlib([]))
    #expect(absurd.problems.contains { $0.code == .tooLarge || $0.code == .corrupt })
    // A delta of a few bytes that states a large result, and one that reaches before the pack.
    var writer = PackWriter()
    writer.blob([1])
    writer.delta([1, 0x80, 0x80, 0x80, 0x80, 0x02], offset: 12)
    writer.delta([1, 1, 0x90, 1], offset: 11)
    writer.delta([1, 1, 0x90, 1], offset: 12)
    let deltas = Streamed(writer.finish())
    #expect(deltas.objects.count == 1)
    #expect(deltas.problems.count == 2)
    #expect(deltas.summary.delivered == 2)
  }

  @Test("A circle of deltas waits for ever and is named")
  func circle() {
    var writer = PackWriter()
    let one = ObjectID(hex: String(repeating: "01", count: 20)) ?? PackWriter.id([])
    let place = writer.offset
    writer.delta([1, 1, 0x90, 1], one)
    writer.delta([1, 1, 0x90, 1], offset: place)
    writer.delta([1, 1, 0x90, 1], offset: place)
    writer.blob([7])
    let streamed = Streamed(writer.finish())
    #expect(streamed.objects.count == 1)
    #expect(streamed.problems.map(\.missing) == [one, nil, nil])
  }

  @Test("Streams made to cost the square of their size do not", .timeLimit(.minutes(5)))
  func quadratic() {
    // Headers everywhere, each before a sound stream that goes on to the end and has a wrong sum.
    var content: [UInt8] = []
    for _ in 0..<120 {
      // A header of 2^27 bytes, the beginning of a zlib stream, then stored blocks.
      content += [0xB0, 0x80, 0x80, 0x80, 0x04, 0x78, 0x01]
      for _ in 0..<2 {
        content += [0, 0x00, 0x80, 0xFF, 0x7F] + [UInt8](repeating: 0, count: 0x8000)
      }
    }
    let head = Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 1, 0]
    let streamed = Streamed(head + content)
    #expect(streamed.objects.isEmpty)
    #expect(!streamed.problems.isEmpty)
  }
}
