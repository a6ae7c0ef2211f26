import KeysweepInflate
import KeysweepTestSupport
import Testing

@Suite("Inflater")
struct InflaterTests {
  /// "keysweep" forty times, packed by Python's zlib in each format.
  static func packed(_ bits: Int) throws -> [UInt8] {
    let script = """
      import zlib,sys
      c=zlib.compressobj(9,zlib.DEFLATED,\(bits))
      print((c.compress(b'keysweep'*40)+c.flush()).hex())
      """
    let hex = try Tool.run("python3", ["-c", script]).output.filter(\.isHexDigit)
    return stride(from: 0, to: hex.count, by: 2).compactMap {
      UInt8(hex.dropFirst($0).prefix(2), radix: 16)
    }
  }

  /// Unpacks with small pieces on both sides.
  static func unpack(
    _ bytes: [UInt8], _ format: Inflater.Format, input: Int, output: Int
  ) throws -> (bytes: [UInt8], isFinished: Bool) {
    var inflater = try Inflater(format)
    var result: [UInt8] = []
    var at = 0
    var piece = [UInt8](repeating: 0, count: output)
    while true {
      let end = min(bytes.count, at + input)
      let step = try bytes[at..<end].withUnsafeBytes { source in
        try piece.withUnsafeMutableBytes { try inflater.inflate(source, into: $0) }
      }
      at += step.consumed
      result += piece[..<step.produced]
      if step.isFinished { return (result, true) }
      if step.consumed == 0, step.produced == 0 { return (result, false) }
    }
  }

  @Test(
    "All formats, in pieces of all sizes",
    arguments: [(31, Inflater.Format.gzip), (15, .zlib), (-15, .raw)], [1, 7, 4096])
  func formats(format: (bits: Int, format: Inflater.Format), piece: Int) throws {
    let bytes = try Self.packed(format.bits)
    let whole = Array(String(repeating: "keysweep", count: 40).utf8)
    let result = try Self.unpack(bytes, format.format, input: piece, output: piece)
    #expect(result.bytes == whole)
    #expect(result.isFinished)
    let cut = try Self.unpack(bytes.dropLast(2), format.format, input: piece, output: piece)
    #expect(!cut.isFinished)
  }

  @Test("Damage is named")
  func damage() throws {
    var bytes = try Self.packed(31)
    bytes[bytes.count - 6] ^= 0xFF
    #expect(throws: InflateError.self) {
      try Self.unpack(bytes, .gzip, input: 100, output: 1000)
    }
    #expect(throws: InflateError.self) {
      try Self.unpack(Array("no gzip at all".utf8), .gzip, input: 100, output: 1000)
    }
  }

  @Test("After a reset the next member is read")
  func members() throws {
    let bytes = try Self.packed(31)
    var inflater = try Inflater(.gzip)
    var output = [UInt8](repeating: 0, count: 1000)
    for _ in 0..<2 {
      let step = try bytes.withUnsafeBytes { source in
        try output.withUnsafeMutableBytes { try inflater.inflate(source, into: $0) }
      }
      #expect(step == Inflater.Step(consumed: bytes.count, produced: 320, isFinished: true))
      inflater.reset()
    }
  }
}
