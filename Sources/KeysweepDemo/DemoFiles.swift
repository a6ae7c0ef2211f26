internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Writes the files of the demo.
struct DemoFiles {
  /// The folder they go to.
  let root: String

  /// Writes a file and gives it a date.
  ///
  /// - Parameters:
  ///   - path: Its path below the root.
  ///   - text: Its content.
  ///   - date: Its modification time.
  /// - Throws: The error of the file system.
  func write(_ path: String, _ text: String, date: Instant) throws {
    let full = "\(root)/\(path)"
    let folder = full.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: full))
    let time = Date(timeIntervalSince1970: Double(date.secondsSinceEpoch))
    try manager.setAttributes([.modificationDate: time], ofItemAtPath: full)
  }

  /// Base64 of a text.
  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
