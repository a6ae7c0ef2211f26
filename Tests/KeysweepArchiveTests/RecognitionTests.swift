import KeysweepArchive
import Testing

@Suite("Recognition")
struct RecognitionTests {
  static func kind(_ bytes: [UInt8]) -> ContainerKind? {
    bytes.withUnsafeBytes { ContainerKind.recognise($0) }
  }

  static let padding = [UInt8](repeating: 0, count: 600)

  @Test(
    "Magic numbers",
    arguments: [
      ([0x1F, 0x8B, 8, 0], .gzip), ([0x1F, 0x8B, 8, 0xE0], nil), ([0x1F, 0x8B, 7, 0], nil),
      ([0x1F, 0x9D, 0x90], .compress), (Array("PK\u{3}\u{4}".utf8), .zip),
      (Array("PK\u{5}\u{6}".utf8), .zip), (Array("PK and more".utf8), nil),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip), (Array("BZh91AY&SY".utf8), .bzip2),
      (Array("BZh9 a text".utf8), nil), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
      ([0x28, 0xB5, 0x2F, 0xFD], .zstd), ([0x53, 0x2A, 0x4D, 0x18], .zstd),
      ([0x04, 0x22, 0x4D, 0x18], .lz4), (Array("Rar!\u{1A}\u{7}\u{1}\0".utf8), .rar),
      (Array("!<arch>\n".utf8), .ar), ([0xED, 0xAB, 0xEE, 0xDB], .rpm),
      (Array("MSCF\0\0\0\0".utf8), .cab), ([0x78, 0x61, 0x72, 0x21, 0, 28], .xar),
      ([0x5D, 0, 0, 0x80, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0], .lzma),
      (Array("]ordinary text".utf8), nil), (Array("070707 in a text".utf8), nil),
    ] as [([UInt8], ContainerKind?)])
  func magic(head: [UInt8], expected: ContainerKind?) {
    #expect(Self.kind(head + Self.padding) == expected)
  }

  @Test("A tar header is one when its check sum is right, whatever its magic")
  func tar() {
    var header = [UInt8](repeating: 0, count: 512)
    header.replaceSubrange(0..<4, with: Array("name".utf8))
    header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let sum = header.reduce(0) { $0 + Int($1) }
    let digits = String(sum, radix: 8)
    let field = String(repeating: "0", count: 6 - digits.count) + digits
    header.replaceSubrange(148..<154, with: Array(field.utf8))
    header[154] = 0
    #expect(Self.kind(header) == .tar)
    header[10] = 1
    #expect(Self.kind(header) == nil)
  }

  @Test("An ISO image names itself far behind its beginning")
  func iso() {
    var image = [UInt8](repeating: 0, count: ContainerKind.headBytes)
    image.replaceSubrange(32_769..<32_774, with: Array("CD001".utf8))
    #expect(Self.kind(image) == .iso9660)
    #expect(Self.kind(Array(image.dropLast())) == nil)
  }

  @Test("Nothing, and too little, is no container", arguments: 0..<8)
  func short(count: Int) {
    #expect(Self.kind([UInt8](repeating: 0x1F, count: count)) == nil)
  }

  @Test("The content of a compressed file is called like the file")
  func names() {
    func name(_ text: String) -> String {
      String(decoding: ContainerKind.contentName(Array(text.utf8)), as: UTF8.self)
    }
    #expect(name("x.log.gz") == "x.log")
    #expect(name("x.TGZ") == "x.tar")
    #expect(name("dump.sql.zst.gz") == "dump.sql")
    #expect(name("backup") == "backup")
    #expect(name(".gz") == ".gz")
  }
}
