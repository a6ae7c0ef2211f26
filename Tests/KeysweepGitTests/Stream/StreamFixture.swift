import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGit

/// What reading a stream gave.
struct Streamed {
  var objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])] = [:]
  /// By where the entry begins.
  var offsets: [Int: ObjectID] = [:]
  var problems: [PackStream.Problem] = []
  var summary = PackStream.Summary()

  /// Reads a stream.
  ///
  /// - Parameters:
  ///   - stream: All of it.
  ///   - reader: How it is read.
  ///   - chunk: How many bytes come next.
  ///   - visit: Called with each object that is handed out.
  init(
    _ stream: [UInt8], _ reader: PackStream = PackStream(), chunk: () -> Int = { .max },
    visit: (PackStream.Object) -> Void = { _ in }
  ) {
    var at = 0
    summary = reader.run(
      read: { buffer in
        let count = min(buffer.count, max(1, chunk()), stream.count - at)
        stream.withUnsafeBytes {
          buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[at..<(at + count)]))
        }
        at += count
        return count
      },
      problem: { problems.append($0) },
      body: { object, bytes in
        objects[object.id] = (object.kind, Array(bytes))
        #expect(offsets.updateValue(object.id, forKey: object.offset) == nil)
        visit(object)
        return true
      })
    #expect(summary.delivered == offsets.count)
  }

  /// In the form of `git cat-file --batch`.
  var printed: Data { batch(objects) }
}

extension GitFixture {
  /// What a line of shell prints, as bytes.
  func bytes(_ line: String, in folder: String = "") throws -> [UInt8] {
    try shell("{ \(line); } > '\(tree("output"))'", in: folder)
    return try [UInt8](Data(contentsOf: URL(filePath: tree("output"))))
  }

  /// A pack of everything in a repository.
  func pack(_ name: String, _ options: String = "") throws -> [UInt8] {
    try bytes(
      "git cat-file --batch-all-objects --batch-check='%(objectname)'"
        + " | git pack-objects -q --no-reuse-delta \(options) --stdout",
      in: name)
  }
}

/// Writes packs that git would not write.
struct PackWriter {
  private(set) var entries = 0
  private(set) var body: [UInt8] = []
  let hashBytes: Int

  init(hashBytes: Int = 20) { self.hashBytes = hashBytes }

  /// Where the next entry begins.
  var offset: Int { 12 + body.count }

  static func id(_ text: [UInt8], hashBytes: Int = 20) -> ObjectID {
    text.withUnsafeBytes { ObjectNaming.id(.blob, $0, hashBytes: hashBytes) }
  }

  mutating func blob(_ text: [UInt8]) { add(3, [], text) }

  /// A delta against the entry at an offset.
  mutating func delta(_ delta: [UInt8], offset base: Int) {
    var distance = offset - base
    var digits = [UInt8(distance & 127)]
    while distance > 127 {
      distance = distance >> 7 - 1
      digits.insert(UInt8(distance & 127) | 128, at: 0)
    }
    add(6, digits, delta)
  }

  /// A delta against an object.
  mutating func delta(_ delta: [UInt8], _ base: ObjectID) { add(7, base.bytes, delta) }

  /// A delta that puts bytes before all of its base, which must be shorter than 64 KiB.
  static func prepend(_ text: [UInt8], to base: Int) -> [UInt8] {
    number(base) + number(base + text.count) + [UInt8(text.count)] + text
      + (base == 0 ? [] : [0xB0, UInt8(base & 255), UInt8(base >> 8)])
  }

  static func number(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + number(value >> 7)
  }

  private mutating func add(_ type: Int, _ base: [UInt8], _ content: [UInt8]) {
    var size = content.count
    var head = [UInt8(type << 4 | size & 15)]
    size >>= 4
    while size > 0 {
      head[head.count - 1] |= 128
      head.append(UInt8(size & 127))
      size >>= 7
    }
    body += head + base + Self.zlib(content)
    entries += 1
  }

  /// A zlib stream of stored blocks.
  static func zlib(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    var at = 0
    repeat {
      let count = min(content.count - at, 65535)
      let (low, high) = (UInt8(count & 255), UInt8(count >> 8))
      result += [at + count == content.count ? 1 : 0, low, high, ~low, ~high]
      result += content[at..<(at + count)]
      at += count
    } while at < content.count
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in content {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return result + withUnsafeBytes(of: (b << 16 | a).bigEndian) { Array($0) }
  }

  /// The pack.
  func finish(stated: Int? = nil) -> [UInt8] {
    let count = withUnsafeBytes(of: UInt32(stated ?? entries).bigEndian) { Array($0) }
    let pack = Array("PACK".utf8) + [0, 0, 0, 2] + count + body
    var sum = StreamSum()
    pack.withUnsafeBytes { sum.update($0) }
    return pack + (sum.value(hashBytes)?.bytes ?? [])
  }
}
