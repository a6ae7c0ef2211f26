/// Recognition by content; names prove nothing.
extension ContainerKind {
  /// So many bytes are enough to recognise everything.
  public static let headBytes = volumeDescriptor + 6
  /// Where an ISO 9660 image names itself.
  public static let volumeDescriptor = 32_768

  /// Says what begins with these bytes; nil for a plain file.
  ///
  /// Costs nothing where it matters: the first byte rules nearly every file out.
  ///
  /// - Parameter head: The first bytes; with fewer than ``headBytes`` an ISO image is not recognised.
  /// - Returns: The kind.
  public static func recognise(_ head: UnsafeRawBufferPointer) -> ContainerKind? {
    guard head.count >= 8 else { return nil }
    if let kind = byMagic(head) { return kind }
    if isTar(head) { return .tar }
    if head.count >= headBytes, has("CD001", in: head, at: volumeDescriptor + 1) { return .iso9660 }
    return nil
  }

  private static func byMagic(_ head: UnsafeRawBufferPointer) -> ContainerKind? {
    func begins(_ bytes: UInt8...) -> Bool { head.starts(with: bytes) }
    switch head[0] {
    case 0x1F:
      // Deflate is the only method there is, and three flags are reserved.
      if begins(0x1F, 0x8B, 8), head[3] & 0xE0 == 0 { return .gzip }
      if begins(0x1F, 0x9D), (9...16).contains(head[2] & 0x1F), head[2] & 0x60 == 0 {
        return .compress
      }
    case UInt8(ascii: "P"):
      // A local header, an empty archive, or the mark of a spanned one before the first header.
      if begins(0x50, 0x4B, 3, 4) || begins(0x50, 0x4B, 5, 6) { return .zip }
      if begins(0x50, 0x4B, 7, 8, 0x50, 0x4B) || begins(0x50, 0x4B, 0x30, 0x30, 0x50, 0x4B) {
        return .zip
      }
    case UInt8(ascii: "7"):
      if begins(0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C) { return .sevenZip }
    case UInt8(ascii: "B"):
      guard begins(0x42, 0x5A, 0x68), (0x31...0x39).contains(head[3]), head.count >= 10 else {
        break
      }
      let block: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
      let end: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
      if head[4..<10].elementsEqual(block) || head[4..<10].elementsEqual(end) { return .bzip2 }
    case 0xFD:
      if begins(0xFD, 0x37, 0x7A, 0x58, 0x5A, 0) { return .xz }
    case 0x28:
      if begins(0x28, 0xB5, 0x2F, 0xFD) { return .zstd }
    case 0x50...0x5F where head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18:
      return .zstd
    case 0x04:
      if begins(0x04, 0x22, 0x4D, 0x18) { return .lz4 }
    case 0x02:
      if begins(0x02, 0x21, 0x4C, 0x18) { return .lz4 }
    case UInt8(ascii: "R"):
      if has("Rar!\u{1A}\u{7}", in: head, at: 0), head[6] <= 1 { return .rar }
    case UInt8(ascii: "!"):
      if has("!<arch>\n", in: head, at: 0) { return .ar }
    case 0xED:
      if begins(0xED, 0xAB, 0xEE, 0xDB) { return .rpm }
    case UInt8(ascii: "M"):
      if begins(0x4D, 0x53, 0x43, 0x46, 0, 0, 0, 0) { return .cab }
    case UInt8(ascii: "x"):
      if begins(0x78, 0x61, 0x72, 0x21, 0), (28...64).contains(head[5]) { return .xar }
    case UInt8(ascii: "0"), 0x71, 0xC7:
      return isCpio(head) ? .cpio : nil
    case 0x5D:
      return isLZMA(head) ? .lzma : nil
    default: break
    }
    return nil
  }

  private static func has(_ text: StaticString, in head: UnsafeRawBufferPointer, at offset: Int)
    -> Bool
  {
    head.count >= offset + text.utf8CodeUnitCount
      && UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        .elementsEqual(head[offset..<offset + text.utf8CodeUnitCount])
  }

  /// Headers in octal or hexadecimal text, or 16-bit words of either order.
  private static func isCpio(_ head: UnsafeRawBufferPointer) -> Bool {
    if has("070707", in: head, at: 0) {
      return head.count >= 76 && head[6..<76].allSatisfy { (0x30...0x37).contains($0) }
    }
    if has("070701", in: head, at: 0) || has("070702", in: head, at: 0) {
      return head.count >= 110
        && head[6..<110].allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20)
        }
    }
    guard head.count >= 28 else { return false }
    let swapped = head[0] == 0x71
    guard swapped ? head[1] == 0xC7 : head[0] == 0xC7 && head[1] == 0x71 else { return false }
    // The length of a name with its NUL, which ends it.
    let length =
      swapped
      ? Int(head[20]) << 8 | Int(head[21]) : Int(head[20]) | Int(head[21]) << 8
    return (2...4096).contains(length) && (head.count < 26 + length || head[25 + length] == 0)
  }

  /// `.lzma` has no magic: properties 0x5D, a power of two as dictionary, and a size that is unknown
  /// or possible.
  private static func isLZMA(_ head: UnsafeRawBufferPointer) -> Bool {
    guard head.count >= 14, head[13] == 0 else { return false }
    let dictionary = head.loadUnaligned(fromByteOffset: 1, as: UInt32.self).littleEndian
    let size = head.loadUnaligned(fromByteOffset: 5, as: UInt64.self).littleEndian
    let isPower = dictionary >= 4096 && (dictionary.nonzeroBitCount <= 2 || dictionary == .max)
    return isPower && (size == .max || size < 1 << 40)
  }

  /// A first header with a valid check sum, be there a magic or not.
  private static func isTar(_ head: UnsafeRawBufferPointer) -> Bool {
    guard head.count >= 512, head[0] != 0 else { return false }
    // The check sum field: octal digits between spaces and NULs.
    var stated = 0
    var digits = 0
    for index in 148..<156 {
      switch head[index] {
      case let byte where byte & 0xF8 == 0x30:
        stated = stated << 3 | Int(byte & 7)
        digits += 1
      case 0, 0x20: continue
      default: return false
      }
    }
    guard digits > 0 else { return false }
    var unsigned = 8 * 0x20
    var signed = unsigned
    for (index, byte) in head[..<512].enumerated() where !(148..<156).contains(index) {
      unsigned += Int(byte)
      signed += Int(Int8(bitPattern: byte))
    }
    return stated == unsigned || stated == signed
  }
}
