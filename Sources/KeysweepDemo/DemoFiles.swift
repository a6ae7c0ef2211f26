internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A file of the demo that could not be written.
public struct DemoError: Error, CustomStringConvertible {
  /// The file.
  public var path: String
  /// Why.
  public var reason: String
  /// The file, why, and the remedy.
  public var description: String {
    "cannot write \u{201c}\(path)\u{201d}: \(reason); name an empty folder that you may write to"
  }

  /// Says in words what the file system says in numbers.
  init(_ path: String, _ error: any Error) {
    self.path = path
    reason =
      switch (error as? CocoaError)?.code {
      case .fileWriteNoPermission?: "permission denied"
      case .fileWriteVolumeReadOnly?: "the file system is read-only"
      case .fileWriteOutOfSpace?: "no space left"
      case .fileWriteFileExists?: "something is in the way"
      case .fileNoSuchFile?, .fileReadNoSuchFile?: "no such folder, and none can be made there"
      case let code?: "error \(code.rawValue) of the file system"
      case nil: "\(error)"
      }
  }
}

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
  /// - Throws: ``DemoError``.
  func write(_ path: String, _ text: String, date: Instant) throws(DemoError) {
    let full = "\(root)/\(path)"
    let folder = full.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: full))
      let time = Date(timeIntervalSince1970: Double(date.secondsSinceEpoch))
      try manager.setAttributes([.modificationDate: time], ofItemAtPath: full)
    } catch {
      throw DemoError(full, error)
    }
  }

  /// Base64 of a text.
  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
