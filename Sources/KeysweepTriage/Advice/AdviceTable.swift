public import KeysweepModel
internal import KeysweepRules
internal import TOMLKit

/// What to do about a finding, in one line, by status and place.
public struct AdviceTable: Sendable {
  /// Names as bytes: there may be a hundred thousand credentials to advise on, and searching text by
  /// characters is slow.
  private struct Place: Sendable {
    var names: [[UInt8]]
    var endings: [[UInt8]]
    var parts: [[UInt8]]
    var advice: String

    var isCatchAll: Bool { names.isEmpty && endings.isEmpty && parts.isEmpty }
  }

  private var byStatus: [Status: String] = [:]
  private var places: [Place] = []

  /// The table that comes with the program.
  ///
  /// - Throws: ``DataFileError``; cannot happen in a build whose tests pass.
  public static func bundled() throws(DataFileError) -> AdviceTable {
    try AdviceTable(toml: BundledRules.advice, name: "bundled advice")
  }

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - toml: The file's content.
  ///   - name: Its name for messages.
  /// - Throws: ``DataFileError`` with the place and the reason.
  public init(toml: [UInt8], name: String) throws(DataFileError) {
    let root = try DataFile.parse(toml, name: name)
    for status in Status.allCases {
      guard let text = root["status"]?.table?[status.rawValue]?.string else {
        throw DataFileError(description: "\(name): [status] lacks \(status.rawValue)")
      }
      byStatus[status] = text
    }
    guard let entries = root["place"]?.array else {
      throw DataFileError(description: "\(name): no [[place]]")
    }
    for entry in entries {
      guard let table = entry.table, let advice = table["advice"]?.string else {
        throw DataFileError(description: "\(name): a [[place]] lacks its advice")
      }
      func list(_ key: String) -> [[UInt8]] {
        table[key]?.array?.compactMap { $0.string.map { Self.lowercased(Array($0.utf8)) } } ?? []
      }
      places.append(
        Place(
          names: list("names"), endings: list("endings"), parts: list("contains"), advice: advice))
    }
    guard places.last?.isCatchAll ?? false else {
      throw DataFileError(description: "\(name): the last [[place]] must have no condition")
    }
  }

  /// The advice for a credential found at a path.
  public func advice(path: SourcePath, status: Status) -> String {
    // With a slash in front, so that `/.aws/` also fits a relative path.
    let text = [UInt8(ascii: "/")] + Self.lowercased(path.bytes)
    let name = Self.lowercased(Array(path.lastComponent))
    let place = places.first { place in
      place.isCatchAll || place.names.contains(name)
        || place.endings.contains { text.dropFirst().reversed().starts(with: $0.reversed()) }
        || place.parts.contains { Self.contains($0, in: text) }
    }
    let first = byStatus[status] ?? ""
    switch status {
    case .rotated, .expired: return first
    case .active, .stale, .unknown: return place.map { "\(first) \($0.advice)" } ?? first
    }
  }

  private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
  }

  private static func contains(_ part: [UInt8], in text: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    return text.indices.contains { text[$0] == first && text[$0...].starts(with: part) }
  }
}
