import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// What is told from encoded material cheaply loses nothing that would be decoded.
@Suite("Sieves before decoding")
struct SieveTests {
  /// Digits: of random bytes, of text, of text in UTF-16, or of a bit of text in random bytes.
  static func digits() -> String {
    let text = "aws_secret_access_key\n=\tAKIA and more text than is ever asked for".utf8
    let start = Int.random(in: 0..<20)
    var bytes: [UInt8] = (0..<Int.random(in: 18...33)).map { _ in .random(in: 0...255) }
    switch Int.random(in: 0..<6) {
    case 0: bytes = Array(text.dropFirst(start).prefix(bytes.count))
    case 1: bytes = text.dropFirst(start).prefix(bytes.count / 2).flatMap { [$0, 0] }
    case 2: bytes.replaceSubrange(5..<14, with: text.dropFirst(start).prefix(9))
    case 3: bytes.replaceSubrange(0..<2, with: [0x1F, 0x8B])
    default: break
    }
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let whole = Bool.random() ? hex : String(hex.dropFirst())
    return Bool.random() ? whole : whole.uppercased()
  }

  @Test("a run that counts as a hash decodes to nothing, in whatever lines")
  func hashes() throws {
    let before = [
      "", "sha1: ", "\n", "\n  ", "=", "\\n", "%", "\u{1B}[1;", "k=\n", "x\r\n", "\\/", "\"",
    ]
    let after = [
      "", "\n", "\r\n", "=\n", "\\n", "\n  ", "\n\t\tfee.", " x", "\"", "\\/", "\nname ",
    ]
    var hashes = 0
    for _ in 0..<60_000 {
      let lead = Bool.random() ? "x" : Self.digits()
      let tail = Bool.random() ? "x" : String(Self.digits().prefix(Int.random(in: 0..<70)))
      let middle = Self.digits()
      let head = lead + (before.randomElement() ?? "")
      let text = head + middle + (after.randomElement() ?? "") + tail
      let bytes = Array(text.utf8)
      try bytes.withUnsafeBytes { bytes in
        var runs: [Range<Int>] = []
        RunFinder.forEachRun(in: bytes, core: 0..<bytes.count) { run, _ in runs.append(run) }
        for run in runs where Blob.isHash(run, bytes) {
          hashes += 1
          #expect(bytes[run].allSatisfy(BlobCode.hex.accepts), "\(text)")
          let line = Blob.line(around: run, bytes, .hex)
          var lines: [Range<Int>] = []
          Blob.lines(around: line, bytes, into: &lines, .hex)
          #expect(BlobCode.hex.textPhases(lines, bytes) == 0, "\(text)")
          #expect(BlobCode.hex.textPhases([line], bytes) == 0, "\(text)")
          let first = try #require(lines.first)
          #expect(!BlobCode.hex.isCompressed(at: first.lowerBound, bytes), "\(text)")
        }
      }
    }
    #expect(hashes > 1000)
  }

  @Test("the run finder finds every run of the shortest length, wherever it starts")
  func runs() {
    let letters = Array("azAZ09+/".utf8)
    let others: [UInt8] = [0x2A, 0x2C, 0x2E, 0x3A, 0x40, 0x5B, 0x60, 0x7B, 0x80, 0xAB, 0xB0, 0xFF]
    for start in 0..<128 {
      for width in [RunFinder.Width.narrow, .wide] {
        var bytes = (0..<256).map { _ in others.randomElement() ?? 0 }
        let range = start..<start + RunFinder.minimumLength
        for at in range {
          let isLetter = width == .narrow || (at - start).isMultiple(of: 2)
          bytes[at] = isLetter ? letters.randomElement() ?? 0 : 0
        }
        var found: [Range<Int>] = []
        bytes.withUnsafeBytes { bytes in
          RunFinder.forEachRun(in: bytes, core: 0..<bytes.count) { run, kind in
            if kind == width { found.append(run) }
          }
        }
        #expect(found == [range], "\(start) \(width)")
      }
    }
  }
}
