/// The few settings of a repository that say how its objects are stored.
///
/// Read by hand, from the repository's own `config` and nothing else, as git itself does for
/// extensions: no includes, nothing of the user's or the system's.
struct GitConfig {
  /// Values by `section.key` and `section.subsection.key`; sections and keys in lower case.
  private(set) var values: [String: String] = [:]

  /// Reads the text of a `config` file; what cannot be understood is passed over.
  init(_ bytes: [UInt8]) {
    var section = ""
    for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") }) {
      var rest = Self.trimmed(line)
      if rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) {
        section = Self.section(rest[(rest.startIndex + 1)..<end])
        rest = Self.trimmed(rest[(end + 1)...])
      }
      guard let first = rest.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
        continue
      }
      let equals = rest.firstIndex(of: UInt8(ascii: "="))
      let key = Self.text(Self.trimmed(rest[..<(equals ?? rest.endIndex)])).lowercased()
      // A key alone means true.
      values["\(section).\(key)"] = equals.map { Self.value(rest[($0 + 1)...]) } ?? "true"
    }
  }

  /// A value, by `section.key`.
  subscript(_ name: String) -> String? { values[name] }

  /// Whether any setting ends so, whatever the subsection, and is true.
  func isTrueAnywhere(_ section: String, _ key: String) -> Bool {
    values.contains {
      $0.key.hasPrefix(section + ".") && $0.key.hasSuffix("." + key)
        && ["true", "yes", "on", "1"].contains($0.value.lowercased())
    }
  }

  /// `remote "origin"` as `remote.origin`.
  private static func section(_ bytes: ArraySlice<UInt8>) -> String {
    guard let quote = bytes.firstIndex(of: UInt8(ascii: "\"")) else {
      return text(trimmed(bytes)).lowercased()
    }
    let name = text(trimmed(bytes[..<quote])).lowercased()
    return "\(name).\(text(bytes[(quote + 1)...].filter { $0 != UInt8(ascii: "\"") }[...]))"
  }

  /// A value without comment and quotes.
  private static func value(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
        break
      } else {
        result.append(byte)
      }
    }
    return text(trimmed(result[...]))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 13 }
    let front = bytes.drop(while: isSpace)
    return front[..<(front.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? front.startIndex)]
  }
}
