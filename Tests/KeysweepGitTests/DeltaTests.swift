import Foundation
import KeysweepTestSupport
import KeysweepModel
import Testing

@testable import KeysweepGit

@Suite("Deltas and families")
struct DeltaTests {
  /// What a delta gives, byte by byte and slowly; nil when it is damaged.
  static func slow(_ delta: [UInt8], base: [UInt8]) -> [UInt8]? {
    var at = 0
    func next() -> Int? {
      guard at < delta.count else { return nil }
      at += 1
      return Int(delta[at - 1])
    }
    func number() -> Int? {
      var (value, shift) = (0, 0)
      while shift < 56, let byte = next() {
        value |= (byte & 127) << shift
        if byte < 128 { return value }
        shift += 7
      }
      return nil
    }
    guard number() == base.count, let size = number() else { return nil }
    var result: [UInt8] = []
    while let code = next() {
      if code >= 128 {
        var (offset, count) = (0, 0)
        for bit in 0..<7 where code >> bit & 1 == 1 {
          guard let byte = next() else { return nil }
          if bit < 4 { offset |= byte << (8 * bit) } else { count |= byte << (8 * (bit - 4)) }
        }
        if count == 0 { count = 0x10000 }
        guard offset + count <= base.count, result.count + count <= size else { return nil }
        result += base[offset..<(offset + count)]
      } else {
        guard code > 0, at + code <= delta.count, result.count + code <= size else { return nil }
        result += delta[at..<(at + code)]
        at += code
      }
    }
    return result.count == size ? result : nil
  }

