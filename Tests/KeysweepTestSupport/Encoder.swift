import Foundation

/// Ways to write material, as ordinary tools do.
public enum Encoder: String, CaseIterable, Sendable {
  case base64
  case base64url
  /// Lines of 76 letters with CRLF.
  case mime
  /// Lines of 64 letters in a JSON string.
  case jsonLines
  case hex
  case hexUpper
  case utf16le
  case utf16be
  case percent
  case json
  case xml
  /// Base64 of gzip.
  case gzip
  /// Base64 of zlib.
  case zlib

  /// What a report calls it, outermost first.
  public var chain: [String] {
    switch self {
    case .base64, .base64url, .mime, .jsonLines: ["base64"]
    case .hex, .hexUpper: ["hex"]
    case .utf16le: ["utf-16le"]
    case .utf16be: ["utf-16be"]
    case .percent: ["percent"]
    case .json: ["json"]
    case .xml: ["xml"]
    case .gzip: ["base64", "gzip"]
    case .zlib: ["base64", "zlib"]
    }
  }

  /// Writes bytes.
  public func encode(_ bytes: [UInt8]) -> [UInt8] {
    let base64 = Data(bytes).base64EncodedString()
    switch self {
    case .base64: return Array(base64.utf8)
    case .base64url:
      return Array(
        base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "").utf8)
    case .mime: return Self.lines(base64, 76, "\r\n")
    case .jsonLines: return Self.lines(base64, 64, "\\n")
    case .hex: return bytes.flatMap { Array(Self.hex($0, "%02x").utf8) }
    case .hexUpper: return bytes.flatMap { Array(Self.hex($0, "%02X").utf8) }
    case .utf16le: return bytes.flatMap { [$0, 0] }
    case .utf16be: return bytes.flatMap { [0, $0] }
    case .percent: return bytes.flatMap { Array(Self.hex($0, "%%%02X").utf8) }
    case .json: return bytes.flatMap { Array(Self.hex($0, "\\u%04x").utf8) }
    case .xml: return bytes.flatMap { Array("&#\($0);".utf8) }
    case .gzip:
      let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
      return Self.base64.encode(
        head + Self.stored(bytes) + Self.little(Self.crc32(bytes))
          + Self.little(UInt32(bytes.count)))
    case .zlib:
      return Self.base64.encode([0x78, 0x9C] + Self.stored(bytes) + [0, 0, 0, 0])
    }
  }

  private static func hex(_ byte: UInt8, _ format: String) -> String {
    String(format: format, Int(byte))
  }

  private static func lines(_ text: String, _ width: Int, _ end: String) -> [UInt8] {
    var result: [UInt8] = []
    for (index, byte) in text.utf8.enumerated() {
      if index > 0, index.isMultiple(of: width) { result += Array(end.utf8) }
      result.append(byte)
    }
    return result
  }

  /// Deflate without compression.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    repeat {
      let piece = rest.prefix(65_535)
      rest = rest.dropFirst(piece.count)
      let count = UInt16(piece.count)
      result.append(rest.isEmpty ? 1 : 0)
      result += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
      result += piece
    } while !rest.isEmpty
    return result
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
