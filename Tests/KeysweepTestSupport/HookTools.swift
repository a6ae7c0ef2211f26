import Foundation

/// The framework pre-commit: `.ci/deps.sh test` installs it.
public enum HookTools {
  /// The root of this package.
  public static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// The Python that has it.
  ///
  /// - Returns: Its path, or a name to look up.
  /// - Throws: When it is not installed.
  public static func python() throws -> String {
    let own = root.appending(path: ".build/hook-tools/bin/python3").path()
    let program = FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    let result = try Tool.run(program, ["-c", "import pre_commit"])
    guard result.status == 0 else {
      throw ReportTools.Failure(description: "run .ci/deps.sh test first: \(result.error)")
    }
    return program
  }
}