  /// A delta of random instructions, most of which are sound.
  static func delta(base: Int, using dice: inout SeededGenerator) -> [UInt8] {
    var body: [UInt8] = []
    var size = 0
    for _ in 0..<Int.random(in: 0...12, using: &dice) {
      if Bool.random(using: &dice) {
        let count = Int.random(in: 1...127, using: &dice)
        body += [UInt8(count)] + (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
        size += count
      } else {
        let offset = Int.random(in: 0..<base, using: &dice)
        let count = Int.random(in: 1...(base - offset), using: &dice)
        body += [0x80 | 0x13 | 0x20, UInt8(offset & 255), UInt8(offset >> 8)]
        body += [UInt8(count & 255), UInt8(count >> 8)]
        size += count
      }
    }
    func number(_ value: Int) -> [UInt8] {
      value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + number(value >> 7)
    }
    return number(base) + number(size) + body
  }

  @Test("Sound and damaged deltas give what a slow reading gives")
  func deltas() throws {
    var dice = SeededGenerator(seed: 7)
    var scratch = ObjectScratch()
    for round in 0..<4000 {
      let base = (0..<Int.random(in: 1...2000, using: &dice)).map { UInt8(truncatingIfNeeded: $0) }
      var delta = Self.delta(base: base.count, using: &dice)
      if round % 2 == 1 {
        for _ in 0...Int.random(in: 0...3, using: &dice) {
          delta[Int.random(in: 0..<delta.count, using: &dice)] = UInt8.random(
            in: 0...255, using: &dice)
        }
        if Bool.random(using: &dice) {
          delta.removeLast(Int.random(in: 0..<delta.count, using: &dice))
        }
      }
      let expected = Self.slow(delta, base: base)
      if round % 2 == 0 { #expect(expected != nil) }
      let blocks = try [delta, base].map { bytes in
        let block = try scratch.pool.take(bytes.count)
        bytes.withUnsafeBytes {
          block.start.copyMemory(
            from: $0.baseAddress ?? UnsafeRawPointer(block.start), byteCount: bytes.count)
        }
        return block
      }
      let result = try? scratch.apply(blocks[0], to: blocks[1])
      #expect(result.map { Array($0.bytes) } == expected, "round \(round)")
      for block in blocks { scratch.pool.give(block) }
      if let result { scratch.pool.give(result) }
    }
  }

  @Test("A few bytes that state a large result are refused")
  func bomb() throws {
    var scratch = ObjectScratch()
    let base = try scratch.pool.take(1)
    // From 1 byte 2^29, by nothing; and 2^40.
    for delta in [
      [1, 0x80, 0x80, 0x80, 0x80, 0x02], [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20] as [UInt8],
    ] {
      let block = try scratch.pool.take(delta.count)
      delta.withUnsafeBytes {
        block.start.copyMemory(
          from: $0.baseAddress ?? UnsafeRawPointer(block.start), byteCount: delta.count)
      }
      #expect(throws: ObjectFault.self) { try scratch.apply(block, to: base) }
      scratch.pool.give(block)
    }
    scratch.pool.give(base)
  }

  @Test("Every entry that is visited hangs below exactly one start, large families are cut")
  func families() {
    var dice = SeededGenerator(seed: 3)
    for round in 0..<60 {
      let count = Int.random(in: 1...400, using: &dice)
      let parents = (0..<count).map { node -> UInt32 in
        if node == 0 || Int.random(in: 0..<30, using: &dice) == 0 { return PackPlan.none }
        // Chains in some rounds, bushes in others.
        return UInt32(round % 2 == 0 ? node - 1 : Int.random(in: 0..<node, using: &dice))
      }
      let visited = (0..<count).map { _ in Int.random(in: 0..<4, using: &dice) > 0 }
      var tree = FamilyTree(parents: parents)
      #expect(tree.isReached.allSatisfy { $0 })
      tree.weigh { (round % 3 == 0 ? 1 << 24 : 100, visited[$0]) }
      var seen = [Int](repeating: 0, count: count)
      for start in tree.starts {
        var stack = [start.node]
        while let node = stack.popLast() {
          seen[Int(node)] += 1
          var child = tree.firstChild[Int(node)]
          while child != PackPlan.none {
            stack.append(child)
            child = tree.nextSibling[Int(child)]
          }
        }
      }
      for node in 0..<count {
        #expect(visited[node] ? seen[node] == 1 : seen[node] <= 1)
      }
      if round % 6 == 3, count > 300 {
        let roots = parents.count { $0 == PackPlan.none }
        #expect(tree.starts.count > roots)
      }
    }
  }

  @Test("Bases by name that run in a circle, or that are not there, are named")
  func circle() throws {
    let fixture = try GitFixture()
    try fixture.shell("git init -q r; mkdir -p r/.git/objects/pack")
    try fixture.shell("python3 - r/.git/objects/pack/pack-1", input: Array(Self.circle.utf8))
    let database = try ObjectDatabase(gitDirectory: SourcePath(fixture.tree("r/.git")))
    #expect(database.problems.isEmpty)
    let swept = Swept(database)
    #expect(swept.objects.count == 1)
    #expect(swept.problems.count { $0.detail.contains("circle") } == 3)
    #expect(swept.problems.count { $0.detail.contains("is missing") } == 1)
    var scratch = ObjectScratch()
    for problem in swept.problems {
      let id = try #require(problem.id)
      #expect(throws: GitError.self) { try database.read(id, &scratch) }
    }
  }

  /// Writes a pack: 01 and 02 are deltas against each other, 03 against 01, 04 against nothing
  /// that is there, 05 is whole.
  static let circle = """
    import struct,zlib,sys
    h=lambda v: bytes([v])*20
    d=bytes([1,1,1,65]); at=12; body=b''; offs=[]
    for v,b in ((1,2),(2,1),(3,1),(4,9),(5,None)):
      offs.append(12+len(body))
      body+=bytes([0x74])+h(b)+zlib.compress(d) if b else bytes([0x34])+zlib.compress(b'blob')
    p=b'PACK'+struct.pack('>II',2,5)+body+h(0)
    x=b'\\xfftOc'+struct.pack('>I',2)+b''.join(struct.pack('>I',min(v,5)) for v in range(256))
    x+=b''.join(h(v) for v in range(1,6))+bytes(20)+b''.join(struct.pack('>I',o) for o in offs)+h(0)*2
    open(sys.argv[1]+'.pack','wb').write(p); open(sys.argv[1]+'.idx','wb').write(x)
    """
}
