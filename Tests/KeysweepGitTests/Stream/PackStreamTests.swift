import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGit

@Suite("Packs as streams")
struct PackStreamTests {
  static let small = PackStream(limits: .init(budget: 0))

  /// Expects a stream to hold what git prints of a repository.
  static func check(
    _ pack: [UInt8], _ expected: Data, _ reader: PackStream = PackStream(),
    chunk: () -> Int = { .max }
  ) -> Streamed {
    let streamed = Streamed(pack, reader, chunk: chunk)
    #expect(streamed.problems.isEmpty, "\(streamed.problems.prefix(5))")
    #expect(streamed.summary.missing == 0)
    #expect(streamed.summary.stated == streamed.summary.delivered)
    #expect(streamed.summary.consumedBytes == pack.count)
    #expect(streamed.printed == expected)
    return streamed
  }

  @Test("Packs of every form hold what git says, whatever the size of chunks")
  func forms() throws {
    for options in ["", "--object-format=sha256"] {
      let fixture = try GitFixture()
      try fixture.make("r", commits: 60, options: options)
      let expected = try fixture.expected("r")
      for form in [
        "--depth=250", "--depth=250 --delta-base-offset", "--window=0", "--depth=1",
        "--compression=0 --delta-base-offset",
      ] {
        let pack = try fixture.pack("r", form)
        #expect(pack.withUnsafeBytes { PackStream.isPack($0) })
        var dice = SeededGenerator(seed: 5)
        for reader in [PackStream(), Self.small] {
          let streamed = Self.check(pack, expected, reader)
          #expect(streamed.summary.hashBytes == (options.isEmpty ? 20 : 32))
          _ = Self.check(pack, expected, reader) { 1 }
          _ = Self.check(pack, expected, reader) { Int.random(in: 1...40000, using: &dice) }
        }
      }
      try fixture.shell("git prune; git repack -adfq --depth=250 --window=50", in: "r")
      let pack = try fixture.bytes("cat .git/objects/pack/*.pack", in: "r")
      _ = Self.check(pack, try fixture.expected("r"))
    }
  }

