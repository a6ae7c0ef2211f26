import Foundation

/// A folder of files that disappears with its owner.
public final class TempTree: Sendable {
  /// Its absolute path.
  public let path: String

  /// Makes an empty folder.
  public init() throws {
    path = FileManager.default.temporaryDirectory
      .appending(path: "keysweep-test-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    // Folders without permissions would resist.
    _ = try? Tool.run("chmod", ["-R", "u+rwx", path])
    _ = try? Tool.run("rm", ["-rf", path])
  }

  /// The absolute path of something in it.
  public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and the folders above it.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, bytes: Array(text.utf8))
  }

  /// Writes a file and the folders above it.
  @discardableResult
  public func write(_ name: String, bytes: [UInt8]) throws -> String {
    let full = URL(filePath: self(name))
    try FileManager.default.createDirectory(
      at: full.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: full)
    return full.path()
  }
}
