/// Reads values from the text of a repository's `config`.
///
/// Files it includes are not read and addresses are not rewritten (`insteadOf`): that would follow
/// what a repository says to places outside it. Odd lines are skipped.
public struct GitConfiguration: Sendable, Hashable {
  private struct Entry: Sendable, Hashable {
    var section: String
    var subsection: String?
    var key: String
    var value: String
  }

  private var entries: [Entry] = []

  /// Reads a file's bytes.
  public init(_ bytes: [UInt8]) {
    var section = ""
    var subsection: String?
    for line in Self.logicalLines(bytes) {
      var rest = line.drop(while: Self.isSpace)
      if rest.first == 0x5B {
        guard let header = Self.header(&rest) else { continue }
        (section, subsection) = header
        rest = rest.drop(while: Self.isSpace)
      }
      guard let first = rest.first, first != 0x23, first != 0x3B else { continue }
      let key = rest.prefix { !Self.isSpace($0) && $0 != 0x3D }
      let after = rest.dropFirst(key.count).drop(while: Self.isSpace)
      guard !key.isEmpty else { continue }
      let value = after.first == 0x3D ? Self.value(after.dropFirst()) : "true"
      entries.append(
        Entry(
          section: section, subsection: subsection,
          key: String(decoding: key, as: UTF8.self).lowercased(), value: value))
    }
  }

  /// The last value of a key; sections and keys of any case, subsections as they stand.
  public func value(_ section: String, _ subsection: String?, _ key: String) -> String? {
    entries.last {
      $0.section == section.lowercased() && $0.subsection == subsection
        && $0.key == key.lowercased()
    }?.value
  }

  /// The names of the subsections of a section, each once, in order.
  public func subsections(of section: String) -> [String] {
    var seen: Set<String> = []
    return entries.filter { $0.section == section.lowercased() }.compactMap(\.subsection)
      .filter { seen.insert($0).inserted }
  }

  /// Whether a key is true in any section of this name, whatever the subsection.
  func isTrueAnywhere(_ section: String, _ key: String) -> Bool {
    entries.contains {
      $0.section == section && $0.key == key
        && ["true", "yes", "on", "1"].contains($0.value.lowercased())
    }
  }

  /// Lines, with those joined that end in a backslash.
  private static func logicalLines(_ bytes: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var joined: [UInt8] = []
    for line in lines(of: bytes) {
      let slashes = line.reversed().prefix { $0 == 0x5C }.count
      if slashes % 2 == 1 {
        joined += line.dropLast()
      } else {
        result.append(joined + line)
        joined = []
      }
    }
    return joined.isEmpty ? result : result + [joined]
  }

  /// `[section]`, `[section "subsection"]`, or the old `[section.subsection]`.
  private static func header(_ rest: inout ArraySlice<UInt8>) -> (String, String?)? {
    var at = rest.index(after: rest.startIndex)
    let nameStart = at
    while at < rest.endIndex, rest[at] != 0x5D, !isSpace(rest[at]) { at += 1 }
    let name = String(decoding: rest[nameStart..<at], as: UTF8.self).lowercased()
    while at < rest.endIndex, isSpace(rest[at]) { at += 1 }
    var subsection: [UInt8]?
    if at < rest.endIndex, rest[at] == 0x22 {
      var text: [UInt8] = []
      at += 1
      while at < rest.endIndex, rest[at] != 0x22 {
        if rest[at] == 0x5C, at + 1 < rest.endIndex { at += 1 }
        text.append(rest[at])
        at += 1
      }
      subsection = text
      at += 1
    }
    guard at < rest.endIndex, rest[at] == 0x5D else { return nil }
    rest = rest[(at + 1)...]
    if let subsection { return (name, String(decoding: subsection, as: UTF8.self)) }
    guard let dot = name.firstIndex(of: ".") else { return (name, nil) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  /// A value: quotes and escapes resolved, a comment and the space around cut.
  private static func value(_ bytes: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    var kept = 0
    var isQuoted = false
    var rest = bytes.drop(while: isSpace)
    while let byte = rest.popFirst() {
      if byte == 0x22 {
        isQuoted.toggle()
        kept = text.count
      } else if byte == 0x5C, let next = rest.popFirst() {
        text.append(next == 0x6E ? 0x0A : next == 0x74 ? 0x09 : next)
        kept = text.count
      } else if !isQuoted, byte == 0x23 || byte == 0x3B {
        break
      } else {
        text.append(byte)
        if isQuoted || !isSpace(byte) { kept = text.count }
      }
    }
    return String(decoding: text[..<kept], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
