import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepTriage

/// Loads text and fixtures as files would be.
enum Loading {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")
  /// After everything in the fixtures.
  static let now = Instant(secondsSinceEpoch: 1_798_761_600)  // 2027-01-01

  static func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  static func inputs(
    _ bytes: [UInt8], name: String = "input"
  ) throws -> [LoadedInput] {
    try FileLoader.load(ByteWindow(copying: bytes), path: SourcePath(name), now: now)
  }

  static func inputs(_ text: String, name: String = "input") throws -> [LoadedInput] {
    try inputs(Array(text.utf8), name: name)
  }

  /// All facts, without regard to inputs.
  static func facts(_ text: String, name: String = "input") throws -> [InventoryFact] {
    try inputs(text, name: name).flatMap(\.facts)
  }

  static func keys(_ facts: [InventoryFact]) -> [ListedKey] {
    facts.compactMap { if case .listedKey(let key) = $0 { key } else { nil } }
  }

  static func rows(_ facts: [InventoryFact]) -> [ReportRow] {
    facts.compactMap { if case .reportRow(let row) = $0 { row } else { nil } }
  }

  static func events(_ facts: [InventoryFact]) -> [KeyEvent] {
    facts.compactMap { if case .event(let event) = $0 { event } else { nil } }
  }

  /// Why nothing in a file can be used.
  static func failure(_ bytes: [UInt8]) -> ReadFailure? {
    do throws(ReadFailure) {
      _ = try FileLoader.load(ByteWindow(copying: bytes), path: SourcePath("input"), now: now)
      return nil
    } catch {
      return error
    }
  }

  /// Packs with the gzip of the system.
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let tree = try TempTree()
    let path = try tree.write("plain", bytes: bytes)
    #expect(try Tool.run("gzip", ["-k", path]).status == 0)
    return Array(try Data(contentsOf: URL(filePath: path + ".gz")))
  }
}