  @Test("Bundles of both versions are packs behind lines of text")
  func bundles() throws {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 20)
    try fixture.shell("git prune", in: "r")
    let expected = try fixture.expected("r")
    for version in [2, 3] {
      let bundle = try fixture.bytes(
        "git bundle create -q --version=\(version) - --all", in: "r")
      #expect(bundle.withUnsafeBytes { PackStream.isPack($0) })
      _ = Self.check(bundle, expected)
      _ = Self.check(bundle, expected, Self.small) { 1 }
      // Cut within the header.
      for count in stride(from: 0, to: 150, by: 3) {
        let cut = Streamed(Array(bundle[..<count]))
        #expect(cut.objects.isEmpty && !cut.problems.isEmpty)
      }
    }
    try fixture.make("s", commits: 5, options: "--object-format=sha256")
    try fixture.shell("git prune", in: "s")
    let bundle = try fixture.bytes("git bundle create -q - --all", in: "s")
    _ = Self.check(bundle, try fixture.expected("s"))
  }

  @Test("What a thin pack leaves out is named")
  func thin() throws {
    for options in ["", "--object-format=sha256"] {
      let fixture = try GitFixture()
      try fixture.make("r", commits: 40, options: options)
      let all = Swept(try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))).objects
      for form in ["", "--delta-base-offset"] {
        let pack = try fixture.bytes(
          "printf 'main\\n^main~5\\n' | git pack-objects -q --revs --thin \(form) --stdout",
          in: "r")
        let streamed = Streamed(pack)
        let missing = streamed.problems.compactMap(\.missing)
        #expect(!missing.isEmpty)
        #expect(missing.allSatisfy { all[$0] != nil && streamed.objects[$0] == nil })
        #expect(streamed.summary.missing == streamed.problems.count)
        #expect(streamed.objects.allSatisfy { all[$0.key]?.bytes == $0.value.bytes })
        let whole = try fixture.bytes(
          "printf 'main\\n^main~5\\n' | git pack-objects -q --revs \(form) --stdout", in: "r")
        #expect(Streamed(whole).objects.count == streamed.summary.stated)
      }
    }
  }

  @Test("Packs of blobs alone tell late how long names are")
  func blobs() throws {
    for (options, length) in [("", 20), ("--object-format=sha256", 32)] {
      let fixture = try GitFixture()
      try fixture.make("r", commits: 40, options: options)
      let list =
        "git cat-file --batch-all-objects --batch-check='%(objecttype) %(objectname)'"
        + " | sed -n 's/^blob //p'"
      let expected = try fixture.bytes("\(list) | git cat-file --batch", in: "r")
      for form in ["", "--delta-base-offset", "--window=0"] {
        let pack = try fixture.bytes(
          "\(list) | git pack-objects -q --no-reuse-delta \(form) --stdout", in: "r")
        let told = Self.check(pack, Data(expected), PackStream(hashBytes: length))
        let streamed = Streamed(pack)
        #expect(streamed.summary.hashBytes == length)
        #expect(streamed.problems.isEmpty)
        #expect(streamed.summary.missing == 0)
        let contents = [streamed, told].map { Set($0.objects.values.map(\.bytes)) }
        #expect(contents[0] == contents[1])
      }
    }
  }

  @Test("Large blobs, and deltas between them")
  func large() throws {
    let fixture = try GitFixture()
    try fixture.make("r", commits: 3)
    let make = """
      import random,subprocess
      r=random.Random(1)
      a=r.randbytes(3000000)
      for blob in [a, a[:1000000]+b'changed'+a[1000007:], b'x'*9000000, a+b'tail', a[5:], b'']:
          subprocess.run(['git','hash-object','-w','--stdin'],input=blob,stdout=subprocess.DEVNULL)
      """
    try fixture.shell("python3 -", in: "r", input: Array(make.utf8))
    let expected = try fixture.expected("r")
    for form in ["", "--delta-base-offset", "--window=0"] {
      let pack = try fixture.pack("r", form)
      let whole = Self.check(pack, expected)
      for budget in [0, 1 << 20, 8 << 20] {
        let streamed = Self.check(pack, expected, PackStream(limits: .init(budget: budget)))
        #expect(budget > 0 || streamed.summary.spilledBytes > 2 << 20)
      }
      // What is too large costs itself and what is made from it.
      let limited = Streamed(pack, PackStream(limits: .init(budget: 0, largest: 1 << 20)))
      let small = whole.objects.filter { $0.value.bytes.count <= 1 << 20 }
      #expect(Set(limited.objects.keys) == Set(small.keys))
      #expect(limited.summary.missing == limited.problems.count)
      #expect(limited.problems.contains { $0.code == .tooLarge })
    }
  }

  @Test("Deltas before their bases, whatever they name them by")
  func backwards() {
    var dice = SeededGenerator(seed: 9)
    for _ in 0..<30 {
      let depth = Int.random(in: 1...300, using: &dice)
      var texts: [[UInt8]] = [Array("root".utf8)]
      for level in 1...depth { texts.append(Array("\(level),".utf8) + texts[level - 1]) }
      // Each delta stands somewhere, mostly before its base; all but some name it.
      let order = (0...depth).shuffled(using: &dice)
      var writer = PackWriter()
      var places: [Int: Int] = [:]
      for level in order {
        let place = writer.offset
        if level == 0 {
          writer.blob(texts[0])
        } else {
          let delta = PackWriter.prepend(Array("\(level),".utf8), to: texts[level - 1].count)
          if let base = places[level - 1], Bool.random(using: &dice) {
            writer.delta(delta, offset: base)
          } else {
            writer.delta(delta, PackWriter.id(texts[level - 1]))
          }
        }
        places[level] = place
      }
      for reader in [PackStream(), Self.small] {
        let streamed = Streamed(writer.finish(), reader)
        #expect(streamed.problems.isEmpty, "\(streamed.problems)")
        #expect(Set(streamed.objects.values.map(\.bytes)) == Set(texts))
      }
    }
  }

  @Test("A chain of a hundred thousand deltas", .timeLimit(.minutes(3)))
  func chain() {
    var writer = PackWriter()
    var last = writer.offset
    writer.blob([0])
    let depth = 100_000
    for level in 1...depth {
      let place = writer.offset
      // The same length: one other byte.
      writer.delta([1, 1, 1, UInt8(level & 255)], offset: last)
      last = place
    }
    // And back to the middle of it, where the cache has long forgotten.
    let streamed = Streamed(writer.finish(), Self.small)
    #expect(streamed.summary.delivered == depth + 1)
    #expect(streamed.problems.isEmpty)
  }

  @Test("Streams that are no packs, empty packs, and what follows a pack")
  func edges() {
    #expect(Streamed([]).problems.count == 1)
    #expect(Streamed(Array("PACK".utf8)).problems.count == 1)
    #expect(Streamed(Array("PACK\0\0\0\u{4}\0\0\0\u{1}".utf8)).problems.count == 1)
    #expect(Streamed(Array("# v2 git bundle\n".utf8)).problems.count == 1)
    #expect(Streamed(PackWriter().finish()).problems.isEmpty)
    var writer = PackWriter()
    for number in 0..<5 { writer.blob(Array("text \(number)".utf8)) }
    let pack = writer.finish()
    let followed = Streamed(pack + Array("anything".utf8))
    #expect(followed.problems.isEmpty)
    #expect(followed.summary.consumedBytes == pack.count)
    // More objects than are stated, and fewer.
    var (fewer, more) = (pack, pack)
    fewer[11] = 2
    #expect(Streamed(fewer).objects.count == 5)
    #expect(Streamed(fewer).problems.count == 1)
    more[11] = 9
    #expect(Streamed(more).objects.count == 5)
    #expect(Streamed(more).summary.missing == 4)
    #expect(!Streamed(more).problems.isEmpty)
  }

  @Test("A failing source and a reader that has enough")
  func endings() throws {
    var writer = PackWriter()
    for number in 0..<5000 { writer.blob(Array("text \(number)".utf8)) }
    let pack = writer.finish()
    struct Failure: Error {}
    var (at, problems) = (0, 0)
    let summary = PackStream().run(
      read: { buffer in
        if at > 40000 { throw Failure() }
        let count = min(1000, buffer.count)
        buffer.copyBytes(from: pack[at..<(at + count)])
        at += count
        return count
      },
      problem: { if $0.code == .unreadable { problems += 1 } },
      body: { _, _ in true })
    #expect(problems == 1)
    #expect(summary.delivered > 1000)
    #expect(summary.missing == 5000 - summary.delivered)
    var seen = 0
    let stopped = PackStream().run(
      read: { buffer in
        buffer.copyBytes(from: pack)
        return pack.count
      },
      problem: { _ in Issue.record("no problem") },
      body: { _, _ in
        seen += 1
        return seen < 10
      })
    #expect(seen == 10)
    #expect(stopped.isStopped)
    #expect(stopped.missing == 0)
  }
}
